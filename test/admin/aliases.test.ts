import { beforeEach, describe, expect, it } from "vitest";
import { db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
let pta: string;
let forwarding: { id: string; addressId: string };
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
  forwarding = await school.lead(pta, "taro@company.example");
});

const list = async (query = "") => (await school.ask("GET", `/api/forwardings/${forwarding.id}/aliases${query}`)).body;

describe("an alias made out by hand", () => {
  it("shows the correspondent masked and the name as it was given", async () => {
    const alias = await school.aliasFor(forwarding.id, "parent.yamada@Family.Example", "山田（3年2組）");
    expect(alias).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{16}$/),
      alias: expect.stringMatching(/^anon-[0-9a-hjkmnp-tv-z]{12}@school\.example$/),
      name: "山田（3年2組）",
      correspondent: "p•••@f•••.example",
      nameless: false,
      blocked: false,
      createdAt: "2026-04-01T00:00:00.000Z",
      lastUsedAt: "2026-04-01T00:00:00.000Z",
    });
    expect(await list()).toEqual({ items: [alias], next: null });
  });

  it("is always a fresh one, so that it tells nobody whether the correspondent was known", async () => {
    const first = await school.aliasFor(forwarding.id, "parent@family.example");
    const second = await school.aliasFor(forwarding.id, "PARENT@family.example");
    expect(second.alias).not.toBe(first.alias);
    const { id: _, alias: __, correspondent: ___, ...shape } = first;
    expect(second).toMatchObject(shape);
  });

  it("is what the correspondent's mail shows only if there was none, also when several are made out at once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => school.aliasFor(forwarding.id, "parent@family.example")));
    const rows = await db.prepare("SELECT sum(shown) AS shown, count(*) AS made FROM alias").first();
    expect(rows).toEqual({ shown: 1, made: 8 });
  });

  it("is refused while replies are off, and while the forwarding is pending", async () => {
    const ask = (id: string) =>
      school.ask("POST", `/api/forwardings/${id}/aliases`, { address: "parent@family.example" });
    await school.ask("PATCH", `/api/forwardings/${forwarding.id}`, { allowReply: false });
    expect((await ask(forwarding.id)).status).toBe(409);
    school.transport.faults.set("new@work.example", { kind: "refused", reason: "recipient-not-verified" });
    const pending = await school.lead(pta, "new@work.example");
    expect((await ask(pending.id)).status).toBe(409);
    expect((await ask("0000000000000000")).status).toBe(404);
  });

  it.each([
    ["no address", {}, "address"],
    ["a public address of ours", { address: "pta@school.example" }, "address"],
    ["another's alias", { address: "anon-7k3m9q2x4wtz@school.example" }, "address"],
    ["a name with a line break", { address: "a@b.example", name: "a\nb" }, "name"],
  ])("refuses %s", async (_, body, field) => {
    const answer = await school.ask("POST", `/api/forwardings/${forwarding.id}/aliases`, body);
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });

  it("with an address for a name shows it masked", async () => {
    const alias = await school.aliasFor(forwarding.id, "parent@family.example", "parent@family.example");
    expect(alias.name).toBe("p•••@f•••.example");
  });
});

describe("an alias", () => {
  it("is shown as blocked under every spelling of its mailbox, and forgotten with its correspondent", async () => {
    const alias = await school.aliasFor(forwarding.id, "taro.y@gmail.com");
    await school.aliasFor(forwarding.id, "t.a.r.o.y+1@googlemail.com");
    await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true });
    const blocked = async () => (await list()).items.map((item: { blocked: boolean }) => item.blocked);
    expect(await blocked()).toEqual([true, true]);
    expect((await school.ask("GET", `/api/addresses/${forwarding.addressId}/blocks`)).body.items).toEqual([]);
    await school.ask("POST", "/api/erase", { address: "taro.y@gmail.com" });
    expect(await db.prepare("SELECT count(*) AS n FROM block").first("n")).toBe(0);
  });

  it("is blocked and released, and the audit list says so", async () => {
    const alias = await school.aliasFor(forwarding.id, "parent@family.example");
    school.now += 1000;
    expect((await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true })).body).toEqual({
      ...alias,
      blocked: true,
    });
    expect((await list()).items[0].blocked).toBe(true);
    school.now += 1000;
    expect((await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: false })).body).toEqual(alias);
    const actions = (await school.ask("GET", "/api/audit?limit=2")).body.items.map(
      (row: { action: string }) => row.action,
    );
    expect(actions).toEqual(["alias.release", "alias.block"]);
    expect((await school.ask("PATCH", `/api/aliases/${alias.id}`, {})).body.field).toBe("blocked");
  });

  it("that is deleted is void for good, and the correspondent's next one is shown", async () => {
    const alias = await school.aliasFor(forwarding.id, "parent@family.example");
    expect((await school.ask("DELETE", `/api/aliases/${alias.id}`)).status).toBe(204);
    expect((await school.ask("DELETE", `/api/aliases/${alias.id}`)).status).toBe(404);
    expect((await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true })).status).toBe(404);
    expect((await list()).items).toEqual([]);
    await school.aliasFor(forwarding.id, "parent@family.example");
    const shown = await db
      .prepare("SELECT count(*) AS shown FROM alias WHERE shown = 1 AND deleted_at IS NULL")
      .first();
    expect(shown).toEqual({ shown: 1 });
  });

  it("is listed with the last used first, page by page", async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      school.now += 1000;
      await school.aliasFor(forwarding.id, `parent${n}@family.example`, `${n}`);
    }
    const first = await list("?limit=3");
    const rest = await list(`?limit=3&cursor=${first.next}`);
    const names = [...first.items, ...rest.items].map((item: { name: string }) => item.name);
    expect(names).toEqual(["5", "4", "3", "2", "1"]);
    expect(rest.next).toBeNull();
  });
});
