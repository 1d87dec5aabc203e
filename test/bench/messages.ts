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
  readonly kind: "text" | "attachment";
}

export const SHAPES: readonly Shape[] = [
  { name: "4 KB text", size: 4 * KB, kind: "text" },
  { name: "100 KB attachment", size: 100 * KB, kind: "attachment" },
  { name: "1 MB attachment", size: MB, kind: "attachment" },
  { name: "5 MB attachment", size: 5 * MB, kind: "attachment" },
  { name: "24 MB attachment", size: 24 * MB, kind: "attachment" },
  { name: "1 MB text", size: MB, kind: "text" },
];

/** Stands in the Message-ID and is written over where every message has to be another one. */
export const NUMBER_MARK = "0000000000";
export const BOUNDARY = "----=_Part_7731_1029384756.1764000000000";

export function message(shape: Shape, direction: Direction): Buffer {
  const head = header(direction);
  if (shape.kind === "text") return Buffer.from(head + TEXT_FIELDS + text(shape.size - head.length, direction));
  const start = head + multipartStart(direction);
  const end = `--${BOUNDARY}--\r\n`;
  return Buffer.concat([
    Buffer.from(start),
    attachment(shape.size - start.length - end.length),
    Buffer.from(`\r\n${end}`),
  ]);
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

const TEXT_FIELDS = "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

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
    TEXT_FIELDS + text(3 * KB, direction),
    `--${BOUNDARY}`,
    'Content-Type: application/pdf; name="timetable.pdf"',
    "Content-Transfer-Encoding: base64",
    'Content-Disposition: attachment; filename="timetable.pdf"',
    "",
    "",
  ].join("\r\n");
}

const LINE = 76;

/** Octets that look random and are the same in each run, in base64 with lines of 76 characters; `size` octets in all. */
function attachment(size: number): Buffer {
  const lines = Math.max(1, Math.floor(size / (LINE + 2)));
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  const encoded = Buffer.from(cipher.update(Buffer.alloc((lines * LINE * 3) / 4)).toString("base64"), "latin1");
  const wrapped = Buffer.alloc(lines * (LINE + 2) - 2, `${" ".repeat(LINE)}\r\n`);
  for (let at = 0; at < lines; at++) encoded.copy(wrapped, at * (LINE + 2), at * LINE, (at + 1) * LINE);
  return wrapped;
}
