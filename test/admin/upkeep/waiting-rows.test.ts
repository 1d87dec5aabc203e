import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { expect, it } from "vitest";
import { openAdminDb } from "../../../src/store/admin/db.ts";
import { endAbandoned } from "../../../src/store/admin/retention.ts";
import { delivery } from "../../../src/store/schema.ts";
import { World } from "../../support/world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 40 * DAY;
const DIRECTIONS = ["inbound", "reply", "shared", "notice"] as const;

it("a row of any kind that waits for a server which tries no more has ended; one that may come again has not", async () => {
  await reset();
  await World.open();
  const row = (direction: (typeof DIRECTIONS)[number], outcome: "retrying" | "claimed" | "sent", age: number) => ({
    ...{ id: `${direction} ${outcome} ${age}`, direction, outcome, reason: outcome === "retrying" ? "quota" : "" },
    ...{ size: 1, holder: "h", leaseUntil: 0, firstAt: 0, time: NOW - age },
  });
  const ages = [5 * DAY, 6 * DAY, 6 * DAY + 1, 7 * DAY];
  const outcomes = ["retrying", "claimed", "sent"] as const;
  const rows = DIRECTIONS.flatMap((direction) =>
    outcomes.flatMap((outcome) => ages.map((age) => row(direction, outcome, age))),
  );
  for (const one of rows) await drizzle(env.DB).insert(delivery).values(one);
  expect(await endAbandoned(openAdminDb(env.DB), NOW)).toBe(16);
  const left = await drizzle(env.DB).select().from(delivery);
  for (const { id, outcome, reason, remark, time } of left) {
    const [, was] = id.split(" ");
    const isOver = NOW - time > 6 * DAY && was !== "sent";
    const ended = ["failed", was === "claimed" ? "died" : "quota", "given-up"];
    expect([id, outcome, reason, remark]).toEqual([
      id,
      ...(isOver ? ended : [was, was === "retrying" ? "quota" : "", "none"]),
    ]);
  }
});
