import { getTableColumns } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { activate, activateAll } from "../../src/store/admin/activation.ts";
import { openAdminDb } from "../../src/store/admin/db.ts";
import { findForwarding, successorOf } from "../../src/store/admin/forwardings.ts";
import { forwarding } from "../../src/store/schema.ts";
import { db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";
import { runCron, upkeep } from "./support/upkeep.ts";

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

/** The same, and the newcomer has answered the welcome mail. */
async function takeOver(keepAliases: boolean) {
  const { body } = await handOver(keepAliases);
  await school.confirm(body.id);
  return (await school.ask("GET", `/api/forwardings/${body.id}`)).body;
}

const blockNewcomer = () => school.transport.faults.set(NEW, { kind: "refused", reason: "recipient-not-verified" });

describe("a handover", () => {
  it("answers the new forwarding, with the old one's switches and label", async () => {
    const { status, body } = await handOver(true);
    expect(status).toBe(201);
    expect(body).toMatchObject({ destination: "n•••@w•••.example", label: "会長", hideName: true, deliver: false });
    expect(body).toMatchObject({ state: "invited", replacesId: old.id });
    await school.confirm(body.id);
    const now = (await school.ask("GET", `/api/forwardings/${body.id}`)).body;
    expect(now.state).toBe("active");
    expect(now).not.toHaveProperty("replacesId");
    expect((await school.ask("GET", `/api/forwardings/${old.id}`)).status).toBe(404);
  });

  it("gives the successor another label, if one is named", async () => {
    const body = { destination: NEW, keepAliases: true, label: "会長 2027" };
    expect((await school.ask("POST", `/api/forwardings/${old.id}/handover`, body)).body.label).toBe("会長 2027");
  });

  it("leaves the successor in the predecessor's place in the list, whatever their label and aliases", async () => {
    school.now += 1000;
    await school.lead(pta, "accounts@home.example", { label: "会計" });
    const labels = async () => {
      const [{ forwardings }] = (await school.ask("GET", "/api/desk")).body.items;
      const first = (await school.ask("GET", `/api/addresses/${pta}/forwardings?limit=1`)).body;
      const rest = await school.ask("GET", `/api/addresses/${pta}/forwardings?cursor=${first.next}`);
      const shown = forwardings.map(({ label }: { label: string }) => label);
      expect([...first.items, ...rest.body.items].map(({ label }) => label)).toEqual(shown);
      return shown;
    };
    let standing = old.id;
    for (const [year, keepAliases] of [
      ["2027", true],
      ["2028", false],
    ] as const) {
      school.now += 1000;
      const wish = { destination: `officer${year}@work.example`, keepAliases, label: `会長 ${year}` };
      const before = (await labels())[0];
      const { body } = await school.ask("POST", `/api/forwardings/${standing}/handover`, wish);
      expect(await labels()).toEqual([before, `会長 ${year}`, "会計"]);
      await school.confirm(body.id);
      expect(await labels()).toEqual([`会長 ${year}`, "会計"]);
      standing = body.id;
    }
  });

  it("keeps the old officer working until the new one has answered the welcome mail", async () => {
    const alias = await school.aliasFor(old.id, "parent@family.example");
    blockNewcomer();
    const { body } = await handOver(true);
    const oldWorks = async () => {
      expect((await school.ask("GET", `/api/forwardings/${old.id}`)).body.state).toBe("active");
      expect((await school.ask("GET", `/api/forwardings/${old.id}/aliases`)).body.items).toHaveLength(1);
    };
    expect(body).toMatchObject({ state: "pending", replacesId: old.id });
    await oldWorks();
    school.transport.faults.clear();
    expect(await upkeep(school.deps)).toMatchObject({ welcomesTried: 1, welcomesSent: 1 });
    await oldWorks();
    await school.confirm(body.id);
    expect((await school.ask("GET", `/api/forwardings/${old.id}`)).status).toBe(404);
    const { items } = (await school.ask("GET", `/api/forwardings/${body.id}/aliases`)).body;
    expect(items).toEqual([alias]);
  });

  it("without the aliases makes them void, and the same correspondent gets a new one", async () => {
    const before = await school.aliasFor(old.id, "parent@family.example");
    const body = await takeOver(false);
    expect((await school.ask("GET", `/api/forwardings/${body.id}/aliases`)).body.items).toEqual([]);
    expect((await school.ask("PATCH", `/api/aliases/${before.id}`, { blocked: true })).status).toBe(404);
    const after = await school.aliasFor(body.id, "parent@family.example");
    expect(after.alias).not.toBe(before.alias);
  });

  it("keeps the aliases through several hands, blocked ones blocked", async () => {
    const alias = await school.aliasFor(old.id, "parent@family.example", "山田");
    await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true });
    const second = await takeOver(true);
    const third = await school.ask("POST", `/api/forwardings/${second.id}/handover`, {
      destination: "third@work.example",
      keepAliases: true,
    });
    await school.confirm(third.body.id);
    const { items } = (await school.ask("GET", `/api/forwardings/${third.body.id}/aliases`)).body;
    expect(items).toEqual([{ ...alias, blocked: true }]);
  });

  it("tells the one who goes, the one who comes and those who stay, and shows none of them another's address", async () => {
    await school.lead(pta, "staying@home.example");
    school.transport.taken.length = 0;
    await takeOver(true);
    const subjects = (who: string) => school.transport.to(who).map((mail) => mail.mail.subject);
    expect(subjects(OLD)).toEqual(["Your part at pta@school.example has ended"]);
    expect(subjects(NEW)).toEqual([
      "You are to receive the mail of pta@school.example: please answer this mail",
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
    expect((await takeOver(true)).state).toBe("active");
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
    await upkeep(school.deps);
    await school.confirm(body.id);
    expect((await school.ask("GET", `/api/forwardings/${body.id}`)).body.state).toBe("active");
    expect((await school.ask("GET", `/api/forwardings/${body.id}/aliases`)).body.items).toEqual([]);
  });

  it("completes once, also when the answer comes twice and the cron runs at the same time", async () => {
    const { body } = await handOver(true);
    school.transport.taken.length = 0;
    await Promise.all([school.confirm(body.id), upkeep(school.deps), school.confirm(body.id)]);
    expect(school.transport.to(OLD)).toHaveLength(1);
    const states = await db.prepare("SELECT state FROM forwarding ORDER BY state").all();
    expect(states.results).toEqual([{ state: "active" }, { state: "replaced" }]);
    const { items } = (await school.ask("GET", "/api/audit")).body;
    expect(items.filter((row: { action: string }) => row.action === "handover.complete")).toHaveLength(1);
  });

  it("that was confirmed is completed by the cron, when the isolate died in between", async () => {
    const { body } = await handOver(true);
    await db.prepare("UPDATE forwarding SET confirmed_at = 1 WHERE id = ?").bind(body.id).run();
    expect(await upkeep(school.deps)).toMatchObject({ started: 1 });
    expect((await school.ask("GET", `/api/forwardings/${body.id}`)).body.state).toBe("active");
    expect((await school.ask("GET", `/api/forwardings/${old.id}`)).status).toBe(404);
  });

  describe("whose letters die with their isolate", () => {
    const whole = () => school.deps;
    const dead = () => ({ ...whole(), transport: { send: () => new Promise<never>(() => {}) } });
    const LATER = 20 * 60_000;

    /** An isolate that dies at the first letter, once the handover has taken effect. */
    async function dies(work: (deps: typeof school.deps) => Promise<unknown>): Promise<void> {
      const before = whole();
      school.deps = dead();
      void work(school.deps);
      await vi.waitFor(
        async () => {
          const query =
            "SELECT reminders FROM forwarding WHERE untold_id IS NOT NULL AND reminders = 1 AND tried_at = ?";
          expect((await db.prepare(query).bind(school.now).all()).results).toEqual([{ reminders: 1 }]);
        },
        { timeout: 20_000 },
      );
      school.deps = before;
    }

    it("is told to the one who goes, and the one who comes, later and once", async () => {
      const { body } = await handOver(true);
      school.transport.taken.length = 0;
      await dies(() => school.confirm(body.id));
      expect(await school.confirm(body.id)).toEqual({ kind: "active" });
      await upkeep(school.deps);
      expect(school.transport.taken).toEqual([]);
      school.now += LATER;
      await Promise.all([upkeep(school.deps), upkeep(school.deps)]);
      await upkeep(school.deps);
      expect(school.transport.taken.map((mail) => mail.envelopeRecipient).sort()).toEqual([NEW, OLD]);
      school.now += LATER;
      await upkeep(school.deps);
      expect(school.transport.taken).toHaveLength(2);
    });

    it("is told later where the carrier takes no letter just now, and never without end", async () => {
      const { body } = await handOver(true);
      school.transport.taken.length = 0;
      const later = { kind: "deferred", reason: "quota" } as const;
      for (const officer of [OLD, NEW]) school.transport.faults.set(officer, later);
      expect(await school.confirm(body.id)).toEqual({ kind: "active" });
      for (let run = 0; run < 2; run++) {
        school.now += LATER;
        if (run === 1) school.transport.faults.clear();
        await upkeep(school.deps);
      }
      expect(school.transport.taken.map((mail) => mail.envelopeRecipient).sort()).toEqual([NEW, OLD]);
      school.now += LATER;
      await upkeep(school.deps);
      expect(school.transport.taken).toHaveLength(2);
    });

    it("is told when the run that completed it has died, too, and not without end", async () => {
      const { body } = await handOver(true);
      await db.prepare("UPDATE forwarding SET confirmed_at = 1 WHERE id = ?").bind(body.id).run();
      school.transport.taken.length = 0;
      await dies((deps) => runCron("officers", deps));
      school.now += LATER;
      await upkeep(school.deps);
      expect(school.transport.taken.map((mail) => mail.envelopeRecipient).sort()).toEqual([NEW, OLD]);
      await db.prepare("UPDATE forwarding SET untold_id = ?, reminders = 2 WHERE id = ?").bind(old.id, body.id).run();
      school.now += LATER;
      await upkeep(school.deps);
      school.now += LATER;
      await upkeep(school.deps);
      expect(school.transport.taken).toHaveLength(4);
    });
  });

  it.each([
    ["no word about the aliases", { destination: NEW }, "keepAliases"],
    ["no destination", { keepAliases: true }, "destination"],
    [
      "a day that has neither the zone's form nor the day's",
      { destination: NEW, keepAliases: true, effectiveAt: "2027-04-01T00:00:00" },
      "effectiveAt",
    ],
    ["a day that is over", { destination: NEW, keepAliases: true, effectiveAt: "2026-03-01" }, "effectiveAt"],
    ["a day that is none", { destination: NEW, keepAliases: true, effectiveAt: "April" }, "effectiveAt"],
    ["an address of ours", { destination: "pta@school.example", keepAliases: true }, "destination"],
  ])("refuses %s", async (_, body, field) => {
    const answer = await school.ask("POST", `/api/forwardings/${old.id}/handover`, body);
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });
});

describe("a handover with a day of its own", () => {
  const DAY = 86_400_000;
  const effectiveAt = "2026-04-04T09:00:00+09:00";
  const begin = async () =>
    (
      await school.ask("POST", `/api/forwardings/${old.id}/handover`, {
        destination: NEW,
        keepAliases: true,
        effectiveAt,
      })
    ).body;
  const stateOf = async (id: string) => (await school.ask("GET", `/api/forwardings/${id}`)).body?.state;

  it("takes effect on that day when it was answered before, and the old officer works until then", async () => {
    const { id } = await begin();
    expect(await school.confirm(id)).toEqual({ kind: "waits", effectiveAt: Date.parse(effectiveAt), timeZone: "UTC" });
    const { body } = await school.ask("GET", `/api/forwardings/${id}`);
    expect(body).toMatchObject({ state: "invited", replacesId: old.id, confirmedAt: "2026-04-01T00:00:00.000Z" });
    expect(body.effectiveAt).toBe("2026-04-04T00:00:00.000Z");
    school.now += 3 * DAY - 1;
    expect(await upkeep(school.deps)).toMatchObject({ started: 0, remindersTried: 0 });
    expect([await stateOf(old.id), await stateOf(id)]).toEqual(["active", "invited"]);
    school.now += 1;
    school.transport.taken.length = 0;
    expect(await upkeep(school.deps)).toMatchObject({ started: 1 });
    expect([await stateOf(old.id), await stateOf(id)]).toEqual([undefined, "active"]);
    expect(school.transport.taken.map((mail) => mail.envelopeRecipient).sort()).toEqual([NEW, OLD]);
    expect((await school.ask("GET", `/api/forwardings/${id}`)).body).not.toHaveProperty("effectiveAt");
  });

  it("begins, as a roster does, where the school is: whoever sets it may be elsewhere", async () => {
    const settings = { ...school.deps.settings, timeZone: "Asia/Tokyo" };
    Object.assign(school, { deps: { ...school.deps, settings } });
    const wish = { destination: NEW, keepAliases: true, effectiveAt: "2026-04-04" };
    const { body } = await school.ask("POST", `/api/forwardings/${old.id}/handover`, wish);
    expect(body.effectiveAt).toBe("2026-04-03T15:00:00.000Z");
  });

  it("takes effect at the answer when that comes later", async () => {
    const { id } = await begin();
    school.now += 4 * DAY;
    await upkeep(school.deps);
    expect([await stateOf(old.id), await stateOf(id)]).toEqual(["active", "invited"]);
    expect(await school.confirm(id)).toEqual({ kind: "active" });
    expect([await stateOf(old.id), await stateOf(id)]).toEqual([undefined, "active"]);
  });
});

describe.each([
  [
    "one",
    async (id: string) => {
      const adminDb = openAdminDb(db);
      const wish = {
        time: school.now,
        actor: "officer",
        action: "handover.complete",
        subject: id,
        detail: "",
      } as const;
      return (await activate(adminDb, required(await findForwarding(adminDb, id)), school.now, wish)).activated;
    },
  ],
  ["many", async (id: string) => (await activateAll(openAdminDb(db), [id], school.now, "cron")) > 0],
] as const)("a handover carried out for %s", (_, carryOut) => {
  const states = async () =>
    (await db.prepare("SELECT state FROM forwarding WHERE deleted_at IS NULL ORDER BY state").all()).results.map(
      ({ state }) => state,
    );
  const begin = async (confirmedAt: number | null, effectiveAt: number | null) => {
    const { body } = await handOver(true);
    const set = "UPDATE forwarding SET confirmed_at = ?, effective_at = ? WHERE id = ?";
    await db.prepare(set).bind(confirmedAt, effectiveAt, body.id).run();
    return body.id;
  };

  it("changes nothing before its answer, its day, or its welcome mail, whoever asks for it", async () => {
    const id = await begin(null, null);
    expect([await carryOut(id), await states()]).toEqual([false, ["active", "invited"]]);
    await db
      .prepare("UPDATE forwarding SET confirmed_at = 1, effective_at = ?")
      .bind(school.now + 1)
      .run();
    expect([await carryOut(id), await states()]).toEqual([false, ["active", "invited"]]);
    await db
      .prepare("UPDATE forwarding SET effective_at = ?, state = 'pending' WHERE id = ?")
      .bind(school.now, id)
      .run();
    expect([await carryOut(id), await states()]).toEqual([false, ["active", "pending"]]);
  });

  it("takes effect once it was answered, on its day", async () => {
    expect([await carryOut(await begin(1, school.now)), await states()]).toEqual([true, ["active"]]);
  });
});

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("it is not there");
  return value;
}

describe("what a successor gets", () => {
  /** Of one person's mailbox, its confirmation or its end: everything else is carried, also a column that is yet to come. */
  const OWN: readonly string[] = [
    ...["id", "scope", "destinationSealed", "destinationIndex", "replacesId", "keepAliases", "createdAt", "deletedAt"],
    ...["state", "stateReason", "triedAt", "confirmationSealed", "confirmationIndex", "invitedAt", "reminders"],
    "welcomeSentIndex",
    ...[
      "confirmedAt",
      "effectiveAt",
      "deliverBeforeStop",
      "allowReplyBeforeStop",
      "pausedBy",
      "cardIndex",
      "welcomedWith",
      "untoldId",
    ],
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
    const named = { label: standing.label, effectiveAt: null };
    const own = { id: "new", destinationSealed: "sealed", keepAliases: true, createdAt: 99, ...named };
    const successor: Record<string, unknown> = { ...successorOf(standing, own) };
    for (const name of Object.keys(getTableColumns(forwarding)).filter((column) => !OWN.includes(column))) {
      expect({ [name]: successor[name] }).toEqual({ [name]: Reflect.get(standing, name) });
    }
    expect(successor).toMatchObject({ ...own, scope: "old-scope", replacesId: "old-id", state: "pending" });
    expect(successor).toMatchObject({ confirmationSealed: null, confirmationIndex: null, confirmedAt: null });
  });

  it("is nothing of the predecessor's lost phone, pause, card or welcome mail", () => {
    const stopped = {
      ...predecessor,
      deliver: false,
      deliverBeforeStop: true,
      allowReply: false,
      allowReplyBeforeStop: true,
    };
    const own = {
      id: "new",
      destinationSealed: "sealed",
      keepAliases: true,
      createdAt: 99,
      label: "",
      effectiveAt: null,
    };
    expect(successorOf(stopped, own)).toMatchObject({
      ...{ deliver: true, allowReply: true, deliverBeforeStop: null, allowReplyBeforeStop: null },
      ...{ pausedBy: null, cardIndex: null, welcomedWith: null, untoldId: null },
    });
  });

  it("works although the predecessor was stopped", async () => {
    await school.ask("PATCH", `/api/forwardings/${old.id}`, { deliver: true });
    await school.ask("POST", "/api/stop", { destination: OLD });
    expect((await handOver(true)).body).toMatchObject({ deliver: true, allowReply: true });
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
