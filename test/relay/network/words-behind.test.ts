import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import * as network from "../../../src/store/network/schema.ts";
import * as schema from "../../../src/store/schema.ts";
import { mail } from "../../support/mails.ts";
import { askSurvey } from "../../support/network.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { field, noticeText, shown } from "../../support/reading.ts";
import { address, type Sent, World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const SENSEI = "sensei@private.example";
const FAMILIES = Array.from({ length: 6 }, (_, at) => `family${at}@home.example`);
const [FAMILY = ""] = FAMILIES;
const UTF8 = "Content-Type: text/plain; charset=utf-8\r\n";

describe("what a survey's answer says behind its number", () => {
  let world: World;
  let answerTo: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    const body = "How do you come?\r\n\r\n1. 参加します\r\n2. 欠席\r\n3. later\r\n";
    answerTo = await askSurvey(world, { address: CLASS, officer: SENSEI, body, more: UTF8 }, FAMILIES);
  });

  const write = (body: string, { from = FAMILY, more = UTF8, subject = "Re: How" } = {}) =>
    world.deliver(from, answerTo, mail({ from: `Tanaka <${from}>`, to: answerTo, body, more, subject: subject }));
  const votes = async () => (await drizzle(env.DB).select().from(network.vote)).map(({ choice }) => choice);
  const textOf = (sent: Sent) => noticeText(sent);
  const base64Text = (sent: Sent) => {
    const [, encoded = ""] = /utf-8\r\n[^\n]*base64\r\n\r\n([\s\S]*?)(?:\r\n--|$)/.exec(sent.raw) ?? [];
    return Buffer.from(encoded, "base64").toString().replaceAll("\r\n", "\n");
  };

  it("reaches the officer without the number and without a name, and the number counts", async () => {
    expect((await write("2番です。うちは車で行きます。\r\n")).outcome).toBe("accepted");
    const words = takenBy(world, SENSEI);
    expect(words.envelopeSender).toMatch(/^anon-/);
    expect(shown(words, "from")).toMatch(/^"Anonymous/);
    expect(base64Text(words)).toBe("うちは車で行きます。");
    expect(shown(words, "subject")).toBe("Re: How");
    for (const hidden of ["Tanaka", "family0"]) expect(words.raw).not.toContain(hidden);
    expect(await votes()).toEqual([2]);
  });

  it("is the very same mail whichever number was chosen", async () => {
    const copies = [];
    for (const [at, number] of ["1", "②", "３番"].entries()) {
      await write(`${number}です。うちは車で行きます。\r\n`, { from: FAMILIES[at] ?? "" });
      const { raw } = takenBy(world, SENSEI);
      copies.push(
        raw
          .replace(/^(?:From|Message-ID|Date|X-SafetyAnswer-Trace|Content-Type):[^\n]*(?:\n[ \t][^\n]*)*/gim, "")
          .replace(/^--\w+/gm, "--"),
      );
    }
    expect(new Set(copies).size).toBe(1);
    expect((await votes()).sort()).toEqual([1, 2, 3]);
  });

  it("stands under the alias that this family's other words in this survey have", async () => {
    await write("2 by car\r\n");
    const first = takenBy(world, SENSEI).envelopeSender;
    await write("By train, after all\r\n");
    expect(takenBy(world, SENSEI).envelopeSender).toBe(first);
  });

  it("brings files along, but none whose name begins with a number that was asked for", async () => {
    const parts = (name: string, body = "2\r\n") =>
      `--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\n${body}--c\r\nContent-Type: text/html\r\n\r\n<p>2</p>\r\n--c--\r\n--b\r\nContent-Type: image/jpeg; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n--b--\r\n`;
    const more = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    await write(parts("IMG_0002.jpg"), { more });
    const words = takenBy(world, SENSEI);
    expect(words.raw).toContain("/9j/4AAQ");
    expect(words.raw).not.toContain("<p>2</p>");
    expect(base64Text(words)).toBe("");
    await write(parts("2.jpg", "2 by car\r\n"), { more });
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([FAMILY]);
  });

  it.each([
    ["the number stands there again", "2番です。②は車が多いので\r\n"],
    ["it is longer than what is read", `2 ${"by car ".repeat(10_000)}\r\n`],
    ["the words name a choice", "2です。欠席で申し訳ありません\r\n"],
    ["the words name another choice", "2です。全員参加はむずかしい\r\n"],
    ["they name one in English", "2 I come later\r\n"],
    ["it is signed", "2 by car\r\n", "Content-Type: multipart/signed; boundary=b\r\n"],
  ])(
    "is withheld where %s: its writer is told so, and how to write, and nobody else hears of it",
    async (_, body, more = UTF8) => {
      const wrapped =
        more === UTF8 ? body : `--b\r\n\r\n${body}--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n`;
      expect((await write(wrapped, { more })).outcome).toBe("accepted");
      const [letter, ...others] = taken(world);
      expect(others).toEqual([]);
      expect(the(letter).envelopeRecipient).toBe(FAMILY);
      expect(field(the(letter), "reply-to")).toContain(answerTo);
      const text = textOf(the(letter));
      expect(text).toContain("Your number counts");
      expect(text).toContain("ドメイン指定受信");
      expect(text.replaceAll("3A", "")).not.toMatch(/\d/);
      expect(await votes()).toEqual([2]);
      const rows = await drizzle(env.DB).select().from(schema.delivery);
      expect(rows.map(({ direction, reason }) => [direction, reason])).toEqual([["notice", "announcement-done"]]);
    },
  );

  const bits = (...parts: readonly string[]) => `${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;
  const MIXED = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
  const ATTACHED = "Content-Disposition: attachment; filename=a.txt\r\n";
  const NOTE = `=?utf-8?B?${Buffer.from("欠席届.pdf").toString("base64")}?=`;

  it.each([
    ["the mail is a file itself", "/9j/4AAQ", "Content-Type: image/jpeg\r\n", "2"],
    ["the number stands in an attached text", bits(`${UTF8}${ATTACHED}\r\n2 by car`), MIXED, "Re: How"],
    ["it stands in a text that has a name", bits("Content-Type: text/plain; name=a\r\n\r\n2 by car"), MIXED, "Re"],
    [
      "a file's name says a choice",
      bits("\r\n2", `Content-Type: application/pdf; name="${NOTE}"\r\n\r\nx`),
      MIXED,
      "Re",
    ],
    ["a file's name is a number", bits("\r\n2", 'Content-Type: image/jpeg; name="2_taro.jpg"\r\n\r\nx'), MIXED, "Re"],
    [
      "a file is called an answer",
      bits("\r\n2", 'Content-Type: image/jpeg; name="answer-2.jpg"\r\n\r\nx'),
      MIXED,
      "Re",
    ],
  ])("is withheld where %s", async (_, body, more, subject) => {
    expect((await write(body, { more, subject })).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([FAMILY]);
    expect(await votes()).toEqual([2]);
  });

  it.each(["2 by car", "By car"])("names its writer in no card beside the words either: %s", async (said) => {
    const card = ["BEGIN:VCARD", "VERSION:3.0", "N:Tanaka;;;;", "FN:Tanaka", `EMAIL:${FAMILY}`, "END:VCARD", ""].join(
      "\r\n",
    );
    await write(bits(`\r\n${said}`, `Content-Type: text/vcard; name=me.vcf\r\n\r\n${card}`), { more: MIXED });
    const { raw } = takenBy(world, SENSEI);
    expect(raw).toContain("BEGIN:VCARD");
    for (const hidden of ["Tanaka", "family0"]) expect(raw).not.toContain(hidden);
  });

  it("is read in HTML where the plain text is empty, and above an attached text", async () => {
    const html = `${UTF8.replace("plain", "html")}\r\n<p>2 by car</p>`;
    await write(bits(`${UTF8}\r\n \r\n`, html), { more: MIXED.replace("mixed", "alternative") });
    expect(base64Text(takenBy(world, SENSEI))).toBe("by car");
    await write(bits(`${UTF8}\r\n`, `${UTF8}\r\n2 by car`), { more: MIXED });
    expect(base64Text(takenBy(world, SENSEI))).toBe("by car");
    await write(bits(html, `${UTF8}${ATTACHED}\r\n1. bus`), { more: MIXED });
    const words = takenBy(world, SENSEI);
    expect(base64Text(words)).toBe("by car");
    expect(words.raw).toContain("1. bus");
    expect(await votes()).toEqual([2]);
  });

  it.each([
    "2\r\n",
    "2番でお願いします。\r\n\r\nTanaka\r\n",
    "2\r\n\r\niPhoneから送信\r\n",
    "2\r\n\r\nOn Tue, 24 Nov 2026 at 12:00 3A <class-3a@school.example>\r\nwrote:\r\n> 1. yes\r\n> 2. no\r\n",
    "2\r\n\r\n-----Original Message-----\r\nFrom: 3A\r\n1. yes\r\n2. no\r\n",
  ])("is nothing where nothing is said: %j", async (body) => {
    await write(body);
    expect(taken(world)).toEqual([]);
    expect(await votes()).toEqual([2]);
  });

  it("is nothing in HTML that only quotes the survey, whatever the quotation looks like", async () => {
    const html = "Content-Type: text/html; charset=utf-8\r\n";
    const quotes = [
      "<blockquote>1. yes<br>2. no</blockquote>",
      "<div>On Tue, 24 Nov 2026, 3A wrote:</div><blockquote>2. no</blockquote>",
      "<hr><div>From: 3A</div><div>Sent: Tuesday</div><div>1. yes</div><div>2. no</div>",
    ];
    for (const quote of quotes) await write(`<html><body><div>2</div>${quote}</body></html>`, { more: html });
    expect(taken(world)).toEqual([]);
    expect(await votes()).toEqual([2]);
  });

  it("has another Subject where its own tells a number or names a choice", async () => {
    for (const [at, subject] of ["2番です", "Re: 欠席"].entries()) {
      await write("2です。うちは車です。\r\n", {
        from: FAMILIES[at] ?? "",
        subject: `=?utf-8?B?${Buffer.from(subject).toString("base64")}?=`,
      });
      expect(shown(takenBy(world, SENSEI), "subject")).toBe("Re: survey");
    }
  });

  it("is told to its writer where its officer has blocked the alias: the number counts all the same", async () => {
    await write("By car\r\n");
    const alias = takenBy(world, SENSEI).envelopeSender;
    const to = alias.replace("@", "+block@");
    await world.deliver(SENSEI, to, mail({ from: SENSEI, to, messageId: "<block@private.example>" }));
    taken(world);
    expect((await write("2 by car\r\n")).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([FAMILY]);
    expect(await votes()).toEqual([2]);
  });

  it("keeps no word of a choice, and forgets what it met them by when the survey is closed", async () => {
    const [survey] = await drizzle(env.DB).select().from(network.survey);
    expect(JSON.parse(survey?.choiceMarks ?? "")).toHaveLength(3);
    for (const word of ["参加", "欠席", "later"]) expect(survey?.choiceMarks).not.toContain(word);
    const to = answerTo.replace("@", ".close@");
    await world.deliver(SENSEI, to, mail({ from: SENSEI, to, body: "" }));
    expect((await drizzle(env.DB).select().from(network.survey))[0]?.choiceMarks).toBe("");
  });

  it("is joined with its number by no time that stands in the database", async () => {
    const date = "Tue, 24 Nov 2026 11:00:00 +0900";
    const times = [];
    for (const from of FAMILIES.slice(0, 3)) {
      const raw = mail({ from: `T <${from}>`, to: answerTo, body: "2 by car\r\n", date, messageId: `<${from}>` });
      await world.deliver(from, answerTo, raw);
    }
    for (const { writtenAt } of await drizzle(env.DB).select().from(network.vote)) times.push(writtenAt);
    expect(new Set(times).size).toBe(3);
    for (const time of times) expect(Math.abs(time - Date.parse(date))).toBeGreaterThan(1000);
  });

  it("does not change which of two answers is the later, also while keys change", async () => {
    const [survey] = await drizzle(env.DB).select().from(network.survey);
    if (!survey) throw new Error("no survey");
    const asked = { ...survey, forwardingId: "" };
    for (const [choice, at] of [
      [1, 100],
      [2, 300],
      [3, 200],
    ] as const)
      await world.ports.surveys.vote(asked, address(FAMILY), choice, at);
    expect(await votes()).toEqual([2]);
  });

  it.each(["2", "２番です", "No. 2"])(
    "may be nothing at all, where the number is the Subject of an empty mail: %s",
    async (subject) => {
      await write("", { subject: `=?utf-8?B?${Buffer.from(subject).toString("base64")}?=` });
      expect(await votes()).toEqual([2]);
      expect(taken(world)).toEqual([]);
    },
  );

  it("is no vote in the Subject of the survey itself, nor above a text", async () => {
    await write("", { subject: "Re: 2. How do you come?" });
    await write("By car", { subject: "2" });
    expect(await votes()).toEqual([]);
  });
});
