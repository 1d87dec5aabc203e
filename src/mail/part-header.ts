/** The header section of a part, read by position, so that one value can change and the rest keep their octets. */

import type { HeaderField } from "./header.ts";
import { toBinaryString } from "./octets.ts";

/** Octets that the header section of a part may have: real ones have a few hundred. */
export const PART_HEADER_LIMIT = 64 * 1024;

/** A header field and where it stands, in octets of the document it was read from. */
export interface PlacedField extends HeaderField {
  /** Where the field's line starts. */
  readonly start: number;
  /** Where its value starts, right behind the colon. */
  readonly valueStart: number;
  /** Behind the field's last line break. */
  readonly end: number;
}

export interface PartHeader {
  readonly kind: "read" | "too-large";
  readonly fields: readonly PlacedField[];
  /** Where the body starts: behind the blank line. */
  readonly bodyOffset: number;
}

/**
 * RFC 5322 §2.2 allows more in a name, but no field was ever called `taro@company.example`: in a part without a header
 * section such a line is text, and is searched as text. White space before the colon is obsolete, and still comes.
 */
const FIELD = /[A-Za-z0-9!#$'*+.^_`|~-]+[ \t]*:/y;
const LINE = /[^\r\n]*(?:\r\n|\r|\n|$)/y;

/**
 * Reads the header section between `start` and `end`. A line that is no field ends it, as if the blank line had been
 * forgotten; mbox's `From ` line at the top of an attached message is stepped over.
 */
export function readPartHeader(octets: Uint8Array, start: number, end: number): PartHeader {
  // Small at first: most sections have a few hundred octets, and a thousand parts must not cost a thousand windows.
  const small = readWithin(octets, start, end, 2048);
  return small.kind === "read" ? small : readWithin(octets, start, end, PART_HEADER_LIMIT);
}

function readWithin(octets: Uint8Array, start: number, end: number, limit: number): PartHeader {
  const windowEnd = Math.min(end, start + limit);
  const text = toBinaryString(octets.subarray(start, windowEnd));
  const fields: PlacedField[] = [];
  let at = /^>?From [^\r\n]*(?:\r\n|\r|\n)/.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    const name = matchAt(FIELD, text, at);
    if (name === undefined) {
      const broken = brokenLine(text, at);
      if (broken === "") break;
      fields.push(lineAsField(broken, start + at));
      at += broken.length;
      continue;
    }
    const field = readField(text, at, name, start);
    fields.push(field);
    at = field.end - start;
  }
  const blank = matchAt(/\r\n|\r|\n/y, text, at);
  // The section ended inside the window if the line that ended it did, line break and all.
  const complete = windowEnd === end || /[\r\n][\s\S]/.test(text.slice(at));
  return { kind: complete ? "read" : "too-large", fields, bodyOffset: start + at + (blank?.length ?? 0) };
}

/**
 * A line that is no field, with a Content- field right below: mail readers step over it and obey that field. "" where the
 * section really ends.
 */
function brokenLine(text: string, at: number): string {
  const line = matchAt(LINE, text, at) ?? "";
  const below = matchAt(/content-[a-z-]+[ \t]*:/iy, text, at + line.length);
  return /\S/.test(line) && below !== undefined ? line : "";
}

/** A field without a name: it means nothing, and is searched like all others. */
function lineAsField(line: string, start: number): PlacedField {
  const value = line.replace(/(?:\r\n|\r|\n)$/, "");
  return { name: "", key: "", value, start, valueStart: start, end: start + line.length };
}

function readField(text: string, at: number, match: string, offset: number): PlacedField {
  const name = match.slice(0, -1).trimEnd();
  let end = at;
  do end += matchAt(LINE, text, end)?.length ?? 0;
  while (end < text.length && (text[end] === " " || text[end] === "\t"));
  const value = text.slice(at + match.length, end).replace(/(?:\r\n|\r|\n)$/, "");
  const valueStart = offset + at + match.length;
  return { name, key: name.toLowerCase(), value, start: offset + at, valueStart, end: offset + end };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
