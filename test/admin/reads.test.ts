/** Every statement of the desk goes by an index where a table can grow without bounds. */
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";
import { upkeep } from "./support/upkeep.ts";

/** Tables that grow with the mail, and what the statements call them. Addresses and forwardings are made by hand. */
const GROWING = ["alias", "a", "delivery", "message_id", "audit"];

let school: School;
let asked: Set<string>;
beforeEach(async () => {
  asked = new Set();
  school = await openSchool();
  const recording = new Proxy(db, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        if (name === "prepare") asked.add(String(args[0]));
        return member.apply(target, args);
      };
    },
  });
  Object.assign(school, { deps: { ...school.deps, d1: recording } });
});

/** Walks a table from its beginning, and stops at the first row that stays (`eraseMessageIds`): SQLite calls that a scan, too. */
const STOPS_EARLY = /ORDER BY rowid LIMIT 1\)/;

/** Reading a table from end to end, as SQLite says it: `SCAN alias`, but not `SCAN alias USING INDEX`. */
async function scans(statement: string): Promise<string[]> {
  // Numbered ones (`?1`) may stand more than once.
  const places = [...statement.matchAll(/\?(\d*)/g)].map(([, number = ""], at) => Number(number || at + 1));
  const parameters = Math.max(0, ...places);
  const explain = db.prepare(`EXPLAIN QUERY PLAN ${statement}`).bind(...Array.from({ length: parameters }, () => "[]"));
  const { results } = await explain.all<{ detail: string }>();
  return results.map(({ detail }) => detail).filter((detail) => GROWING.some((table) => detail === `SCAN ${table}`));
}

describe("the desk's statements", () => {
  it("never read a growing table from end to end", async () => {
    const pta = await school.publish();
    const { id } = await school.lead(pta, "taro@company.example");
    const alias = await school.aliasFor(id, "parent@family.example");
    await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true });
    await school.ask("GET", `/api/forwardings/${id}/aliases?limit=1`);
    const { body } = await school.ask("GET", "/api/audit?limit=1");
    await school.ask("GET", `/api/audit?limit=1&cursor=${body.next}`);
    for (const query of ["", `?addressId=${pta}`, `?forwardingId=${id}`, "?since=2026-01-01&outcome=failed"]) {
      await school.ask("GET", `/api/journal${query}`);
    }
    await school.ask("GET", "/api/stats");
    await school.ask("GET", "/api/desk");
    await school.ask("POST", `/api/forwardings/${id}/handover`, { destination: "new@work.example", keepAliases: true });
    await school.ask("POST", "/api/stop", { destination: "new@work.example" });
    await school.ask("DELETE", `/api/aliases/${alias.id}`);
    await upkeep(school.deps);
    expect(asked.size).toBeGreaterThan(30);
    const walks = [...asked].filter((statement) => STOPS_EARLY.test(statement));
    expect(walks).toEqual([expect.stringMatching(/^DELETE FROM "message_id"/)]);
    for (const statement of asked)
      if (!walks.includes(statement)) expect(await scans(statement), statement).toEqual([]);
  });

  it("but for one: who asks to be forgotten has the journal read once", async () => {
    asked.clear();
    await school.ask("POST", "/api/erase", { address: "parent@family.example" });
    const found = await Promise.all([...asked].map(scans));
    expect(found.flat()).toEqual(["SCAN delivery"]);
  });
});
