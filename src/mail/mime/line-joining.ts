/** Octets with the line breaks cut out that a format only put in to keep lines short, and the way back. */

import type { Edit } from "../edit.ts";

/** Octets to leave out, from `start` to before `end`. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

export interface JoinedLines {
  readonly octets: Uint8Array;
  /** Where each cut lies in `octets`, and how much had been cut out up to and with it. */
  readonly seams: readonly { readonly at: number; readonly removed: number }[];
}

export function cutOut(octets: Uint8Array, cuts: readonly Cut[]): JoinedLines {
  if (cuts.length === 0) return { octets, seams: [] };
  const kept = new Uint8Array(octets.length);
  const seams: { at: number; removed: number }[] = [];
  let from = 0;
  let length = 0;
  for (const cut of [...cuts, { start: octets.length, end: octets.length }]) {
    kept.set(octets.subarray(from, cut.start), length);
    length += cut.start - from;
    from = cut.end;
    seams.push({ at: length, removed: from - length });
  }
  return { octets: kept.subarray(0, length), seams };
}

/** Edits (not empty ones) of the joined octets as edits of the original; a line break inside of an edit goes with it. */
export function uncutEdits(joined: JoinedLines, edits: readonly Edit[]): Edit[] {
  if (joined.seams.length === 0) return [...edits];
  return edits.map((edit) => ({
    start: original(joined, edit.start),
    end: original(joined, edit.end - 1) + 1,
    write: (replacement) => edit.write(replacement),
  }));
}

/** Where an octet of the joined text stands in the original. */
function original({ seams }: JoinedLines, at: number): number {
  let low = 0;
  let high = seams.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seams[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return at + (seams[low - 1]?.removed ?? 0);
}
