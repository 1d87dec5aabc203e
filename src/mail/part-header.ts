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
const LINE = /[^\r\n]*(?:\r*\n|\r|$)/y;
/** CR CR LF, which some gateways make of CR LF, is one line break. */
const LINE_BREAK = /\r*\n|\r/y;

/**
 * Reads the header section between `start` and `end`. A line that is no field ends it, as if the blank line had been
 * forgotten, unless a Content- field follows; mbox's `From ` line at the top of an attached message is stepped over.
 */
export function readPartHeader(octets: Uint8Array, start: number, end: number): PartHeader {
  // Small at first: most sections have a few hundred octets, and a thousand parts must not cost a thousand windows.
  const small = readWithin(octets, start, end, 2048);
  return small.kind === "read" ? small : readWithin(octets, start, end, PART_HEADER_LIMIT);
}

/** The section as far as its first `limit` octets show it; `too-large` when it may go on behind them. */
function readWithin(octets: Uint8Array, start: number, end: number, limit: number): PartHeader {
  const windowEnd = Math.min(end, start + limit);
  const text = toBinaryString(octets.subarray(start, windowEnd));
  const fields: PlacedField[] = [];
  let reach: Reach | undefined;
  let at = /^>?From [^\r\n]*(?:\r*\n|\r)/.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    const name = matchAt(FIELD, text, at);
    if (name === undefined) {
      if (matchAt(LINE_BREAK, text, at) !== undefined) break;
      reach ??= reachFrom(text, at);
      if (at >= reach.lastField) break;
    }
    const field = name === undefined ? lineAsField(text, at, start) : readField(text, at, name, start);
    fields.push(field);
    at = field.end - start;
  }
  const blank = matchAt(LINE_BREAK, text, at);
  // The section ended inside the window if the line that ended it did, line break and all.
  const complete = windowEnd === end || /[\r\n][\s\S]/.test(text.slice(at));
  const clear = reach === undefined || reach.closed || windowEnd === end || limit === PART_HEADER_LIMIT;
  return { kind: complete && clear ? "read" : "too-large", fields, bodyOffset: start + at + (blank?.length ?? 0) };
}

/** How far a section goes on behind a line that is no field. */
interface Reach {
  /** Where the last Content- field stands above the blank line, -1 when there is none. */
  readonly lastField: number;
  /** Whether there is a blank line. */
  readonly closed: boolean;
}

/**
 * Mail readers step over a line that is no field and obey what stands below it: `Content-Type text/plain` would hide the
 * encoding of a body from us alone. Asked once a section, so that many such lines cost no more than one.
 */
function reachFrom(text: string, at: number): Reach {
  const blank = text.includes("\n") ? /\n\r*\n/g : /\r\r/g;
  blank.lastIndex = at;
  const end = blank.exec(text)?.index;
  const section = text.slice(at, end);
  const last = [...section.matchAll(/(?<=[\r\n])content-[a-z-]+[ \t]*:/gi)].at(-1);
  return { lastField: last === undefined ? -1 : at + last.index, closed: end !== undefined };
}

/** A field without a name: it means nothing, and is searched like all others. */
function lineAsField(text: string, at: number, offset: number): PlacedField {
  const line = matchAt(LINE, text, at) ?? "";
  const start = offset + at;
  return { name: "", key: "", value: withoutBreak(line), start, valueStart: start, end: start + line.length };
}

/** Not by a pattern: one that ends in `\r+\n$` takes quadratic time on a run of CR. */
function withoutBreak(line: string): string {
  let end = line.length;
  if (line[end - 1] !== "\n") return line[end - 1] === "\r" ? line.slice(0, -1) : line;
  end--;
  while (line[end - 1] === "\r") end--;
  return line.slice(0, end);
}

function readField(text: string, at: number, match: string, offset: number): PlacedField {
  const name = match.slice(0, -1).trimEnd();
  let end = at;
  do end += matchAt(LINE, text, end)?.length ?? 0;
  while (end < text.length && (text[end] === " " || text[end] === "\t"));
  const value = withoutBreak(text.slice(at + match.length, end));
  const valueStart = offset + at + match.length;
  return { name, key: name.toLowerCase(), value, start: offset + at, valueStart, end: offset + end };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
