/** Runs of base64 (RFC 4648 §4, §5) in a text: links' parameters, `data:` URLs; long words and paths look the same. */

import type { Range } from "../shown/ranges.ts";

/** Shorter runs are not looked at even when a hidden address is very short: too many words are as long. */
const SHORTEST = 8;
/** However long the hidden addresses are, those around the at sign may be a part of a run. */
const LONGEST = 16;

/** By character code, the six bits that a character of base64 stands for; -1 for all others. */
export const SEXTETS_OF = new Int8Array(128).fill(-1);

for (const [value, character] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  SEXTETS_OF[character.charCodeAt(0)] = value;
}

SEXTETS_OF["-".charCodeAt(0)] = 62;

SEXTETS_OF["_".charCodeAt(0)] = 63;

/** The six bits that the character at a place stands for; -1 when it is no base64. */
export function sextet(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (SEXTETS_OF[code] as number) : -1;
}

export interface Base64Run {
  readonly start: number;
  /** The run, with the line breaks that stand in it. */
  readonly text: string;
  /** Whether a percent sign stands before it. */
  readonly escaped: boolean;
  /** Whether it is a parameter's value, and no path. */
  readonly isValue: boolean;
  /** Whether a link may have it in it: one that gives somebody away goes as a whole, of a file the address alone. */
  readonly isLink: boolean;
}

/** Links are shorter. A longer run is a file's. */
const LINK_LIMIT = 4096;

/** Where the runs stand that are long enough to hold an address. @param octets of the shortest one that is looked for */
export function base64Runs(text: string, octets: number): Range[] {
  const shortest = Math.min(LONGEST, Math.max(SHORTEST, Math.floor((octets * 4) / 3)));
  return longRuns(text, { start: 0, end: text.length }, SEXTETS_OF, shortest, endOfRun).filter((run) =>
    mayTell(text, run),
  );
}

/** A piece of a run, as what it is in that run. */
export function readRun(text: string, piece: Range, { start, end }: Range): Base64Run {
  const isLink = end - start <= LINK_LIMIT && !text.slice(start, end).includes("\n");
  const before = text[start - 1];
  return {
    start: piece.start,
    text: text.slice(piece.start, piece.end),
    escaped: before === "%",
    isValue: before === "=",
    isLink,
  };
}

/** The shortest digest in hexadecimal, MD5's. */
export const SHORTEST_DIGEST = 32;
const HEXADECIMAL = new Int8Array(128).fill(-1);
for (const digit of "0123456789abcdefABCDEF") HEXADECIMAL[digit.charCodeAt(0)] = 0;

/** The words of hexadecimal digits in a run that are long enough for a digest. */
export function hexadecimalWords(text: string, run: Range): Range[] {
  return longRuns(text, run, HEXADECIMAL, SHORTEST_DIGEST, (_, start) => {
    DIGITS.lastIndex = start;
    DIGITS.test(text);
    return DIGITS.lastIndex;
  });
}

const DIGITS = /[0-9a-fA-F]*/y;

/**
 * The runs of so many characters at least that a table does not call -1. Their places are tried from behind: a character
 * that is none rules out every run across it, so that prose costs a look at few of its characters.
 */
function longRuns(
  text: string,
  { start: from, end: to }: Range,
  table: Int8Array,
  shortest: number,
  endOf: (text: string, start: number) => number,
): Range[] {
  const runs: Range[] = [];
  let at = from + shortest - 1;
  while (at < to) {
    let before = at;
    while (before > at - shortest && (table[text.charCodeAt(before)] ?? -1) >= 0) before--;
    if (before === at - shortest) {
      const start = before + 1;
      before = endOf(text, start);
      runs.push({ start, end: before });
    }
    at = before + shortest;
  }
  return runs;
}

/** An at sign has a capital letter in base64, which most long words and paths do without; a digest is long. */
function mayTell(text: string, { start, end }: Range): boolean {
  if (end - start >= SHORTEST_DIGEST) return true;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x41 && code <= 0x5a) return true;
  }
  return false;
}

const LINES = /[A-Za-z0-9+/_-]+(?:\r?\n(?=[A-Za-z0-9+/_-]))?/y;

/** The end of the run from `start` on, over the line breaks that its writer or a mailer put in. */
function endOfRun(text: string, start: number): number {
  LINES.lastIndex = start;
  let end = start;
  while (LINES.test(text)) end = LINES.lastIndex;
  return end;
}
