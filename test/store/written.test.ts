/** The mail path's SQL is constant text: here it is held against schema.ts, and each statement against the migrated database. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { getTableColumns, getTableName, type Table } from "drizzle-orm";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as schema from "../../src/store/schema.ts";
import { type Desk, openAdminDb } from "../load/desk.ts";
import type { Ran } from "../load/recorded-database.ts";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";

const TABLES: ReadonlyMap<string, SQLiteTable> = new Map(
  Object.values(schema).map((table) => [getTableName(table as Table), table as SQLiteTable]),
);

let desk: Desk;
let ran: readonly Ran[];

beforeAll(async () => {
  await reset();
  desk = await openAdminDb();
  const { world, ports, recorded } = desk;
  await addForwarding(world, await addAddress(PTA), HANAKO, { replyFrom: ["hanako@work.example"] });
  recorded.take();
  const more = "Cc: third@elsewhere.example\r\nIn-Reply-To: <a@b.example>\r\n";
  await world.deliver(PARENT, PTA, mail({ from: PARENT, more }), ports);
  const { messageId, envelopeSender: alias } = takenBy(world, HANAKO);
  const thread = `In-Reply-To: ${messageId}\r\nReferences: ${messageId}\r\n`;
  await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias, more: thread }), ports);
  ran = recorded.take();
});

const columnsOf = (table: SQLiteTable) => getTableConfig(table).columns.map(({ name }) => name);

describe("the SQL of the mail path", () => {
  it("names, in each INSERT, every column that schema.ts has, and no other", () => {
    const written = [...new Set(ran.map(({ text }) => text))].flatMap((text) => {
      const found = /^INSERT INTO (\w+) \(([^)]*)\)/.exec(text);
      return found ? [[found[1] ?? "", (found[2] ?? "").split(", ")] as const] : [];
    });
    expect(written.map(([name]) => name).sort()).toEqual(["alias", "delivery", "delivery", "hourly", "message_id"]);
    for (const [name, columns] of written) {
      const table = TABLES.get(name);
      expect([...columns].sort(), name).toEqual(table ? columnsOf(table).toSorted() : []);
    }
  });

  it("gives, in each SELECT, columns by the names that schema.ts gives them", async () => {
    const selects = [...new Map(ran.map((one) => [one.text, one])).values()].filter(({ text }) =>
      /^SELECT (?!count|coalesce)/.test(text),
    );
    expect(selects.length).toBeGreaterThan(7);
    for (const { text } of selects) {
      const name = /\bFROM (?:json_each\(\?1\) AS wish JOIN )?(\w+)/.exec(text)?.[1] ?? "";
      const table = TABLES.get(name);
      const known = new Map(Object.entries(table ? getTableColumns(table) : {}).map(([key, { name }]) => [name, key]));
      const list = text.slice("SELECT ".length, text.search(/\sFROM\b/));
      for (const column of list.split(/,\s+/)) {
        const [, stored = "", as = stored] = /^(?:a\.)?(\w+)(?: AS "(\w+)")?$/.exec(column.trim()) ?? [];
        expect(known.get(stored), `${name}.${column}`).toBe(as);
      }
    }
  });

  it("is prepared by the database as it is migrated, whatever a mail is", async () => {
    for (const { text, values } of new Map(ran.map((one) => [one.text, one])).values()) {
      const { success } = await env.DB.prepare(`EXPLAIN ${text}`)
        .bind(...values)
        .run();
      expect(success, text).toBe(true);
    }
  });

  it("is the same text for every mail: what differs is bound, so that nothing is built and each plan is kept", () => {
    const texts = new Set(ran.map(({ text }) => text));
    for (const text of texts) expect(text).not.toMatch(/@school\.example|anon-|\d{13}/);
    expect(texts.size).toBeLessThanOrEqual(20);
  });

  it("does not run for an empty list", () => {
    for (const { text, values } of ran) {
      if (/INSERT INTO (?:alias|message_id|hourly)|^DELETE/.test(text)) expect(values[0]).not.toBe("[]");
    }
  });
});
