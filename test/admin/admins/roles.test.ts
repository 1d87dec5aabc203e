/** Who may ask for what: all routes, asked by every role. */
import { beforeEach, describe, expect, it } from "vitest";
import { endpoints } from "../../../src/admin/app.ts";
import { contract } from "../../../src/admin/contract/routes.ts";
import { becomeAdmin } from "../support/admins.ts";
import { db } from "../support/database.ts";
import { deliver } from "../support/deliveries.ts";
import { openSchool, type School } from "../support/school.ts";

/**
 * Who may ask for each route, written down a second time: a route that is not in this list has nobody who thought of it.
 * `own`: of one public address, by whoever is there for that one.
 */
const EXPECTED: Readonly<Record<string, string>> = {
  getHealth: "anybody",
  acceptInvitation: "anybody",
  openSession: "all read own",
  closeSession: "all read own",
  listAdmins: "all",
  inviteAdmin: "all",
  changeAdmin: "all",
  revokeAdmin: "all",
  inviteAgain: "all",
  getDesk: "all read own",
  listAddresses: "all read own",
  addAddress: "all",
  getAddress: "all read own",
  changeAddress: "all",
  deleteAddress: "all",
  listForwardings: "all read own",
  addForwarding: "all own",
  getForwarding: "all read own",
  changeForwarding: "all own",
  deleteForwarding: "all own",
  handOver: "all own",
  sendWelcome: "all own",
  applyRoster: "all",
  makeCard: "all own",
  listReplyFrom: "all read own",
  addReplyFrom: "all own",
  deleteReplyFrom: "all own",
  listAliases: "all read own",
  addAlias: "all own",
  changeAlias: "all own",
  deleteAlias: "all own",
  listBlocks: "all read own",
  addBlock: "all own",
  deleteBlock: "all own",
  listMembers: "all read own",
  eraseMember: "all own",
  makeJoinCode: "all own",
  listAnnouncements: "all read own",
  listSurveys: "all read own",
  stop: "all",
  erase: "all",
  listJournal: "all read own",
  findMails: "all read own",
  getStats: "all read own",
  listAudit: "all read",
};

let school: School;
let own: Ids;
let other: Ids;
beforeEach(async () => {
  school = await openSchool();
  own = await settle("pta@school.example");
  other = await settle("nurse@school.example");
});

interface Ids {
  readonly address: string;
  readonly forwarding: string;
  readonly alias: string;
  readonly block: string;
}

async function settle(published: string): Promise<Ids> {
  const address = await school.publish(published);
  const { id: forwarding } = await school.lead(address, "taro@company.example");
  const { id: alias } = await school.aliasFor(forwarding, "kiyomori@family.example", "平清盛");
  const block = await school.ask("POST", `/api/addresses/${address}/blocks`, { domain: "spam.example" });
  return { address, forwarding, alias, block: block.body.id };
}

/** The path of a route with ids of one public address in it. */
function pathWith(path: string, { address, forwarding, alias, block }: Ids): string {
  const kinds: Readonly<Record<string, string>> = { addresses: address, forwardings: forwarding, aliases: alias };
  const kind = path.split("/")[2] ?? "";
  return path.replace("{id}", kinds[kind] ?? block).replace("{replyFromId}", "0000000000000000");
}

const ask = (token: string, method: string, path: string, body?: unknown) =>
  school.ask(method, path, method === "POST" || method === "PATCH" ? (body ?? {}) : undefined, { token });

it("every route is in the list, and every route of the list is there", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(contract.map(({ name }) => name).sort());
  expect(endpoints.map(({ route }) => route.name).sort()).toEqual(contract.map(({ name }) => name).sort());
});

/** What is there is read before it is changed, and changed before it is deleted. */
const ORDER = ["GET", "POST", "PATCH", "DELETE"];
const inOrder = [...contract].sort((one, two) => ORDER.indexOf(one.method) - ORDER.indexOf(two.method));

it.each(["all", "read", "address"] as const)("the role %s is heard as the list says, by every route", async (role) => {
  const { password } = await becomeAdmin(school, role, role === "address" ? own.address : null);
  const refused: string[] = [];
  for (const route of inOrder) {
    const { status, body } = await ask(password, route.method, pathWith(route.path, own));
    expect(status, route.name).not.toBe(500);
    if (status === 403 && body.code === "role") refused.push(route.name);
  }
  const word = role === "address" ? "own" : role;
  const isIn = (name: string) => EXPECTED[name] === "anybody" || EXPECTED[name]?.split(" ").includes(word);
  expect(refused.sort()).toEqual(
    Object.keys(EXPECTED)
      .filter((name) => !isIn(name))
      .sort(),
  );
});

describe("whoever is there for one public address", () => {
  let password: string;
  beforeEach(async () => {
    password = (await becomeAdmin(school, "address", own.address)).password;
  });

  const ofOne = contract.filter(({ name, path }) => EXPECTED[name]?.includes("own") && path.includes("{id}"));

  it.each(ofOne.map((route) => [route.name, route] as const))(
    "hears from %s of another one what they hear of one that never was, and changes nothing",
    async (_, route) => {
      const rows = () => db.prepare("SELECT * FROM forwarding").all();
      const before = await rows();
      const foreign = await ask(password, route.method, pathWith(route.path, other));
      const never = await ask(password, route.method, pathWith(route.path, NEVER));
      expect(foreign.status).toBe(404);
      expect(foreign.body).toEqual(never.body);
      expect((await rows()).results).toEqual(before.results);
    },
  );

  const lists = contract.filter(({ name, path, method }) => {
    return EXPECTED[name]?.includes("own") && !path.includes("{id}") && method === "GET";
  });

  it.each(lists.map((route) => [route.name, route] as const))(
    "finds in %s nothing of another one",
    async (_, route) => {
      await deliver({ addressId: own.address, forwardingId: own.forwarding, time: school.now });
      await deliver({ addressId: other.address, forwardingId: other.forwarding, outcome: "failed", time: school.now });
      const { status, body } = await ask(password, "GET", route.path);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toContain(own.address);
      for (const id of Object.values(other)) expect(JSON.stringify(body)).not.toContain(id);
    },
  );

  it("asks by name for another one in vain", async () => {
    expect((await ask(password, "GET", `/api/journal?addressId=${other.address}`)).status).toBe(403);
    expect((await ask(password, "GET", `/api/journal?forwardingId=${other.forwarding}`)).body.items).toEqual([]);
    expect((await ask(password, "GET", `/api/journal?addressId=${own.address}`)).status).toBe(200);
  });

  it("counts no failure, no waiting officer and no unanswered mail of another one", async () => {
    const now = school.now - 10 * 86_400_000;
    const { alias } = (await school.ask("GET", `/api/forwardings/${other.forwarding}/aliases`)).body.items[0];
    await deliver({ addressId: other.address, forwardingId: other.forwarding, outcome: "failed", time: school.now });
    await deliver({ addressId: other.address, forwardingId: other.forwarding, alias, time: now });
    await school.invite(other.address, "hanako@company.example");
    const all = (await school.ask("GET", "/api/stats")).body;
    expect([all.failures, all.pendingForwardings, all.unanswered.count]).toEqual([1, 1, 1]);
    const { body } = await ask(password, "GET", "/api/stats");
    expect([body.failures, body.pendingForwardings, body.unanswered.count]).toEqual([0, 0, 0]);
    expect([body.lastThroughAt, body.items]).toEqual([null, []]);
  });

  it("finds a parent's mails at their own address alone, by name, by address and by alias", async () => {
    const aliasOf = async ({ forwarding }: Ids) =>
      (await school.ask("GET", `/api/forwardings/${forwarding}/aliases`)).body.items[0].alias;
    for (const ids of [own, other]) {
      const row = { addressId: ids.address, forwardingId: ids.forwarding, alias: await aliasOf(ids) };
      await deliver({ ...row, time: school.now });
    }
    for (const person of ["平清盛", "kiyomori@family.example", await aliasOf(own)]) {
      const { body } = await ask(password, "POST", "/api/mails/search", { person });
      expect(body.items.map(({ addressId }: { addressId: string }) => addressId)).toEqual([own.address]);
    }
    const foreign = await ask(password, "POST", "/api/mails/search", { person: await aliasOf(other) });
    expect(foreign.body.items).toEqual([]);
  });

  it("blocks nobody by an alias of another one", async () => {
    const path = `/api/addresses/${own.address}/blocks`;
    expect((await ask(password, "POST", path, { aliasId: other.alias })).status).toBe(404);
    expect((await ask(password, "POST", path, { aliasId: own.alias })).status).toBe(201);
  });

  it("does at their own address what there is to do", async () => {
    const path = `/api/addresses/${own.address}/forwardings`;
    const made = await ask(password, "POST", path, { destination: "hanako@company.example", label: "会計" });
    expect(made.status).toBe(201);
    expect((await ask(password, "PATCH", `/api/forwardings/${made.body.id}`, { deliver: false })).status).toBe(200);
    expect((await ask(password, "PATCH", `/api/aliases/${own.alias}`, { blocked: true })).status).toBe(200);
  });

  it("sees nothing more once the address is deleted", async () => {
    await school.ask("DELETE", `/api/addresses/${own.address}`);
    expect((await ask(password, "GET", "/api/desk")).body.items).toEqual([]);
    expect((await ask(password, "GET", `/api/addresses/${own.address}/forwardings`)).status).toBe(404);
  });
});

const NEVER: Ids = {
  address: "zzzzzzzzzzzzzzz0",
  forwarding: "zzzzzzzzzzzzzzz1",
  alias: "zzzzzzzzzzzzzzz2",
  block: "zzzzzzzzzzzzzzz3",
};

it("a role counts from the next request on, in an open session, too", async () => {
  const { id, cookie } = await becomeAdmin(school, "all");
  const headers = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
  const publish = (address: string) => school.ask("POST", "/api/addresses", { address }, { token: null, headers });
  expect((await publish("a@school.example")).status).toBe(201);
  await school.ask("PATCH", `/api/admins/${id}`, { role: "read" });
  expect((await publish("b@school.example")).status).toBe(403);
});

it("the answer that is kept for an Idempotency-Key is not said to somebody whose role has no place for it any more", async () => {
  const { id, password } = await becomeAdmin(school, "all");
  const headers = { "Idempotency-Key": "one" };
  const publish = () =>
    school.ask("POST", "/api/addresses", { address: "a@school.example" }, { token: password, headers });
  expect((await publish()).status).toBe(201);
  await school.ask("PATCH", `/api/admins/${id}`, { role: "read" });
  expect((await publish()).status).toBe(403);
});
