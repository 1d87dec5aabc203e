/**
 * Hidden addresses inside base64 that stands in a text: calendars and trackers put them into their links so
 * (`eid=MXV0YW…`), and pages put whole files into `data:` URLs. Only what stands around an at sign is decoded, and an at
 * sign in base64 is one of three pairs of characters, so that most of a text is never looked at.
 */

import { countHit, type Effort, isSpent } from "../effort.ts";
import type { Glued } from "../glued.ts";
import type { Hit } from "../hit.ts";
import { type Base64Run, sextet } from "./base64-runs.ts";

/** Stands in place of the whole run: a link that gives somebody away leads nowhere. */
export const REMOVED = "removed";

/** Octets read before an at sign: RFC 5321 §4.5.3.1.1 allows 64, and as many for a `+tag`. */
const LOCAL_LIMIT = 128;

/** What may be an at sign and the beginning of the octet behind it; a narrower pattern takes four times as long. */
const PAIR = /[QEUk0BFJNRVZdhlptx159](?:\r?\n)?[A-H]/g;

/** Steps for a pair: a file in base64 has one for each twenty characters, a hostile run is nothing else. */
const GLANCE = 1 / 32;

/** An at sign in a run: the places of its two characters, and the first one's in its group of four. */
interface AtSign {
  readonly first: number;
  readonly second: number;
  readonly offset: 0 | 1 | 2;
}

/** The addresses in a run of base64 or base64url, over line breaks too. */
export function encodedHits(run: Base64Run, glued: Glued, effort: Effort): Hit[] {
  const hits: Hit[] = [];
  PAIR.lastIndex = 0;
  while (!isSpent(effort) && PAIR.test(run.text)) {
    const second = PAIR.lastIndex - 1;
    PAIR.lastIndex = second; // It may be the first of another pair.
    effort.steps -= GLANCE;
    const at = atSign(run.text, placeBefore(run.text, second), second);
    const hit = at === undefined ? undefined : hitAt(run, at, glued, effort);
    if (hit === undefined) continue;
    countHit(effort);
    hits.push(hit);
    if (run.isLink) break; // The run is gone from here to its end.
  }
  return hits;
}

function placeBefore(encoded: string, at: number): number {
  let before = at - 1;
  while (sextet(encoded, before) < 0) before--;
  return before;
}

/** 0x40 lies over two characters in one of three ways, and behind it an octet from 0x30 to 0x7a, with which a domain starts. */
function atSign(encoded: string, first: number, second: number): AtSign | undefined {
  const [one, other] = [sextet(encoded, first), sextet(encoded, second)];
  if (one === 16 && other >= 3) return { first, second, offset: 0 };
  if ((one & 15) === 4 && other < 2) return { first, second, offset: 1 };
  return (one & 3) === 1 && other === 0 ? { first, second, offset: 2 } : undefined;
}

/** Octets decoded around an at sign for what one step costs elsewhere. */
const OCTETS_A_STEP = 8;

function hitAt(run: Base64Run, at: AtSign, glued: Glued, effort: Effort): Hit | undefined {
  const domain = octetsBehind(run.text, at, glued.domainLimit);
  effort.steps -= 1 + domain.places.length / OCTETS_A_STEP;
  if (!glued.mayFollow(domain.text)) return undefined;
  const local = octetsBefore(run.text, at);
  effort.steps -= local.places.length / OCTETS_A_STEP;
  const found = glued.searchContext(local.text, domain.text);
  if (found === undefined) return undefined;
  if (run.isLink) {
    const end = run.start + run.text.length;
    return { start: run.start + valueStart(run, at.first - at.offset), end, text: () => REMOVED };
  }
  const start = local.places[found.local - 1] ?? at.first;
  const end = (domain.places[found.domain - 1] ?? at.second) + 1;
  const kept = run.text.slice(start, end).replace(/[^\r\n]/g, "A");
  return { start: run.start + start, end: run.start + end, text: () => kept };
}

/**
 * A path is made of base64's characters, too: the value starts behind the last slash that leaves the groups of four whole.
 * @param group where one of them starts
 */
export function valueStart(run: Base64Run, group: number): number {
  if (run.isValue) return 0;
  const path = run.text.slice(0, group);
  for (let slash = path.lastIndexOf("/"); slash >= 0; slash = slash > 0 ? path.lastIndexOf("/", slash - 1) : -1) {
    if ((path.length - slash - 1) % 4 === 0) return slash + 1;
  }
  // The two digits behind a percent sign are an escape's.
  return run.escaped ? 2 : 0;
}

/** Octets read off base64, and where the outermost character of each stands, nearest to the at sign first. */
interface Octets {
  readonly text: string;
  readonly places: readonly number[];
}

function octetsBehind(encoded: string, { offset, second }: AtSign, limit: number): Octets {
  const places: number[] = [];
  let octets = "";
  let bits = 4 - 2 * offset;
  let pending = sextet(encoded, second) & ((1 << bits) - 1);
  for (let next = second + 1; next < encoded.length && octets.length < limit; next++) {
    const value = sextet(encoded, next);
    if (value < 0) continue; // A line break.
    pending = (pending << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (!isPrintable(pending >> bits)) break;
    octets += String.fromCharCode(pending >> bits);
    places.push(next);
    pending &= (1 << bits) - 1;
  }
  return { text: octets, places };
}

function octetsBefore(encoded: string, { offset, first }: AtSign): Octets {
  const places: number[] = [];
  let octets = "";
  let bits = 2 * offset;
  let pending = sextet(encoded, first) >> (6 - bits);
  for (let next = first - 1; next >= 0 && octets.length < LOCAL_LIMIT; next--) {
    const value = sextet(encoded, next);
    if (value < 0) continue; // A line break.
    pending |= value << bits;
    bits += 6;
    if (bits < 8) continue;
    if (!isPrintable(pending & 0xff)) break;
    octets = String.fromCharCode(pending & 0xff) + octets;
    places.push(next);
    pending >>= 8;
    bits -= 8;
  }
  return { text: octets, places };
}

/** Nobody's address has anything else in it. */
function isPrintable(octet: number): boolean {
  return octet > 0x20 && octet < 0x7f;
}
