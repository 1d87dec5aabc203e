import { beforeEach, describe, expect, it } from "vitest";
import { D1Commands } from "../../src/store/commands.ts";
import { cardScope } from "../../src/store/contexts.ts";
import { databaseText, db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

describe("the card for a lost phone", () => {
  let school: School;
  let pta: string;
  let forwarding: string;

  beforeEach(async () => {
    school = await openSchool();
    pta = await school.publish();
    forwarding = (await school.lead(pta, "taro@company.example")).id;
    await db.prepare("UPDATE forwarding SET state = 'active'").run();
  });

  const make = () => school.ask("POST", `/api/forwardings/${forwarding}/card`);
  const holder = (code: string) => {
    const { d1, vault, clock } = school.deps;
    return new D1Commands(d1, vault, clock).forwardingOfCard(pta, code);
  };

  it("has a code that nobody can guess, the two addresses, and a QR code for each", async () => {
    const { status, body } = await make();
    expect(status).toBe(201);
    expect(body.code).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/);
    expect(body.stop.address.replaceAll("-", "")).toBe(`pta+stop.${body.code}@school.example`);
    expect(body.start.address.replaceAll("-", "")).toBe(`pta+start.${body.code}@school.example`);
    expect(body.stop.address.split("@")[0].length).toBeLessThanOrEqual(64);
    expect(body.stop.qr).toMatch(/^<svg[\s\S]*<\/svg>$/);
    expect(body.stop.qr).not.toBe(body.start.qr);
  });

  it("keeps the code as a keyed hash alone, and finds its forwarding by it", async () => {
    const { code } = (await make()).body;
    expect(await databaseText()).not.toContain(code);
    expect(await holder(code)).toBe(forwarding);
    expect(await db.prepare("SELECT card_index AS found FROM forwarding").first()).toEqual({
      found: await school.deps.vault.index(cardScope(pta), code),
    });
  });

  it("makes the card before void", async () => {
    const { code } = (await make()).body;
    await make();
    expect(await holder(code)).toBeUndefined();
  });

  it("is made only for somebody who has confirmed", async () => {
    await db.prepare("UPDATE forwarding SET state = 'pending'").run();
    expect((await make()).status).toBe(409);
  });

  it("stands in the list of changes", async () => {
    await make();
    const { items } = (await school.ask("GET", "/api/audit")).body;
    expect(items).toContainEqual(expect.objectContaining({ action: "card.make", subject: forwarding }));
  });

  it("shows on the page whether its officer has stopped, until the admin throws a switch", async () => {
    await db.prepare("UPDATE forwarding SET paused_by = 'card'").run();
    const path = `/api/forwardings/${forwarding}`;
    expect((await school.ask("GET", path)).body).toMatchObject({ pausedBy: "card" });
    expect((await school.ask("PATCH", path, { deliver: true })).body).toMatchObject({ pausedBy: null });
  });
});
