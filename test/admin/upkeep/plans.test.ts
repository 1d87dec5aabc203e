import { beforeEach, describe, expect, it } from "vitest";
import type { Task } from "../../../src/admin/upkeep/schedule.ts";
import { Vault } from "../../../src/store/vault.ts";
import { db } from "../support/database.ts";
import { everythingAtOnce } from "../support/everything-due.ts";
import { MeteredDatabase } from "../support/metered-database.ts";
import { openSchool, School } from "../support/school.ts";
import { runCron, TASKS } from "../support/upkeep.ts";

const [OLD, NEW] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];

/** Tables that grow with mail, with members and with what admins do; all else is as large as the school. */
const GROWING = /^SCAN (?:alias|delivery|message_id|hourly|member|audit|idempotency|session)\b/;

/** What passes over a growing table all the same, and what ends it. */
const BOUNDED: readonly (readonly [scan: string, statement: RegExp])[] = [
  // In the order in which they were written: from the oldest to the first that is kept, or so many at once.
  ["SCAN message_id", /^DELETE FROM "message_id" WHERE rowid IN\s+\(SELECT rowid .* LIMIT \?\)$/s],
  // A day's counters at most are there: the hourly task erases those before.
  ["SCAN hourly", /^SELECT \(SELECT count\(\*\) FROM \(SELECT 1 .* LIMIT \?\)\)/s],
];

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** D1 that notes each statement with its values. */
function noting(real: D1Database, asked: Asked[]): D1Database {
  const prepare = (text: string) => {
    const statement = real.prepare(text);
    const bind = statement.bind.bind(statement);
    asked.push({ text, values: [] });
    return Object.assign(statement, {
      bind: (...values: unknown[]) => {
        asked.push({ text, values });
        return bind(...values);
      },
    });
  };
  return { prepare, batch: real.batch.bind(real) } as unknown as D1Database;
}

async function scansOf({ text, values }: Asked): Promise<readonly string[]> {
  const plan = await db
    .prepare(`EXPLAIN QUERY PLAN ${text}`)
    .bind(...values)
    .all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail).filter((detail) => GROWING.test(detail));
}

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
});

async function whileKeysChange(): Promise<School> {
  const during = new School(await Vault.open(NEW, OLD), { repliesIncluded: 1, databaseMegabytes: 0.001 });
  during.now = school.now;
  return during;
}

describe("every statement of the cron", { timeout: 300_000 }, () => {
  it("finds its rows by an index, or ends its pass over a growing table", async () => {
    await everythingAtOnce(school, pta);
    const { deps } = await whileKeysChange();
    const asked: Asked[] = [];
    for (const task of TASKS) await runCron(task, { ...deps, d1: noting(db, asked) });
    const last = new Map(asked.map((one) => [one.text, one]));
    expect(last.size).toBeGreaterThan(40);
    for (const one of last.values()) {
      const isBounded = (scan: string) =>
        BOUNDED.some(([known, statement]) => known === scan && statement.test(one.text));
      const scans = await scansOf(one);
      expect(
        scans.filter((scan) => !isBounded(scan)),
        one.text,
      ).toEqual([]);
    }
  });

  it("would be found out if it had no index", async () => {
    expect(await scansOf({ text: "SELECT id FROM delivery WHERE holder = ?", values: ["x"] })).toEqual([
      "SCAN delivery",
    ]);
  });
});

describe("what a run of the cron reads", { timeout: 300_000 }, () => {
  it.each<Task>(["officers", "hourly", "key-change"])(
    "in its turn for %s does not grow with the aliases, ids and journal rows that stay",
    async (task) => {
      const { id } = await school.lead(pta, "hanako@private.example");
      await school.aliasFor(id, "taro@company.example");
      const { deps } = task === "key-change" ? await whileKeysChange() : school;
      const read = async () => {
        const meter = new MeteredDatabase(db);
        await runCron(task, { ...deps, d1: meter.database });
        return meter.rowsRead;
      };
      for (const _ of [1, 2, 3]) await read(); // What there is to be done is done.
      const alone = await read();
      await fill(id, 5000);
      expect(await read()).toBeLessThanOrEqual(alone + CHANCE);
    },
  );
});

/** Where a search in an index of a few rows ends. */
const CHANCE = 5;

/** Rows of the last hour, none of which is due. */
async function fill(forwardingId: string, many: number): Promise<void> {
  const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)";
  for (const insert of [
    `INSERT INTO alias (id, alias, forwarding_id, correspondent_sealed, correspondent_index, name_sealed, created_at, last_used_at)
      ${numbers} SELECT 's' || i, 'anon-' || i || '@school.example', ?2, 'x', hex(randomblob(10)), 'x', ?3, ?3 FROM n`,
    `INSERT INTO message_id (sent_index, sent_sealed, original_index, carrier, created_at)
      ${numbers} SELECT 's' || i || ?2, 'x', hex(randomblob(10)), 'x', ?3 FROM n`,
    `INSERT INTO delivery (id, direction, forwarding_id, outcome, size, holder, lease_until, first_at, time)
      ${numbers} SELECT 's' || i, 'inbound', ?2, 'sent', 1, 'x', 0, ?3, ?3 FROM n`,
  ])
    await db.prepare(insert).bind(many, forwardingId, school.now).run();
}
