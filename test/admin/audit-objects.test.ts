/** Who changed what: each change names what it was made to, and where that can be looked at. */
import { beforeEach, describe, expect, it } from "vitest";
import { openSchool, type School } from "./support/school.ts";

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish("pta@school.example");
  school.now += 1000;
});

/** What was done at last: each thing is done in a second of its own. */
async function latest() {
  school.now += 1000;
  const [{ action, object, livesAt }] = (await school.ask("GET", "/api/audit?limit=1")).body.items;
  return { action, object, livesAt };
}

describe("the list of changes", () => {
  it("names a public address, and where it is gone its name without a place", async () => {
    await school.ask("PATCH", `/api/addresses/${pta}`, { open: false });
    expect(await latest()).toEqual({ action: "address.change", object: "pta@school.example", livesAt: pta });
    await school.ask("POST", `/api/addresses/${pta}/join-code`);
    expect(await latest()).toEqual({ action: "network.code", object: "pta@school.example", livesAt: pta });
    await school.ask("DELETE", `/api/addresses/${pta}`);
    expect(await latest()).toEqual({ action: "address.delete", object: "pta@school.example", livesAt: null });
  });

  it("names an officer by label and address, also once they are deleted, and one without a label by the address", async () => {
    const { id } = await school.lead(pta, "taro@private.example", { label: "会長" });
    school.now += 1000;
    const object = "会長 · pta@school.example";
    await school.ask("PATCH", `/api/forwardings/${id}`, { hideName: true });
    expect(await latest()).toEqual({ action: "forwarding.change", object, livesAt: id });
    await school.ask("DELETE", `/api/forwardings/${id}`);
    expect(await latest()).toEqual({ action: "forwarding.delete", object, livesAt: null });
    const other = await school.invite(pta, "jiro@private.example");
    expect(await latest()).toEqual({ action: "forwarding.add", object: "pta@school.example", livesAt: other.id });
  });

  it("names an alias with its officer, who is where it can be looked at", async () => {
    const { id } = await school.lead(pta, "taro@private.example", { label: "会長" });
    school.now += 1000;
    const made = await school.ask("POST", `/api/forwardings/${id}/aliases`, { address: "hanako@family.example" });
    const object = `${made.body.alias} · 会長 · pta@school.example`;
    expect(await latest()).toEqual({ action: "alias.add", object, livesAt: id });
    await school.ask("DELETE", `/api/aliases/${made.body.id}`);
    expect(await latest()).toEqual({ action: "alias.delete", object, livesAt: null });
  });

  it("names nothing where it is about no single thing", async () => {
    await school.ask("POST", "/api/stop", { destination: "taro@private.example" });
    expect(await latest()).toEqual({ action: "stop", object: null, livesAt: null });
  });
});
