/** A public address that is reached through another recipient address, as the API sets it. */
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../support/mails.ts";
import { World } from "../support/world.ts";
import { db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

const PTA = "pta@school.example";
const DESK = "pta@desk.school.example";

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = (await school.ask("POST", "/api/addresses", { address: PTA })).body.id;
});

const receive = (receivedAs: string | null) => school.ask("PATCH", `/api/addresses/${pta}`, { receivedAs });

describe("receivedAs", () => {
  it("is set, shown in lower case, and taken back", async () => {
    expect((await receive("PTA@Desk.School.Example")).body).toMatchObject({ address: PTA, receivedAs: DESK });
    expect((await receive(null)).body).toMatchObject({ receivedAs: null });
  });

  it.each([
    ["is no address", "nobody", 400],
    ["is a whole domain", "*@desk.school.example", 400],
    ["is the admin's", "postmaster@desk.school.example", 400],
    ["has a tag", "pta+x@desk.school.example", 400],
    ["is the public address itself", PTA, 409],
    ["is another public address", "nurse@school.example", 409],
    ["is another's already", "nurse@desk.school.example", 409],
  ])("is refused by name when it %s, and changes nothing", async (_, receivedAs, status) => {
    const nurse = { address: "nurse@school.example", receivedAs: "nurse@desk.school.example" };
    expect((await school.ask("POST", "/api/addresses", nurse)).status).toBe(201);
    const answer = await receive(receivedAs);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain("receivedAs");
    expect((await school.ask("GET", `/api/addresses/${pta}`)).body.receivedAs).toBeNull();
  });

  it("carries the blocks along when it is changed, there and back", async () => {
    await school.ask("POST", `/api/addresses/${pta}/blocks`, { domain: "spam.example" });
    await school.lead(pta, "hanako@private.example");
    const world = await World.open();
    const spam = (recipient: string) =>
      world.deliver("x@spam.example", recipient, mail({ from: "x@spam.example", to: PTA }));
    for (const receivedAs of [DESK, "pta@other.school.example", null]) {
      await receive(receivedAs);
      for (const recipient of [PTA, ...(receivedAs ? [receivedAs] : [])])
        expect((await spam(recipient)).text).toContain("does not take your mail");
    }
    expect(await db.prepare("SELECT count(*) AS n FROM block").first("n")).toBe(1);
  });
});
