/** Ways to write an address that programs of links, lists and directories have, and what runs into one: each in both directions. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { copiesBothWays, expectGone, expectUnseen, type Make, mixed, page, plain } from "./both-ways.ts";

const localOf = (address: string) => address.slice(0, address.indexOf("@"));
const domainOf = (address: string) => address.slice(address.indexOf("@") + 1);

describe("an address in a link is seen by nobody", () => {
  it.each<[string, Make]>([
    [
      "as Proofpoint writes %40",
      (a) => `https://urldefense.proofpoint.com/v2/url?u=https-3A__x.example_-3Fe-3D${a.replace("@", "-2540")}&d=D`,
    ],
    [
      "as Exchange writes it, in another link",
      (a) => `https://r.example/?u=IMCEASMTP-${a.replace("@", "%2B40")}%40x.example`,
    ],
    ["as Mailman writes it", (a) => `https://list.example/options/pta/${a.replace("@", "--at--")}`],
    [
      "as bounce handling writes it, with no at sign at all",
      (a) => `https://list.example/leave/${a.replace("@", "=")}`,
    ],
    ["for a relay of old", (a) => `${a.replace("@", "%")}@relay.example`],
    ["in full width, percent-encoded", (a) => `https://x.example/?q=${a.replace("@", "%EF%BC%A0")}`],
    ["the same in another link", (a) => `https://x.example/?q=${a.replace("@", "%25ef%25bc%25a0")}`],
  ])("%s", async (_, link) => {
    for (const make of [
      (a: string) => plain(`See ${link(a)} now`),
      (a: string) => page(`<a href="${link(a)}">x</a>`),
    ]) {
      await expectGone(make, localOf);
    }
  });

  it.each(["md5", "sha1", "sha256"])(
    "as its %s, in hexadecimal or base64, wherever it stands in the link",
    async (kind) => {
      const links: readonly ((digest: string) => string)[] = [
        (digest) => `https://x.example/avatar/${digest}`,
        (digest) => `https://x.example/?h=${digest}&s=40`,
        (digest) => `https://x.example/?u=https%3A%2F%2Fx.example%2F${digest}`,
      ];
      for (const form of ["hex", "base64", "base64url"] as const) {
        const digest = (address: string) => createHash(kind).update(address).digest(form);
        for (const link of form === "hex" ? links : links.slice(0, 2))
          await expectGone((a) => plain(link(digest(a))), digest);
        await expectGone(
          (a) => plain(digest(a).toUpperCase()),
          (a) => (form === "hex" ? digest(a).toUpperCase() : "\0"),
        );
      }
    },
  );
});

describe("an address with a space on either side of its at sign is seen by nobody", () => {
  it.each([" @ ", " ＠ ", "　＠　", "　@　"])("%j", async (sign) => {
    for (const write of [plain, page]) await expectGone((a) => write(`Mail ${a.replace("@", sign)} now`), localOf);
  });

  it("but what only has a space behind its at sign is none", async () => {
    const [[, raw] = ["", ""]] = await copiesBothWays(() => plain("meet hanako @ private.example.org"));
    expect(raw).toContain("meet hanako @ private.example.org");
  });
});

describe("an address into which another, a date or a file name runs is seen by nobody", () => {
  it.each<[string, Make]>([
    ["behind another", (a) => `a@b.example${a}`],
    ["before another", (a) => `${a}a@b.example`],
    ["between two", (a) => `a@b.example${a}c@d.example`],
    ["behind a telephone number with its label", (a) => `TEL03-1234-5678${a}`],
    ["behind a date", (a) => `2026-11-24${a}`],
    ["behind a label and a hyphen", (a) => `E-Mail-${a}`],
    ["behind a label and a full stop", (a) => `Tel.${a}`],
    ["in a file's name with two endings", (a) => `${a}.tar.gz`],
    ["in a file's name with a number", (a) => `${a}-1.pdf`],
  ])("%s", async (_, write) => {
    for (const make of [plain, page]) await expectGone((a) => make(`x ${write(a)} y`), localOf);
  });
});

describe("the writer's further mailboxes, quoted in the text, are seen by nobody", () => {
  const FURTHER = "private.second@elsewhere.example";

  it.each([
    ["in a comment", `x (${FURTHER}) <hello@elsewhere.example>`],
    ["with a comment in it", FURTHER.replace("@", "(c)@(d)")],
    ["in the name", `"${FURTHER}" <hello@elsewhere.example>`],
    ["in an encoded-word", `=?utf-8?B?${btoa(FURTHER)}?= <hello@elsewhere.example>`],
    ["behind a route", `<@a.example:${FURTHER}>`],
    ["without its closing bracket", `x <${FURTHER}`],
    ["in full width", Buffer.from(FURTHER.replace("@", "＠")).toString("latin1")],
  ])("when Sender, Reply-To or Errors-To has it %s", async (_, value) => {
    for (const field of ["Sender", "Reply-To", "Return-Receipt-To", "Errors-To"]) {
      const copies = await copiesBothWays(() => `${field}: ${value}\r\n${plain(`My other one is ${FURTHER}.`)}`);
      for (const [, raw] of copies)
        expect([field, raw]).toEqual([field, expect.not.stringContaining("private.second")]);
    }
  });
});

describe("a private domain is in no boundary", () => {
  it.each(["----=_NextPart_DOMAIN_1", "pc1.DOMAIN-1234", "20261124-mx.DOMAIN", "=_DOMAIN"])("%s", async (form) => {
    const make = (address: string) => {
      const boundary = form.replace("DOMAIN", domainOf(address));
      return `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n\r\nHello\r\n--${boundary}--\r\n`;
    };
    for (const [secret, raw] of await copiesBothWays(make)) {
      expect(raw).not.toContain(domainOf(secret));
      expect(raw).toContain("Hello");
    }
  });

  it("nor in the id of a message's pieces", async () => {
    const make: Make = (a) =>
      mixed(`Content-Type: message/partial; number=1; total=1; id="1${a.slice(a.indexOf("@"))}"\r\n\r\nHello`);
    for (const [secret, raw] of await copiesBothWays(make)) expect(raw).not.toContain(domainOf(secret));
  });
});

it("an address in rich text of the first kind (RFC 1896), cut by its tags, is seen by nobody", async () => {
  const make: Make = (a) =>
    `Content-Type: text/enriched\r\n\r\n<bold>${a.slice(0, 4)}</bold><italic>${a.slice(4)}</italic>\r\n`;
  await expectGone(make, (a) => a.slice(4));
  await expectUnseen(make);
});

it("a soft hyphen of the West in a text that names no charset joins an address", async () => {
  await expectGone(
    (a) => `Content-Type: text/plain\r\n\r\n${a.slice(0, 4)}\xad${a.slice(4)}\r\n`,
    (a) => a.slice(4),
  );
});

describe("an address in a vCard of version 2.1, in quoted-printable, is seen by nobody", () => {
  const card = (charset: string, value: string) =>
    `Content-Type: text/x-vcard; charset=${charset}\r\n\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE:${value}\r\nEND:VCARD\r\n`;

  it.each<[string, Make]>([
    ["cut by a word joiner", (a) => card("utf-8", `${a.slice(0, 2)}=E2=81=A0${a.slice(2)}`)],
    ["with a full-width at sign", (a) => card("shift_jis", a.replace("@", "=81=97"))],
    ["behind an escape sequence", (a) => card("iso-2022-jp", `=1B$B!V=1B(B${a}`)],
  ])("%s", async (_, make) => {
    await expectGone(make, (a) => a.slice(2));
  });

  it("turned round", async () => {
    const turned = (text: string) => [...text].reverse().join("");
    await expectGone((a) => card("utf-8", `=E2=80=AE${turned(a)}=E2=80=AC`), turned);
  });
});
