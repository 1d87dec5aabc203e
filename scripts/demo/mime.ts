/** Raw messages as mail programs write them (RFC 5322, RFC 2045). */
import { randomUUID } from "node:crypto";
import { iso2022jp } from "../support/iso-2022-jp.ts";
import { binary, octets, utf8 } from "../support/octets.ts";
import type { Attachment } from "./attachments.ts";

export type Charset = "utf-8" | "iso-2022-jp";

export interface Field {
  readonly name: string;
  readonly value: string;
}

/** A header section or a part of a message, as a binary string. */
export type Wire = string;

export function encodedWord(text: string, charset: Charset): Wire {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const coded = charset === "utf-8" ? utf8(text) : octets(iso2022jp(text));
  return `=?${charset.toUpperCase()}?B?${Buffer.from(coded).toString("base64")}?=`;
}

/** ISO-2022-JP is 7-bit and goes as it is; UTF-8 goes as quoted-printable. */
export function textPart(text: string, type: "plain" | "html", charset: Charset): Wire {
  const lines = text.replaceAll("\n", "\r\n");
  return charset === "iso-2022-jp"
    ? `Content-Type: text/${type}; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${iso2022jp(lines)}\r\n`
    : `Content-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(lines)}\r\n`;
}

/** RFC 2045 §6.7, soft line breaks at 76 characters or before. */
function quotedPrintable(text: string): Wire {
  return binary(utf8(text))
    .split("\r\n")
    .map((line) => softBroken(line.replace(/[^\x20-\x3c\x3e-\x7e]| $/g, escaped)))
    .join("\r\n");
}

function escaped(octet: string): string {
  return `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function softBroken(line: string): string {
  return line.replace(/(?:=..|[^=]){70,73}(?=.{3})/g, "$&=\r\n");
}

export function attachmentPart({ name, type, content }: Attachment): Wire {
  const word = encodedWord(name, "utf-8");
  const coded = Buffer.from(content).toString("base64").replace(/.{76}/g, "$&\r\n");
  return [
    `Content-Type: ${type}; name="${word}"`,
    `Content-Disposition: attachment; filename="${word}"`,
    "Content-Transfer-Encoding: base64",
    "",
    coded,
    "",
  ].join("\r\n");
}

export function multipart(kind: "mixed" | "alternative", parts: readonly Wire[]): Wire {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const boundary = `=_${randomUUID()}`;
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("");
  return `Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`;
}

/** The fields and the content (which begins with its own Content-* fields). */
export function message(fields: readonly Field[], content: Wire): Uint8Array {
  const head = fields.map(({ name, value }) => `${name}: ${value}\r\n`).join("");
  return octets(`${head}MIME-Version: 1.0\r\n${content}`);
}
