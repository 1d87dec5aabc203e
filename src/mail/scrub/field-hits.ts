/** The hidden addresses in a raw field value: as it stands, and as it reads without what may cut an address in it. */
import { commentEnd } from "../header/cfws.ts";
import { fromBinaryString } from "../octets.ts";
import { hitsAcross, preferring } from "../search/across.ts";
import { spendOn } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import { type Hit, inOrderOfStart, type SearchContext } from "../search/hit.ts";
import type { Range } from "../search/shown/ranges.ts";
import { utf8Test } from "../search-view.ts";

/** RFC 5322 §2.2.3 leaves the white space in; a reader of base64, and of an address, passes over it. */
const FOLD = /[ \t]*\r*\n[ \t]+/g;

export function rawFieldHits(value: string, context: SearchContext): Hit[] {
  const hits = hitsIn(value, context);
  return value.includes("\n") ? withHitsAcross(value, foldsIn(value), hits, context) : hits;
}

/** The same in a field of addresses: RFC 5322 §4.4 has comments, spaces and quotes around the dots and the at sign. */
export function addressFieldHits(value: string, context: SearchContext): Hit[] {
  const hits = rawFieldHits(value, context);
  const spaced = spacesIn(value);
  if (spaced.length > 0) spendOn(context.effort, value.length / SPACED_OCTETS_A_CHARACTER);
  return withHitsAcross(value, spaced, hits, context);
}

/** A second search of a field costs little beside reading it escape by escape. */
const SPACED_OCTETS_A_CHARACTER = 8;

function withHitsAcross(value: string, cuts: readonly Range[], hits: Hit[], context: SearchContext): Hit[] {
  const across = hitsAcross(value, cuts, false, (joined, seams) => hitsIn(joined, { ...context, seams }));
  return across.length === 0 ? hits : inOrderOfStart([...across, ...preferring(across, hits)]);
}

function hitsIn(value: string, context: SearchContext): Hit[] {
  const octets = { charset: undefined, isUtf8: utf8Test(fromBinaryString(value)) };
  return findFieldHits(value, { ...context, octets });
}

function foldsIn(value: string): Range[] {
  return Array.from(value.matchAll(FOLD), ({ index, 0: fold }) => ({ start: index, end: index + fold.length }));
}

/** Comments, white space and quotes that stand beside a dot or an at sign. */
function spacesIn(value: string): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at < value.length; ) {
    const end = endOfSpaces(value, at);
    const isBeside = /[.@]/.test(value.charAt(at - 1)) || /[.@]/.test(value.charAt(end));
    if (end > at && isBeside) ranges.push({ start: at, end });
    at = Math.max(end, at + 1);
  }
  return ranges;
}

function endOfSpaces(value: string, start: number): number {
  let at = start;
  while (at < value.length) {
    const next = value[at] === "(" ? commentEnd(value, at) : /[\s"]/.test(value.charAt(at)) ? at + 1 : -1;
    if (next < 0) break;
    at = next;
  }
  return at;
}
