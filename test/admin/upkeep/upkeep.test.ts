import { beforeEach, describe, expect, it } from "vitest";
import { db } from "../support/database.ts";
import { deliver } from "../support/deliveries.ts";
import { ADMIN_MAILBOX, openSchool, type School } from "../support/school.ts";
import { upkeep } from "../support/upkeep.ts";

const DAY = 86_400_000;

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
});

const count = async (table: string) =>
  (await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n;

describe("the upkeep", () => {
  it("warns the admin, once a day, before the month's replies run out", async () => {
    school.deps = { ...school.deps, settings: { ...school.deps.settings, repliesIncluded: 5 } };
    const { id } = await school.lead(pta, "taro@company.example");
    school.transport.taken.length = 0;
    const reply = () => deliver({ time: school.now, addressId: pta, forwardingId: id, direction: "reply" });
    for (let at = 0; at < 3; at++) await reply();
    await upkeep(school.deps);
    expect(school.transport.taken).toHaveLength(0);
    await reply();
    await upkeep(school.deps);
    await upkeep(school.deps);
    expect(school.transport.taken.map((mail) => mail.envelopeRecipient)).toEqual([ADMIN_MAILBOX]);
  });

  it("warns the admin, once a day, before the database is full", async () => {
    await upkeep(school.deps);
    expect(school.transport.taken).toHaveLength(0);
    const databaseMegabytes = 0.01; // An empty one with its tables is larger.
    school.deps = { ...school.deps, settings: { ...school.deps.settings, databaseMegabytes } };
    await upkeep(school.deps);
    await upkeep(school.deps);
    const mails = school.transport.taken.map(({ envelopeRecipient, mail }) => [envelopeRecipient, mail.subject]);
    expect(mails).toEqual([[ADMIN_MAILBOX, "The database is filling up"]]);
  });

  it("erases aliases that nobody vouched for after 180 days without use, and no block", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    for (const [name, columns] of Object.entries({
      stranger: "vouched = 0",
      known: "vouched = 1",
      enemy: "vouched = 0, blocked = 1",
      fresh: "vouched = 0, last_used_at = last_used_at + 1",
    })) {
      const { id: alias } = await school.aliasFor(id, `${name}@family.example`);
      await db.prepare(`UPDATE alias SET ${columns}, name_sealed = ? WHERE id = ?`).bind(name, alias).run();
    }
    school.now += 180 * DAY + 1;
    expect((await upkeep(school.deps)).aliases).toBe(1);
    const left = await db.prepare("SELECT name_sealed AS name FROM alias ORDER BY name").all<{ name: string }>();
    expect(left.results.map(({ name }) => name)).toEqual(["enemy", "fresh", "known"]);
  });

  it("sends a pending welcome mail again, and the forwarding is invited", async () => {
    school.transport.faults.set("taro@company.example", { kind: "refused", reason: "recipient-not-verified" });
    const { id } = await school.lead(pta, "taro@company.example");
    expect(await upkeep(school.deps)).toMatchObject({ welcomesTried: 1, welcomesSent: 0 });
    school.transport.faults.clear();
    expect(await upkeep(school.deps)).toMatchObject({ welcomesTried: 1, welcomesSent: 1 });
    expect((await school.ask("GET", `/api/forwardings/${id}`)).body.state).toBe("invited");
    expect(await upkeep(school.deps)).toMatchObject({ welcomesTried: 0 });
  });

  it("reminds somebody who has not answered the welcome mail after two and after five days, and no more", {
    timeout: 600_000,
  }, async () => {
    await school.invite(pta, "taro@company.example");
    const [first] = school.transport.taken.splice(0);
    const remindedAfter: number[] = [];
    for (let hours = 6; hours <= 24 * 10; hours += 6) {
      school.now += DAY / 4;
      await upkeep(school.deps);
      const reminders = school.transport.taken.splice(0);
      for (const { envelopeSender, envelopeRecipient, mail } of reminders) {
        expect([envelopeSender, envelopeRecipient]).toEqual([first?.envelopeSender, "taro@company.example"]);
        expect(mail.subject).toMatch(/^Reminder: /);
        remindedAfter.push(hours / 24);
      }
    }
    expect(remindedAfter).toEqual([2, 5]);
  });

  it("reminds nobody who has answered, and begins anew when the welcome mail is sent again", async () => {
    await school.lead(pta, "hanako@company.example");
    const { id } = await school.invite(pta, "taro@company.example");
    school.now += 1.5 * DAY;
    await school.ask("POST", `/api/forwardings/${id}/welcome`);
    school.now += 1.5 * DAY;
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 0 });
    school.now += DAY;
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 1 });
  });

  it("tries a reminder again that could not be sent, and not one that was refused", async () => {
    await school.invite(pta, "taro@company.example");
    school.transport.faults.set("taro@company.example", { kind: "deferred", reason: "quota" });
    school.now += 2 * DAY;
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 1 });
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 1 });
    school.transport.faults.set("taro@company.example", { kind: "refused", reason: "recipient-suppressed" });
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 1 });
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 0 });
  });

  it("gives each of many pending ones its turn", async () => {
    const waiting = Array.from({ length: 8 }, (_, n) => `officer${n}@work.example`);
    for (const who of waiting) school.transport.faults.set(who, { kind: "refused", reason: "recipient-not-verified" });
    for (const who of waiting) {
      school.now += 1000;
      await school.lead(pta, who);
    }
    school.now += 1000;
    await upkeep(school.deps);
    school.transport.faults.clear();
    school.now += 1000;
    await upkeep(school.deps);
    expect(school.transport.taken.map((mail) => mail.envelopeRecipient).sort()).toEqual([
      ...waiting.slice(0, 2),
      ...waiting.slice(5),
    ]);
  });

  it("erases a void forwarding 30 days later with its aliases and further mailboxes, and not a day before", async () => {
    const gone = await school.lead(pta, "taro@company.example");
    await school.ask("POST", `/api/forwardings/${gone.id}/reply-from`, { address: "taro@home.example" });
    await school.aliasFor(gone.id, "parent@family.example");
    const kept = await school.lead(pta, "hanako@company.example");
    await school.aliasFor(kept.id, "parent@family.example");
    await school.ask("DELETE", `/api/forwardings/${gone.id}`);
    school.now += 30 * DAY;
    expect(await upkeep(school.deps)).toMatchObject({ aliases: 0, forwardings: 0 });
    school.now += 1;
    expect(await upkeep(school.deps)).toMatchObject({ aliases: 1, forwardings: 1 });
    expect([await count("alias"), await count("forwarding"), await count("reply_from")]).toEqual([1, 1, 0]);
  });

  it("erases an alias 30 days after it was deleted, and an address that was given up", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    const alias = await school.aliasFor(id, "parent@family.example");
    await school.ask("DELETE", `/api/aliases/${alias.id}`);
    school.now += 30 * DAY + 1;
    expect(await upkeep(school.deps)).toMatchObject({ aliases: 1, forwardings: 0 });
    await school.ask("DELETE", `/api/addresses/${pta}`);
    school.now += 30 * DAY + 1;
    expect(await upkeep(school.deps)).toMatchObject({ forwardings: 1 });
    expect(await count("address")).toBe(0);
  });

  it("erases journal rows after 30 days and message ids after 180", async () => {
    await deliver({ time: school.now - 30 * DAY - 1 }, { time: school.now - 30 * DAY });
    const insert = db.prepare("INSERT INTO message_id VALUES (?, '', '', '', ?)");
    await db.batch([insert.bind("old", school.now - 180 * DAY - 1), insert.bind("new", school.now - 180 * DAY)]);
    expect(await upkeep(school.deps)).toMatchObject({ journal: 1, messageIds: 1 });
    expect([await count("delivery"), await count("message_id")]).toEqual([1, 1]);
  });

  it("erases an address that was given up together with what it blocked", async () => {
    const block =
      "INSERT INTO block (id, address_id, kind, sender_index, pattern_sealed, created_at) VALUES ('b', ?, 'domain', 'i', '', 0)";
    await db.prepare(block).bind(pta).run();
    await school.ask("DELETE", `/api/addresses/${pta}`);
    school.now += 30 * DAY + 1;
    await upkeep(school.deps);
    expect([await count("address"), await count("block")]).toEqual([0, 0]);
  });

  it("erases the counters of hours that are long over", async () => {
    const hour = Math.floor(school.now / 3_600_000);
    const insert = db.prepare("INSERT INTO hourly (counter, hour, count) VALUES ('c', ?, 1)");
    await db.batch([insert.bind(hour - 25), insert.bind(hour - 24), insert.bind(hour)]);
    await upkeep(school.deps);
    expect(await count("hourly")).toBe(2);
  });

  it("takes a bounded batch of a large backlog and the rest the next time", async () => {
    await db
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5100)
         INSERT INTO delivery (id, direction, outcome, size, holder, lease_until, first_at, time)
         SELECT 'row' || i, 'inbound', 'sent', 1, '', 0, 0, 0 FROM n`,
      )
      .run();
    expect((await upkeep(school.deps)).journal).toBe(5000);
    expect((await upkeep(school.deps)).journal).toBe(100);
  });
});
