/** Where in a message a text may stand. Each container cuts what it carries at one octet, in its format's own way. */
import { compoundFile, compressedRtf, winmail } from "../../mail/scrub/outlook-files.ts";
import type { Encoder } from "./encoders.ts";

/** A text in a charset, and where to cut it. */
export interface Carried {
  readonly text: string;
  readonly charset: string;
  readonly encode: Encoder;
  /** Counted in octets of the text as it is encoded. */
  readonly cut: number;
}

/** A message's own fields, from its Content-Type on, and its body (binary string). */
export type Container = (carried: Carried) => string;

const cutAt = (octets: string, cut: number, between: string): string =>
  octets.slice(0, cut) + between + octets.slice(cut);

const base64 = (octets: string): string => Buffer.from(octets, "latin1").toString("base64");

const lines = (octets: string, length: number): string =>
  octets.replace(new RegExp(`.{${length}}(?=.)`, "gs"), "$&\r\n");

const escaped = (octet: string): string => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

function quotedPrintable(octets: string, cut: number): string {
  const units = [...octets].map((octet) => (/[!-<>-~ \r\n]/.test(octet) ? octet : escaped(octet)));
  return [...units.slice(0, cut), "=\r\n", ...units.slice(cut)].join("");
}

/** What the part's body is in, and how it writes it. */
type Encoding = readonly [field: string, write: (octets: string, cut: number) => string];

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  "8bit": ["8bit", (octets) => octets],
  "quoted-printable": ["quoted-printable", quotedPrintable],
  base64: ["base64", (octets, cut) => lines(base64(octets), Math.max(4, cut))],
};

function leaf(
  type: string,
  [field, write]: Encoding,
  wrap: (text: string) => string = (text) => `${text}\r\n`,
): Container {
  return ({ text, charset, encode, cut }) =>
    `Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: ${field}\r\n\r\n${write(encode(wrap(text)), cut)}\r\n`;
}

const page = (text: string): string => `<html><body><p>${text}</p></body></html>\r\n`;

/** Folded between any two characters. */
const wideCalendar: Container = ({ text, cut }) => {
  const octets = (line: string) => Buffer.from(line, "utf16le").toString("latin1");
  const calendar = `\ufeffBEGIN:VCALENDAR\r\nDESCRIPTION:${cutAt(text, cut, "\r\n ")}\r\nEND:VCALENDAR\r\n`;
  return `Content-Type: text/calendar; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(octets(calendar)), 76)}\r\n`;
};

/** Calendars and cards fold a line anywhere. */
function folded(type: string, before: string, behind: string): Container {
  return ({ text, charset, encode, cut }) => {
    const line = cutAt(encode(text), cut, "\r\n ");
    return `Content-Type: ${type}; charset=${charset}\r\n\r\n${before}${line}\r\n${behind}`;
  };
}

/** A cut inside of a word is against RFC 2047 §5, and mailers do it. */
function encodedWords(octets: string, charset: string, cut: number, letter: "B" | "Q"): string {
  const pieces = [octets.slice(0, cut), octets.slice(cut)].filter((piece) => piece !== "");
  const write = letter === "B" ? base64 : (piece: string) => [...piece].map(escaped).join("");
  return pieces.map((piece) => `=?${charset}?${letter}?${write(piece)}?=`).join("\r\n ");
}

function continued(octets: string, charset: string, cut: number): string {
  const percent = (piece: string) => [...piece].map((octet) => escaped(octet).replace("=", "%")).join("");
  return ` filename*0*=${charset}''${percent(octets.slice(0, cut))};\r\n filename*1*=${percent(octets.slice(cut))}`;
}

const inMixed = (part: string): string =>
  `Content-Type: multipart/mixed; boundary="=_b_1"\r\n\r\n--=_b_1\r\nContent-Type: text/plain\r\n\r\nHello\r\n--=_b_1\r\n${part}\r\n--=_b_1--\r\n`;

const named =
  (disposition: (carried: Carried) => string): Container =>
  (carried) =>
    inMixed(`Content-Type: image/png\r\nContent-Disposition: attachment;${disposition(carried)}\r\n\r\niVBORw0KGgo=`);

/** A field of an attached message, whose text goes on behind it. */
const attachedField =
  (name: string, write: (carried: Carried) => string): Container =>
  (carried) =>
    inMixed(
      `Content-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\n${name}: ${write(carried)}\r\nSubject: x\r\n\r\nHello\r\n`,
    );

/** Charsets of which every octet may stand in the clear. */
export const isClear = (charset: string): boolean => charset !== "utf-16";

const digest = (message: string): string =>
  `Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nFrom: a@b.example\r\n\r\nOne\r\n--d\r\n\r\n${message}\r\n--d--\r\n`;

/** Types and names of files that are text all the same. */
const ODD_FILES: readonly (readonly [type: string, name: string])[] = [
  ["application/octet-stream", ""],
  ["application/x-unknown", "a.log"],
  ["image/png", "x.txt."],
  ["application/octet-stream", "list.tsv"],
  ["application/json", "a.json"],
  ["application/pgp-encrypted", "a.yaml"],
  ["video/mp4", "notes"],
  ["application/msword", "a.md"],
];

const oddFile: Container = ({ text, encode, cut }) => {
  const [type, name] = ODD_FILES[cut % ODD_FILES.length] ?? ["text/plain", ""];
  const field = name === "" ? "" : `; name="${name}"`;
  return inMixed(
    `Content-Type: ${type}${field}\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(encode(`${text}\r\n`)), Math.max(4, cut))}`,
  );
};

/** What is refused when it names somebody: Outlook's own files. */
export const mayBeRefused = (container: string): boolean => container.startsWith("Outlook");

export const TEXTS: ReadonlyMap<string, Container> = new Map<string, Container>([
  ...Object.entries(ENCODINGS).map(([name, encoding]): [string, Container] => [
    `text, ${name}`,
    leaf("text/plain", encoding),
  ]),
  [
    "delsp",
    ({ text, charset, encode, cut }) =>
      `Content-Type: text/plain; format=flowed; delsp=yes; charset=${charset}\r\n\r\n${cutAt(encode(text), cut, " \r\n")}\r\n`,
  ],
  ["calendar in UTF-16", wideCalendar],
  [
    "calendar with CR CR LF",
    ({ text, charset, encode, cut }) =>
      `Content-Type: text/calendar; charset=${charset}\r\n\r\nBEGIN:VCALENDAR\r\r\nDESCRIPTION:${cutAt(encode(text), cut, "\r\r\n ")}\r\r\nEND:VCALENDAR\r\n`,
  ],
  [
    "card, version 2.1",
    ({ text, charset, encode, cut }) =>
      `Content-Type: text/x-vcard; charset=${charset}\r\n\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE:${quotedPrintable(encode(text), cut)}\r\nEND:VCARD\r\n`,
  ],
  ["file of an odd type", oddFile],
  [
    "digest",
    ({ text, charset, encode }) =>
      digest(`From: c@d.example\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n${encode(text)}`),
  ],
  [
    "digest, field",
    ({ text, charset, encode, cut }) =>
      digest(`From: c@d.example\r\nSubject: ${encodedWords(encode(text), charset, cut, "B")}\r\n\r\nTwo`),
  ],
  [
    "attached message, folded field",
    attachedField("X-MSFBL-Like", ({ text, encode, cut }) => cutAt(encode(text.trim()), cut, "\r\n\t")),
  ],
  [
    "Outlook's winmail.dat",
    ({ text, encode }) =>
      inMixed(
        `Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(winmail(encode(text))), 76)}`,
      ),
  ],
  [
    "Outlook's compressed text",
    ({ text, encode }) =>
      inMixed(
        `Content-Type: application/octet-stream; name=a.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(winmail(compressedRtf(`{\\rtf1 ${encode(text)}}`))), 76)}`,
      ),
  ],
  [
    "Outlook's message",
    ({ text, encode }) =>
      inMixed(
        `Content-Type: application/vnd.ms-outlook; name=a.msg\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(compoundFile(encode(text))), 76)}`,
      ),
  ],
  ["calendar, attendee", folded("text/calendar", "BEGIN:VCALENDAR\r\nATTENDEE;CN=x:mailto:", "END:VCALENDAR\r\n")],
  ["calendar, description", folded("text/calendar", "BEGIN:VCALENDAR\r\nDESCRIPTION:ask ", "END:VCALENDAR\r\n")],
  ["card", folded("text/vcard", "BEGIN:VCARD\r\nFN:x\r\nEMAIL:", "END:VCARD\r\n")],
  [
    "subject, B",
    ({ text, charset, encode, cut }) =>
      `Subject: ${encodedWords(encode(text), charset, cut, "B")}\r\nContent-Type: text/plain\r\n\r\nHello\r\n`,
  ],
  [
    "subject, Q",
    ({ text, charset, encode, cut }) =>
      `Subject: ${encodedWords(encode(text), charset, cut, "Q")}\r\nContent-Type: text/plain\r\n\r\nHello\r\n`,
  ],
  ["subject, raw", ({ text, encode }) => `Subject: ${encode(text)}\r\nContent-Type: text/plain\r\n\r\nHello\r\n`],
  ["file name, quoted", named(({ text, encode }) => ` filename="${encode(text)}.txt"`)],
  ["file name, continued", named(({ text, charset, encode, cut }) => continued(encode(`${text}.txt`), charset, cut))],
  [
    "file name, B",
    named(({ text, charset, encode, cut }) => ` filename="${encodedWords(encode(text), charset, cut, "B")}"`),
  ],
  ["attached message, field", attachedField("X-Note", ({ text, encode }) => encode(text))],
  [
    "attached message, subject",
    attachedField("Comments", ({ text, charset, encode, cut }) => encodedWords(encode(text), charset, cut, "B")),
  ],
  [
    "attached message in base64",
    ({ text, charset, encode, cut }) => {
      const message = `From: x@y.example\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n${encode(text)}\r\n`;
      return inMixed(
        `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(message), Math.max(4, cut))}`,
      );
    },
  ],
  [
    "report",
    ({ text, encode }) =>
      `Content-Type: multipart/report; report-type=x; boundary=r\r\n\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nX-Note: ${encode(text)}\r\n\r\n--r--\r\n`,
  ],
  [
    "preamble",
    ({ text, encode }) =>
      `Content-Type: multipart/mixed; boundary=p\r\n\r\n${encode(text)}\r\n--p\r\n\r\nHello\r\n--p--\r\n`,
  ],
  [
    "epilogue",
    ({ text, encode }) =>
      `Content-Type: multipart/mixed; boundary=p\r\n\r\n--p\r\n\r\nHello\r\n--p--\r\n${encode(text)}\r\n`,
  ],
  [
    "text file",
    ({ text, encode, cut }) =>
      inMixed(
        `Content-Type: application/octet-stream; name="list.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(encode(`${text}\r\n`)), Math.max(4, cut))}`,
      ),
  ],
]);

export const PAGES: ReadonlyMap<string, Container> = new Map<string, Container>([
  ...Object.entries(ENCODINGS).map(([name, encoding]): [string, Container] => [
    `page, ${name}`,
    leaf("text/html", encoding, page),
  ]),
  [
    "page of a name alone",
    ({ text, encode, cut }) =>
      inMixed(
        `Content-Type: application/octet-stream; name="a.html"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(base64(encode(page(text))), Math.max(4, cut))}`,
      ),
  ],
  [
    "page in an alternative",
    ({ text, charset, encode }) =>
      `Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nHello\r\n--a\r\nContent-Type: text/html; charset=${charset}\r\n\r\n${encode(page(text))}\r\n--a--\r\n`,
  ],
]);
