/** Outlook's files wherever they may lie, and messages that two readers read in two ways: the address leaves in none of them. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Vault } from "../../src/store/vault.ts";
import { ALIAS, HANAKO, JIRO, MemoryOffice, PARENT, PTA } from "../fuzz/in-memory/memory-office.ts";
import { compressedRtf, winmail } from "../mail/scrub/outlook-files.ts";
import type { Make } from "./both-ways.ts";
import { leaving } from "./leaving.ts";
import { addressPattern, sightings } from "./seen.ts";

const RUNS = Number(process.env.FC_RUNS ?? 150);

let vault: Vault;
beforeAll(async () => {
  vault = await MemoryOffice.openVault();
});

const WAYS = [
  { author: PARENT, recipient: PTA, readers: [HANAKO, JIRO] },
  { author: HANAKO, recipient: ALIAS, readers: [PARENT] },
] as const;

/** Copies, or a refusal; never the address. @returns how many copies left */
async function expectUnseen(make: Make): Promise<number> {
  let copies = 0;
  for (const { author, recipient, readers } of WAYS) {
    const left = await leaving(vault, author, recipient, make(author));
    for (const { raw, envelopeRecipient } of left) {
      if (!readers.some((reader) => reader === envelopeRecipient)) continue;
      copies++;
      expect(sightings(raw, addressPattern(author))).toEqual([]);
    }
  }
  return copies;
}

const base64 = (octets: string) => Buffer.from(octets, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n");
const quoted = (octets: string) =>
  octets
    .replace(/[^ -<>-~]/g, (octet) => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
    .replace(/.{60}(?<!=.?)/g, "$&=\r\n");
const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("latin1");

const mixed = (...parts: readonly string[]) =>
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;

describe("a winmail.dat with the address in it, whatever it is called and wherever it lies", () => {
  const INSIDE: readonly Make[] = [
    (a) => a,
    (a) => `SMTP:${a.toUpperCase()}\0`,
    (a) => utf16(a),
    (a) => `x${utf16(`Mail ${a}\0`)}`,
    (a) => compressedRtf(`{\\rtf1 Mail ${a} now}`),
    (a) => compressedRtf(`{\\rtf1 Mail ${a.slice(0, 5)}{\\b ${a.slice(5, 9)}}${a.slice(9)} now}`),
    (a) => compressedRtf(`{\\rtf1 ${a.replace("@", "\\'40")}}`),
    (a) => winmail(utf16(a)),
    (a) => `From: x\r\nTo: ${a}\r\n\r\nHello`,
    (a) => `<html><p>${a.slice(0, 9)}<wbr>${a.slice(9)}</p>`,
  ];
  const TYPES = [
    ...["application/ms-tnef; name=winmail.dat", "application/vnd.ms-tnef", "application/octet-stream", "image/jpeg"],
    ...["text/plain; charset=utf-8", "text/calendar", "application/pdf; name=a.pdf", "message/rfc822", "x"],
  ];
  const part = (type: string, file: string, encoding: number) =>
    encoding === 0
      ? `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(file)}`
      : `Content-Type: ${type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quoted(file)}`;
  const LIES: readonly ((file: string) => string)[] = [
    (file) => file,
    (file) => mixed("Content-Type: text/plain\r\n\r\nHello", file),
    (file) => mixed(`Content-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\n${file}`),
    (file) =>
      mixed(
        `Content-Type: application/octet-stream; name=a.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`From: x@y.example\r\n${file}`)}`,
      ),
  ];

  it("does not leave with it", { timeout: 120_000 + RUNS * 200 }, async () => {
    const choice = fc.record({
      inside: fc.constantFrom(...INSIDE),
      type: fc.constantFrom(...TYPES),
      encoding: fc.integer({ min: 0, max: 1 }),
      lies: fc.constantFrom(...LIES),
      cut: fc.integer({ min: 0, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(choice, async ({ inside, type, encoding, lies, cut }) => {
        await expectUnseen((a) => {
          const file = winmail("nothing", inside(a));
          return lies(part(type, cut > 8 ? file.slice(0, -cut) : file, encoding));
        });
      }),
      { numRuns: RUNS },
    );
  });

  it("leaves without it, octet for octet", async () => {
    expect(await expectUnseen(() => LIES[1]?.(part(TYPES[0] ?? "", winmail("nothing", "of anybody"), 0)) ?? "")).toBe(
      3,
    );
  });
});

describe("a message that readers read in two ways", () => {
  /** How a body may be said to be encoded, over and over; each is some reader's. */
  const ENCODINGS = [
    ...["", "base64", "quoted-printable", "8bit", "x-uuencode", "BASE64 ", '"base64"', "base64;", "(c) base64"],
    ...[
      "base64 (c)",
      "base\r\n 64",
      "quoted-\r\n printable",
      "quoted-printable; x=y",
      "=?utf-8?q?base64?=",
      "b\0ase64",
    ],
  ];
  const TYPES = [
    ...["text/plain", "text/html", "TEXT/PLAIN; charset=utf-8", "text/plain; charset=us-ascii; charset=utf-16"],
    ...[
      "text/plain; charset=utf-7",
      "text",
      "text/plain charset=utf-8",
      "(c)text/(d)plain",
      "text/plain; charset*=utf-8''utf-8",
    ],
    ...[
      "multipart/mixed",
      "multipart/mixed; boundary=zz",
      "message/rfc822",
      "message/x-rfc822",
      "message/partial; id=1",
    ],
    ...["message/external-body; access-type=URL; URL=x", "application/octet-stream; name=a.eml"],
  ];
  /** A line break before the colon of a field, a blank behind its name, none at all: some readers take it for a field. */
  const FIELDS = ["Content-Type: ", "Content-Type : ", "content-type:", "Content-Type:\r\n ", "Content-Type:\t\r\n\t"];
  const BODIES: readonly Make[] = [
    (a) => `Mail ${a} now`,
    (a) => base64(`Mail ${a} now, and again ${a}`),
    (a) => base64(`Mail ${a} now`).replace(/.{10}/g, "$&\r\n!\r\n"),
    (a) => `${base64("Hello, all of you.").trim()}==${base64(`Mail ${a} now`)}`,
    (a) => quoted(`Mail ${a.replace("@", "\x40")} now`).replaceAll("a", "=61"),
    (a) => `Subject: x\r\nTo: ${a}\r\n\r\nHello`,
    (a) => `--zz\r\n\r\n${a}\r\n--zz--\r\n`,
    (a) => `--zz \t\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`mail ${a} now`)}\r\n--zz--`,
    (a) => `Mail ${a.replace("@", "+AEA-")} now`,
    (a) => utf16(`\ufeffMail ${a} now`),
    (a) => `Hello\rMail ${a}\rnow`,
    (a) => `Hello\0${a}\0now`,
  ];
  const headers = fc.record({
    type: fc.constantFrom(...TYPES),
    second: fc.option(fc.constantFrom(...TYPES), { nil: undefined, freq: 3 }),
    name: fc.constantFrom(...FIELDS),
    encodings: fc.array(fc.constantFrom(...ENCODINGS), { maxLength: 3 }),
  });
  const place = fc.record({ header: headers, body: fc.constantFrom(...BODIES), isNested: fc.boolean() });

  it("shows it to nobody who does not believe that a text is base64", async () => {
    for (const type of ["text/plain; charset=utf-7", "application/octet-stream; name=a.eml", "message/rfc822"]) {
      for (const field of ["base\r\n 64", "base64"]) {
        for (const sign of ["@", "+AEA-", "%40"]) {
          const head = `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${field}\r\n\r\n`;
          await expectUnseen((a) => `${head}Mail ${a.replace("@", sign)} now\r\n`);
          await expectUnseen((a) => mixed(`${head}${base64("Hello, all of you.")}Mail ${a.replace("@", sign)} now`));
        }
      }
    }
  });

  it("shows the address to none of them", { timeout: 120_000 + RUNS * 200 }, async () => {
    let copies = 0;
    await fc.assert(
      fc.asyncProperty(place, async ({ header: { type, second, name, encodings }, body, isNested }) => {
        const types = [type, ...(second === undefined ? [] : [second])].map((one) => `${name}${one}\r\n`);
        const fields = [...types, ...encodings.map((one) => `Content-Transfer-Encoding: ${one}\r\n`)].join("");
        copies += await expectUnseen((a) => (isNested ? mixed(`${fields}\r\n${body(a)}`) : `${fields}\r\n${body(a)}`));
      }),
      { numRuns: RUNS },
    );
    expect(copies).toBeGreaterThan(RUNS);
  });
});
