/**
 * Content-Type and Content-Disposition values: RFC 2045 §5.1, and RFC 2231 for long and non-ASCII parameters. Read
 * leniently (stray comments, missing quotes, a trailing semicolon) and by position, so that a parameter can be changed
 * while its neighbours keep their octets.
 */

import { toBinaryString } from "../octets.ts";
import { withoutComments } from "./cfws.ts";

/** Parameters behind this one are not read, and do not leave: no real field has as many. */
export const PARAMETER_LIMIT = 200;

/** One `name=value` between two semicolons. */
export interface Segment {
  /** Everything between the semicolons, white space and all (binary string). */
  readonly raw: string;
  /** The name in lower case, without RFC 2231's marks; "" when the segment is no parameter. */
  readonly name: string;
  /** RFC 2231 §3: the number of this continuation, 0 when there are none. */
  readonly section: number;
  /** Whether the name carried one of RFC 2231's marks (`*`, `*0`, `*0*`). */
  readonly extended: boolean;
  /** Whether that mark was a number: `filename*` stands alone, `filename*0*` has others behind it. */
  readonly numbered: boolean;
  /** Whether the value is percent-encoded (a trailing `*`). */
  readonly percent: boolean;
  /** The value, unquoted (binary string). */
  readonly value: string;
}

export interface Structured {
  /** What stands before the first semicolon, as it stands. */
  readonly head: string;
  /** The same, lower-cased, without comments, white space and what is no ASCII: `text/plain`, `attachment`. */
  readonly token: string;
  readonly segments: readonly Segment[];
}

/** Reads a structured value (binary string, folding kept). Never fails: what cannot be read has no name. */
export function readStructured(value: string): Structured {
  const [head = "", ...rest] = splitAtSemicolons(value);
  return { head, token: tokenOf(head), segments: rest.map(readSegment) };
}

/** All `name=value` of a field, as many as there are, for whoever looks for a name and takes no field apart. */
export function everySegment(value: string): Segment[] {
  return splitAtSemicolons(value, Number.POSITIVE_INFINITY).map(readSegment);
}

/** The same for a reader who knows of no quotes: in `x="; filename=a.exe` the second parameter is none to everybody. */
export function segmentsDespiteQuotes(value: string): Segment[] {
  return value.split(";").map(readSegment);
}

/** As it is left when it is written: an octet above ASCII, or a NUL, must not hide a multipart from us alone. */
function tokenOf(head: string): string {
  const ascii = bare(head).replace(/[^!-~]+/g, "");
  return ascii.toLowerCase();
}

/** The value of a parameter, its continuations joined, as a binary string in whatever charset it was sent. */
export function parameter(structured: Structured, name: string): string | undefined {
  const plain = structured.segments.find((segment) => segment.name === name && !segment.extended);
  if (plain !== undefined) return plain.value;
  const pieces = continuations(structured, name);
  return pieces.length === 0 ? undefined : joinContinuations(pieces).octets;
}

/** The RFC 2231 segments of a parameter, in their order. */
export function continuations(structured: Structured, name: string): Segment[] {
  return structured.segments
    .filter((segment) => segment.name === name && segment.extended)
    .sort((one, other) => one.section - other.section);
}

/** RFC 2231 §4: the octets behind the pieces, and the charset that the first one names ("" when none does). */
export function joinContinuations(pieces: readonly Segment[]): { readonly octets: string; readonly charset: string } {
  let charset = "";
  let octets = "";
  pieces.forEach((piece, at) => {
    let value = piece.value;
    const marked = at === 0 && piece.percent ? /^([^']*)'[^']*'/.exec(value) : null;
    if (marked !== null) {
      charset = marked[1] ?? "";
      value = value.slice(marked[0].length);
    }
    octets += piece.percent ? unescapePercent(value) : value;
  });
  return { octets, charset };
}

/**
 * A parameter as RFC 2231 writes it, in UTF-8: one segment, or several continuations when it would not fit a legal line.
 * Each one brings the line break that stands before it.
 */
export function writeExtended(name: string, text: string): string[] {
  const encoded = [...text].map(percentEncoded);
  if (encoded.join("").length <= SEGMENT_LENGTH) return [`\r\n ${name}*=UTF-8''${encoded.join("")}`];
  return gather(encoded, SEGMENT_LENGTH).map((piece, at) => `\r\n ${name}*${at}*=${at === 0 ? "UTF-8''" : ""}${piece}`);
}

/** The longest value in one segment: most names fit, and the line stays far below RFC 5322 §2.1.1's 998. */
const SEGMENT_LENGTH = 800;

function gather(pieces: readonly string[], length: number): string[] {
  const gathered: string[] = [];
  let current = "";
  for (const piece of pieces) {
    if (current !== "" && current.length + piece.length > length) {
      gathered.push(current);
      current = "";
    }
    current += piece;
  }
  gathered.push(current);
  return gathered;
}

/** RFC 2231 §7: attribute-char stays, anything else becomes its UTF-8 octets in hex. */
function percentEncoded(character: string): string {
  if (/^[A-Za-z0-9!#$&+.^_`{|}~-]$/.test(character)) return character;
  return toBinaryString(new TextEncoder().encode(character)).replace(/[\s\S]/g, (octet) => {
    return `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

/** Octets written as `%41`; what is no escape stays. */
export function unescapePercent(value: string): string {
  return value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function readSegment(raw: string): Segment {
  const equals = raw.indexOf("=");
  const marked = /^([^*]*)(?:\*(\d{1,4}))?(\*)?$/.exec(equals < 0 ? "" : trimmed(bare(raw.slice(0, equals))));
  const name = (marked?.[1] ?? "").toLowerCase();
  const extended = marked?.[2] !== undefined || marked?.[3] !== undefined;
  const value = equals < 0 ? "" : unquoted(raw.slice(equals + 1));
  const numbered = marked?.[2] !== undefined;
  const percent = marked?.[3] !== undefined;
  return { raw, name, section: Number(marked?.[2] ?? 0), extended, numbered, percent, value };
}

/** The value without its quotes, escapes, folding and a comment behind it; a quote that never closes ends at the end. */
function unquoted(raw: string): string {
  const text = trimmed(raw);
  if (!text.startsWith('"')) return trimmed(bare(text));
  const close = /(?:[^"\\]|\\[\s\S])*/y;
  close.lastIndex = 1;
  const inside = close.exec(text)?.[0] ?? "";
  return inside.replace(/\r?\n/g, "").replace(/\\([\s\S])/g, "$1");
}

/** Without white space around; `String.trim` would also take the octet A0, which may be half a character. */
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r\n".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end).replace(/^[ \t\r\n]+/, "");
}

/** Comments cut out (RFC 5322 §3.2.2); where one never closes, all are left alone. */
function bare(text: string): string {
  return text.includes("(") ? (withoutComments(text, "") ?? text) : text;
}

/** Splits at the semicolons outside quoted strings. */
function splitAtSemicolons(value: string, limit = PARAMETER_LIMIT): string[] {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < value.length && pieces.length < limit; at++) {
    const character = value[at];
    if (quoted && character === "\\") at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ";" && !quoted) {
      pieces.push(value.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(value.slice(start));
  return pieces;
}
