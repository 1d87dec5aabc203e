/** The header section of a part, read by position, so that one value can change and the rest keep their octets. */

import type { HeaderField } from "../header/section.ts";
import { toBinaryString } from "../octets.ts";

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

interface PartHeader {
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

/** How the lines of a section end. */
interface Lines {
  /** A line with its break. */
  readonly line: RegExp;
  /** A line with nothing in it. */
  readonly empty: RegExp;
  /** The end of a line, and an empty one. */
  readonly blankBelow: RegExp;
}

/** CR CR LF, which some gateways make of CR LF, is one line break; a CR elsewhere is none. */
const LF_LINES: Lines = { line: /[^\n]*(?:\n|$)/y, empty: /\r*\n/y, blankBelow: /\n\r*\n/g };
/** Where no LF stands at all. */
const CR_LINES: Lines = { line: /[^\r]*(?:\r|$)/y, empty: /\r/y, blankBelow: /\r\r/g };

/**
 * Reads the header section between `start` and `end`. A line that is no field ends it, as if the blank line had been
 * forgotten, when none follows; mbox's `From ` line at the top of an attached message is stepped over.
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
  const lines = text.includes("\n") ? LF_LINES : CR_LINES;
  let at = /^>?From /.test(text) ? (matchAt(lines.line, text, 0)?.length ?? 0) : 0;
  while (at < text.length) {
    const name = matchAt(FIELD, text, at);
    if (name === undefined) {
      if (matchAt(lines.empty, text, at) !== undefined) break;
      reach ??= reachFrom(text, at, lines);
      if (at >= reach.end) break;
    }
    const field = name === undefined ? lineAsField(text, at, lines, start) : readField(text, at, name, lines, start);
    fields.push(field);
    at = field.end - start;
  }
  const blank = matchAt(lines.empty, text, at);
  // The section ended inside the window if the line that ended it did, line break and all.
  const complete = windowEnd === end || /[\r\n][\s\S]/.test(text.slice(at));
  const clear = reach?.kind !== "open" || windowEnd === end || limit === PART_HEADER_LIMIT;
  return { kind: complete && clear ? "read" : "too-large", fields, bodyOffset: start + at + (blank?.length ?? 0) };
}

/** How far a section goes on behind a line that is no field: to its blank line, or, without one, to its last Content- field. */
interface Reach {
  readonly kind: "closed" | "open";
  readonly end: number;
}

/**
 * Mail readers step over a line that is no field and obey what stands below it: `Content-Type text/plain` would hide the
 * encoding of a body from us alone. Asked once a section, so that many such lines cost no more than one.
 */
function reachFrom(text: string, at: number, { blankBelow }: Lines): Reach {
  blankBelow.lastIndex = at;
  const end = blankBelow.exec(text)?.index;
  if (end !== undefined) return { kind: "closed", end };
  const fields = [...text.slice(at).matchAll(/(?<=[\r\n])content-[a-z-]+[ \t]*:/gi)];
  return { kind: "open", end: at + (fields.at(-1)?.index ?? -1) };
}

/** A field without a name: it means nothing, and is searched like all others. */
function lineAsField(text: string, at: number, lines: Lines, offset: number): PlacedField {
  const line = matchAt(lines.line, text, at) ?? "";
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

function readField(text: string, at: number, match: string, lines: Lines, offset: number): PlacedField {
  const name = match.slice(0, -1).trimEnd();
  let end = at;
  do end += matchAt(lines.line, text, end)?.length ?? 0;
  while (end < text.length && (text[end] === " " || text[end] === "\t"));
  const value = withoutBreak(text.slice(at + match.length, end));
  const valueStart = offset + at + match.length;
  return { name, key: name.toLowerCase(), value, start: offset + at, valueStart, end: offset + end };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
