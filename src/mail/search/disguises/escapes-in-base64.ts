/**
 * Addresses whose at sign is escaped before it is encoded: `taro%40company.example` in base64, as Sophos puts whole links into
 * its own, `&#64;` and `\\u0040` in `data:` URLs, UTF-16. What the escapes are in base64, at each of the three places in a
 * group of four, is searched for natively.
 */

import type { Effort } from "../effort.ts";
import type { Hit } from "../hit.ts";
import { LINK_LIMIT, REMOVED, valueStart } from "./base64-in-text.ts";
import type { Base64Run } from "./base64-runs.ts";

/** The last one is an at sign in UTF-16, in either order of octets. */
const ESCAPES = ["%40", "&#64;", "&#x40;", "=40", "\\u0040", "%2540", "\0@\0"];

interface Needle {
  readonly text: string;
  /** Characters of the group of four before the needle. */
  readonly offset: number;
}

/** The characters of base64 that an escape makes for certain, with so many octets before it in its group. */
function needleOf(escaped: string, octetsBefore: number): Needle {
  const encoded = btoa("\0".repeat(octetsBefore) + escaped).replace(/=+$/, "");
  const offset = Math.ceil((octetsBefore * 4) / 3);
  const end = Math.floor(((octetsBefore + escaped.length) * 4) / 3);
  return { text: encoded.slice(offset, end), offset };
}

const NEEDLES = ESCAPES.flatMap((escaped) => [0, 1, 2].map((octets) => needleOf(escaped, octets)));
const ANY = new RegExp(NEEDLES.map(({ text }) => text).join("|"));

/** Steps that it takes to find a needle. */
const GLANCE = 0.05;

/** Groups of four that are decoded before an at sign, and behind. */
const GROUPS = 120;

/** In longer runs each needle by itself is found faster than all of them together. */
const SHORT = 256;

/** Characters on each side of an escape within which its address stands. */
const REACH = 180;

/** The addresses in one run. @param search finds them in what it says */
export function escapedHits(run: Base64Run, effort: Effort, search: (text: string) => readonly Hit[]): Hit[] {
  if (run.text.length <= SHORT && !ANY.test(run.text)) return [];
  const hits: Hit[] = [];
  let reached = -1;
  for (const group of groups(run.text, effort)) {
    if (group < reached || effort.steps < 0) continue;
    effort.steps -= GROUPS / 4;
    hits.push(...hitsAround(run, group, search));
    // What stands there has been searched along with this one.
    reached = group + 4 * GROUPS - REACH;
  }
  return hits;
}

/** Where groups of four start that hold the start of an escape, in order. */
function groups(text: string, effort: Effort): number[] {
  const found: number[] = [];
  for (const { text: needle, offset } of NEEDLES) {
    for (let at = text.indexOf(needle); at >= 0 && effort.steps >= 0; at = text.indexOf(needle, at + 1)) {
      effort.steps -= GLANCE;
      if (at >= offset) found.push(at - offset);
    }
  }
  return found.sort((one, other) => one - other);
}

function hitsAround(run: Base64Run, group: number, search: (text: string) => readonly Hit[]): Hit[] {
  const start = group - 4 * Math.min(GROUPS, Math.floor(group / 4));
  const decoded = decode(run.text.slice(start, group + 4 * GROUPS));
  const isWide = decoded.includes("\0");
  const hits = search(isWide ? decoded.replaceAll("\0", "") : decoded);
  if (hits.length === 0) return [];
  if (run.text.length <= LINK_LIMIT) {
    return [{ start: run.start + valueStart(run, group), end: run.start + run.text.length, text: () => REMOVED }];
  }
  const octets = isWide ? 2 : 1;
  const place = (octet: number) => start + Math.floor((octet * octets) / 3) * 4;
  return hits.map((hit) => blanked(run, place(hit.start), place(hit.end + 2)));
}

/** In a file the address alone goes, its place kept by as many characters. */
function blanked(run: Base64Run, start: number, end: number): Hit {
  const kept = run.text.slice(start, end).replace(/[^\r\n]/g, "A");
  return { start: run.start + start, end: run.start + start + kept.length, text: () => kept };
}

/** As far as it is base64 without line breaks. */
function decode(encoded: string): string {
  const run = (/^[A-Za-z0-9+/_-]*/.exec(encoded)?.[0] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  return atob(run.length % 4 === 1 ? run.slice(0, -1) : run);
}
