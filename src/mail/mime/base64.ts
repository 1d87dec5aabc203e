/** Base64 bodies: RFC 2045 §6.8, decoded as forgivingly as mail readers do. */

import type { Decoded } from "../edit.ts";
import { type Edit, editedWhole, joined } from "../edit.ts";
import { fromBinaryString, utf8 } from "../octets.ts";
import { searchView } from "../search-view.ts";

const ALPHABET = utf8("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const NOTHING = 0x40;
const PADDING = 0x80;
const VALUES = new Uint8Array(256).fill(NOTHING);
ALPHABET.forEach((octet, value) => {
  VALUES[octet] = value;
});
VALUES[0x3d] = PADDING;

/** Characters of one line of base64, RFC 2045 §6.8. */
const LINE_LENGTH = 76;

/** Runs of one body that are told apart; what follows then belongs to the last (`=A=A=A…` must not cost more). */
const RUN_LIMIT = 100;

interface Run {
  /** From the first to behind the last character that belongs to it, padding too. */
  readonly start: number;
  readonly end: number;
  readonly octets: Uint8Array;
}

/**
 * Octets that are not base64 are passed over, as RFC 2045 asks. Padding ends a run and another may follow: some readers
 * go on there, so we look there. What is no base64 at all (a list server's footer) is left standing between the runs.
 */
export function decodeBase64(encoded: Uint8Array): Decoded[] {
  const clean = readNatively(encoded);
  if (clean !== undefined) return clean.octets.length === 0 ? [] : [decodedRun(encoded, clean)];
  const stripped = withoutStrayLines(encoded);
  return [encoded, ...(stripped === undefined ? [] : [stripped])].flatMap((reading) =>
    joinAdjacent(reading, readRuns(reading)).map((run) => decodedRun(encoded, run)),
  );
}

function decodedRun(encoded: Uint8Array, run: Run): Decoded {
  return { octets: run.octets, encode: (edits) => [encodedRun(encoded, run, edits)] };
}

/** ECMAScript 2026, in Workers; elsewhere maybe not yet. */
interface Native {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

/** A body of base64 and white space alone, padded at its end if at all, which is nearly every one; undefined for all others. */
function readNatively(encoded: Uint8Array): Run | undefined {
  const native: Native = Uint8Array as Native;
  try {
    const view = searchView(encoded);
    const octets = native.fromBase64?.(view) ?? fromBinaryString(atob(view));
    return { start: view.length - view.trimStart().length, end: view.trimEnd().length, octets };
  } catch {
    return undefined; // An answer, not a failure: something else stands in it.
  }
}

function readRuns(encoded: Uint8Array): Run[] {
  const space = new Uint8Array(((encoded.length * 3) >> 2) + 3);
  const runs: Run[] = [];
  let at = 0;
  while (at < encoded.length) {
    const run = readRun(encoded, at, space.subarray(runs.length === 0 ? 0 : (at * 3) >> 2), runs.length < RUN_LIMIT);
    at = run.end;
    if (run.octets.length > 0) runs.push(run);
  }
  return runs;
}

/** Runs with nothing but white space between them read as one text in some readers: an address may span them. */
function joinAdjacent(encoded: Uint8Array, runs: readonly Run[]): Run[] {
  const groups: Run[][] = [];
  for (const run of runs) {
    const before = groups.at(-1)?.at(-1);
    if (before && isBlank(encoded.subarray(before.end, run.start))) groups.at(-1)?.push(run);
    else groups.push([run]);
  }
  return groups.map(asOneRun);
}

function isBlank(octets: Uint8Array): boolean {
  return octets.every((octet) => octet === 0x20 || octet === 0x09 || octet === 0x0d || octet === 0x0a);
}

function asOneRun(group: readonly Run[]): Run {
  const octets = group.length === 1 ? group[0]?.octets : undefined;
  return {
    start: group[0]?.start ?? 0,
    end: group.at(-1)?.end ?? 0,
    octets: octets ?? joined(group.map((run) => run.octets)),
  };
}

/** Decodes into `space`, up to and with the next padding if that ends the run. */
function readRun(encoded: Uint8Array, from: number, space: Uint8Array, endsAtPadding = true): Run {
  let start = -1;
  let last = from;
  let written = 0;
  let pending = 0;
  let bits = 0;
  let at = from;
  while (at < encoded.length) {
    const value = VALUES[encoded[at] as number] as number;
    // Behind a whole group of four there is nothing to pad: readers pass such a sign over and go on.
    if (value === PADDING && start >= 0 && endsAtPadding && bits !== 0) {
      const end = behindPadding(encoded, at);
      return { start, end, octets: space.subarray(0, written) };
    }
    if (value < NOTHING) {
      if (start < 0) start = at;
      const grouped = bits === 0 ? decodeGroups(encoded, at, space, written) : at;
      written += ((grouped - at) >> 2) * 3;
      last = Math.max(grouped, last);
      if (grouped > at) {
        at = grouped;
        continue;
      }
      pending = ((pending << 6) | value) & 0xffff;
      bits = (bits + 6) % 8;
      if (bits !== 6) space[written++] = pending >> bits;
      last = at + 1;
    }
    at++;
  }
  return { start: Math.max(start, from), end: start < 0 ? encoded.length : last, octets: space.subarray(0, written) };
}

/** Decodes while four characters stand together, the case that has to be fast; answers where it stopped. */
function decodeGroups(encoded: Uint8Array, from: number, space: Uint8Array, to: number): number {
  let at = from;
  for (; at + 3 < encoded.length; at += 4) {
    const first = VALUES[encoded[at] as number] as number;
    const second = VALUES[encoded[at + 1] as number] as number;
    const third = VALUES[encoded[at + 2] as number] as number;
    const fourth = VALUES[encoded[at + 3] as number] as number;
    if ((first | second | third | fourth) >= NOTHING) break;
    space[to++] = (first << 2) | (second >> 4);
    space[to++] = (second << 4) | (third >> 2);
    space[to++] = (third << 6) | fourth;
  }
  return at;
}

function behindPadding(encoded: Uint8Array, at: number): number {
  let end = at;
  while (encoded[end] === 0x3d) end++;
  return end;
}

/** The run with its changes, as lines of legal length. */
function encodedRun(encoded: Uint8Array, run: Run, edits: readonly Edit[]): Edit {
  const kept = withoutTrailingText(encoded, run, edits.at(-1)?.end ?? 0);
  const lineBreak = encoded.includes(0x0d) || !encoded.includes(0x0a) ? "\r\n" : "\n";
  return {
    start: kept.start,
    end: kept.end,
    write: (replacement) => encodeBase64Lines(editedWhole(kept.octets, edits, replacement), lineBreak),
  };
}

/**
 * Without padding, the words of a footer behind the base64 decode to a few odd octets at its end. If the lines of the
 * run say where the footer starts, it is kept as it stands instead.
 */
function withoutTrailingText(encoded: Uint8Array, run: Run, needed: number): Run {
  const text = searchView(encoded.subarray(run.start, run.end));
  if (!/[^A-Za-z0-9+/=\s]/.test(text)) return run;
  const body = /^(?:[A-Za-z0-9+/]+=*[ \t]*\r?\n)+/.exec(text)?.[0] ?? "";
  if (/^[A-Za-z0-9+/]{40,}\s*$/m.test(text.slice(body.length))) return run;
  const end = run.start + body.trimEnd().length;
  const shorter = readRun(encoded.subarray(0, end), run.start, new Uint8Array(end - run.start));
  return shorter.octets.length >= needed ? shorter : run;
}

/** Base64 in lines of 76 characters, without a line break at the end. */
export function encodeBase64Lines(octets: Uint8Array, lineBreak: string): Uint8Array {
  const characters = Math.ceil(octets.length / 3) * 4;
  const breaks = Math.max(Math.ceil(characters / LINE_LENGTH) - 1, 0);
  const encoded = new Uint8Array(characters + breaks * lineBreak.length);
  let to = 0;
  for (let at = 0; at < octets.length; at += 3) {
    if (at > 0 && at % 57 === 0) {
      for (let next = 0; next < lineBreak.length; next++) encoded[to++] = lineBreak.charCodeAt(next);
    }
    const three = ((octets[at] as number) << 16) | ((octets[at + 1] ?? 0) << 8) | (octets[at + 2] ?? 0);
    encoded[to++] = ALPHABET[three >> 18] as number;
    encoded[to++] = ALPHABET[(three >> 12) & 63] as number;
    encoded[to++] = at + 1 < octets.length ? (ALPHABET[(three >> 6) & 63] as number) : 0x3d;
    encoded[to++] = at + 2 < octets.length ? (ALPHABET[three & 63] as number) : 0x3d;
  }
  return encoded;
}

/** What the octets of a line are to a reader of base64. */
const [CHARACTER, PAD, BLANK, STRAY] = [0, 1, 2, 3];
const LF = 0x0a;
const SPACE = 0x20;
const KINDS = Uint8Array.from(VALUES, (value, octet) => {
  if (value < NOTHING) return CHARACTER;
  if (value === PADDING) return PAD;
  return octet === SPACE || (octet >= 0x09 && octet <= 0x0d) ? BLANK : STRAY;
});

/** A line of base64 alone has as many characters. */
const SHORTEST_LINE = 4;

/**
 * The body with the lines that are no base64 blanked out, so that what stands above and below them keeps its place;
 * undefined when no base64 stands below such a line, where both ways to read it come to the same.
 */
function withoutStrayLines(encoded: Uint8Array): Uint8Array | undefined {
  let stripped: Uint8Array | undefined;
  let goesOn = false;
  // No object for a line: a hostile body has one for each octet.
  for (let start = 0, at = 0; start < encoded.length; start = ++at) {
    let characters = 0;
    let last = CHARACTER;
    let isStray = false;
    let isOrdered = true;
    for (at = start; at < encoded.length && encoded[at] !== LF; at++) {
      const kind = KINDS[encoded[at] as number] as number;
      if (kind === CHARACTER) characters++;
      else if (kind === STRAY) isStray = true;
      if (kind < last) isOrdered = false;
      last = kind;
    }
    if (isStray) {
      stripped ??= encoded.slice();
      blank(stripped, start, at + 1);
    } else goesOn ||= stripped !== undefined && isOrdered && characters >= SHORTEST_LINE;
  }
  return goesOn ? stripped : undefined;
}

function blank(octets: Uint8Array, start: number, end: number): void {
  const last = Math.min(end, octets.length);
  for (let at = start; at < last; at++) octets[at] = SPACE;
}
