/** Every INSERT says which value goes into which column: one that relied on their order would mix them up when one comes new. */
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { D1AlarmClaims } from "../../src/store/alarm-claims.ts";
import { selectInto } from "../../src/store/network/rows.ts";
import { hourly } from "../../src/store/schema.ts";
import { openSchool, type School } from "../admin/support/school.ts";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";

const NAMED = /^\s*INSERT INTO "?(\w+)"? \("?\w+"?(?:, "?\w+"?)*\)/i;

let prepared: string[];

beforeEach(() => {
  prepared = [];
  const prepare = env.DB.prepare.bind(env.DB);
  vi.spyOn(env.DB, "prepare").mockImplementation((text) => {
    prepared.push(text);
    return prepare(text);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** The tables that were written to, once it is sure that each INSERT names its columns. */
function tablesWritten(): readonly string[] {
  const inserts = prepared.filter((text) => /\b(?:INSERT|REPLACE)\b[^(]*\bINTO\b/i.test(text));
  for (const text of inserts) expect(text).toMatch(NAMED);
  return [...new Set(inserts.map((text) => NAMED.exec(text)?.[1] ?? ""))].sort();
}

async function everythingThatTheDeskDoes(school: School): Promise<void> {
  const id = await school.publish();
  const { id: forwarding } = await school.lead(id, HANAKO, { label: "a" });
  await school.aliasFor(forwarding, PARENT);
  await school.ask("POST", `/api/forwardings/${forwarding}/reply-from`, { address: "hanako@work.example" });
  await school.ask("POST", `/api/addresses/${id}/blocks`, { domain: "spam.example" });
}

describe("an INSERT", () => {
  it("of the relay names its columns", async () => {
    await openSchool();
    const world = await World.open();
    await addForwarding(world, await addAddress(PTA), HANAKO);
    prepared = [];
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const { envelopeSender: alias } = takenBy(world, HANAKO);
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    await world.deliver(HANAKO, "pta+stop@school.example", mail({ from: HANAKO, to: "pta+stop@school.example" }));
    await new D1AlarmClaims(env.DB, world.vault).claim("quota", "2026-04-01", 0);
    expect(tablesWritten()).toEqual(["alias", "audit", "delivery", "hourly", "message_id"]);
  });

  it("of the desk names its columns", async () => {
    const school = await openSchool();
    prepared = [];
    await everythingThatTheDeskDoes(school);
    expect(tablesWritten()).toEqual(
      expect.arrayContaining(["address", "alias", "audit", "block", "forwarding", "reply_from"]),
    );
  });

  it("that selects puts each value into the column of its name, in whatever order they are given", () => {
    const values = { count: sql`3`, counter: sql`1`, hour: sql`2` };
    const { sql: text } = new SQLiteAsyncDialect().sqlToQuery(selectInto(hourly, values, sql`somewhere`));
    expect(text).toBe("SELECT 1, 2, 3 FROM somewhere");
  });
});
