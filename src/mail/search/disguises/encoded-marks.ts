/**
 * What a hidden address leaves in base64, whatever stands around it: the first characters of its domain, and of every alias,
 * at each of the three places in a group of four, in either letter case, in UTF-16, too. Four characters of base64 are one
 * number, looked up in a set: a file of megabytes is read once, however many addresses are hidden, and only around a mark is
 * anything decoded.
 */

import { ALIAS_PREFIX } from "../../alias-form.ts";
import { fromBinaryString } from "../../octets.ts";
import { type Effort, isSpent } from "../effort.ts";
import type { Range } from "../shown/ranges.ts";
import { type Base64Run, readRun, SEXTETS_OF } from "./base64-runs.ts";

/** Octets of a domain that make four characters of base64 for certain, wherever they stand. */
const PREFIX = 4;
const SEXTETS = 4;

/** A set of four characters of base64 each. */
export interface EncodedMarks {
  /** By two characters that stand side by side, 1 where a mark may end with them: the quick question, asked of each place of a file. */
  readonly pairs: Uint8Array;
  /** The places in a group of four where the octets may start that these characters spell; none when they are no mark. */
  places(four: number): readonly number[];
}

/**
 * @param domains in lower case
 * @param shortForms what stands before the at sign in `taro@m`, as Google's calendars write `taro@gmail.com`
 */
export function encodedMarks(
  domains: readonly string[],
  aliasForm: boolean,
  shortForms: readonly string[],
): EncodedMarks {
  const words = [...domains.map((domain) => domain.slice(0, PREFIX)), ...(aliasForm ? [ALIAS_PREFIX] : [])];
  const spelled = [...new Set(words)].flatMap((word) => [octetsOf(word), inUtf16(octetsOf(word))]);
  const endings = new Set(shortForms.map((local) => `${local.slice(-1)}@m`));
  const places = new Map<number, number[]>();
  for (const octets of [...spelled, ...[...endings].map(octetsOf)]) {
    for (const place of [0, 1, 2]) for (const four of spellings(octets, place)) add(places, four, place);
  }
  let pairs: Uint8Array | undefined;
  return {
    get pairs() {
      pairs ??= pairsOf(places.keys());
      return pairs;
    },
    places: (four) => places.get(four) ?? [],
  };
}

/** By the codes of two characters, seven bits each. What stands behind a line break may end any mark. */
function pairsOf(fours: Iterable<number>): Uint8Array {
  const pairs = new Uint8Array(1 << 14);
  for (const four of fours) {
    for (const last of CODES[four & 0x3f] ?? []) {
      for (const before of [...(CODES[(four >> 6) & 0x3f] ?? []), ...LINE_BREAK]) pairs[before * 128 + last] = 1;
    }
  }
  return pairs;
}

const LINE_BREAK = [0x0d, 0x0a];
/** The characters that stand for six bits: base64's and base64url's. */
const CODES = Array.from({ length: 64 }, (_, bits) =>
  [...SEXTETS_OF.keys()].filter((code) => SEXTETS_OF[code] === bits),
);

function add(places: Map<number, number[]>, four: number, place: number): void {
  const known = places.get(four);
  if (known === undefined) places.set(four, [place]);
  else if (!known.includes(place)) known.push(place);
}

/** The octets that may stand at each place, in order. */
type Octets = readonly (readonly number[])[];

function octetsOf(word: string): Octets {
  return [...word].map((character) => [
    ...new Set([character.toLowerCase().charCodeAt(0), character.toUpperCase().charCodeAt(0)]),
  ]);
}

/** What stands between them is NUL in either order of octets. */
function inUtf16(octets: Octets): Octets {
  return octets.flatMap((octet, at) => (at === 0 ? [octet] : [[0], octet]));
}

const ANY = Array.from({ length: 256 }, (_, octet) => octet);

/** Of its group of four, the first character that the octets make for certain, when so many stand before them. */
function firstCertain(place: number): number {
  return Math.ceil((place * 8) / 6);
}

/** The first four such characters, as one number, in all spellings. */
function spellings(octets: Octets, place: number): readonly number[] {
  let fours = [0];
  for (let character = 0; character < SEXTETS; character++) {
    const bit = (firstCertain(place) + character) * 6;
    const first = Math.floor(bit / 8) - place;
    const [one, other] = [octets[first] ?? ANY, bit % 8 > 2 ? (octets[first + 1] ?? ANY) : [0]];
    const values = new Set(one.flatMap((high) => other.map((low) => (((high << 8) | low) >> (10 - (bit % 8))) & 0x3f)));
    fours = fours.flatMap((four) => [...values].map((value) => (four << 6) | value));
  }
  return fours;
}

/** A mark in a text: where its last character stands, and where in groups of four its octets may start. */
interface Mark {
  readonly end: number;
  readonly places: readonly number[];
}

/** Steps that it takes to find a mark. */
const GLANCE = 0.25;

/** The marks in a run, over line breaks, too. */
export function marksIn(text: string, run: Range, marks: EncodedMarks, effort: Effort): readonly Mark[] {
  const found: Mark[] = [];
  const next = run.end - run.start > WORTH_COPYING ? inOctets(text, run, marks.pairs) : inText(text, run, marks.pairs);
  for (let at = next(run.start); at < run.end; at = next(at + 1)) {
    const places = marks.places(fourBefore(text, at, run.start));
    effort.steps -= places.length > 0 ? GLANCE : GLANCE / 8;
    if (isSpent(effort)) break;
    if (places.length > 0) found.push({ end: at, places });
  }
  return found;
}

/** Longer runs are read as octets, which takes a third of the time. */
const WORTH_COPYING = 4096;

/** Finds the next place, from one on, where a mark may end; the end of the run when there is none. */
type NextEnd = (from: number) => number;

function inText(text: string, run: Range, pairs: Uint8Array): NextEnd {
  return (from) => {
    let at = from;
    let before = at > run.start ? text.charCodeAt(at - 1) : 0x0a;
    for (; at < run.end; at++) {
      const code = text.charCodeAt(at);
      if (pairs[before * 128 + code] === 1) return at;
      before = code;
    }
    return at;
  };
}

function inOctets(text: string, { start, end }: Range, pairs: Uint8Array): NextEnd {
  const octets = fromBinaryString(text.slice(start, end));
  return (from) => {
    let at = from - start;
    let before = at > 0 ? (octets[at - 1] as number) : 0x0a;
    for (; at < octets.length; at++) {
      const code = octets[at] as number;
      if (pairs[before * 128 + code] === 1) break;
      before = code;
    }
    return start + at;
  };
}

/** Four characters of base64 as one number, the last one at a place, not before where the run starts. */
function fourBefore(text: string, last: number, start: number): number {
  let four = 0;
  for (let at = last, bits = 0; at >= start && bits < 6 * SEXTETS; at--) {
    const value = SEXTETS_OF[text.charCodeAt(at)] as number;
    if (value < 0) continue; // A line break.
    four |= value << bits;
    bits += 6;
  }
  return four;
}

/** Where groups of four start that hold a mark's octets, in a run without line breaks. */
export function groupsOf({ end, places }: Mark): readonly number[] {
  return places.map((place) => end + 1 - SEXTETS - firstCertain(place)).filter((group) => group >= 0);
}

/** So much of a long run is looked at around a mark: an address with what may be escaped in it. */
const REACH = 1024;

/** What of a run may hold an address: all of a link's, of a file what stands around the marks; nothing where there are none. */
export function markedPieces(text: string, run: Range, marks: EncodedMarks, effort: Effort): readonly Base64Run[] {
  const found = marksIn(text, run, marks, effort);
  if (found.length === 0) return [];
  const whole = readRun(text, run, run);
  if (whole.isLink) return [whole];
  const pieces: { start: number; end: number }[] = [];
  for (const mark of found) {
    const [start, end] = [Math.max(run.start, mark.end - REACH), Math.min(run.end, mark.end + REACH)];
    const last = pieces.at(-1);
    if (last !== undefined && start <= last.end) last.end = end;
    else pieces.push({ start, end });
  }
  return pieces.map((piece) => readRun(text, piece, run));
}
