/** Octets with the line breaks cut out that a format only put in to keep lines short, and the way back. */

import type { Edit } from "../edit.ts";
import { firstIndex } from "../in-order.ts";

/** Octets to leave out, from `start` to before `end`. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

interface JoinedLines {
  readonly octets: Uint8Array;
  /** Where each cut lies in `octets`. Two lists of numbers, not one of objects: there may be a million cuts. */
  readonly at: readonly number[];
  /** How much had been cut out up to and with it. */
  readonly removed: readonly number[];
}

export function cutOut(octets: Uint8Array, cuts: Iterable<Cut>): JoinedLines {
  const [at, removed]: [number[], number[]] = [[], []];
  let kept = octets;
  let from = 0;
  let length = 0;
  for (const cut of cuts) {
    if (from === 0) kept = new Uint8Array(octets.length);
    length = keep(octets.subarray(from, cut.start), kept, length);
    from = cut.end;
    at.push(length);
    removed.push(from - length);
  }
  if (from === 0) return { octets, at, removed };
  length = keep(octets.subarray(from), kept, length);
  return { octets: kept.subarray(0, length), at, removed };
}

/** Shorter stretches than this are copied faster octet by octet than by a call. */
const WORTH_COPYING = 24;

/** Puts octets behind those kept so far, and answers how many there are now. */
function keep(octets: Uint8Array, kept: Uint8Array, length: number): number {
  if (octets.length > WORTH_COPYING) kept.set(octets, length);
  else for (let at = 0; at < octets.length; at++) kept[length + at] = octets[at] as number;
  return length + octets.length;
}

/** Edits (not empty ones) of the joined octets as edits of the original; a line break inside of an edit goes with it. */
export function uncutEdits(joined: JoinedLines, edits: readonly Edit[]): Edit[] {
  if (joined.at.length === 0) return [...edits];
  return edits.map((edit) => ({
    start: original(joined, edit.start),
    end: original(joined, edit.end - 1) + 1,
    write: (replacement) => edit.write(replacement),
  }));
}

/** Where an octet of the joined text stands in the original. */
function original({ at: seams, removed }: JoinedLines, at: number): number {
  return at + (removed[firstIndex(seams, (seam) => seam > at) - 1] ?? 0);
}
