/**
 * Random messages with the hidden address planted in every way that mail has. Each is built three times from one recipe:
 * with the address, with the alias that stands for it inbound, and with the public address that stands for the alias in
 * a reply: so a reader who decodes what was relayed and what was built must read the same.
 */

import fc from "fast-check";
import { utf8Binary } from "../../../src/mail/octets.ts";

const ADDRESS = "taro@company.example";
const ALIAS = "anon-7k3m9q2x4wtz@school.example";
const PUBLIC = "pta@school.example";

/** One recipe's three results, as binary strings. */
export interface Planted {
  readonly secret: string;
  readonly inbound: string;
  readonly reply: string;
}

const same = (text: string): Planted => ({ secret: text, inbound: text, reply: text });
const each = (planted: Planted, change: (text: string) => string): Planted => ({
  secret: change(planted.secret),
  inbound: change(planted.inbound),
  reply: change(planted.reply),
});
const joined = (pieces: readonly Planted[], separator = ""): Planted => ({
  secret: pieces.map((piece) => piece.secret).join(separator),
  inbound: pieces.map((piece) => piece.inbound).join(separator),
  reply: pieces.map((piece) => piece.reply).join(separator),
});
const line = (...pieces: readonly (Planted | string)[]): Planted =>
  joined(pieces.map((piece) => (typeof piece === "string" ? same(piece) : piece)));

/** The address in a spelling that is lost, but for its at sign, when it is replaced. */
const written = (secret: string, at = "@"): Planted => ({
  secret,
  inbound: ALIAS.replace("@", at),
  reply: PUBLIC.replace("@", at),
});
const spelled = (at: string): Planted => written(ADDRESS.replace("@", at), at);

/** The address as it may be written in a text; what stands in keeps the spelling of the at sign. */
const spelling: fc.Arbitrary<Planted> = fc.constantFrom(
  spelled("@"),
  spelled("@"),
  spelled("&#64;"),
  spelled("&#064;"),
  spelled("&#x40;"),
  spelled("&commat;"),
  spelled("%40"),
  spelled("%2540"),
  spelled("=40"),
  written("TARO@Company.Example"),
  written("taro+shop@company.example"),
  written('"taro"@company.example'),
  written("t&#97;ro&#64;company&#46;example", "&#64;"),
  line("mailto:", spelled("@"), "?subject=x"),
  line("bounce+1-", spelled("="), "@list.example"),
);

const ASCII_FILLER = [
  "Hello",
  "xtaro@company.example",
  "taro@company.example.org",
  "x.taro@company.example",
  "hanako@company.example",
  "a = b",
  "100% sure",
  "&nbsp;&amp;",
  "> quote",
  "https://x.example/?a=b&c=d",
  "* _",
];

interface Charset {
  readonly label: string;
  readonly filler: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** From binary string (ASCII and the filler) to the charset's octets. */
  encode(text: string): string;
}

const narrow = (label: string, filler: readonly string[]): Charset => ({
  label,
  filler: [...ASCII_FILLER, ...filler],
  before: ["", "<", "(", '"', "'", "_", "\n", ...filler],
  after: ["", ">", ")", '"', "'", "_", ".", "\n", ...filler],
  encode: (text) => text.replace(/\r?\n/g, "\r\n"),
});

const CHARSETS: readonly Charset[] = [
  narrow("us-ascii", []),
  narrow("utf-8", [utf8Binary("日本語"), utf8Binary("ｶﾅ①㈱"), utf8Binary("é")]),
  narrow("shift_jis", ["\x93\xfa\x96\x7b", "\x83\x41", "\xb6\xc5\x87\x40"]),
  narrow("euc-jp", ["\xc6\xfc\xcb\xdc"]),
  narrow("gbk", ["\xc8\xd5\x81\x40"]),
  narrow("iso-2022-jp", ["\x1b$BF|K\\\x1b(B", "\x1b(B", "\x1b$B@@\x1b(J"]),
  narrow("x-unknown", ["\xe9"]),
  { ...narrow("utf-16", []), encode: (text) => `\xff\xfe${wide(text, true)}` },
  { ...narrow("utf-16be", []), encode: (text) => wide(text, false) },
];

function wide(text: string, littleEndian: boolean): string {
  return [...text.replace(/\r?\n/g, "\r\n")].map((c) => (littleEndian ? `${c}\0` : `\0${c}`)).join("");
}

function textIn(charset: Charset): fc.Arbitrary<Planted> {
  const plant = fc
    .tuple(fc.constantFrom(...charset.before), spelling, fc.constantFrom(...charset.after))
    .map(([before, planted, after]) => line(before, planted, after));
  const filler = fc.constantFrom(...charset.filler).map(same);
  const separator = fc.constantFrom(" ", "\n", "\n\n");
  return fc
    .tuple(fc.array(fc.oneof(filler, plant), { minLength: 1, maxLength: 8 }), separator)
    .map(([pieces, between]) => {
      return each(joined(pieces, between), (text) => charset.encode(`${text}\n`));
    });
}

/** A transfer encoding: its field, and how it writes a body. */
interface Encoding {
  readonly field: string;
  write(octets: string): string;
}

const base64Encoding: fc.Arbitrary<Encoding> = fc
  .record({
    value: fc.constantFrom("base64", "BASE64", "base64;", '"base64"', "base64 (mime)", "\r\n base64"),
    length: fc.constantFrom(76, 60, 61, 4, 1000),
  })
  .map(({ value, length }) => ({
    field: `Content-Transfer-Encoding: ${value}\r\n`,
    write: (octets) =>
      Buffer.from(octets, "latin1")
        .toString("base64")
        .replace(new RegExp(`.{${length}}(?=.)`, "g"), "$&\r\n"),
  }));

const quotedPrintable: fc.Arbitrary<Encoding> = fc
  .record({
    value: fc.constantFrom("quoted-printable", "Quoted-Printable;"),
    length: fc.integer({ min: 8, max: 72 }),
    every: fc.integer({ min: 2, max: 9 }),
  })
  .map(({ value, length, every }) => ({
    field: `Content-Transfer-Encoding: ${value}\r\n`,
    write: (octets) =>
      octets
        .split("\r\n")
        .map((text) => quotedLine(text, length, every))
        .join("\r\n"),
  }));

function quotedLine(text: string, length: number, every: number): string {
  let written = "";
  let column = 0;
  for (const [at, character] of [...text].entries()) {
    const literal = /[!-<>-~ ]/.test(character) && at % every !== 0 && at + 1 < text.length;
    const unit = literal ? character : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
    if (column + unit.length > length) {
      written += "=\r\n";
      column = 0;
    }
    written += unit;
    column += unit.length;
  }
  return written;
}

const identity: fc.Arbitrary<Encoding> = fc
  .constantFrom("", "Content-Transfer-Encoding: 8bit;\r\n", "Content-Transfer-Encoding: 7bit\r\n")
  .map((field) => ({ field, write: (octets) => octets }));

function encodingFor(charset: Charset): fc.Arbitrary<Encoding> {
  return charset.label.startsWith("utf-16") ? base64Encoding : fc.oneof(identity, base64Encoding, quotedPrintable);
}

/** A file name with the address in it, as each of the ways to write one writes it. */
const fileName: fc.Arbitrary<Planted> = fc
  .record({
    before: fc.constantFrom("", "連絡先 ", "list_", "x-"),
    extension: fc.constantFrom(".txt", ".csv", "", ".pdf"),
    write: fc.constantFrom(plainName, extendedName, continuedName, wordName),
  })
  .map(({ before, extension, write }) => each(line(before, spelled("@"), extension), write));

function plainName(name: string): string {
  return `; filename="${utf8Binary(name)}"`;
}

function extendedName(name: string): string {
  return `; filename*=utf-8''${encodeURIComponent(name)}`;
}

function continuedName(name: string): string {
  const pieces = encodeURIComponent(name).match(/(?:%..|[^%]){1,7}/g) ?? [];
  return pieces.map((piece, at) => `;\r\n filename*${at}*=${at === 0 ? "UTF-8''" : ""}${piece}`).join("");
}

function wordName(name: string): string {
  return `; filename="=?utf-8?B?${Buffer.from(name).toString("base64")}?="`;
}

const disposition: fc.Arbitrary<Planted> = fc
  .tuple(fc.constantFrom("attachment", "inline"), fc.option(fileName, { nil: same("") }))
  .map(([kind, name]) => line("Content-Disposition: ", kind, name, "\r\n"));

const TEXT_TYPES = [
  "text/plain",
  "text/html",
  "text/csv",
  "text/x-anything",
  "message/delivery-status",
  "application/json",
];

const textPart: fc.Arbitrary<Planted> = fc.constantFrom(...CHARSETS).chain((charset) =>
  fc
    .record({
      type: fc.constantFrom(...TEXT_TYPES),
      text: textIn(charset),
      encoding: encodingFor(charset),
      disposition,
    })
    .map(({ type, text, encoding, disposition }) => {
      const header = line(`Content-Type: ${type}; charset=${charset.label}\r\n`, encoding.field, disposition, "\r\n");
      return line(header, each(text, encoding.write));
    }),
);

/** A text that only its file name gives away. */
const namedPart: fc.Arbitrary<Planted> = fc
  .record({
    name: fc.constantFrom("a.txt", "a.csv", "A.HTM", "a.html"),
    text: textIn(CHARSETS[1] ?? narrow("", [])),
    encoding: base64Encoding,
  })
  .map(({ name, text, encoding }) =>
    line(
      `Content-Type: application/octet-stream; name="${name}"\r\n`,
      encoding.field,
      "\r\n",
      each(text, encoding.write),
    ),
  );

/** A calendar whose lines are folded at any octet. */
const calendarPart: fc.Arbitrary<Planted> = fc
  .record({ length: fc.integer({ min: 20, max: 75 }), encoding: fc.oneof(identity, base64Encoding, quotedPrintable) })
  .map(({ length, encoding }) => {
    const attendee = line("ATTENDEE;PARTSTAT=ACCEPTED;CN=somebody:mailto:", spelled("@"));
    const text = joined(
      [
        same("BEGIN:VCALENDAR"),
        attendee,
        line("DESCRIPTION:ask\\n", spelled("@"), "\\nor not"),
        same("END:VCALENDAR"),
        same(""),
      ],
      "\n",
    );
    const folded = each(text, (octets) =>
      octets.replace(new RegExp(`[^\\n]{${length}}(?=[^\\n])`, "g"), "$&\r\n ").replace(/(?<!\r)\n/g, "\r\n"),
    );
    return line(
      "Content-Type: text/calendar; charset=utf-8\r\n",
      encoding.field,
      "Content-Disposition: attachment\r\n\r\n",
      each(folded, encoding.write),
    );
  });

const binaryPart: fc.Arbitrary<Planted> = fc
  .record({ octets: fc.uint8Array({ minLength: 0, maxLength: 200 }), disposition, encoding: base64Encoding })
  .map(({ octets, disposition, encoding }) =>
    line(
      "Content-Type: image/png\r\n",
      encoding.field,
      disposition,
      "\r\n",
      encoding.write(Buffer.from(octets).toString("latin1")),
    ),
  );

/** Preamble and epilogue: text without an encoding. */
const margin = textIn(CHARSETS[0] ?? narrow("", []));
const boundary = fc.constantFrom("b", "=_b+c", "b'(x)_", `=_${ADDRESS}_1`, "b-b");

interface Shape {
  readonly subtype: string;
  readonly boundary: string;
  readonly children: readonly Planted[];
  readonly preamble: Planted;
  readonly epilogue: Planted;
  readonly closed: boolean;
}

function multipart({ subtype, boundary, children, preamble, epilogue, closed }: Shape, level: number): Planted {
  const own = `${boundary}${level}`;
  const parts = children.map((child) => line(`--${own}\r\n`, child, "\r\n"));
  const end = closed ? line(`--${own}--\r\n`, epilogue) : same("");
  return line(`Content-Type: multipart/${subtype};\r\n boundary="${own}"\r\n\r\n`, preamble, "\r\n", ...parts, end);
}

/** multipart/signed: what is left of it is multipart/mixed with a note in the signature's place. */
function signed(child: Planted, level: number, note: string): Planted {
  const signature = "Content-Type: application/pgp-signature\r\n\r\nc2lnbmVk";
  const encoded = Buffer.from(`${note}\r\n`).toString("base64");
  const removed = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`;
  const write = (type: string, content: string, last: string) =>
    `Content-Type: multipart/${type}; boundary=s${level}\r\n\r\n--s${level}\r\n${content}\r\n--s${level}\r\n${last}\r\n--s${level}--\r\n`;
  return {
    secret: write("signed; micalg=x; protocol=y", child.secret, signature),
    inbound: write("mixed", child.inbound, removed),
    reply: write("mixed", child.reply, removed),
  };
}

const nestedFields: fc.Arbitrary<Planted> = fc
  .subarray([
    line("Resent-To: ", spelled("@"), "\r\n"),
    line("Comments: from a by b\r\n\tfor <", spelled("@"), ">; Mon, 1 Jan 2024 00:00:00 +0900\r\n"),
    line("To: Taro <", spelled("@"), ">, x@y.example\r\n"),
    line(
      "Subject: ",
      each(spelled("@"), (text) => `=?utf-8?B?${Buffer.from(`件名 ${text}`).toString("base64")}?=`),
      "\r\n",
    ),
    line(
      "Keywords: ",
      each(
        spelled("@"),
        (text) =>
          `=?utf-8?Q?${text.replace("@", "=40").slice(0, 4)}?=\r\n =?utf-8?Q?${text.replace("@", "=40").slice(4)}?=`,
      ),
      "\r\n",
    ),
  ])
  .map((fields) => joined([same("From: x@y.example\r\n"), ...fields]));

/** A whole entity, header section and body, at most `depth` levels deep. */
function entity(depth: number, note: string | undefined): fc.Arbitrary<Planted> {
  const leaves = fc.oneof(textPart, textPart, textPart, namedPart, calendarPart, binaryPart);
  if (depth === 0) return leaves;
  const below = entity(depth - 1, note);
  const parts = fc
    .record({
      subtype: fc.constantFrom("mixed", "alternative", "related", "report; report-type=x"),
      boundary,
      children: fc.array(below, { minLength: 1, maxLength: 3 }),
      preamble: margin,
      epilogue: margin,
      closed: fc.boolean(),
    })
    .map((shape) => multipart(shape, depth));
  const nested = fc
    .record({
      fields: nestedFields,
      content: below,
      encoding: fc.oneof(identity, base64Encoding),
      type: fc.constantFrom("message/rfc822", 'application/octet-stream; name="mail.eml"'),
    })
    .map(({ fields, content, encoding, type }) => {
      const written = each(
        line(fields, content),
        type.startsWith("message") || encoding.field.includes("base64") || encoding.field.includes("BASE64")
          ? encoding.write
          : (text) => text,
      );
      return line(`Content-Type: ${type}\r\n`, encoding.field, "\r\n", written);
    });
  return fc.oneof(
    leaves,
    parts,
    parts,
    nested,
    ...(note === undefined ? [] : [below.map((child) => signed(child, depth, note))]),
  );
}

/** A message without its From field; signed ones among them only if there is a note to stand in for signatures. */
export function plantedMessage(note?: string): fc.Arbitrary<Planted> {
  return fc.integer({ min: 0, max: 3 }).chain((depth) => entity(depth, note));
}
