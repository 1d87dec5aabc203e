/** What a migration makes of the rows that are there already. */
import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

/** Rows as they stood when a prefix of the reason said what the remark says now. */
const FORMER = [
  ["a", "failed", "gave-up:rate-limit"],
  ["b", "failed", "untold:undeliverable"],
  ["c", "rejected", "untold:replies-off"],
  ["d", "sent", "untold:complained"],
  ["e", "sent", ""],
  ["f", "rejected", "spam"],
];

describe("a journal of before the remarks", () => {
  it("keeps each row, its reason without the prefix, and what the prefix said as its remark", async () => {
    const at = env.TEST_MIGRATIONS.findIndex(({ queries }) => queries.some((query) => query.includes("remark")));
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, at));
    for (const row of FORMER) {
      await env.DB.prepare(
        `INSERT INTO delivery (id, outcome, reason, direction, size, holder, lease_until, first_at, time)
         VALUES (?, ?, ?, 'reply', 1, '', 0, 0, 0)`,
      )
        .bind(...row)
        .run();
    }
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    const { results } = await env.DB.prepare("SELECT id, outcome, reason, remark FROM delivery ORDER BY id").all();
    expect(results).toEqual([
      { id: "a", outcome: "failed", reason: "rate-limit", remark: "given-up" },
      { id: "b", outcome: "failed", reason: "undeliverable", remark: "untold" },
      { id: "c", outcome: "rejected", reason: "replies-off", remark: "untold" },
      { id: "d", outcome: "sent", reason: "complained", remark: "untold" },
      { id: "e", outcome: "sent", reason: "", remark: "none" },
      { id: "f", outcome: "rejected", reason: "spam", remark: "none" },
    ]);
  });
});

describe("the counters of before the table of hours", () => {
  it("go on counting where they stood", async () => {
    await reset();
    const at = env.TEST_MIGRATIONS.findIndex(({ queries }) => queries.some((query) => query.includes("`hourly`")));
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, at));
    await env.DB.exec("INSERT INTO tally (counter, hour, count) VALUES ('a', 7, 29), ('a', 8, 3), ('b', 8, 1)");
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    const { results } = await env.DB.prepare("SELECT counter, hour, count FROM hourly ORDER BY counter, hour").all();
    expect(results).toEqual([
      { counter: "a", hour: 7, count: 29 },
      { counter: "a", hour: 8, count: 3 },
      { counter: "b", hour: 8, count: 1 },
    ]);
  });
});
