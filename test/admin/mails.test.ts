import { beforeEach, describe, expect, it } from "vitest";
import { databaseText } from "./support/database.ts";
import { deliver } from "./support/deliveries.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const find = async (person: string) => await school.ask("POST", "/api/mails/search", { person });

async function hanakosMail() {
  const pta = await school.publish();
  const [taro, jiro] = [await school.lead(pta, "taro@company.example"), await school.lead(pta, "jiro@work.example")];
  const one = await school.ask("POST", `/api/forwardings/${taro.id}/aliases`, {
    address: "hanako@family.example",
    name: "山田 花子",
  });
  const two = await school.ask("POST", `/api/forwardings/${jiro.id}/aliases`, {
    address: "hanako@family.example",
    name: "山田 花子",
  });
  const other = await school.ask("POST", `/api/forwardings/${jiro.id}/aliases`, {
    address: "x@else.example",
    name: "佐藤",
  });
  const copy = { addressId: pta, time: school.now, firstAt: school.now - 1000, size: 777 };
  await deliver(
    { ...copy, forwardingId: taro.id, alias: one.body.alias },
    {
      ...copy,
      forwardingId: jiro.id,
      alias: two.body.alias,
      outcome: "failed",
      reason: "bounced",
      time: school.now + 9000,
    },
    { ...copy, forwardingId: jiro.id, alias: other.body.alias, size: 5 },
  );
  return { pta, taro, jiro, alias: one.body.alias as string };
}

describe("what became of somebody's mail", () => {
  it.each(["花子", "山田花子", "hanako@family.example", "Hanako@Family.Example"])(
    "is one line a mail, found by %s",
    async (person) => {
      const { pta, taro, jiro } = await hanakosMail();
      const { status, body } = await find(person);
      expect(status).toBe(200);
      expect(body.items).toHaveLength(1);
      expect(body.items[0]).toMatchObject({ direction: "inbound", addressId: pta, name: "山田 花子" });
      expect(new Set(body.items[0].copies)).toEqual(
        new Set([
          { forwardingId: taro.id, outcome: "sent", reason: "" },
          { forwardingId: jiro.id, outcome: "failed", reason: "bounced" },
        ]),
      );
    },
  );

  it("is found by an alias, and not by a part of an address", async () => {
    const { alias } = await hanakosMail();
    expect((await find(alias)).body.items).toHaveLength(1);
    expect((await find("anako@family.example")).body.items).toEqual([]);
    expect((await find("hanako")).body.items).toEqual([]);
  });

  it("never shows the address, and writes nothing down", async () => {
    await hanakosMail();
    const before = await databaseText();
    expect(JSON.stringify((await find("hanako@family.example")).body)).not.toContain("family");
    expect(await databaseText()).toBe(before);
  });

  it("wants somebody", async () => {
    expect(await find("")).toMatchObject({ status: 400, body: { field: "person" } });
  });
});
