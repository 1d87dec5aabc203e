/**
 * Where in a text it is worth reading what is shown: around an at sign, as far as an address could reach that is cut by
 * tags, spelled in full width or with something invisible inside. Most at signs stand in plain ASCII, and need no reading.
 */

import type { Effort } from "../effort.ts";
import { mayGoOn, mayHaveBegun } from "../likely.ts";
import { type AtSign, isDomainCode, isLocalCode } from "../spelling.ts";
import { isWide } from "./encodings.ts";
import type { Range } from "./ranges.ts";
import { openingOf, TagReader } from "./tags.ts";

/** Characters, tags and references together on one side of an at sign. An address has 254 (RFC 5321 §4.5.3.1). */
const REACH = 400;

/** A longer stretch with at signs in it is read in pieces. */
const REGION_LIMIT = 64 * 1024;

/** So much of the piece before is read again: the local part of an at sign may stand there. */
const OVERLAP = 4096;

const ESCAPE = 0x1b;

/**
 * Whether what stands beside the plain characters around an at sign may belong to the address, seen by a reader.
 *
 * @param hasEscapes whether escape sequences stand in the text, behind which a quote may be half a character
 */
export function mayBeCut(text: string, at: AtSign, hasEscapes: boolean, effort: Effort): boolean {
  if (isWide(text, at)) return true;
  const { start, end } = plainRun(text, at);
  // Runs longer than any address overlap, in a text that is made of at signs.
  effort.steps -= (end - start) / CHARACTERS_A_STEP;
  // A reference may do without its semicolon, and is then all characters of local parts.
  if (mayGoOn(text.charCodeAt(end)) || /&(?:#|shy)/.test(text.slice(start, at.start))) return true;
  // A quote right before plain characters begins them, as in JSON.
  if (text[start - 1] === '"' && start < at.start && !hasEscapes) return false;
  return mayHaveBegun(text.charCodeAt(start - 1)) || text.charCodeAt(start - 2) === ESCAPE;
}

/** So many characters are passed over in the time of a step. */
const CHARACTERS_A_STEP = 100;

function plainRun(text: string, at: AtSign): Range {
  let end = at.end;
  const last = end + REACH;
  while (end < last && isDomainCode(text.charCodeAt(end))) end++;
  let start = at.start;
  const first = start - REACH;
  while (start > first && isLocalCode(text.charCodeAt(start - 1))) start--;
  return { start, end };
}

interface RegionOptions {
  readonly isHtml: boolean;
  /** Whether escape sequences may stand in the text: then lines are read whole, for what they say depends on what stands before. */
  readonly hasEscapes: boolean;
}

/** The regions around at signs (in order), disjoint or overlapping a little, in order. */
export function regionsAround(text: string, ats: readonly AtSign[], options: RegionOptions): Range[] {
  const skimmer = new Skimmer(text, options.isHtml);
  const regions: Range[] = [];
  for (const at of ats) {
    const last = regions.at(-1);
    if (last !== undefined && at.end < last.end) continue;
    const floor = last === undefined ? 0 : Math.max(last.start, last.end - OVERLAP);
    const { start, end } = withSpaces(text, at);
    const region = { start: skimmer.back(start, floor), end: skimmer.ahead(end) };
    const whole = options.hasEscapes ? withWholeLines(text, region, floor) : region;
    if (last !== undefined && whole.start < last.end && whole.end - last.start <= REGION_LIMIT) {
      regions[regions.length - 1] = { start: Math.min(last.start, whole.start), end: whole.end };
    } else regions.push(whole);
  }
  return regions;
}

/** `taro ＠ company.example`: the at sign with a space on either side, as with none. */
function withSpaces(text: string, { start, end }: AtSign): Range {
  return text[start - 1] === " " && text[end] === " " ? { start: start - 1, end: end + 1 } : { start, end };
}

/** Octets of a line that are looked at: RFC 5322 §2.1.1 allows 998. */
const LINE_REACH = 1000;

function withWholeLines(text: string, { start, end }: Range, floor: number): Range {
  const from = Math.max(floor, start - LINE_REACH);
  const lineStart = from + text.slice(from, start).lastIndexOf("\n") + 1;
  const lineEnd = text.slice(end, end + LINE_REACH).indexOf("\n");
  return { start: lineStart, end: lineEnd < 0 ? Math.min(text.length, end + LINE_REACH) : end + lineEnd };
}

/** Finds how far an address could reach, without reading it. */
class Skimmer {
  readonly #text: string;
  readonly #tags: TagReader;

  constructor(text: string, isHtml: boolean) {
    this.#text = text;
    this.#tags = new TagReader(text, isHtml);
  }

  back(from: number, floor: number): number {
    let at = from;
    for (let steps = 0; steps < REACH && at > floor; steps++) {
      const next = this.#before(at, floor);
      if (next === undefined) break;
      at = next;
    }
    return this.#synchronised(at, floor);
  }

  #before(at: number, floor: number): number | undefined {
    const code = this.#text.charCodeAt(at - 1);
    if (code === 0x3e) {
      const opening = openingOf(this.#text, at - 1, floor);
      return opening < 0 ? undefined : opening;
    }
    if (code === 0x3b) {
      const from = Math.max(floor, at - REFERENCE_LIMIT);
      const ampersand = this.#text.slice(from, at).lastIndexOf("&");
      return ampersand < 0 ? undefined : from + ampersand;
    }
    return belongs(code) || this.#text.charCodeAt(at - 2) === ESCAPE ? at - 1 : undefined;
  }

  ahead(from: number): number {
    let at = from;
    for (let steps = 0; steps < REACH && at < this.#text.length; steps++) {
      const code = this.#text.charCodeAt(at);
      const next = code === 0x3c ? this.#tags.tagAt(at)?.end : this.#behind(code, at);
      if (next === undefined) break;
      at = next;
    }
    return at;
  }

  #behind(code: number, at: number): number | undefined {
    return belongs(code) || code === 0x3b || this.#text.charCodeAt(at - 1) === ESCAPE ? at + 1 : undefined;
  }

  /**
   * Back to where a character surely starts: in Shift_JIS, GBK and Big5 no second octet is below 0x30, in UTF-8 the octets
   * that go on are 0x80 to 0xbf.
   */
  #synchronised(from: number, floor: number): number {
    if (this.#text.charCodeAt(from) < 0x80 && !(this.#text.charCodeAt(from - 1) > 0x7e)) return from;
    const last = Math.max(floor, from - REACH);
    let at = from;
    while (at > last && this.#text.charCodeAt(at - 1) >= 0x30) at--;
    return at;
  }
}

/** The longest reference is `&NegativeVeryThinSpace;`. */
const REFERENCE_LIMIT = 40;

/** Whether a character may be part of an address, or invisible inside of one. */
function belongs(code: number): boolean {
  if (code > 0x7e) return true;
  if (code < 0x20) return code !== 0x0a && code !== 0x0d && code !== 0x09;
  // The at sign, a quote, a backslash; the brackets are half of characters in ISO-2022-JP.
  return isLocalCode(code) || code === 0x40 || code === 0x22 || code === 0x5c || code === 0x5b || code === 0x5d;
}
