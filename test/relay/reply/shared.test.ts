import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import * as schema from "../../../src/store/schema.ts";
import { mail } from "../../support/mails.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { field, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { type Sent, World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const MOTHER = "yuko@company.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const SABURO = "saburo@mail.example";

const DAY = 24 * 60 * 60 * 1000;

let world: World;
let pta: string;
let hanako: string;

/** Hanako (会計) and the others, at a shared desk. */
async function desk(jiros: Parameters<typeof addForwarding>[3] = {}, replacing = true): Promise<void> {
  await reset();
  world = await World.open({ replacing });
  pta = await addAddress(PTA, { name: "PTA窓口", shareAnswers: true });
  hanako = await addForwarding(world, pta, HANAKO, { label: "会計", replyFrom: ["hanako@work.example"] });
  await addForwarding(world, pta, JIRO, { label: "会長", ...jiros });
}

const change = (columns: Partial<typeof schema.forwarding.$inferInsert>, id: string) =>
  drizzle(env.DB).update(schema.forwarding).set(columns).where(eq(schema.forwarding.id, id));

const by = (sent: readonly Sent[], reader: string) =>
  sent.filter(({ envelopeRecipient }) => envelopeRecipient === reader);
const readers = (sent: readonly Sent[]) => sent.map(({ envelopeRecipient }) => envelopeRecipient).sort();

/** A parent's mail. @returns each officer's alias of them, by the officer */
async function parentWrites(parent = PARENT, more = ""): Promise<(officer: string) => string> {
  await world.deliver(parent, PTA, mail({ from: `山田 <${parent}>`, more }));
  const sent = taken(world);
  return (officer) => the(by(sent, officer)[0]).envelopeSender;
}

const answers = (officer: string, to: string, parts: Partial<Parameters<typeof mail>[0]> = {}) =>
  world.deliver(
    officer,
    parts.to === undefined ? to : to,
    mail({ from: `鈴木花子 <${officer}>`, to, subject: "Re: 遠足", ...parts }),
  );

describe("an officer's answer at a shared desk", () => {
  beforeEach(() => desk());

  it("goes to the other officers too, from the label, to be answered by their own alias", async () => {
    const aliasOf = await parentWrites();
    expect((await answers(HANAKO, aliasOf(HANAKO))).outcome).toBe("accepted");
    const sent = world.takeSent();
    expect(sent.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([PARENT, JIRO]);
    const copy = the(by(sent, JIRO)[0]);
    expect(copy.envelopeSender).toBe(PTA);
    expect(shown(copy, "from")).toBe(`会計（返信済み） <${PTA}>`);
    expect(field(copy, "reply-to")).toBe(aliasOf(JIRO));
    expect(shown(copy, "subject")).toBe("Re: 遠足");
  });

  it("names no officer's mailbox to another, whichever of them it quotes, but the reader's own", async () => {
    await addForwarding(world, pta, SABURO, { label: "書記", replyFrom: ["saburo.ito@work.example"] });
    const aliasOf = await parentWrites();
    const body = `Ask ${SABURO}, saburo.ito@work.example, ${JIRO} or hanako@work.example.\r\n`;
    await answers(HANAKO, aliasOf(HANAKO), { subject: `With ${SABURO}`, body });
    const sent = taken(world);
    expect(the(by(sent, JIRO)[0]).raw).toContain(`Ask ${PTA}, ${PTA}, ${JIRO} or ${PTA}.`);
    expect(the(by(sent, JIRO)[0]).raw).not.toMatch(/saburo|hanako/i);
    expect(the(by(sent, SABURO)[0]).raw).toContain(`Ask ${SABURO}, saburo.ito@work.example, ${PTA} or ${PTA}.`);
  });

  it("stays between officer and correspondent where the desk is not shared", async () => {
    await drizzle(env.DB).update(schema.address).set({ shareAnswers: false });
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO));
    expect(readers(taken(world))).toEqual([PARENT]);
    await parentWrites();
    expect(readers(taken(world))).toEqual([]);
  });

  it("makes the alias of a colleague who has none yet", async () => {
    await drizzle(env.DB).update(schema.forwarding).set({ deliver: false }).where(eq(schema.forwarding.label, "会長"));
    const aliasOf = await parentWrites();
    await drizzle(env.DB).update(schema.forwarding).set({ deliver: true });
    await answers(HANAKO, aliasOf(HANAKO));
    const copy = takenBy(world, JIRO);
    const alias = field(copy, "reply-to");
    expect(alias).toMatch(/^anon-[0-9a-z]{12}@school\.example$/);
    expect((await parentWrites())(JIRO)).toBe(alias);
  });

  it("shows the answerer nowhere: neither mailbox nor name, nor the alias that was answered", async () => {
    const aliasOf = await parentWrites();
    const hanakos = aliasOf(HANAKO);
    const body = [
      `Call me: ${HANAKO}, hanako@work.example, hanako%40private.example`,
      `-- `,
      `> ${hanakos} wrote, and anon-zzzzzzzzzzzz@school.example too`,
      "",
    ].join("\r\n");
    const more = `Sender: ${HANAKO}\r\nReply-To: hanako@work.example\r\nOrganization: Hanako Ltd\r\n`;
    await answers(HANAKO, hanakos, { body, more, subject: `Re: ${hanakos} ${HANAKO}` });
    const copy = takenBy(world, JIRO);
    for (const hidden of ["hanako", "鈴木", hanakos.split("@")[0] ?? "", "anon-zzzzzzzzzzzz", PARENT]) {
      expect(copy.raw.toLowerCase()).not.toContain(hidden);
      expect(shown(copy, "from") + shown(copy, "to") + shown(copy, "subject")).not.toContain(hidden);
    }
    expect(copy.raw).toContain(`> ${aliasOf(JIRO)} wrote`);
    expect(shown(copy, "subject")).toBe(`Re: ${aliasOf(JIRO)} ${PTA}`);
  });

  it("shows the correspondent's address to nobody from whom it is hidden, whatever the officer quotes", async () => {
    await change({ hideSender: false }, hanako);
    const aliasOf = await parentWrites();
    const body = `> 山田 <${PARENT}> wrote:\r\n> mailto:${PARENT.replace("@", "%40")}\r\n`;
    await answers(HANAKO, aliasOf(HANAKO), { body });
    const sent = taken(world);
    expect(the(by(sent, PARENT)[0]).raw).toContain(`<${PARENT}> wrote:`);
    const copy = the(by(sent, JIRO)[0]);
    expect(copy.raw.toLowerCase()).not.toContain("taro@");
    expect(copy.raw.toLowerCase()).not.toContain("taro%40");
    expect(copy.raw).toContain(`<${aliasOf(JIRO)}> wrote:`);
  });

  it("shows it where the colleague's forwarding shows it anyway, and the alias still takes the answer", async () => {
    await desk({ hideSender: false });
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO), { body: `Mail ${PARENT} or ${HANAKO}\r\n` });
    const copy = takenBy(world, JIRO);
    expect(copy.raw).toContain(`Mail ${PARENT} or ${PTA}`);
    expect(field(copy, "reply-to")).toBe(aliasOf(JIRO));
  });

  it("leaves a colleague's own address as it is", async () => {
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO), { body: `Ask ${JIRO}.\r\n` });
    const sent = taken(world);
    expect(the(by(sent, JIRO)[0]).raw).toContain(`Ask ${JIRO}.`);
    expect(the(by(sent, PARENT)[0]).raw).toContain(`Ask ${PTA}.`);
  });

  it("hides the correspondent's name where the colleague's forwarding does", async () => {
    await desk({ hideName: true });
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO), { to: `山田 <${aliasOf(HANAKO)}>` });
    const copy = takenBy(world, JIRO);
    expect(shown(copy, "to")).toMatch(/^匿名 [0-9A-Z]{4} </);
  });

  it.each([
    { deliver: false },
    { pausedBy: "officer" },
    { pausedBy: "card" },
    { state: "invited" },
    { state: "pending" },
  ] as const)("reaches no officer whom mail does not reach now: %j", async (columns) => {
    const aliasOf = await parentWrites();
    const hanakos = aliasOf(HANAKO);
    await drizzle(env.DB).update(schema.forwarding).set(columns).where(eq(schema.forwarding.label, "会長"));
    await answers(HANAKO, hanakos);
    expect(readers(taken(world))).toEqual([PARENT]);
  });

  it("reaches no officer who has blocked that correspondent", async () => {
    const aliasOf = await parentWrites();
    const jiros = aliasOf(JIRO);
    await world.deliver(JIRO, jiros.replace("@", "+block@"), mail({ from: JIRO, to: jiros.replace("@", "+block@") }));
    taken(world);
    await answers(HANAKO, aliasOf(HANAKO));
    expect(readers(taken(world))).toEqual([PARENT]);
  });

  it("is refused as ever, and then nobody else hears of it", async () => {
    const aliasOf = await parentWrites();
    world.transport.faults.set(PARENT, [{ kind: "refused", reason: "recipient-suppressed" }]);
    expect((await answers(HANAKO, aliasOf(HANAKO))).outcome).toBe("accepted");
    const sent = taken(world);
    expect(readers(sent)).toEqual([HANAKO]);
    expect(shown(the(sent[0]), "subject")).toBe("お返事は送られていません");
  });

  it("in one thread: a colleague's mail program finds the parent's mail, and the parent finds the colleague's answer", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<first@company.example>" }));
    const first = taken(world);
    const [hanakos, jiros] = [HANAKO, JIRO].map((officer) => the(by(first, officer)[0]));
    const thread = (of: Sent | undefined) =>
      `In-Reply-To: ${the(of).messageId}\r\nReferences: ${the(of).messageId}\r\n`;
    await answers(HANAKO, the(hanakos).envelopeSender, { more: thread(hanakos), messageId: "<answer@hanako.example>" });
    const second = taken(world);
    const copy = the(by(second, JIRO)[0]);
    expect(field(copy, "references")).toContain(the(jiros).messageId);
    expect(copy.raw).not.toContain("hanako.example");
    await answers(JIRO, field(copy, "reply-to"), { more: thread(copy) });
    const third = the(by(taken(world), PARENT)[0]);
    expect(field(third, "in-reply-to")).not.toBe("");
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more: thread(the(by(second, PARENT)[0])) }));
    const fourth = the(by(taken(world), JIRO)[0]);
    expect(field(fourth, "references")).toContain(copy.messageId);
  });
});

describe("a colleague's answer to such a copy", () => {
  beforeEach(() => desk());

  it("goes to the correspondent, and back to the first officer as a copy", async () => {
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO));
    const copy = takenBy(world, JIRO);
    await answers(JIRO, field(copy, "reply-to"));
    const sent = taken(world);
    expect(readers(sent)).toEqual([HANAKO, PARENT]);
    const back = the(by(sent, HANAKO)[0]);
    expect(shown(back, "from")).toBe(`会長（返信済み） <${PTA}>`);
    expect(field(back, "reply-to")).toBe(aliasOf(HANAKO));
  });
});

describe("the next mail of that correspondent", () => {
  beforeEach(() => desk());

  async function names(): Promise<readonly string[]> {
    await world.deliver(PARENT, PTA, mail({ from: `山田 <${PARENT}>` }));
    return taken(world).map((one) => shown(one, "from").replace(/ ?<.*/, ""));
  }

  it("says to all who is at it, for a week", async () => {
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO));
    taken(world);
    expect(await names()).toEqual(["山田（会計が対応中）", "山田（会計が対応中）"]);
    world.clock.time += 7 * DAY - 1;
    expect(await names()).toEqual(["山田（会計が対応中）", "山田（会計が対応中）"]);
    world.clock.time += 1;
    expect(await names()).toEqual(["山田", "山田"]);
  });

  it("names whoever answered last", async () => {
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO));
    world.clock.time += 60_000;
    await answers(JIRO, aliasOf(JIRO));
    taken(world);
    expect(await names()).toEqual(["山田（会長が対応中）", "山田（会長が対応中）"]);
  });

  it("names nobody who cannot answer any more, and nobody where the answer did not go out", async () => {
    const aliasOf = await parentWrites();
    world.transport.faults.set(PARENT, [{ kind: "refused", reason: "recipient-suppressed" }]);
    await answers(HANAKO, aliasOf(HANAKO));
    taken(world);
    expect(await names()).toEqual(["山田", "山田"]);
    await answers(HANAKO, aliasOf(HANAKO));
    await change({ allowReply: false }, hanako);
    taken(world);
    expect(await names()).toEqual(["山田", "山田"]);
  });

  it("says nothing of the kind of anybody else, and cannot be made to", async () => {
    const aliasOf = await parentWrites();
    await answers(HANAKO, aliasOf(HANAKO));
    taken(world);
    await world.deliver(
      MOTHER,
      PTA,
      mail({
        from: `=?utf-8?B?${btoa(unescape(encodeURIComponent("会計（返信済み）（会長が対応中）")))}?= <${MOTHER}>`,
      }),
    );
    expect(taken(world).map((one) => shown(one, "from").replace(/ ?<.*/, ""))).toEqual(["会計", "会計"]);
  });
});

describe("doubles", () => {
  beforeEach(() => desk());

  it("are not made by an officer who answers all: the parent and the public address", async () => {
    const aliasOf = await parentWrites();
    const message = mail({ from: HANAKO, to: `${aliasOf(HANAKO)}, ${PTA}`, subject: "Re" });
    for (const order of [
      [aliasOf(HANAKO), PTA],
      [PTA, aliasOf(HANAKO)],
    ]) {
      for (const recipient of order) expect((await world.deliver(HANAKO, recipient, message)).outcome).toBe("accepted");
    }
    const sent = taken(world);
    expect(readers(sent)).toEqual([JIRO, PARENT]);
    expect(shown(the(by(sent, JIRO)[0]), "from")).toContain("（返信済み）");
  });

  it("are not made by an officer who names a colleague's alias: the colleague gets the mail that was meant for them", async () => {
    await addForwarding(world, pta, SABURO, { label: "書記" });
    await world.deliver(JIRO, PTA, mail({ from: `Jiro <${JIRO}>` }));
    const jiroAsSeenByHanako = the(by(taken(world), HANAKO)[0]).envelopeSender;
    const aliasOf = await parentWrites();
    const message = mail({ from: HANAKO, to: aliasOf(HANAKO), more: `Cc: ${jiroAsSeenByHanako}\r\n` });
    await world.deliver(HANAKO, aliasOf(HANAKO), message);
    await world.deliver(HANAKO, jiroAsSeenByHanako, message);
    const sent = taken(world);
    expect(readers(sent)).toEqual([JIRO, SABURO, PARENT].sort());
    expect(the(by(sent, SABURO)[0]).raw).not.toContain(JIRO);
  });

  it("are not made by an answer to several parents, whose colleagues can answer all of them", async () => {
    const [taros, yukos] = [await parentWrites(PARENT), await parentWrites(MOTHER)];
    const message = mail({ from: HANAKO, to: `${taros(HANAKO)}, ${yukos(HANAKO)}` });
    await world.deliver(HANAKO, taros(HANAKO), message);
    await world.deliver(HANAKO, yukos(HANAKO), message);
    const sent = taken(world);
    expect(readers(sent)).toEqual([JIRO, PARENT, MOTHER].sort());
    expect(field(the(by(sent, JIRO)[0]), "reply-to")).toBe(`${taros(JIRO)}, ${yukos(JIRO)}`);
  });

  it("nor is a colleague's copy lost when the first parent of several cannot be reached", async () => {
    const [taros, yukos] = [await parentWrites(PARENT), await parentWrites(MOTHER)];
    world.transport.faults.set(PARENT, [{ kind: "refused", reason: "recipient-suppressed" }]);
    const message = mail({ from: HANAKO, to: `${taros(HANAKO)}, ${yukos(HANAKO)}` });
    await Promise.all([taros(HANAKO), yukos(HANAKO)].map((alias) => world.deliver(HANAKO, alias, message)));
    expect(readers(taken(world))).toEqual([HANAKO, JIRO, MOTHER].sort());
  });

  it("nor are vacation notes that answer a copy sent round", async () => {
    await world.deliver(JIRO, PTA, mail({ from: JIRO, more: "Auto-Submitted: auto-replied\r\n" }));
    expect(readers(taken(world))).toEqual([]);
  });
});

describe("a colleague's copy that fails", () => {
  beforeEach(() => desk());

  it("is tried again alone: the answer is not doubled", async () => {
    const aliasOf = await parentWrites();
    world.transport.faults.set(JIRO, [{ kind: "deferred", reason: "rate-limit" }]);
    const message = mail({ from: HANAKO, to: aliasOf(HANAKO) });
    expect((await world.deliver(HANAKO, aliasOf(HANAKO), message)).outcome).toBe("retry");
    expect(readers(taken(world))).toEqual([PARENT]);
    expect((await world.deliver(HANAKO, aliasOf(HANAKO), message)).outcome).toBe("accepted");
    expect(readers(taken(world))).toEqual([JIRO]);
    expect((await world.deliver(HANAKO, aliasOf(HANAKO), message)).outcome).toBe("accepted");
    expect(readers(taken(world))).toEqual([]);
  });

  it("for good calls the admin, and the officer hears nothing of it", async () => {
    const aliasOf = await parentWrites();
    world.transport.faults.set(JIRO, [{ kind: "refused", reason: "invalid" }]);
    expect((await answers(HANAKO, aliasOf(HANAKO))).outcome).toBe("accepted");
    expect(readers(taken(world))).toEqual([PARENT]);
    expect(world.alarms.map(({ kind }) => kind)).toEqual(["destination-failed"]);
  });

  it("waits while the answer itself does", async () => {
    const aliasOf = await parentWrites();
    world.transport.faults.set(PARENT, [{ kind: "deferred", reason: "rate-limit" }]);
    const message = mail({ from: HANAKO, to: aliasOf(HANAKO) });
    expect((await world.deliver(HANAKO, aliasOf(HANAKO), message)).outcome).toBe("retry");
    expect(readers(taken(world))).toEqual([]);
    expect((await world.deliver(HANAKO, aliasOf(HANAKO), message)).outcome).toBe("accepted");
    expect(readers(taken(world))).toEqual([JIRO, PARENT]);
  });
});

describe("writing first at a shared desk", () => {
  it("is shared as an answer is, and shows nobody the address that stood in the tag", async () => {
    await desk();
    const tagged = `pta+taro=company.example@school.example`;
    await world.deliver(HANAKO, tagged, mail({ from: HANAKO, to: `山田 <${tagged}>`, body: `cc ${tagged}\r\n` }));
    const sent = taken(world);
    expect(readers(sent)).toEqual([HANAKO, JIRO, PARENT]);
    const copy = the(by(sent, JIRO)[0]);
    expect(copy.raw).not.toMatch(/taro[@=]company/);
    expect(shown(copy, "to")).toBe(`山田 <${field(copy, "reply-to")}>`);
  });
});

describe("a desk of twenty", () => {
  it("costs one answer three batches of the database", async () => {
    await desk();
    for (let at = 2; at < 20; at++)
      await addForwarding(world, pta, `officer${at}@home${at}.example`, { label: `${at}` });
    const aliasOf = await parentWrites();
    const before = world.db.batches;
    await answers(HANAKO, aliasOf(HANAKO));
    expect(world.db.batches - before).toBe(3);
    const sent = taken(world);
    expect(sent.length).toBe(20);
    expect(new Set(sent.map((one) => field(one, "reply-to"))).size).toBe(20);
    const rows = await drizzle(env.DB).select().from(schema.delivery).where(eq(schema.delivery.direction, "shared"));
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 19 }, () => "sent"));
  });
});
