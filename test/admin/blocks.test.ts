import { beforeEach, describe, expect, it } from "vitest";
import { openAdminDb } from "../../src/store/admin/db.ts";
import { eraseDue } from "../../src/store/admin/retention.ts";
import { db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

const DAY = 86_400_000;

let school: School;
let pta: string;
let forwarding: { id: string };
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
  forwarding = await school.lead(pta, "taro@company.example");
});

const block = (body: object) => school.ask("POST", `/api/addresses/${pta}/blocks`, body);

describe("a block at a public address", () => {
  it("names a correspondent by an alias, shows them masked, and blocks all their aliases at this address", async () => {
    const second = await school.lead(pta, "jiro@work.example");
    const alias = await school.aliasFor(forwarding.id, "parent@family.example");
    await school.aliasFor(second.id, "Parent@Family.Example");
    await school.aliasFor(second.id, "other@family.example");
    const { status, body } = await block({ aliasId: alias.id });
    expect(status).toBe(201);
    expect(body).toMatchObject({ correspondent: "p•••@f•••.example", domain: null });
    const rows = await db.prepare("SELECT sum(blocked) AS blocked, count(*) AS count FROM alias").first();
    expect(rows).toEqual({ blocked: 2, count: 3 });
    expect((await school.ask("GET", `/api/addresses/${pta}/blocks`)).body).toEqual({ items: [body], next: null });
    expect((await school.ask("DELETE", `/api/blocks/${body.id}`)).status).toBe(204);
    expect(await db.prepare("SELECT sum(blocked) AS blocked FROM alias").first()).toEqual({ blocked: 0 });
  });

  it("names a domain, or all below one, in small letters", async () => {
    expect((await block({ domain: " Spam.Example " })).body).toMatchObject({
      domain: "spam.example",
      correspondent: null,
    });
    expect((await block({ domain: "*.spam.example" })).body).toMatchObject({ domain: "*.spam.example" });
  });

  it("takes the alias of another address, so that somebody is kept away where they have not written yet", async () => {
    const nurse = await school.publish("nurse@school.example");
    const elsewhere = await school.lead(nurse, "jiro@work.example");
    const alias = await school.aliasFor(elsewhere.id, "parent@family.example");
    const here = await school.aliasFor(forwarding.id, "parent@family.example");
    expect(await block({ aliasId: alias.id })).toMatchObject({
      status: 201,
      body: { correspondent: "p•••@f•••.example" },
    });
    const blocked = await db.prepare("SELECT id FROM alias WHERE blocked = 1").all();
    expect(blocked.results).toEqual([{ id: here.id }]);
  });

  it("is refused twice, for an alias that is not there, and for what is no domain", async () => {
    await block({ domain: "spam.example" });
    expect((await block({ domain: "spam.example" })).status).toBe(409);
    const alias = await school.aliasFor(forwarding.id, "parent@family.example");
    expect((await block({ aliasId: "0000000000000000" })).status).toBe(404);
    for (const wrong of [
      {},
      { domain: "nodot" },
      { domain: "a@b.example" },
      { domain: "*" },
      { aliasId: alias.id, domain: "a.example" },
    ]) {
      expect((await block(wrong)).status).toBe(400);
    }
    expect((await school.ask("DELETE", "/api/blocks/0000000000000000")).status).toBe(404);
  });

  it("keeps what passed of whom it blocks until they are released, and no longer what it refused", async () => {
    const alias = await school.aliasFor(forwarding.id, "parent@family.example");
    const { body } = await block({ aliasId: alias.id });
    const row = (id: string, of: string | null, reason: string) =>
      db
        .prepare(
          "INSERT INTO delivery (id, direction, address_id, alias, outcome, reason, size, holder, lease_until, first_at, time) VALUES (?, 'inbound', ?, ?, 'sent', ?, 1, '', 0, 0, 0)",
        )
        .bind(id, pta, of, reason)
        .run();
    await row("theirs", alias.alias, "");
    await row("refused", null, "blocked");
    await row("others", null, "");
    const left = async () => (await db.prepare("SELECT id FROM delivery ORDER BY id").all<{ id: string }>()).results;
    await eraseDue(openAdminDb(db), 40 * DAY);
    expect(await left()).toEqual([{ id: "theirs" }]);
    await school.ask("DELETE", `/api/blocks/${body.id}`);
    await eraseDue(openAdminDb(db), 40 * DAY);
    expect(await left()).toEqual([]);
  });
});

describe("a public address", () => {
  it("refuses programs unless it is told to let them pass", async () => {
    const shown = (await school.ask("GET", `/api/addresses/${pta}`)).body;
    expect(shown.refuseFiles).toBe(true);
    const changed = await school.ask("PATCH", `/api/addresses/${pta}`, { refuseFiles: false });
    expect(changed.body.refuseFiles).toBe(false);
  });

  it("shares its answers among its officers only when it is told to, at once or later, and the audit list says so", async () => {
    expect((await school.ask("GET", `/api/addresses/${pta}`)).body.shareAnswers).toBe(false);
    const changed = await school.ask("PATCH", `/api/addresses/${pta}`, { shareAnswers: true });
    expect(changed.body.shareAnswers).toBe(true);
    expect((await school.ask("GET", "/api/audit")).body.items).toContainEqual(
      expect.objectContaining({ action: "address.change", detail: "shareAnswers: true" }),
    );
    const born = await school.ask("POST", "/api/addresses", { address: "nurse@school.example", shareAnswers: true });
    expect(born.body.shareAnswers).toBe(true);
    const wrong = await school.ask("PATCH", `/api/addresses/${pta}`, { shareAnswers: "yes" });
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([400, expect.stringContaining("shareAnswers")]);
  });
});
