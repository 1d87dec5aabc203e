import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import type { Announcements } from "../../../src/relay/ports/announcements.ts";
import * as network from "../../../src/store/network/schema.ts";
import * as schema from "../../../src/store/schema.ts";
import { addressPattern, sightings } from "../../reader/seen.ts";
import { mail, verdict } from "../../support/mails.ts";
import { addMembers, emptyMail, JOIN_CODE, ORIGIN, openNetwork, tagged } from "../../support/network.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { body, field, fieldNames, noticeText, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const ALL = tagged(CLASS, "all");
const SENSEI = "sensei@private.example";
const OTHER = "fukutan@home.example";
const FAMILIES = ["tanaka@docomo.example", "suzuki@au.example", "sato@softbank.example"];

describe("an officer's mail to all members", () => {
  let world: World;
  let id: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    id = await addAddress(CLASS, { name: "3年A組" });
    await addForwarding(world, id, SENSEI, { label: "担任" });
    await addForwarding(world, id, OTHER);
    await openNetwork(world, id);
    for (const family of FAMILIES) await emptyMail(world, family, tagged(CLASS, `join.${JOIN_CODE}`));
    taken(world);
  });

  const written = (more: object = {}) =>
    mail({ from: `担任 山本 <${SENSEI}>`, to: ALL, subject: "No school tomorrow", ...more });
  const announce = (raw = written(), from = SENSEI) => world.deliver(from, ALL, raw);
  const copies = () => taken(world).filter(({ envelopeRecipient }) => FAMILIES.includes(envelopeRecipient));
  const reports = () => taken(world).filter(({ envelopeRecipient }) => envelopeRecipient === SENSEI);

  it("goes to each of them alone, from the public address", async () => {
    expect((await announce()).outcome).toBe("accepted");
    const out = copies();
    expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([...FAMILIES].sort());
    for (const copy of out) {
      expect(copy.envelopeSender).toBe(CLASS);
      expect(shown(copy, "from")).toBe(`3年A組 <${CLASS}>`);
      expect(field(copy, "to")).toBe(copy.envelopeRecipient);
      expect(shown(copy, "subject")).toBe("No school tomorrow");
      expect(body(copy)).toBe("Hello.\r\n");
      expect(fieldNames(copy)).not.toContain("Cc");
      expect(fieldNames(copy)).not.toContain("Reply-To");
    }
  });

  it("bears a list's id and the ways out of it, by mail and by one click", async () => {
    await announce();
    const copy = the(copies()[0]);
    expect(field(copy, "list-id")).toMatch(/ <class-3a\.school\.example>$/);
    expect(field(copy, "list-unsubscribe")).toMatch(
      new RegExp(`^<${ORIGIN}/leave/[\\w.-]+>, <mailto:class-3a%2Bleave@school\\.example>$`),
    );
    expect(field(copy, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  });

  it("shows no officer's address or name, and no alias, wherever they stand", async () => {
    const text = `${SENSEI} ${OTHER.toUpperCase()} anon-7k3m9q2x4wtz@school.example <${SENSEI.replace("@", "&#64;")}>`;
    await announce(
      written({ body: `${text}\r\n`, more: `Cc: ${OTHER}\r\nReply-To: ${SENSEI}\r\nSender: ${SENSEI}\r\n` }),
    );
    for (const { raw } of copies()) {
      for (const hidden of ["sensei", "fukutan", "anon-", "private.example"])
        expect(raw.toLowerCase()).not.toContain(hidden);
    }
  });

  it("shows none of the mailboxes that the officer's own mail names, in text and Subject either", async () => {
    const [reply, sender, envelope] = ["yama@work.example", "moto@shared.example", "bounce+1@private.example"];
    const more = `Reply-To: ${reply}\r\nSender: ${sender}\r\n`;
    const raw = written({ subject: `From ${reply}`, body: `${reply} ${sender} ${envelope}\r\n`, more });
    expect((await world.deliver(envelope, ALL, raw)).outcome).toBe("accepted");
    const out = copies();
    expect(out.length).toBe(FAMILIES.length);
    for (const { raw } of out) {
      for (const hidden of [reply, sender, envelope]) expect(sightings(raw, addressPattern(hidden))).toEqual([]);
    }
  });

  it("is told to its officer once, in numbers and without a name", async () => {
    world.transport.faults.set(FAMILIES[0] ?? "", [{ kind: "refused", reason: "recipient-suppressed" }]);
    await announce();
    const report = reports();
    expect(report).toHaveLength(1);
    const text = noticeText(report[0]);
    expect(text).toContain("handed over: 2");
    expect(text).toContain("could not be handed over: 1");
    expect(text).toContain("left before their copy went out: 0");
    for (const family of FAMILIES) expect(the(report[0]).raw + text).not.toContain(family.split("@")[0]);
  });

  it("goes on with what is missing when its server tries again, and gives nobody two", async () => {
    const raw = written();
    world.transport.faults.set(FAMILIES[1] ?? "", [{ kind: "deferred", reason: "sending-service" }, "throw"]);
    const outcomes = [];
    for (let attempt = 0; attempt < 4; attempt++) outcomes.push((await announce(raw)).outcome);
    expect(outcomes).toEqual(["retry", "retry", "accepted", "accepted"]);
    const out = taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
    expect(out).toEqual([...FAMILIES, SENSEI].sort());
  });

  it("writes down what became of four copies before the next four go out", async () => {
    await addMembers(
      world,
      id,
      Array.from({ length: 20 }, (_, at) => `family${at}@home.example`),
    );
    const seen: number[] = [];
    const { announcements } = world.ports;
    const counting: Announcements = {
      find: (...what) => announcements.find(...what),
      begin: (wish) => announcements.begin(wish),
      claim: (...wanted) => announcements.claim(...wanted),
      progress: (announcement) => announcements.progress(announcement),
      end: (...ending) => announcements.end(...ending),
      record: (announcement, ends) => {
        seen.push(world.transport.calls);
        return announcements.record(announcement, ends);
      },
    };
    world.transport.calls = 0;
    await world.deliver(SENSEI, ALL, written(), { ...world.ports, announcements: counting });
    expect(seen).toEqual([4, 8, 12, 16, 20, 23]);
  });

  it("waits for days if it must: no time is too long for the last of them", async () => {
    const raw = written();
    const never = Array.from({ length: 30 }, () => ({ kind: "deferred", reason: "unknown" }) as const);
    world.transport.faults.set(FAMILIES[2] ?? "", [...never]);
    for (let attempt = 0; attempt < 30; attempt++) {
      expect((await announce(raw)).outcome).toBe("retry");
      world.clock.time += 60 * 60 * 1000;
    }
    expect((await announce(raw)).outcome).toBe("accepted");
    expect(copies()).toHaveLength(3);
  });

  it("goes to nobody who joins after it began, and to nobody who has left", async () => {
    const raw = written();
    const [first = "", second = ""] = FAMILIES;
    world.transport.faults.set(first, [{ kind: "deferred", reason: "unknown" }]);
    world.transport.faults.set(second, [{ kind: "deferred", reason: "unknown" }]);
    await announce(raw);
    taken(world);
    world.clock.time += 1000;
    await emptyMail(world, "late@docomo.example", tagged(CLASS, `join.${JOIN_CODE}`));
    await emptyMail(world, first, tagged(CLASS, "leave"));
    await emptyMail(world, first, tagged(CLASS, `join.${JOIN_CODE}`));
    taken(world);
    expect((await announce(raw)).outcome).toBe("accepted");
    const out = taken(world);
    expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI, second].sort());
    const text = noticeText(out.find(({ envelopeRecipient }) => envelopeRecipient === SENSEI));
    expect(text).toContain("handed over: 2");
    expect(text).toContain("left before their copy went out: 1");
  });

  it("is refused in words before anything is sent when it is too large", async () => {
    const outcome = await announce(written({ body: `${"x".repeat(76)}\r\n`.repeat(70_000) }));
    expect(outcome.outcome).toBe("accepted");
    const [notice, ...others] = taken(world);
    expect(others).toEqual([]);
    expect(noticeText(notice)).toContain(
      "It is too large (5.2 MB). Keep photos and other attachments below about 3.5 MB",
    );
  });

  it("may be as large as the platform takes", async () => {
    await announce(written({ body: `${"x".repeat(76)}\r\n`.repeat(66_000) }));
    expect(copies()).toHaveLength(3);
  });

  it.each([
    ["programs", { body: program(), more: "Content-Type: multipart/mixed; boundary=b\r\n" }, "runs as a program"],
    [
      "a signature that names its maker",
      { more: "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n" },
      "S/MIME",
    ],
  ])("is refused in words for %s", async (_, parts, words) => {
    expect((await announce(written(parts))).outcome).toBe("accepted");
    const [notice, ...others] = taken(world);
    expect([notice?.envelopeRecipient, others]).toEqual([SENSEI, []]);
    expect(noticeText(notice)).toContain(words);
  });

  it("is ordinary mail to the officers when a member or anybody else writes it", async () => {
    for (const from of [FAMILIES[0] ?? "", "stranger@company.example"]) {
      await world.deliver(from, ALL, mail({ from, to: ALL }));
      const out = taken(world);
      expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([OTHER, SENSEI].sort());
      for (const { envelopeSender } of out) expect(envelopeSender).toMatch(/^anon-/);
    }
  });

  it("is nobody's who cannot prove to be the officer, and the officer is told", async () => {
    const forged = verdict("private.example", "fail") + mail({ from: SENSEI, to: ALL, passes: "" });
    await announce(forged);
    const replayed = mail({ from: SENSEI, to: CLASS });
    await announce(replayed);
    await world.deliver("x@elsewhere.example", ALL, written());
    expect(copies()).toEqual([]);
  });

  it("does not go out for an officer whose part is off", async () => {
    await drizzle(env.DB).update(schema.forwarding).set({ allowReply: false });
    await announce();
    const [notice, ...others] = taken(world);
    expect(others).toEqual([]);
    expect(noticeText(notice)).toContain("Sending is switched off for you");
  });

  it("has an end where a stolen account would go on without end", async () => {
    for (let at = 0; at < 20; at++) await announce();
    expect(copies()).toHaveLength(60);
    await announce();
    const out = taken(world);
    expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI]);
    expect(noticeText(out[0])).toContain("as many mails to all as a day may have");
    world.clock.time += 24 * 60 * 60 * 1000;
    await announce();
    expect(copies()).toHaveLength(3);
  });

  it("goes on when it has begun, whatever was begun after it", async () => {
    const first = written();
    world.transport.faults.set(FAMILIES[0] ?? "", [{ kind: "deferred", reason: "rate-limit" }]);
    expect((await announce(first)).outcome).toBe("retry");
    for (let at = 0; at < 21; at++) {
      world.clock.time += 1_000;
      await announce();
    }
    taken(world);
    expect((await announce(first)).outcome).toBe("accepted");
    const out = taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
    expect(out).toEqual([SENSEI, FAMILIES[0]]);
  });

  it("says of each copy that waits why it does", async () => {
    await addMembers(
      world,
      id,
      Array.from({ length: 9 }, (_, at) => `family${at}@home.example`),
    );
    const members = [...FAMILIES, ...Array.from({ length: 9 }, (_, at) => `family${at}@home.example`)];
    for (const member of members) world.transport.faults.set(member, [{ kind: "deferred", reason: "quota" }]);
    expect((await announce()).outcome).toBe("retry");
    const rows = await drizzle(env.DB).select().from(network.announcementCopy);
    expect(rows.map(({ reason }) => reason)).toEqual(members.map(() => "quota"));
  });

  it("tells its officer when nobody has joined yet", async () => {
    await drizzle(env.DB).delete(network.member);
    await announce();
    expect(noticeText(reports()[0])).toContain("Nobody is in this contact network yet");
  });

  it("waits for quota, calls the admin, tells the officer once a day, and goes on", async () => {
    const raw = written();
    const none = [{ kind: "deferred", reason: "quota" }] as const;
    for (const family of FAMILIES) world.transport.faults.set(family, [...none, ...none]);
    expect((await announce(raw)).outcome).toBe("retry");
    expect(noticeText(reports()[0])).toContain("3 more have to wait");
    expect(world.alarms).toEqual([{ kind: "quota", address: CLASS }]);
    expect((await announce(raw)).outcome).toBe("retry");
    expect(reports()).toEqual([]);
    expect((await announce(raw)).outcome).toBe("accepted");
    expect(copies()).toHaveLength(3);
  });

  it("waits, and fails nobody, while the sending service is not set up", async () => {
    const raw = written();
    for (const family of FAMILIES)
      world.transport.faults.set(family, [{ kind: "refused", reason: "recipient-not-verified" }]);
    expect((await announce(raw)).outcome).toBe("retry");
    expect(noticeText(reports()[0])).toContain("is not set up for it");
    expect((await announce(raw)).outcome).toBe("accepted");
    expect(copies()).toHaveLength(3);
  });

  it("begins with few on the first day, and goes on with twice as many on the next", async () => {
    world = await World.open({ language: "en", limits: { announcedFirstDay: 5 } });
    await addMembers(
      world,
      id,
      Array.from({ length: 9 }, (_, at) => `family${at}@home.example`),
    );
    const raw = written();
    const families = () => taken(world).filter(({ envelopeRecipient }) => envelopeRecipient !== SENSEI);
    expect((await announce(raw)).outcome).toBe("retry");
    expect((await announce(raw)).outcome).toBe("retry");
    const first = taken(world);
    expect(first.filter(({ envelopeRecipient }) => envelopeRecipient === SENSEI)).toHaveLength(1);
    expect(first).toHaveLength(6);
    world.clock.time += 24 * 60 * 60 * 1000;
    expect((await announce(raw)).outcome).toBe("accepted");
    expect(families()).toHaveLength(7);
  });

  it("lets a member's answer, to all too, reach the school alone, under aliases", async () => {
    await announce();
    const [family = ""] = FAMILIES;
    const copy = the(copies().find(({ envelopeRecipient }) => envelopeRecipient === family));
    const more = `Cc: ${field(copy, "to")}\r\nIn-Reply-To: ${copy.messageId}\r\nReferences: ${copy.messageId}\r\n`;
    const text = `Thank you.\r\n> To: ${family}\r\n`;
    await world.deliver(family, CLASS, mail({ from: `Tanaka <${family}>`, to: `3A <${CLASS}>`, more, body: text }));
    const out = taken(world);
    expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([OTHER, SENSEI].sort());
    for (const { raw } of out) expect(raw).not.toContain("tanaka@");
  });

  it("joins the officer's thread when a member answers", async () => {
    await announce(written({ messageId: "<lesson@phone.private.example>" }));
    const [family = ""] = FAMILIES;
    const copy = the(copies().find(({ envelopeRecipient }) => envelopeRecipient === family));
    expect(copy.raw).not.toContain("phone.private.example");
    await world.deliver(family, CLASS, mail({ from: family, to: CLASS, more: `In-Reply-To: ${copy.messageId}\r\n` }));
    expect(field(takenBy(world, SENSEI), "in-reply-to")).toBe("<lesson@phone.private.example>");
  });

  it("leaves in the database neither what it said nor who got it", async () => {
    await announce();
    const rows = [network.announcement, network.announcementCopy, schema.delivery, schema.messageId];
    const whole = JSON.stringify(await Promise.all(rows.map((table) => drizzle(env.DB).select().from(table))));
    for (const word of ["No school", "Hello", "tanaka", "suzuki", "sato"]) expect(whole).not.toContain(word);
  });

  it("is nobody's any more, of whom has left, but still counts", async () => {
    await announce();
    const before = await drizzle(env.DB).select().from(network.member);
    await emptyMail(world, FAMILIES[0] ?? "", tagged(CLASS, "leave"));
    const kept = new Set((await drizzle(env.DB).select().from(network.member)).map((row) => row.id));
    const gone = the_(before.find((row) => !kept.has(row.id)));
    const copiesLeft = await drizzle(env.DB).select().from(network.announcementCopy);
    expect(copiesLeft).toHaveLength(3);
    expect(JSON.stringify(copiesLeft)).not.toContain(gone.id);
    expect(copiesLeft.filter(({ sentIndex }) => sentIndex === null)).toHaveLength(1);
  });

  it("hides a damaged member's mail from nobody else", async () => {
    await drizzle(env.DB).update(network.member).set({ memberSealed: "aaaa.AAAA" });
    await emptyMail(world, "whole@docomo.example", tagged(CLASS, `join.${JOIN_CODE}`));
    taken(world);
    expect((await announce()).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI, "whole@docomo.example"]);
  });
});

function the_<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("nothing there");
  return value;
}

function program(): string {
  return [
    "--b",
    "Content-Type: application/octet-stream",
    'Content-Disposition: attachment; filename="game.exe"',
    "",
    "MZ",
    "--b--",
    "",
  ].join("\r\n");
}
