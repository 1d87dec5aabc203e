import { getTableColumns } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { runScheduled } from "../../src/admin/scheduled.ts";
import { successorOf } from "../../src/store/admin/forwardings.ts";
import { forwarding } from "../../src/store/schema.ts";
import { db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

const OLD = "old.officer@home.example";
const NEW = "new.officer@work.example";

let school: School;
let pta: string;
let old: { id: string };
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
  old = await school.lead(pta, OLD, { label: "会長", hideName: true, deliver: false });
});

const handOver = (keepAliases: boolean, destination = NEW) =>
  school.ask("POST", `/api/forwardings/${old.id}/handover`, { destination, keepAliases });

const blockNewcomer = () => school.transport.faults.set(NEW, { kind: "refused", reason: "recipient-not-verified" });

describe("a handover", () => {
  it("answers the new forwarding, with the old one's switches and label", async () => {
    const { status, body } = await handOver(true);
    expect(status).toBe(201);
    expect(body).toMatchObject({ destination: "n•••@w•••.example", label: "会長", hideName: true, deliver: false });
    expect(body.state).toBe("active");
    expect(body).not.toHaveProperty("replacesId");
    expect((await school.ask("GET", `/api/forwardings/${old.id}`)).status).toBe(404);
  });

  it("keeps the old officer working until the new one has the welcome mail", async () => {
    const alias = await school.aliasFor(old.id, "parent@family.example");
    blockNewcomer();
    const { body } = await handOver(true);
    expect(body).toMatchObject({ state: "pending", replacesId: old.id });
    expect((await school.ask("GET", `/api/forwardings/${old.id}`)).body.state).toBe("active");
    expect((await school.ask("GET", `/api/forwardings/${old.id}/aliases`)).body.items).toHaveLength(1);
    school.transport.faults.clear();
    expect(await runScheduled(school.deps)).toMatchObject({ welcomesTried: 1, welcomesSent: 1 });
    expect((await school.ask("GET", `/api/forwardings/${old.id}`)).status).toBe(404);
    const { items } = (await school.ask("GET", `/api/forwardings/${body.id}/aliases`)).body;
    expect(items).toEqual([alias]);
  });

  it("without the aliases makes them void, and the same correspondent gets a new one", async () => {
    const before = await school.aliasFor(old.id, "parent@family.example");
    const { body } = await handOver(false);
    expect((await school.ask("GET", `/api/forwardings/${body.id}/aliases`)).body.items).toEqual([]);
    expect((await school.ask("PATCH", `/api/aliases/${before.id}`, { blocked: true })).status).toBe(404);
    const after = await school.aliasFor(body.id, "parent@family.example");
    expect(after.alias).not.toBe(before.alias);
  });

  it("keeps the aliases through several hands, blocked ones blocked", async () => {
    const alias = await school.aliasFor(old.id, "parent@family.example", "山田");
    await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true });
    const { body: second } = await handOver(true);
    const third = await school.ask("POST", `/api/forwardings/${second.id}/handover`, {
      destination: "third@work.example",
      keepAliases: true,
    });
    const { items } = (await school.ask("GET", `/api/forwardings/${third.body.id}/aliases`)).body;
    expect(items).toEqual([{ ...alias, blocked: true }]);
  });

  it("tells the one who goes, the one who comes and those who stay, and shows none of them another's address", async () => {
    await school.lead(pta, "staying@home.example");
    school.transport.taken.length = 0;
    await handOver(true);
    const subjects = (who: string) => school.transport.to(who).map((mail) => mail.mail.subject);
    expect(subjects(OLD)).toEqual(["Your part at pta@school.example has ended"]);
    expect(subjects(NEW)).toEqual([
      "You now receive the mail of pta@school.example",
      "You have taken over at pta@school.example",
    ]);
    expect(subjects("staying@home.example")).toEqual(["A handover at pta@school.example"]);
    for (const { envelopeRecipient, mail } of school.transport.taken) {
      for (const other of [OLD, NEW, "staying@home.example"].filter((address) => address !== envelopeRecipient)) {
        expect(`${mail.text} ${JSON.stringify(mail.headers)}`).not.toContain(other.split("@")[0]);
      }
    }
  });

  it("is one at a time", async () => {
    blockNewcomer();
    const { body } = await handOver(true);
    expect((await handOver(true, "third@work.example")).status).toBe(409);
    await school.ask("DELETE", `/api/forwardings/${body.id}`);
    expect((await handOver(true, "third@work.example")).status).toBe(201);
  });

  it("to a mailbox that is there already is a conflict", async () => {
    await school.lead(pta, NEW);
    expect(await handOver(true)).toMatchObject({ status: 409, body: { field: "destination" } });
    expect(await handOver(true, OLD)).toMatchObject({ status: 409, body: { field: "destination" } });
  });

  it("is possible with twenty forwardings, too", async () => {
    await school.crowd(pta, 19);
    expect((await handOver(true)).body.state).toBe("active");
    const full = await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: "more@x.example" });
    expect(full.status).toBe(409);
  });

  it("that is pending takes no place of the twenty", async () => {
    await school.crowd(pta, 18);
    blockNewcomer();
    expect((await handOver(true)).body.state).toBe("pending");
    await school.lead(pta, "twentieth@x.example");
    const more = await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: "more@x.example" });
    expect(more.status).toBe(409);
  });

  it("never revives aliases that were made void while it was pending", async () => {
    await school.aliasFor(old.id, "parent@family.example");
    blockNewcomer();
    const { body } = await handOver(true);
    await school.ask("DELETE", `/api/forwardings/${old.id}`);
    school.transport.faults.clear();
    await runScheduled(school.deps);
    expect((await school.ask("GET", `/api/forwardings/${body.id}`)).body.state).toBe("active");
    expect((await school.ask("GET", `/api/forwardings/${body.id}/aliases`)).body.items).toEqual([]);
  });

  it("completes once, also when the cron and the admin send the welcome mail at the same time", async () => {
    blockNewcomer();
    const { body } = await handOver(true);
    school.transport.faults.clear();
    school.transport.taken.length = 0;
    await Promise.all([runScheduled(school.deps), school.ask("POST", `/api/forwardings/${body.id}/welcome`)]);
    expect(school.transport.to(OLD)).toHaveLength(1);
    const states = await db.prepare("SELECT state FROM forwarding ORDER BY state").all();
    expect(states.results).toEqual([{ state: "active" }, { state: "replaced" }]);
    const { items } = (await school.ask("GET", "/api/audit")).body;
    expect(items.filter((row: { action: string }) => row.action === "handover.complete")).toHaveLength(1);
  });

  it.each([
    ["no word about the aliases", { destination: NEW }, "keepAliases"],
    ["no destination", { keepAliases: true }, "destination"],
    ["an address of ours", { destination: "pta@school.example", keepAliases: true }, "destination"],
  ])("refuses %s", async (_, body, field) => {
    const answer = await school.ask("POST", `/api/forwardings/${old.id}/handover`, body);
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });
});

describe("what a successor gets", () => {
  /** Of one person's mailbox, its confirmation or its end: everything else is carried, also a column that is yet to come. */
  const OWN: readonly string[] = [
    ...["id", "scope", "destinationSealed", "destinationIndex", "replacesId", "keepAliases", "createdAt", "deletedAt"],
    ...["state", "stateReason", "triedAt", "confirmationSealed", "confirmationIndex", "invitedAt", "reminders"],
    ...["confirmedAt", "effectiveAt", "deliverBeforeStop", "allowReplyBeforeStop", "pausedBy", "cardIndex"],
  ];
  /** A value in each column that its default is not. */
  const predecessor = Object.fromEntries(
    Object.entries(getTableColumns(forwarding)).map(([name, column]) => [
      name,
      column.dataType === "boolean" ? column.default === false : column.dataType === "number" ? 77 : `old-${name}`,
    ]),
  ) as typeof forwarding.$inferSelect;
  const standing = { ...predecessor, deletedAt: null, deliverBeforeStop: null, allowReplyBeforeStop: null };

  it("is every column but a named few", () => {
    const own = { id: "new", destinationSealed: "sealed", keepAliases: true, createdAt: 99 };
    const successor: Record<string, unknown> = { ...successorOf(standing, own) };
    for (const name of Object.keys(getTableColumns(forwarding)).filter((column) => !OWN.includes(column))) {
      expect({ [name]: successor[name] }).toEqual({ [name]: Reflect.get(standing, name) });
    }
    expect(successor).toMatchObject({ ...own, scope: "old-scope", replacesId: "old-id", state: "pending" });
    expect(successor).toMatchObject({ confirmationSealed: null, confirmationIndex: null, confirmedAt: null });
  });

  it("is what a lost phone had switched off, and not what the admin had", async () => {
    await school.ask("POST", "/api/stop", { destination: OLD });
    await school.ask("POST", "/api/stop", { destination: OLD });
    expect((await handOver(true)).body).toMatchObject({ deliver: false, allowReply: true });
  });

  it("is how the admin set the switches after a lost phone", async () => {
    await school.ask("PATCH", `/api/forwardings/${old.id}`, { deliver: true });
    await school.ask("POST", "/api/stop", { destination: OLD });
    await school.ask("PATCH", `/api/forwardings/${old.id}`, { deliver: true });
    expect((await handOver(true)).body).toMatchObject({ deliver: true, allowReply: false });
  });
});
