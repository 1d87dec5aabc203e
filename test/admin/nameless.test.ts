/** Whoever writes to a survey without a name is nobody on the page, too: an admin is often an officer, and a mask tells families apart. */
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "./support/database.ts";
import { deliver } from "./support/deliveries.ts";
import { openSchool, type School } from "./support/school.ts";

const TARO = "taro@family.example";

describe("the alias of somebody who wrote to a survey without a name", () => {
  let school: School;
  let pta: string;
  let forwarding: { id: string };
  let ordinary: { id: string; alias: string };
  let nameless: { id: string; alias: string };

  beforeEach(async () => {
    school = await openSchool();
    pta = await school.publish();
    forwarding = await school.lead(pta, "sensei@private.example");
    ordinary = await school.aliasFor(forwarding.id, TARO, "Taro");
    nameless = await school.aliasFor(forwarding.id, TARO);
    await db
      .prepare("UPDATE alias SET survey = 'word', correspondent_index = correspondent_index || '-word' WHERE id = ?")
      .bind(nameless.id)
      .run();
  });

  const listed = async () => {
    const { items } = (await school.ask("GET", `/api/forwardings/${forwarding.id}/aliases`)).body;
    const byId = new Map(items.map((one: { id: string }) => [one.id, one]));
    return { ordinary: byId.get(ordinary.id), nameless: byId.get(nameless.id) };
  };
  const block = (id: string, blocked: boolean) => school.ask("PATCH", `/api/aliases/${id}`, { blocked });

  it("shows not even a mask of who it is", async () => {
    const { nameless: shown } = await listed();
    expect(shown).toMatchObject({ nameless: true, correspondent: "•••@•••", name: "" });
  });

  it("does not change with a block of the person, nor that with it", async () => {
    await block(ordinary.id, true);
    expect(await listed()).toMatchObject({ ordinary: { blocked: true }, nameless: { blocked: false } });
    await block(nameless.id, true);
    await block(ordinary.id, false);
    expect(await listed()).toMatchObject({ ordinary: { blocked: false }, nameless: { blocked: true } });
    await block(ordinary.id, true);
    await block(nameless.id, false);
    expect(await listed()).toMatchObject({ ordinary: { blocked: true }, nameless: { blocked: false } });
  });

  it("cannot be blocked at a whole address, where the list of blocks would show a mask", async () => {
    const answer = await school.ask("POST", `/api/addresses/${pta}/blocks`, { aliasId: nameless.id });
    expect(answer).toMatchObject({ status: 409, body: { code: "nameless" } });
    await school.ask("POST", `/api/addresses/${pta}/blocks`, { aliasId: ordinary.id });
    expect(await listed()).toMatchObject({ ordinary: { blocked: true }, nameless: { blocked: false } });
  });

  it("is not found by asking for the person's mail", async () => {
    const copy = { addressId: pta, forwardingId: forwarding.id, time: school.now, firstAt: school.now };
    await deliver({ ...copy, alias: ordinary.alias, size: 1 }, { ...copy, alias: nameless.alias, size: 2 });
    for (const person of [TARO, "Taro"]) {
      const { body } = await school.ask("POST", "/api/mails/search", { person });
      expect(body.items).toHaveLength(1);
    }
  });
});
