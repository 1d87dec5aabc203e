import { beforeEach, describe, expect, it } from "vitest";
import { Vault } from "../../src/store/vault.ts";
import { db } from "./support/database.ts";
import { openSchool, School } from "./support/school.ts";

const OLD = new Uint8Array(32).fill(7);
const NEW = new Uint8Array(32).fill(9);

let before: School;
let during: School;
let pta: string;
beforeEach(async () => {
  before = await openSchool();
  pta = await before.publish();
  during = new School(await Vault.open(NEW, OLD));
});

describe("while ADDRESS_KEY is being changed", () => {
  it("a mailbox that stands under the former key is the same mailbox still", async () => {
    const { id } = await before.lead(pta, "taro@company.example");
    await before.ask("POST", `/api/forwardings/${id}/reply-from`, { address: "taro@home.example" });
    const again = await during.ask("POST", `/api/addresses/${pta}/forwardings`, {
      destination: "Taro@company.example",
    });
    expect(again.status).toBe(409);
    const handedBack = await during.ask("POST", `/api/forwardings/${id}/handover`, {
      destination: "taro@company.example",
      keepAliases: true,
    });
    expect(handedBack.status).toBe(409);
    const twice = await during.ask("POST", `/api/forwardings/${id}/reply-from`, { address: "taro@home.example" });
    expect(twice.status).toBe(409);
    await during.lead(pta, "hanako@company.example");
  });

  it("a correspondent's shown alias under the former key stays the one that is shown", async () => {
    const { id } = await before.lead(pta, "taro@company.example");
    await before.aliasFor(id, "parent@family.example");
    await during.aliasFor(id, "parent@family.example");
    expect(await db.prepare("SELECT count(*) AS n FROM alias WHERE shown = 1").first()).toEqual({ n: 1 });
  });

  it("stopping and forgetting find what stands under either key", async () => {
    const { id } = await before.lead(pta, "taro@company.example");
    const { id: other } = await before.lead(pta, "hanako@company.example");
    await before.ask("POST", `/api/forwardings/${other}/reply-from`, { address: "taro@company.example" });
    const jimu = await during.publish("jimu@school.example");
    await during.lead(jimu, "taro@company.example");
    await before.aliasFor(id, "parent@family.example");
    await during.aliasFor(id, "parent@family.example");
    expect((await during.ask("POST", "/api/erase", { address: "parent@family.example" })).body.aliases).toBe(2);
    const { body } = await during.ask("POST", "/api/stop", { destination: "taro@company.example" });
    expect(body).toEqual({ forwardings: 3 });
  });

  it("rows of either key are shown", async () => {
    const { id } = await before.lead(pta, "taro@company.example");
    const first = await before.aliasFor(id, "parent@family.example", "山田");
    during.now += 1000;
    const second = await during.aliasFor(id, "another@family.example", "鈴木");
    const { items } = (await during.ask("GET", `/api/forwardings/${id}/aliases`)).body;
    expect(items).toEqual([second, first]);
  });
});

describe("with an ADDRESS_KEY that is not this database's", () => {
  it("the setting is named, and nothing is shown", async () => {
    const { id } = await before.lead(pta, "taro@company.example");
    const wrong = new School(await Vault.open(NEW));
    const { status, body } = await wrong.ask("GET", `/api/forwardings/${id}`);
    expect([status, body.field]).toEqual([503, "ADDRESS_KEY"]);
    expect(body).not.toHaveProperty("destination");
  });
});
