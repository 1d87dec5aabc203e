import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail, verdict } from "../../support/mails.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { field, fieldNames, noticeText, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PARENT = "taro.yamada@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro.sato@gmail.com";
const REFUSED = { outcome: "rejected", text: "No such address." };

describe("mail to an alias", () => {
  let world: World;
  let hanakosForwarding: string;
  let hanakosAlias: string;
  let jirosAlias: string;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    const pta = await addAddress(PTA, { name: "PTA窓口" });
    hanakosForwarding = await addForwarding(world, pta, HANAKO, { replyFrom: ["hanako@work.example"] });
    await addForwarding(world, pta, JIRO);
    await world.deliver(PARENT, PTA, mail({ from: `Taro <${PARENT}>` }));
    const [hanako, jiro] = taken(world);
    hanakosAlias = the(hanako).envelopeSender;
    jirosAlias = the(jiro).envelopeSender;
  });

  /** Why replies were refused, in the journal's words. */
  const reasons = async () => {
    const query = env.DB.prepare("SELECT reason FROM delivery WHERE direction = 'reply' AND outcome = 'rejected'");
    return (await query.all<{ reason: string }>()).results.map(({ reason }) => reason);
  };

  const answer = (more: Partial<Parameters<typeof mail>[0]> = {}) =>
    mail({ from: `花子 <${HANAKO}>`, to: hanakosAlias, subject: "Re: Hello", ...more });

  it("reaches the correspondent from the public address, without the officer's name", async () => {
    expect((await world.deliver(HANAKO, hanakosAlias, answer())).outcome).toBe("accepted");
    const sent = takenBy(world, PARENT);
    expect(sent.envelopeSender).toBe(PTA);
    expect(shown(sent, "from")).toBe("PTA窓口 <pta@school.example>");
    expect(field(sent, "to")).toBe(PARENT);
    expect(sent.raw).not.toMatch(/hanako|private\.example|anon-/i);
  });

  it("shows the correspondent nobody else of To and Cc", async () => {
    await world.deliver(
      HANAKO,
      hanakosAlias,
      answer({ more: `Cc: ${JIRO}, ${jirosAlias}\r\nReply-To: ${HANAKO}\r\n` }),
    );
    const sent = takenBy(world, PARENT);
    expect(fieldNames(sent)).not.toContain("Cc");
    expect(fieldNames(sent)).not.toContain("Reply-To");
    expect(sent.raw).not.toMatch(/jiro|gmail|anon-/i);
  });

  it("leaves from the right public address, when ten of them lead to one inbox", async () => {
    for (let desk = 0; desk < 10; desk++) {
      const spec = `desk${desk}@school.example`;
      await addForwarding(world, await addAddress(spec, { name: `Desk ${desk}` }), HANAKO);
      await world.deliver(PARENT, spec, mail({ from: PARENT, to: spec }));
      const alias = takenBy(world, HANAKO).envelopeSender;
      await world.deliver(HANAKO, alias, answer({ to: alias }));
      expect(takenBy(world, PARENT).envelopeSender).toBe(spec);
    }
  });

  it("is refused like an unknown address from anybody but its destination", async () => {
    const stolen = mail({ from: "thief@crime.example", to: hanakosAlias });
    expect(await world.deliver("thief@crime.example", hanakosAlias, stolen)).toEqual(REFUSED);
    const colleague = mail({ from: JIRO, to: hanakosAlias });
    expect(await world.deliver(JIRO, hanakosAlias, colleague)).toEqual(REFUSED);
    expect(await world.deliver(HANAKO, "anon-000000000000@school.example", answer())).toEqual(REFUSED);
    expect(taken(world).map((sent) => sent.envelopeRecipient)).toEqual([HANAKO]);
  });

  it("tells the real officer of a wrong answer, at most once a day", async () => {
    const stolen = () => mail({ from: "thief@crime.example", to: hanakosAlias });
    await world.deliver("thief@crime.example", hanakosAlias, stolen());
    const notice = takenBy(world, HANAKO);
    expect(notice.envelopeSender).toBe(PTA);
    expect(field(notice, "auto-submitted")).toBe("auto-generated");
    expect(shown(notice, "subject")).toBe("お返事は送られていません");
    expect(notice.raw).not.toContain("crime.example");
    await world.deliver("thief@crime.example", hanakosAlias, stolen());
    expect(taken(world)).toHaveLength(0);
    world.clock.time += 24 * 60 * 60 * 1000;
    await world.deliver("thief@crime.example", hanakosAlias, stolen());
    expect(taken(world)).toHaveLength(1);
  });

  it.each([
    ["no verdict at all", ""],
    ["a failed verdict", verdict("private.example", "fail")],
    ["a verdict for another domain", verdict("crime.example")],
    ["a verdict of another server", verdict("private.example").replaceAll("mx.cloudflare.net", "mx.crime.example")],
    ["two verdicts", verdict("private.example") + verdict("private.example")],
  ])("is refused with %s", async (_, top) => {
    const forged = `${top}${answer({ passes: "" })}`;
    expect(await world.deliver(HANAKO, hanakosAlias, forged)).toEqual(REFUSED);
    expect(taken(world).map((sent) => sent.envelopeRecipient)).toEqual([HANAKO]);
  });

  it("is refused with a verdict that stands below the sender's own fields", async () => {
    const forged = `Received: by cloudflare-email.net\r\nX-Mine: 1\r\n${verdict("private.example")}${answer({ passes: "" })}`;
    expect(await world.deliver(HANAKO, hanakosAlias, forged)).toEqual(REFUSED);
  });

  it("waits while the sender's DNS does not answer", async () => {
    const message = verdict("private.example", "temperror") + answer({ passes: "" });
    expect((await world.deliver(HANAKO, hanakosAlias, message)).outcome).toBe("retry");
  });

  it("is taken from a further address, another letter case, a +tag, and Gmail's dots", async () => {
    await world.deliver("hanako@work.example", hanakosAlias, answer({ from: "hanako@work.example" }));
    await world.deliver(HANAKO, hanakosAlias, answer({ from: "Hanako+phone@Private.Example" }));
    await world.deliver(JIRO, jirosAlias, answer({ from: "j.i.rosato@googlemail.com", to: jirosAlias }));
    expect(taken(world).map((sent) => sent.envelopeRecipient)).toEqual([PARENT, PARENT, PARENT]);
  });

  it.each([
    ["Gmail", "hanako.sato@gmail.com"],
    ["Outlook", "hanako@outlook.jp"],
    ["docomo", "hanako..sato.@docomo.ne.jp"],
    ["au", "hanako@au.com"],
    ["iCloud", "hanako@icloud.com"],
    ["Yahoo! Japan", "hanako@yahoo.co.jp"],
  ])("is taken from an officer at %s", async (_, destination) => {
    await addForwarding(world, await addAddress("desk@school.example"), destination);
    await world.deliver(PARENT, "desk@school.example", mail({ from: PARENT, to: "desk@school.example" }));
    const to = takenBy(world, destination).envelopeSender;
    await world.deliver(destination, to, mail({ from: destination, to }));
    expect(taken(world).map((sent) => sent.envelopeRecipient)).toEqual([PARENT]);
  });

  it.each([
    ["of another domain", "thief@crime.example"],
    ["in quotes", `"hanako"@private.example`],
    ["that somebody else has rewritten", "SRS0=ab=cd=private.example=hanako@crime.example"],
  ])("is refused with an envelope sender %s, whatever the fields say", async (_, sender) => {
    expect(await world.deliver(sender, hanakosAlias, answer())).toEqual(REFUSED);
    expect(await reasons()).toEqual(["answer-unverified"]);
  });

  it.each([
    ["rewritten by Cloudflare", "SRS0=ab=cd=private.example=hanako@school.example"],
    ["with a tag against bounces", "prvs=0123456789=hanako@private.example"],
    ["of a host below", "b-17@bounce.private.example"],
  ])("is taken with an envelope sender %s", async (_, sender) => {
    expect((await world.deliver(sender, hanakosAlias, answer())).outcome).toBe("accepted");
    expect(takenBy(world, PARENT).envelopeSender).toBe(PTA);
  });

  it("is refused when neither To nor Cc names the alias, as in an old mail sent once more", async () => {
    for (const to of [PARENT, jirosAlias, `x${hanakosAlias}`, "", hanakosAlias.replace("@", "+block@")]) {
      expect(await world.deliver(HANAKO, hanakosAlias, answer({ to }))).toEqual(REFUSED);
    }
    expect(new Set(await reasons())).toEqual(new Set(["answer-not-addressed"]));
    const notice = takenBy(world, HANAKO);
    expect(noticeText(notice)).toContain("Bcc");
    expect(taken(world)).toHaveLength(0);
  });

  it("is taken when the alias stands in Cc, or in a group, in other letters", async () => {
    await world.deliver(HANAKO, hanakosAlias, answer({ to: JIRO, more: `Cc: <${hanakosAlias.toUpperCase()}>\r\n` }));
    await world.deliver(HANAKO, hanakosAlias, answer({ to: `Parents: a@b.example, "T" <${hanakosAlias}>;` }));
    expect(taken(world).map((sent) => sent.envelopeRecipient)).toEqual([PARENT, PARENT]);
  });

  it("is refused when replies are off, and the officer is told by mail, once", async () => {
    await env.DB.prepare("UPDATE forwarding SET allow_reply = 0").run();
    const message = answer();
    expect((await world.deliver(HANAKO, hanakosAlias, message)).outcome).toBe("accepted");
    const notice = takenBy(world, HANAKO);
    expect(noticeText(notice)).not.toBe("");
    expect((await world.deliver(HANAKO, hanakosAlias, message)).outcome).toBe("accepted");
    expect(taken(world)).toHaveLength(0);
  });

  it.each([
    ["ja", "最初の本番チェック"],
    ["en", "first production check"],
  ] as const)("is refused while REPLIES is off, and the officer is told why (%s)", async (language, words) => {
    const off = { ...world.ports, replies: "off", language } as const;
    expect((await world.deliver(HANAKO, hanakosAlias, answer(), off)).outcome).toBe("accepted");
    const notice = takenBy(world, HANAKO);
    expect(noticeText(notice)).toContain(words);
    expect(taken(world)).toHaveLength(0);
    const stolen = mail({ from: "thief@crime.example", to: hanakosAlias });
    expect(await world.deliver("thief@crime.example", hanakosAlias, stolen, off)).toEqual(REFUSED);
  });

  it("is refused by the server itself when the officer cannot be told by mail", async () => {
    await env.DB.prepare("UPDATE forwarding SET allow_reply = 0").run();
    world.transport.faults.set(HANAKO, [{ kind: "refused", reason: "recipient-not-verified" }]);
    const ending = await world.deliver(HANAKO, hanakosAlias, answer());
    const rejected = { outcome: "rejected", text: "Answers are switched off for this address." };
    expect(ending).toEqual(rejected);
  });

  it("is refused again when that rejection was lost on the way", async () => {
    await env.DB.prepare("UPDATE forwarding SET allow_reply = 0").run();
    world.transport.faults.set(HANAKO, [{ kind: "refused", reason: "recipient-not-verified" }]);
    const message = answer();
    const first = await world.deliver(HANAKO, hanakosAlias, message);
    expect(first.outcome).toBe("rejected");
    const row = await env.DB.prepare("SELECT outcome, reason, remark FROM delivery WHERE outcome = 'rejected'").first();
    expect(row).toEqual({ outcome: "rejected", reason: "replies-off", remark: "untold" });
    expect(await world.deliver(HANAKO, hanakosAlias, message)).toEqual(first);
  });

  it("waits when the sending quota is used up, and the admin is told", async () => {
    world.transport.faults.set(PARENT, [{ kind: "deferred", reason: "quota" }]);
    expect((await world.deliver(HANAKO, hanakosAlias, answer())).outcome).toBe("retry");
    expect(world.alarms).toEqual([{ kind: "quota", address: PTA }]);
  });

  it("waits when the database does not answer at all, rather than being cut off", async () => {
    world.clock.late = "always";
    const silent = { ...world.ports.journal, claim: () => new Promise<never>(() => {}) };
    const before = world.ports.journal;
    Object.assign(world.ports, { journal: silent });
    expect((await world.deliver(HANAKO, hanakosAlias, answer())).outcome).toBe("retry");
    Object.assign(world.ports, { journal: before });
  });

  it("to a blocked correspondent is refused, and told", async () => {
    await env.DB.prepare("UPDATE alias SET blocked = 1 WHERE alias = ?").bind(hanakosAlias).run();
    expect((await world.deliver(HANAKO, hanakosAlias, answer())).outcome).toBe("accepted");
    expect(taken(world).map((sent) => sent.envelopeRecipient)).toEqual([HANAKO]);
  });

  it("is void once the forwarding is deleted, in the same words as an alias that never was", async () => {
    await env.DB.prepare("UPDATE forwarding SET state = 'deleted', deleted_at = 1 WHERE id = ?")
      .bind(hanakosForwarding)
      .run();
    expect(await world.deliver(HANAKO, hanakosAlias, answer())).toEqual(REFUSED);
    expect(taken(world)).toHaveLength(0);
  });

  it.each([
    ["the null sender", "", ""],
    ["an Auto-Submitted field", HANAKO, "Auto-Submitted: auto-replied (vacation)\r\n"],
    ["an X-Autoreply field", HANAKO, "X-Autoreply: yes\r\n"],
    ["an X-Autorespond field", HANAKO, "X-Autorespond: 1\r\n"],
    ["a Precedence of auto_reply", HANAKO, "Precedence: auto_reply\r\n"],
    ["a Precedence of junk", HANAKO, "Precedence: junk\r\n"],
  ])("is not passed on when software sent it: %s", async (_, envelopeSender, more) => {
    expect((await world.deliver(envelopeSender, hanakosAlias, answer({ more }))).outcome).toBe("accepted");
    expect(taken(world)).toHaveLength(0);
    const row = await env.DB.prepare("SELECT outcome, reason FROM delivery WHERE direction = 'reply'").first();
    expect(row).toEqual({ outcome: "suppressed", reason: "automatic" });
  });

  it("is passed on when it says that no software sent it, or when it answers an invitation", async () => {
    await world.deliver(HANAKO, hanakosAlias, answer({ more: "Auto-Submitted: no\r\n" }));
    const calendar =
      "Auto-Submitted: auto-generated\r\nContent-Type: text/calendar;\r\n charset=utf-8; method=REPLY\r\n";
    await world.deliver(HANAKO, hanakosAlias, answer({ more: calendar, body: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" }));
    expect(taken(world)).toHaveLength(2);
  });

  it.each([
    ["too-large", "大きすぎます"],
    ["recipient-suppressed", "送信を止めています"],
    ["invalid", "断りました"],
  ] as const)("that Cloudflare refuses as %s ends in words for the officer", async (reason, words) => {
    world.transport.faults.set(PARENT, [{ kind: "refused", reason }]);
    expect((await world.deliver(HANAKO, hanakosAlias, answer())).outcome).toBe("accepted");
    const notice = takenBy(world, HANAKO);
    const text = noticeText(notice);
    expect(text).toContain(words);
    expect(text).not.toContain(PARENT);
  });

  it("costs three D1 batches", async () => {
    const before = world.db.batches;
    await world.deliver(HANAKO, hanakosAlias, answer());
    expect(world.db.batches - before).toBe(3);
  });
});
