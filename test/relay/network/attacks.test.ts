import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import * as network from "../../../src/store/network/schema.ts";
import { mail } from "../../support/mails.ts";
import { askSurvey, tagged } from "../../support/network.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { noticeText } from "../../support/reading.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const SENSEI = "sensei@private.example";
const FAMILY = "tanaka.hanako@docomo.example";
const OTHER = "suzuki@au.example";

describe("a contact network under attack", () => {
  let world: World;
  let answerTo: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    const body = "?\r\n1. yes\r\n2. no\r\n3. later\r\n";
    answerTo = await askSurvey(world, { address: CLASS, officer: SENSEI, body }, [FAMILY, OTHER, SENSEI]);
  });

  const votes = async () => (await drizzle(env.DB).select().from(network.vote)).map(({ choice }) => choice);
  const write = (from: string, body: string, more = "") =>
    world.deliver(from, answerTo, mail({ from: `Somebody <${from}>`, to: answerTo, body, more }));

  it("shows its officer no address of a member in a bounce, whoever sends it", async () => {
    const report = (to: string) =>
      mail({
        from: "Mail Delivery System <mailer-daemon@docomo.example>",
        to,
        subject: "Undelivered Mail Returned to Sender",
        more: "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        body: `--b\r\n\r\n<${FAMILY}>: user unknown\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ${FAMILY}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: ${CLASS}\r\nTo: ${FAMILY}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n`,
      });
    for (const to of [CLASS, answerTo]) {
      for (const sender of ["", "mailer-daemon@docomo.example"]) await world.deliver(sender, to, report(to));
    }
    const out = taken(world);
    expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toContain(SENSEI);
    for (const sent of out) expect(sent.raw).not.toContain("hanako");
  });

  it("passes no member's vacation note on to the officer, from the announcement nor the survey", async () => {
    for (const to of [CLASS, answerTo]) {
      await world.deliver(
        "",
        to,
        mail({
          from: `Tanaka <${FAMILY}>`,
          to,
          body: "I am away. 2",
          more: "Auto-Submitted: auto-replied\r\nIn-Reply-To: <x@school.example>\r\n",
        }),
      );
    }
    expect(await votes()).toEqual([]);
    expect(taken(world).filter(({ envelopeRecipient }) => envelopeRecipient === SENSEI)).toEqual([]);
  });

  it("passes the vacation note of whoever is no member on, as ever", async () => {
    const from = "stranger@elsewhere.example";
    await world.deliver("", CLASS, mail({ from, to: CLASS, more: "Auto-Submitted: auto-replied\r\n" }));
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI]);
  });

  it("counts the officer who is a member, obeys them, and passes nothing of theirs on to themselves", async () => {
    await write(SENSEI, "2 by car\r\n");
    expect(await votes()).toEqual([2]);
    expect(noticeText(takenBy(world, SENSEI))).toContain("Your number counts");
    await write(SENSEI, "tally\r\n");
    expect(noticeText(takenBy(world, SENSEI))).toContain("Fewer than five");
  });

  it("passes nameless words on also of whom the officer has blocked by their own alias", async () => {
    await world.deliver(
      FAMILY,
      CLASS,
      mail({ from: `Tanaka <${FAMILY}>`, to: CLASS, messageId: "<one@docomo.example>" }),
    );
    const to = takenBy(world, SENSEI).envelopeSender.replace("@", "+block@");
    await world.deliver(SENSEI, to, mail({ from: SENSEI, to, messageId: "<block@private.example>" }));
    taken(world);
    expect((await write(FAMILY, "We are away\r\n")).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI]);
  });

  it.each(["all", "ask"])("sends nothing to anybody for who only looks like its officer: +%s", async (tag) => {
    const to = tagged(CLASS, tag);
    const forged = [
      mail({ from: SENSEI, to, passes: "", body: "1. a\r\n2. b\r\n" }),
      mail({ from: `"${SENSEI}" <x@evil.example>`, to, body: "1. a\r\n2. b\r\n" }),
      mail({
        from: "x@evil.example",
        to,
        more: `Sender: ${SENSEI}\r\nReply-To: ${SENSEI}\r\n`,
        body: "1. a\r\n2. b\r\n",
      }),
      mail({ from: `${SENSEI}, x@evil.example`, to, body: "1. a\r\n2. b\r\n" }),
    ];
    for (const [at, raw] of forged.entries()) await world.deliver(at === 0 ? SENSEI : "x@evil.example", to, raw);
    expect(taken(world).filter(({ envelopeRecipient }) => [FAMILY, OTHER].includes(envelopeRecipient))).toEqual([]);
  });

  it.each(["tally", "remind", "close"])("does nothing for who only looks like its officer: %s", async (verb) => {
    for (const to of [answerTo, answerTo.replace("@", `.${verb}@`)]) {
      await world.deliver(SENSEI, to, mail({ from: SENSEI, to, passes: "", body: `${verb}\r\n` }));
      await world.deliver(
        "x@evil.example",
        to,
        mail({ from: `"${SENSEI}" <x@evil.example>`, to, body: `${verb}\r\n` }),
      );
      await world.deliver(FAMILY, to, mail({ from: FAMILY, to, body: `${verb}\r\n` }));
    }
    expect(taken(world).filter(({ envelopeSender }) => envelopeSender === CLASS)).toEqual([]);
    expect(await drizzle(env.DB).select().from(network.survey)).toMatchObject([{ closedAt: null }]);
  });

  it("ends in no fault when the whole network is deleted while its mail goes out", async () => {
    const to = tagged(CLASS, "all");
    const raw = mail({ from: SENSEI, to, body: "No school\r\n", messageId: "<all@private.example>" });
    world.transport.faults.set(OTHER, [{ kind: "deferred", reason: "rate-limit" }]);
    expect((await world.deliver(SENSEI, to, raw)).outcome).toBe("retry");
    await env.DB.batch(
      ["network", "member", "announcement_copy"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    );
    taken(world);
    expect((await world.deliver(SENSEI, to, raw)).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI]);
  });
});
