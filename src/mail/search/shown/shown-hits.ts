/** Hidden addresses that are seen where the source spells something else: cut by tags, in full width, with soft hyphens. */

import type { Replacement } from "../../edit.ts";
import { firstIndex } from "../../in-order.ts";
import { likelyAtSigns } from "../at-signs.ts";
import { countHit, isSpent, spendOn } from "../effort.ts";
import type { Hit, SearchContext } from "../hit.ts";
import { type AtSign, isDomainCode, isLocalCode } from "../spelling.ts";
import { escapesAt, readCharacters, startOfEscapes } from "./charset-layer.ts";
import { encodingsOf } from "./encodings.ts";
import { readShown } from "./markup-layer.ts";
import type { Range } from "./ranges.ts";
import { regionsAround } from "./regions.ts";
import type { Shown } from "./shown.ts";
import { mayHideElements } from "./tags.ts";

/** The hit at an at sign of a text, if there is one. */
type HitAt = (text: string, at: AtSign, context: SearchContext) => Hit | undefined;

/** What is seen around some at signs. */
interface ShownHits {
  readonly hits: readonly Hit[];
  /** Whether a hit in the source is only a piece of a longer address that is seen there, somebody else's. */
  isPiece(hit: Hit): boolean;
}

const NOTHING_SHOWN: ShownHits = { hits: [], isPiece: () => false };

/** @param ats at signs of the text around which something may be cut, in any order */
export function shownHits(text: string, ats: readonly AtSign[], context: SearchContext, hitAt: HitAt): ShownHits {
  if (ats.length === 0) return NOTHING_SHOWN;
  const cut = [...ats].sort((one, other) => one.start - other.start);
  const options = {
    isHtml: context.mode === "html",
    hasEscapes: context.octets !== undefined && text.includes("\u001b"),
  };
  const hits: Hit[] = [];
  const joined: Joined[] = [];
  for (const region of regionsAround(text, cut, options)) {
    if (isSpent(context.effort)) break;
    for (const shown of readings(text, region, context)) {
      hits.push(...hitsInShown(shown, text, context, hitAt));
      if (shown.joints.size > 0) joined.push({ region, shown });
    }
  }
  return { hits, isPiece: (hit) => joinedAround(joined, hit).some(({ shown }) => goesOn(shown, hit)) };
}

/** A reading with something invisible in it, and where it was read. */
interface Joined {
  readonly region: Range;
  readonly shown: Shown;
}

/** Those that may have a hit in them: they are in order, and a region is read in few charsets, so that not all are asked. */
function joinedAround(joined: readonly Joined[], hit: Hit): readonly Joined[] {
  const firstBehind = firstIndex(joined, ({ region }) => region.start > hit.end);
  return joined.slice(Math.max(0, firstBehind - READINGS_ASKED), firstBehind);
}

/** Two regions, for they overlap, each in as many charsets as there are. */
const READINGS_ASKED = 16;

function readings(text: string, region: Range, { octets, mode, mayShowTags, effort }: SearchContext): Shown[] {
  const encodings = octets === undefined ? [undefined] : encodingsOf(text, region, octets);
  spendOn(effort, encodings.length * (region.end - region.start));
  const hides = mode === "html" && mayHideElements(text.slice(region.start, region.end)) ? [false, true] : [false];
  return encodings.flatMap((encoding) => {
    const characters = readCharacters(text, region, encoding);
    return hides.map((hide) => readShown(characters, mode === "html", mayShowTags === true, hide));
  });
}

/** The hits in one reading, as hits of its source. */
export function hitsInShown(shown: Shown, source: string, context: SearchContext, hitAt: HitAt): Hit[] {
  const spelledAt = (at: AtSign) => source.slice(shown.starts[at.start] ?? 0, shown.ends[at.end - 1] ?? 0);
  const seen = { ...context, octets: undefined, seams: shown.seams, spelledAt };
  const hits: Hit[] = [];
  for (const at of likelyAtSigns(shown.text, seen)) {
    if (isSpent(context.effort)) break;
    const hit = at.isHex !== true ? hitAt(shown.text, at, seen) : undefined;
    if (hit === undefined) continue;
    countHit(context.effort);
    hits.push(sourceHit(hit, shown, source));
  }
  return hits;
}

/** The hit in the source: what replaces it stands where it starts, and the tags inside of it behind. */
export function sourceHit(hit: Hit, shown: Shown, source: string): Hit {
  const start = shown.starts[hit.start] ?? 0;
  const end = shown.ends[hit.end - 1] ?? start;
  const tags = between(shown.markup, start, end).map((tag) => source.slice(tag.start, tag.end));
  const found = { start, end, text: (replacement: Replacement) => hit.text(replacement) + tags.join("") };
  return shown.states === undefined ? found : inAscii(found, source, shown.states, hit);
}

/** The hit in ISO-2022-JP: what is written is ASCII, and the set in force behind it is the one that was. */
function inAscii(found: Hit, source: string, states: readonly string[], { start, end }: Hit): Hit {
  const first = states[start] !== "" ? startOfEscapes(source, found.start) : found.start;
  const stateBefore = (first < found.start ? states[start - 1] : states[start]) ?? "";
  const before = stateBefore === "" ? "" : "\u001b(B";
  const stateBehind = states[end - 1] ?? "";
  const behind = stateBehind === "" ? { end: found.end, state: "" } : escapesAt(source, found.end, stateBehind);
  return { start: first, end: behind.end, text: (replacement) => before + found.text(replacement) + behind.state };
}

/** The ranges (in order) that lie between two places; found by halves. */
function between(ranges: readonly Range[], start: number, end: number): readonly Range[] {
  const first = firstIndex(ranges, (range) => range.start >= start);
  let last = first;
  while ((ranges[last]?.end ?? end + 1) <= end) last++;
  return ranges.slice(first, last);
}

/** Whether the address of a hit goes on behind something invisible, or has begun before. */
function goesOn(shown: Shown, hit: Hit): boolean {
  const first = placeOf(shown, hit.start);
  const last = placeOf(shown, hit.end);
  if (first < 0 || last < 0) return false;
  return runsOver(shown, first, -1, isLocalCode) || runsOver(shown, last, 1, isDomainCode);
}

/** Whether characters of an address go on from a place over a joint. */
function runsOver(shown: Shown, place: number, step: 1 | -1, belongs: (code: number) => boolean): boolean {
  const characterAt = (at: number) => (step > 0 ? at : at - 1);
  for (let at = place; belongs(shown.text.charCodeAt(characterAt(at))); at += step) {
    if (shown.seams.has(at)) return false;
    if (shown.joints.has(at)) return true;
  }
  return false;
}

/** The code unit that is spelled from a place of the source on; -1 when the reading does not have the place. */
function placeOf({ starts, ends }: Shown, place: number): number {
  if (place < (starts[0] ?? Number.POSITIVE_INFINITY) || place > (ends.at(-1) ?? -1)) return -1;
  return firstIndex(starts, (start) => start >= place);
}
