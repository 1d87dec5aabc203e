/** The messages that are measured: always the same octets, so that two runs can be compared. */
import { createCipheriv } from "node:crypto";
import { ALIAS, CORRESPONDENT, DESTINATION, PUBLIC_ADDRESS } from "./people.ts";

const KB = 1024;
const MB = 1024 * KB;

export type Direction = "inbound" | "reply";

/** A size of the table. */
export interface Shape {
  readonly name: string;
  /** Octets, about. */
  readonly size: number;
  readonly kind: "text" | "attachment" | "base64" | "quoted-printable" | "newsletter";
}

export const SHAPES: readonly Shape[] = [
  { name: "4 KB text", size: 4 * KB, kind: "text" },
  { name: "100 KB attachment", size: 100 * KB, kind: "attachment" },
  { name: "1 MB attachment", size: MB, kind: "attachment" },
  { name: "5 MB attachment", size: 5 * MB, kind: "attachment" },
  { name: "24 MB attachment", size: 24 * MB, kind: "attachment" },
  { name: "1 MB text", size: MB, kind: "text" },
  { name: "1 MB text in base64", size: MB, kind: "base64" },
  { name: "1 MB text in quoted-printable", size: MB, kind: "quoted-printable" },
  { name: "100 KB newsletter", size: 100 * KB, kind: "newsletter" },
];

/** Stands in the Message-ID and is written over where every message has to be another one. */
export const NUMBER_MARK = "0000000000";
export const BOUNDARY = "----=_Part_7731_1029384756.1764000000000";

/** @param more further fields of the sender's, each with its line end */
export function message({ size, kind }: Shape, direction: Direction, more = ""): Buffer<ArrayBuffer> {
  const head = header(direction) + more;
  switch (kind) {
    case "text":
      return Buffer.from(head + textFields("plain", "8bit") + text(size - head.length, direction));
    case "base64":
    case "quoted-printable": {
      const written = text(size * (kind === "base64" ? 0.73 : 0.5), direction);
      return Buffer.from(head + textFields("plain", kind) + encoded(written, kind));
    }
    case "newsletter":
      return Buffer.from(head + alternatives(size, direction));
    case "attachment":
      return withAttachment(head + multipartStart(direction), size);
  }
}

function withAttachment(start: string, size: number): Buffer<ArrayBuffer> {
  const end = `\r\n--${BOUNDARY}--\r\n`;
  return Buffer.concat([Buffer.from(start), attachment(size - start.length - end.length), Buffer.from(end)]);
}

function encoded(written: string, encoding: "base64" | "quoted-printable"): string {
  return encoding === "base64" ? inLines(Buffer.from(written).toString("base64")) : quotedPrintable(written);
}

function inLines(word: string): string {
  return word.replaceAll(/.{76}/g, "$&\r\n");
}

/** RFC 2045 §6.7: with soft line breaks, as every mail program writes them. */
function quotedPrintable(written: string): string {
  const octets = Buffer.from(written).toString("latin1");
  const escaped = octets.replaceAll(/[^\t\r\n -<>-~]/g, (octet: string) => `=${hex(octet)}`);
  return escaped.replaceAll(/[^\r\n]{70}(?:=[^\r\n]{2}|[^=\r\n]{0,3})(?=[^\r\n])/g, "$&=\r\n");
}

function hex(octet: string): string {
  return octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

/** What newsletters are: a plain text, and tables in tables with styles and tracked links, in quoted-printable. */
function alternatives(size: number, direction: Direction): string {
  const plain = text(4 * KB, direction);
  const rows = text(size * 0.27, direction)
    .split("\r\n")
    .map(newsletterRow)
    .join("\r\n");
  const html = `<!DOCTYPE html><html><head><style>${STYLES}</style></head><body><table>${rows}</table></body></html>\r\n`;
  return [
    `Content-Type: multipart/alternative; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    textFields("plain", "quoted-printable") + quotedPrintable(plain),
    `--${BOUNDARY}`,
    textFields("html", "quoted-printable") + quotedPrintable(html),
    `--${BOUNDARY}--`,
    "",
  ].join("\r\n");
}

const STYLES = ".row td{font:14px/1.5 sans-serif;color:#333;padding:8px 16px}".repeat(20);

function newsletterRow(line: string, at: number): string {
  const link = `https://news.example/c/${at}?u=${"abc123".repeat(6)}&amp;m=7731`;
  return `<tr class="row"><td style="padding:8px"><a href="${link}">${line.replaceAll("<", "&lt;")}</a></td></tr>`;
}

/** As it reaches the worker: Cloudflare's fields on top, then the sender's. */
function header(direction: Direction): string {
  const author = direction === "inbound" ? CORRESPONDENT : DESTINATION;
  const domain = author.slice(author.indexOf("@") + 1);
  return [
    `Received: from mx.${domain} (192.0.2.7) by cloudflare-email.net (unimx) id Ab; Tue, 24 Nov 2026 03:00:00 +0000`,
    `ARC-Seal: i=1; a=rsa-sha256; s=2022; d=cloudflare-email.net; cv=none; b=${"A".repeat(340)}`,
    "ARC-Authentication-Results: i=1; mx.cloudflare.net; dkim=none",
    `Received-SPF: pass (mx.cloudflare.net: domain of ${author} designates 192.0.2.7) client-ip=192.0.2.7;`,
    `Authentication-Results: mx.cloudflare.net; dkim=pass header.d=${domain}; dmarc=pass header.from=${domain}`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=k1; h=from:to:subject:date; b=${"B".repeat(340)}`,
    `From: Someone <${author}>`,
    `To: <${direction === "inbound" ? PUBLIC_ADDRESS : ALIAS}>`,
    "Subject: =?UTF-8?B?6YGL5YuV5Lya44Gu44GK5omL5Lyd44GE?=",
    "Date: Tue, 24 Nov 2026 12:00:00 +0900",
    `Message-ID: <${NUMBER_MARK}.1029384756@mail.${domain}>`,
    "MIME-Version: 1.0",
    "",
  ].join("\r\n");
}

function textFields(subtype: "plain" | "html", encoding: string): string {
  return `Content-Type: text/${subtype}; charset=UTF-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
}

const SENTENCES = [
  "Thank you for organising the sports day again; we would like to help with the tents.",
  "土曜日の朝八時に校門に集まればよいでしょうか。雨のときは連絡網でお知らせください。",
  "The parents of class 3-B asked who keeps the keys of the gymnasium on that weekend.",
  "Nothing here is addressed to anybody: it is what most lines of a mail look like.",
];
/** Every so many lines one names an address, as quotes and signatures do. */
const LINES_BETWEEN_ADDRESSES = 40;

/** About `size` octets of text in which the hidden address stands here and there, and once at the end. */
function text(size: number, direction: Direction): string {
  const hidden = direction === "inbound" ? CORRESPONDENT : DESTINATION;
  const signature = `-- \r\nSomeone\r\n${hidden}\r\n`;
  const lines: string[] = [];
  let left = size - signature.length;
  for (let at = 0; left > 0; at++) {
    const line = at % LINES_BETWEEN_ADDRESSES === 8 ? `> On Monday ${hidden} wrote:` : sentence(at);
    lines.push(line);
    left -= Buffer.byteLength(line) + 2;
  }
  return `${lines.join("\r\n")}\r\n${signature}`;
}

function sentence(at: number): string {
  return SENTENCES[at % SENTENCES.length] ?? "";
}

/** A letter of 3 KB, and the head of its attachment. */
function multipartStart(direction: Direction): string {
  return [
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    textFields("plain", "8bit") + text(3 * KB, direction),
    `--${BOUNDARY}`,
    'Content-Type: application/pdf; name="timetable.pdf"',
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="timetable.pdf"',
    "",
    "",
  ].join("\r\n");
}

const LINE = 76;

/** As every PDF begins: what a file is shows there (src/mail/mime/magic.ts). */
const PDF = Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1");

/** A PDF of octets that look random and are the same in each run, in base64 with lines of 76 characters; `size` octets in all. */
function attachment(size: number): Buffer {
  const lines = Math.max(1, Math.floor(size / (LINE + 2)));
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  const file = cipher.update(Buffer.alloc((lines * LINE * 3) / 4));
  PDF.copy(file);
  const encoded = Buffer.from(file.toString("base64"), "latin1");
  const wrapped = Buffer.alloc(lines * (LINE + 2) - 2, `${" ".repeat(LINE)}\r\n`);
  for (let at = 0; at < lines; at++) encoded.copy(wrapped, at * (LINE + 2), at * LINE, (at + 1) * LINE);
  return wrapped;
}
