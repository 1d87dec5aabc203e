/**
 * Addresses whose at sign is escaped before it is encoded: `taro%40company.example` in base64, as Sophos puts whole links into
 * its own, `&#64;` and `\u0040` in `data:` URLs, UTF-16. What stands around a mark of a hidden address is decoded, and
 * searched as any text.
 */

import type { Effort } from "../effort.ts";
import type { Hit } from "../hit.ts";
import { REMOVED, valueStart } from "./base64-in-text.ts";
import type { Base64Run } from "./base64-runs.ts";
import { type EncodedMarks, groupsOf, marksIn } from "./encoded-marks.ts";

/** Groups of four that are decoded before a mark, and behind. */
const GROUPS = 120;

/** Characters on each side of a mark within which its address stands. */
const REACH = 180;

/** A run without its line breaks, and where each of its characters stands in the text. */
interface JoinedRun {
  readonly text: string;
  placeOf(at: number): number;
}

/** The addresses in one run. @param search finds them in what it says */
export function escapedHits(
  run: Base64Run,
  marks: EncodedMarks,
  effort: Effort,
  search: (text: string) => readonly Hit[],
): Hit[] {
  const joined = joinedRun(run);
  const hits: Hit[] = [];
  let reached = -1;
  for (const mark of marksIn(joined.text, { start: 0, end: joined.text.length }, marks, effort)) {
    if (mark.end < reached) continue;
    for (const group of groupsOf(mark)) {
      effort.steps -= GROUPS / 4;
      hits.push(...hitsAround(run, joined, group, search));
      // What stands there has been searched along with this one, if it has this one's place in its group.
      if (mark.places.length === 1) reached = group + 4 * GROUPS - REACH;
    }
  }
  return hits;
}

function joinedRun({ start, text }: Base64Run): JoinedRun {
  if (!text.includes("\n")) return { text, placeOf: (at) => start + at };
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (text[at] !== "\r" && text[at] !== "\n") places.push(start + at);
  return { text: text.replace(/[\r\n]/g, ""), placeOf: (at) => places[at] ?? start + text.length };
}

function hitsAround(run: Base64Run, joined: JoinedRun, group: number, search: (text: string) => readonly Hit[]): Hit[] {
  const start = group - 4 * Math.min(GROUPS, Math.floor(group / 4));
  const decoded = decode(joined.text.slice(start, group + 4 * GROUPS));
  const isWide = decoded.includes("\0");
  const hits = search(isWide ? decoded.replaceAll("\0", "") : decoded);
  if (hits.length === 0) return [];
  if (run.isLink) {
    return [{ start: run.start + valueStart(run, group), end: run.start + run.text.length, text: () => REMOVED }];
  }
  const octets = isWide ? 2 : 1;
  const place = (octet: number) => joined.placeOf(start + Math.floor((octet * octets) / 3) * 4);
  return hits.map((hit) => blanked(run, place(hit.start), place(hit.end + 2)));
}

/** In a file the address alone goes, its place kept by as many characters. */
function blanked(run: Base64Run, start: number, end: number): Hit {
  const kept = run.text.slice(start - run.start, end - run.start).replace(/[^\r\n]/g, "A");
  return { start, end: start + kept.length, text: () => kept };
}

function decode(encoded: string): string {
  const run = encoded.replaceAll("-", "+").replaceAll("_", "/");
  return atob(run.length % 4 === 1 ? run.slice(0, -1) : run);
}
