import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail, verdict } from "../support/mails.ts";
import { taken, takenBy, the } from "../support/pick.ts";
import { body, field, fieldNames, shown } from "../support/reading.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";

describe("bad mail", () => {
  let world: World;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    await addForwarding(world, await addAddress(PTA), HANAKO);
  });

  const deliver = (message: string) =>
    world.deliver(
      PARENT,
      PTA,
      Uint8Array.from(message, (character) => character.charCodeAt(0)),
    );
  const received = () => takenBy(world, HANAKO);

  it.each([
    ["no From field", mail({ from: undefined }), "no mail address"],
    ["an empty From field", mail({ from: "" }), "no mail address"],
    ["a From field without an address", mail({ from: "Taro" }), "no mail address"],
    ["two From fields", `From: a@x.example\r\n${mail({ from: PARENT })}`, "one mail address"],
    ["two mailboxes in From", mail({ from: "a@x.example, b@y.example" }), "one mail address"],
    ["nested angle brackets", mail({ from: "<<a@x.example>>" }), "cannot be read"],
    ["two angle pairs", mail({ from: "<a@x.example> <b@y.example>" }), "one mail address"],
    ["a route in From", mail({ from: "<@a.example,@b.example:c@d.example>" }), "cannot be read"],
    ["an empty message", "", "no mail address"],
    ["nothing but a blank line", "\r\n", "no mail address"],
  ])("with %s is refused with a reason", async (_, message, words) => {
    const ending = await deliver(message);
    expect(ending.outcome).toBe("rejected");
    expect(ending.text).toContain(words);
    expect(taken(world)).toHaveLength(0);
  });

  it("waits at its sender through a fault whose text names somebody, which that server never hears", async () => {
    const lookUp = () => Promise.reject(new Error(`no row for ${HANAKO}`));
    const directory = { ...world.ports.directory, lookUp };
    const ending = await world.deliver(PARENT, PTA, mail({ from: PARENT }), { ...world.ports, directory });
    expect(ending).toEqual({ outcome: "retry", text: "Error: temporary failure: fault" });
  });

  it("with a header section over 256 KB is refused, up to that it passes", async () => {
    const padding = (octets: number) => `X-Padding: ${"x".repeat(200)}\r\n`.repeat(octets / 213);
    expect((await deliver(mail({ from: PARENT, more: padding(270 * 1024) }))).text).toContain("256 KB");
    expect((await deliver(mail({ from: PARENT, more: padding(240 * 1024) }))).outcome).toBe("accepted");
  });

  it("with bare line feeds passes, its body untouched", async () => {
    await deliver(`From: ${PARENT}\nSubject: Hi\n there\n\nOne\nTwo\n`);
    const sent = received();
    expect(field(sent, "subject")).toBe("Hi there");
    expect(body(sent)).toBe("One\nTwo\n");
  });

  it("with NULs in the header section loses them", async () => {
    await deliver(mail({ from: PARENT, subject: "He\0llo\0" }));
    expect(field(received(), "subject")).toBe("Hello");
  });

  it("without a Message-ID, a Subject and a Date gets an own id and today's date", async () => {
    await deliver(`${verdict("company.example")}From: ${PARENT}\r\n\r\nHi\r\n`);
    const sent = received();
    expect(fieldNames(sent)).toEqual(["From", "To", "Message-ID", "X-SafetyAnswer-Trace", "Date", "Subject"]);
    expect(field(sent, "date")).toBe("Tue, 24 Nov 2026 03:00:00 +0000");
  });

  it("without the blank line before the body passes, the body whole", async () => {
    await deliver(`From: ${PARENT}\r\nSubject: Hi\r\nThis is the body already.\r\nTwo\r\n`);
    expect(body(received())).toBe("This is the body already.\r\nTwo\r\n");
  });

  it("of a header section alone passes with an empty body", async () => {
    await deliver(`From: ${PARENT}\r\nSubject: Hi\r\n`);
    expect(body(received())).toBe("");
  });

  it.each([
    ["the null sender", ""],
    ["the null sender in brackets", "<>"],
    ["BATV", "prvs=0123456789=taro@company.example"],
    ["SRS", "SRS0=AbCd=XY=company.example=taro@forwarder.example"],
  ])("from %s in the envelope is known by its From field", async (_, envelopeSender) => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const usual = received().envelopeSender;
    await world.deliver(envelopeSender, PTA, mail({ from: PARENT }));
    expect(received().envelopeSender).toBe(usual);
  });

  it("with 8-bit garbage in every field passes as ASCII, its body byte for byte", async () => {
    const garbage = String.fromCharCode(...Array.from({ length: 128 }, (_, at) => 128 + at));
    const message = mail({
      from: `${garbage} <${PARENT}>`,
      to: garbage,
      subject: garbage,
      more: `X-A: ${garbage}\r\n`,
      body: `${garbage}\r\n`,
    });
    expect((await deliver(message)).outcome).toBe("accepted");
    expect(body(received())).toBe(`${garbage}\r\n`);
  });

  it("with encoded line feeds in the Subject injects nothing", async () => {
    await deliver(mail({ from: PARENT, subject: "=?utf-8?q?Hi=0D=0ABcc:_x@y.example=0A?= =?utf-8?b?DQpGcm9tOiB4?=" }));
    const sent = received();
    expect(shown(sent, "subject")).not.toMatch(/[\r\n]/);
    expect(fieldNames(sent).filter((name) => /^(?:bcc|from)$/i.test(name))).toEqual(["From"]);
  });

  it("with a Subject of one endless word leaves legal lines", async () => {
    expect((await deliver(mail({ from: PARENT, subject: "x".repeat(5000) }))).outcome).toBe("accepted");
    expect(
      the(taken(world)[0])
        .raw.split("\r\n")
        .every((line) => line.length <= 998),
    ).toBe(true);
  });

  it("with a non-ASCII octet in a parameter's name passes without that parameter", async () => {
    const more = 'Content-Type: text/plain; t\xf9pe="x"; charset=utf-8\r\n';
    expect((await deliver(mail({ from: PARENT, more }))).outcome).toBe("accepted");
    expect(field(received(), "content-type")).toBe("text/plain; charset=utf-8");
  });

  it("with a stray CR or NUL inside an address in the Subject hides the address all the same", async () => {
    for (const stray of ["\r", "\0"]) {
      await deliver(mail({ from: PARENT, subject: `To ta${stray}ro@company.example` }));
      expect(received().raw).not.toContain(PARENT);
    }
  });

  it("with an encoded-word that opens inside another in the Subject hides the address that a reader would put together", async () => {
    await deliver(mail({ from: PARENT, subject: "=?utf-8?Q?t=?utf-8?Q?aro=40company.example?=" }));
    const sent = received();
    expect(shown(sent, "subject")).toBe(sent.envelopeSender);
  });

  it("with something behind the padding of an encoded-word hides the address that stands before it", async () => {
    const subject = "=?utf-8?B?dGFybw==?= =?utf-8?B?QGNvbXBhbnkuZXhhbXBsZQ=anon-000000000000@x=?=";
    await deliver(mail({ from: PARENT, subject }));
    const sent = received();
    expect(shown(sent, "subject")).toBe(sent.envelopeSender);
  });

  it("with duplicate MIME-Version and Content-Type fields passes with one of each", async () => {
    const more = "MIME-Version: 1.0\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n";
    expect((await deliver(mail({ from: PARENT, more }))).outcome).toBe("accepted");
    const names = fieldNames(received()).map((name) => name.toLowerCase());
    expect(names.filter((name) => name === "mime-version" || name === "content-type")).toHaveLength(2);
  });

  it("to a recipient that is no address is refused", async () => {
    expect((await world.deliver(PARENT, "not an address", mail({ from: PARENT }))).text).toBe("No such address.");
  });
});
