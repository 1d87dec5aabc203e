import { beforeEach, describe, expect, it } from "vitest";
import type { AdminDeps } from "../../../src/admin/context.ts";
import { type Task, taskAt } from "../../../src/admin/upkeep/schedule.ts";
import { ROWS_A_RUN } from "../../../src/store/rotation.ts";
import { Vault } from "../../../src/store/vault.ts";
import { db } from "../support/database.ts";
import { everythingAtOnce } from "../support/everything-due.ts";
import { MeteredDatabase } from "../support/metered-database.ts";
import { openSchool, School } from "../support/school.ts";
import { runCron, TASKS } from "../support/upkeep.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const [OLD, NEW] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];

/** The free plan's: https://developers.cloudflare.com/d1/platform/limits/ */
const FREE = { statements: 50, rowsWritten: 100_000, rowsRead: 5_000_000 };

const minutesOfDay = Array.from({ length: DAY / MINUTE }, (_, minute) =>
  taskAt(Date.UTC(2026, 3, 1) + minute * MINUTE),
);
const runsADay = (task: Task) => minutesOfDay.filter((due) => due === task).length;

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
});

async function metered(task: Task, deps: AdminDeps = school.deps): Promise<MeteredDatabase> {
  const meter = new MeteredDatabase(db);
  await runCron(task, { ...deps, d1: meter.database });
  return meter;
}

/** So many aliases under the school's key, which the next one takes over. */
async function aliases(many: number): Promise<void> {
  const { id } = await school.lead(pta, "taro@company.example");
  for (let n = 0; n < many; n++) await school.aliasFor(id, `parent${n}@family.example`, "山田太郎");
}

describe("within a day", () => {
  it("officers have their turn every quarter of an hour, erasure every hour, counts once, and keys the rest", () => {
    expect(Object.fromEntries(TASKS.map((task) => [task, runsADay(task)]))).toEqual({
      hourly: 24,
      officers: 96,
      daily: 1,
      "key-change": 1319,
    });
  });

  it("a minute and the seconds after it are the same turn", () => {
    const time = Date.UTC(2026, 3, 1, 7, 5);
    expect([taskAt(time), taskAt(time + MINUTE - 1)]).toEqual(["hourly", "hourly"]);
  });
});

describe("a change of keys on the free plan", () => {
  it("moves a million aliases and a hundred thousand ids within 60 days, with three fifths of the rows that may be written", async () => {
    await aliases(2 * ROWS_A_RUN);
    const during = new School(await Vault.open(NEW, OLD));
    await metered("key-change", during.deps); // The forwarding has its turn first.
    const run = await metered("key-change", during.deps);
    expect(run.rowsWritten).toBe(3 * ROWS_A_RUN);
    const days = 1_100_000 / ROWS_A_RUN / runsADay("key-change");
    expect(days).toBeLessThan(60);
    expect(run.rowsWritten * runsADay("key-change")).toBeLessThan(0.6 * FREE.rowsWritten);
    expect(run.rowsRead * runsADay("key-change")).toBeLessThan(0.1 * FREE.rowsRead);
  });
});

describe("no run takes as many statements as the free plan has", () => {
  it("whatever there is to be done", async () => {
    await everythingAtOnce(school, pta);
    const during = new School(await Vault.open(NEW, OLD), { repliesIncluded: 1, databaseMegabytes: 0.001 });
    during.now = school.now;
    for (const task of TASKS) {
      const { statements } = await metered(task, during.deps);
      expect(statements, task).toBeLessThanOrEqual(FREE.statements - 10);
      expect(statements, task).toBeGreaterThan(6);
    }
  });
});
