/** Quoted-printable bodies: RFC 2045 §6.7, changed in place so that untouched lines keep their octets. */

import type { Decoded, Edit } from "../edit.ts";
import { fromBinaryString, lineAround } from "../octets.ts";

const EQUALS = 0x3d;
const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
const SPACE = 0x20;

/** RFC 2045 §6.7 (5): encoded lines have at most 76 characters, a soft line break's `=` included. */
const LINE_LENGTH = 76;

/** A longer stretch without an escape is copied faster by a call than octet by octet. */
const WORTH_COPYING = 24;

/** What one escape of the encoded text stands for: an octet, or nothing for a soft line break. */
interface Escape {
  readonly end: number;
  readonly octet: number | undefined;
}

export function decodeQuotedPrintable(encoded: Uint8Array): Decoded {
  const octets = new Uint8Array(encoded.length);
  let written = 0;
  let at = 0;
  while (at < encoded.length) {
    const octet = encoded[at] as number;
    if (octet !== EQUALS) {
      const near = Math.min(at + WORTH_COPYING, encoded.length);
      while (at < near && encoded[at] !== EQUALS) octets[written++] = encoded[at++] as number;
      if (at < near || at === encoded.length) continue;
      const found = encoded.indexOf(EQUALS, at);
      const stretch = encoded.subarray(at, found < 0 ? encoded.length : found);
      octets.set(stretch, written);
      written += stretch.length;
      at += stretch.length;
      continue;
    }
    const value = hexPair(encoded, at + 1);
    if (value >= 0) {
      octets[written++] = value;
      at += 3;
      continue;
    }
    if ((encoded[at + 1] as number) > SPACE) {
      octets[written++] = EQUALS;
      at++;
      continue;
    }
    const escaped = readEscape(encoded, at);
    if (escaped.octet !== undefined) octets[written++] = escaped.octet;
    at = escaped.end;
  }
  return { octets: octets.subarray(0, written), encode: (edits) => encodeEdits(encoded, edits) };
}

/** The escape at `at`; an equals sign that starts none stands for itself, as readers take it. */
function readEscape(encoded: Uint8Array, at: number): Escape {
  const value = hexPair(encoded, at + 1);
  if (value >= 0) return { end: at + 3, octet: value };
  let end = at + 1;
  while (encoded[end] === 0x20 || encoded[end] === 0x09) end++;
  // Some gateways make CR CR LF of CR LF; readers join those lines, too.
  let feed = end;
  while (encoded[feed] === CR) feed++;
  if (feed > end && encoded[feed] === LF) return { end: feed + 1, octet: undefined };
  if (encoded[end] === LF || encoded[end] === CR) return { end: end + 1, octet: undefined };
  return end >= encoded.length ? { end, octet: undefined } : { end: at + 1, octet: EQUALS };
}

const HEX_VALUES = new Int8Array(256).fill(-1);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  HEX_VALUES[digit.charCodeAt(0)] = value;
  HEX_VALUES[digit.toUpperCase().charCodeAt(0)] = value;
}

/** What two hexadecimal digits stand for; negative when they are none. */
function hexPair(encoded: Uint8Array, at: number): number {
  if (at + 1 >= encoded.length) return -1;
  const high = HEX_VALUES[encoded[at] as number] as number;
  const low = HEX_VALUES[encoded[at + 1] as number] as number;
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Where an edit stands in the encoded text, and in its line. */
interface Place {
  readonly edit: Edit;
  readonly start: number;
  readonly end: number;
  readonly lineStart: number;
  readonly lineEnd: number;
}

function encodeEdits(encoded: Uint8Array, edits: readonly Edit[]): Edit[] {
  const places = locate(encoded, edits);
  return places.map((place, at) => {
    const alone = places[at - 1]?.lineStart !== place.lineStart && places[at + 1]?.lineStart !== place.lineStart;
    return encodeEdit(encoded, place, alone);
  });
}

/** Walks the encoded text once more, up to the last edit, for where each one starts and ends. */
function locate(encoded: Uint8Array, edits: readonly Edit[]): Place[] {
  const places: Place[] = [];
  let decoded = 0;
  let at = 0;
  const advance = (target: number): void => {
    while (decoded < target && at < encoded.length) {
      const escaped = encoded[at] === EQUALS ? readEscape(encoded, at) : undefined;
      if (escaped?.octet !== undefined || escaped === undefined) decoded++;
      at = escaped?.end ?? at + 1;
    }
  };
  for (const edit of edits) {
    advance(edit.start);
    // Soft line breaks before the first octet stay outside of the edit.
    while (
      edit.end > edit.start &&
      encoded[at] === EQUALS &&
      readEscape(encoded, at).octet === undefined &&
      at < encoded.length
    ) {
      at = readEscape(encoded, at).end;
    }
    const start = at;
    advance(edit.end);
    const line = lineAround(encoded, start, at);
    places.push({ edit, start, end: at, lineStart: line.start, lineEnd: line.end });
  }
  return places;
}

/** The replaced octets, with soft line breaks around them where the line would become too long. */
function encodeEdit(encoded: Uint8Array, place: Place, alone: boolean): Edit {
  const { edit, start } = place;
  // What follows may move to the start of a line: it must not become a delimiter there.
  const end = encoded[place.end] === DASH ? place.end + 1 : place.end;
  const behind = end > place.end ? "=2D" : "";
  const before = start - place.lineStart;
  const after = Math.max(place.lineEnd - end, 0);
  return {
    start,
    end,
    write(replacement) {
      const units = [...encodeUnits(edit.write(replacement)), ...(behind === "" ? [] : [behind])];
      const text = units.join("");
      if (alone && before + text.length + after <= LINE_LENGTH && !text.includes("\n")) return fromBinaryString(text);
      return fromBinaryString(`${before > 0 ? "=\r\n" : ""}${wrapped(units)}${after > 0 ? "=\r\n" : ""}`);
    },
  };
}

/** Octets as the units that no line may be broken inside of. Line breaks stay what they are. */
function encodeUnits(octets: Uint8Array): string[] {
  const units: string[] = [];
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] as number;
    const next = octets[at + 1];
    const crlf = octet === CR && next === LF;
    if (crlf || octet === LF) units.push(crlf ? "\r\n" : "\n");
    else if (isLiteral(octet, next)) units.push(String.fromCharCode(octet));
    else units.push(`=${octet.toString(16).toUpperCase().padStart(2, "0")}`);
    if (crlf) at++;
  }
  return units;
}

/** RFC 2045 §6.7 (2) and (3): printable octets stand for themselves, white space only inside a line. */
function isLiteral(octet: number, next: number | undefined): boolean {
  if (octet === 0x20 || octet === 0x09) return next !== undefined && next !== CR && next !== LF;
  return octet > 0x20 && octet < 0x7f && octet !== EQUALS;
}

function wrapped(units: readonly string[]): string {
  let text = "";
  let column = 0;
  for (const unit of units) {
    const lineBreak = unit.endsWith("\n");
    if (!lineBreak && column + unit.length >= LINE_LENGTH) {
      text += "=\r\n";
      column = 0;
    }
    // A replacement such as `--x@y` must not stand at the start of a line as it is.
    const safe = column === 0 && unit === "-" ? "=2D" : unit;
    text += safe;
    column = lineBreak ? 0 : column + safe.length;
  }
  return text;
}
