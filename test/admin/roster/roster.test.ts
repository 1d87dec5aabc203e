import { beforeEach, describe, expect, it } from "vitest";
import { CountedDatabase } from "../../support/world.ts";
import { db } from "../support/database.ts";
import { openSchool, type School } from "../support/school.ts";
import { upkeep } from "../support/upkeep.ts";

const OLD = "old.officer@home.example";
const NEW = "new.officer@work.example";
const DAY = 86_400_000;

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool({ timeZone: "Asia/Tokyo" });
  pta = await school.publish();
  school.transport.taken.length = 0;
});

interface Row {
  readonly address?: string;
  readonly name?: string;
  readonly label?: string;
  readonly destination?: string;
  readonly replaces?: string;
}

const row = (destination: string, more: Row = {}) => ({
  ...{ address: "pta@school.example", label: "会長", destination },
  ...more,
});
const post = (rows: readonly object[], more: object = {}) =>
  school.ask("POST", "/api/roster", { rows, dryRun: false, ...more });

const forwardings = async (id = pta) => (await school.ask("GET", `/api/addresses/${id}/forwardings`)).body.items;
const count = async (table: string) =>
  (await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n;
/** Runs of the cron until nothing is left to be sent. */
async function runCron() {
  for (let tried = 1; tried > 0; ) {
    const counts = await upkeep(school.deps);
    tried = (counts.welcomesTried ?? 0) + (counts.remindersTried ?? 0);
  }
}
const errors = (answer: { readonly body: { readonly errors: readonly Record<string, unknown>[] } }) =>
  answer.body.errors.map(({ row: at, field, code }) => `${at ?? "-"} ${field} ${code}`);

describe("a rehearsal", () => {
  it("says row by row what would be done, and does nothing", async () => {
    await school.lead(pta, OLD, { label: "会長" });
    const before = [await count("forwarding"), await count("address"), await count("audit")];
    const rows = [
      row(NEW, { replaces: "会長" }),
      row(OLD),
      row(NEW, { address: "Nurse@school.example", name: "保健室", label: "養護" }),
    ];
    const { status, body } = await post(rows, { dryRun: true, effectiveAt: "2027-04-01" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ dryRun: true, made: 1, handedOver: 1, leftAlone: 1, published: 1, welcomes: 1 });
    expect(body).toMatchObject({ effectiveAt: "2027-03-31T15:00:00.000Z", timeZone: "Asia/Tokyo" });
    expect(body.rows).toMatchObject([
      { row: 0, action: "handed-over", published: false, welcome: "own", effectiveAt: body.effectiveAt },
      { row: 1, action: "left-alone", destination: "o•••@h•••.example", welcome: "none" },
      { row: 2, action: "made", address: "nurse@school.example", published: true, welcome: "shared" },
    ]);
    expect(body.rows[2]).not.toHaveProperty("effectiveAt");
    expect([await count("forwarding"), await count("address"), await count("audit")]).toEqual(before);
    await runCron();
    expect(school.transport.to(NEW)).toHaveLength(0);
  });
});

describe("a roster", () => {
  it("makes, hands over and publishes, each with its line in the audit list", async () => {
    const { id: old } = await school.lead(pta, OLD, { label: "会長", hideName: true });
    const rows = [
      row(NEW, { replaces: "会長", label: "会長 2027" }),
      row("nurse@home.example", { address: "nurse@school.example", name: "保健室" }),
    ];
    const { body } = await post(rows);
    expect(body.rows.map((one: { action: string }) => one.action)).toEqual(["handed-over", "made"]);
    const standing = await forwardings();
    const heir = standing.find(({ id }: { id: string }) => id !== old);
    expect(standing).toContainEqual(expect.objectContaining({ id: old, state: "active" }));
    expect(heir).toMatchObject({
      label: "会長 2027",
      hideName: true,
      state: "pending",
      replacesId: old,
      reason: "welcome-queued",
    });
    const { items } = (await school.ask("GET", "/api/addresses")).body;
    expect(items[0]).toMatchObject({ address: "nurse@school.example", name: "保健室", open: true });
    const audit = await db.prepare("SELECT action FROM audit ORDER BY rowid DESC LIMIT 4").all<{ action: string }>();
    expect(audit.results.map(({ action }) => action).sort()).toEqual([
      "address.add",
      "forwarding.add",
      "handover.begin",
      "roster.apply",
    ]);
  });

  it("stands in the list in its own order", async () => {
    const labels = Array.from({ length: 12 }, (_, at) => `${at + 1}`);
    const rows = labels.map((label) => ({
      address: "pta@school.example",
      label,
      destination: `o${label}@home.example`,
    }));
    await school.ask("POST", "/api/roster", { rows, dryRun: false });
    const [{ forwardings }] = (await school.ask("GET", "/api/desk")).body.items;
    expect(forwardings.map(({ label }: { label: string }) => label)).toEqual(labels);
  });

  it("sent again leaves all alone, before and after the handover", async () => {
    await school.lead(pta, OLD, { label: "会長" });
    const rows = [row(NEW, { replaces: "会長" }), row("a@home.example", { label: "会計" })];
    const { body } = await post(rows);
    const again = await post(rows);
    expect(again.body).toMatchObject({ made: 0, handedOver: 0, leftAlone: 2, welcomes: 0 });
    await runCron();
    await school.confirm(body.rows[0].forwardingId);
    expect((await post(rows)).body).toMatchObject({ leftAlone: 2 });
    expect(await forwardings()).toHaveLength(2);
  });

  it("is put into effect whole or not at all", async () => {
    const rows = [row("a@home.example", { address: "x@school.example" }), row("b@school.example"), row(NEW)];
    expect((await post(rows)).status).toBe(400);
    expect(await count("forwarding")).toBe(0);
    expect(await count("address")).toBe(1);
  });

  it("that two send at the same time is put into effect once", async () => {
    const rows = [row("a@home.example"), row("b@home.example"), row("c@home.example", { address: "x@school.example" })];
    const answers = await Promise.all([post(rows), post(rows), post(rows)]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(await count("forwarding")).toBe(3);
    expect(await count("address")).toBe(2);
  });

  it("names every wrong field of every row at once, with a stable code, and repeats none", async () => {
    const rows = [
      { address: "no address", label: "x".repeat(81), destination: 7, replaces: "a\nb" },
      { label: "", destination: "secret@home.example", "secret.person@home.example": 1 },
      row(NEW),
    ];
    const answer = await post(rows, { dryRun: "yes", effectiveAt: "2027-04-01" });
    expect(answer.status).toBe(400);
    expect(errors(answer as never)).toEqual([
      "0 address not-an-address",
      "0 label too-long",
      "0 destination not-an-address",
      "0 replaces format",
      "1 address missing",
      "1 label missing",
      "1 rows unknown",
      "- dryRun type",
    ]);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|no address/);
  });

  it.each([
    ["2027-02-29", "not-a-time"],
    ["next April", "not-a-time"],
    ["2020-04-01", "past"],
  ])("from %s on is refused: %s", async (effectiveAt, code) => {
    expect(errors((await post([row(NEW)], { effectiveAt })) as never)).toEqual([`- effectiveAt ${code}`]);
  });

  it("must have rows, and not too many", async () => {
    expect(errors((await post([])) as never)).toEqual(["- rows no-rows"]);
    const many = Array.from({ length: 501 }, (_, at) => row(`a${at}@home.example`));
    expect(errors((await post(many)) as never)).toEqual(["- rows too-many-rows"]);
  });

  it("comes as CSV, too, and its errors name the line", async () => {
    const csv =
      "窓口,役職,メールアドレス\r\npta@school.example,会長,new.officer@work.example\r\n\r\npta@school.example,会計,taro@school.example\r\n";
    const send = (content: string, query: string) =>
      school.ask("POST", `/api/roster?${query}`, undefined, { raw: content, headers: { "Content-Type": "text/csv" } });
    expect((await send(csv, "dryRun=true")).body.errors).toMatchObject([
      { row: 1, line: 4, field: "destination", code: "own-domain" },
    ]);
    const good = csv.replace("taro@school", "taro@home");
    expect((await send(good, "dryRun=true")).body).toMatchObject({ made: 2, dryRun: true });
    expect((await send(good, "dryRun=false&effectiveAt=2027-04-01")).body.rows[1]).toMatchObject({
      line: 4,
      action: "made",
    });
    expect((await send("a,b\r\n", "dryRun=true")).body.code).toBe("no-header");
    expect((await send("窓口,役職,メールアドレス,前任\r\n", "dryRun=true")).body.code).toBe("unknown-column");
    expect((await send(good, "dryRun=perhaps")).status).toBe(400);
  });
});

describe("the welcome mails of a roster", () => {
  it("are one a mailbox, which names all its addresses, and one answer is for all of them", async () => {
    const rows = ["a", "b", "c"].map((name) => row(NEW, { address: `${name}@school.example`, label: name }));
    const { body } = await post(rows);
    expect(body.welcomes).toBe(1);
    await runCron();
    const [mail, another] = school.transport.to(NEW);
    expect(another).toBeUndefined();
    expect(mail?.mail.text).toContain("b@school.example, c@school.example");
    expect(mail?.envelopeSender).toMatch(/^anon-/);
    for (const one of body.rows) {
      expect((await school.ask("GET", `/api/forwardings/${one.forwardingId}`)).body.state).toBe("invited");
    }
    await school.confirm(body.rows[0].forwardingId);
    for (const one of body.rows) {
      expect((await school.ask("GET", `/api/forwardings/${one.forwardingId}`)).body.state).toBe("active");
    }
    expect(await db.prepare("SELECT count(*) AS n FROM forwarding WHERE welcomed_with IS NOT NULL").first("n")).toBe(0);
  });

  it("are sent to the others when the first of them is deleted", async () => {
    const rows = ["a", "b"].map((name) => row(NEW, { address: `${name}@school.example`, label: name }));
    const { body } = await post(rows);
    await school.ask("DELETE", `/api/forwardings/${body.rows[0].forwardingId}`);
    await runCron();
    expect(school.transport.to(NEW).map(({ mail }) => mail.subject)).toEqual([
      expect.stringContaining("b@school.example"),
    ]);
    await school.confirm(body.rows[1].forwardingId);
    expect((await school.ask("GET", `/api/forwardings/${body.rows[1].forwardingId}`)).body.state).toBe("active");
  });

  it("remind each mailbox once after two days", async () => {
    await post(["a", "b"].map((name) => row(NEW, { address: `${name}@school.example`, label: name })));
    await runCron();
    school.now += 2 * DAY + 1;
    await runCron();
    expect(school.transport.to(NEW)).toHaveLength(2);
  });

  it("tell those who stand behind an address already of a further officer", async () => {
    await school.lead(pta, OLD);
    school.transport.taken.length = 0;
    await post([row(NEW, { label: "会計" })]);
    await runCron();
    expect(school.transport.to(OLD)).toHaveLength(1);
  });

  it("tell the others at each address of one who is further officer of several, once each", async () => {
    const nurse = await school.publish("nurse@school.example");
    await school.lead(pta, OLD);
    await school.lead(nurse, "nurse@home.example");
    school.transport.taken.length = 0;
    await post([row(NEW, { label: "会計" }), row(NEW, { address: "nurse@school.example", label: "補助" })]);
    await runCron();
    await upkeep(school.deps);
    expect([school.transport.to(NEW), school.transport.to(OLD)].map((letters) => letters.length)).toEqual([1, 1]);
    expect(school.transport.to("nurse@home.example")).toHaveLength(1);
  });

  it("do not keep the newcomer's reminder from coming", async () => {
    await school.lead(pta, OLD);
    await post([row(NEW, { label: "会計" })]);
    await runCron();
    school.now += 2 * DAY;
    await runCron();
    expect(school.transport.to(NEW)).toHaveLength(2);
  });

  it("tell the others also where the newcomer has answered before they could be told", async () => {
    await school.lead(pta, OLD);
    const { body } = await post([row(NEW, { label: "会計" })]);
    await school.confirm(body.rows[0].forwardingId);
    school.transport.taken.length = 0;
    school.now += 60 * 60 * 1000;
    await runCron();
    expect(school.transport.to(OLD)).toHaveLength(1);
  });
});

describe("a roster's day", () => {
  it("is when those take over who have answered, all in one run, and whoever has not answered follows later", async () => {
    const olds = await Promise.all(
      Array.from({ length: 12 }, (_, at) => school.lead(pta, `old${at}@home.example`, { label: `委員${at}` })),
    );
    const alias = await school.aliasFor(olds[3]?.id ?? "", "parent@family.example");
    await db.prepare("UPDATE alias SET answered_by = ?").bind(olds[4]?.id).run();
    const rows = olds.map((_, at) => row(`new${at}@work.example`, { label: `委員${at}`, replaces: `委員${at}` }));
    const { body } = await post(rows, { effectiveAt: "2026-05-01" });
    await runCron();
    for (const one of body.rows.slice(1)) await school.confirm(one.forwardingId);
    const states = async () => (await forwardings()).map(({ state }: { state: string }) => state);
    expect((await states()).filter((state: string) => state === "active")).toHaveLength(12);
    school.now = Date.parse("2026-04-30T14:59:59.000Z");
    expect((await upkeep(school.deps)).started).toBe(0);
    school.now = Date.parse("2026-04-30T15:00:00.000Z");
    expect((await upkeep(school.deps)).started).toBe(11);
    expect(await forwardings()).toHaveLength(13);
    const heir = body.rows[3].forwardingId;
    expect((await school.ask("GET", `/api/forwardings/${heir}/aliases`)).body.items).toEqual([alias]);
    expect(await db.prepare("SELECT answered_by FROM alias").first("answered_by")).toBe(body.rows[4].forwardingId);
    for (let run = 0; run < 12; run++) await upkeep(school.deps);
    expect(school.transport.to("old3@home.example").map(({ mail }) => mail.subject)).toHaveLength(2);
    await school.confirm(body.rows[0].forwardingId);
    expect(await forwardings()).toHaveLength(12);
  });
});

describe("three hundred rows", () => {
  it("stay within the limits of one invocation: statements, parameters, octets", async () => {
    const rows = Array.from({ length: 300 }, (_, at) =>
      row(`teacher${at}@inside.example`, {
        address: `teacher${at}@school.example`,
        name: `教諭 ${at}`,
        label: `教諭 ${at}`,
      }),
    );
    expect(JSON.stringify(rows).length).toBeGreaterThan(30_000);
    const counted = new CountedDatabase(db);
    let longest = 0;
    let parameters = 0;
    const d1 = new Proxy(counted.database, {
      get(target, key) {
        if (key !== "prepare") return Reflect.get(target, key);
        return (text: string) => {
          const statement = target.prepare(text);
          longest = Math.max(longest, text.length);
          const bind = statement.bind.bind(statement);
          statement.bind = (...values) => {
            parameters = Math.max(parameters, values.length);
            return bind(...values);
          };
          return statement;
        };
      },
    });
    school.deps = { ...school.deps, d1 };
    const { status, body } = await post(rows);
    expect(status).toBe(200);
    expect(body).toMatchObject({ made: 300, published: 300, welcomes: 300 });
    expect(counted.statements).toBeLessThanOrEqual(10);
    expect(longest).toBeLessThan(100_000);
    expect(parameters).toBeLessThanOrEqual(100);
    expect(await count("forwarding")).toBe(300);
    expect((await post(rows)).body).toMatchObject({ leftAlone: 300 });
  });
});
