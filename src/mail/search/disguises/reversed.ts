/** Addresses written from right to left, which `U+202E`, `<bdo>` and a style turn round for whoever reads them. */

import { isSpent } from "../effort.ts";
import type { Hit, SearchContext } from "../hit.ts";

/** The override as such, in UTF-8 and as a reference; the element; the style. */
const MARK = /\u202e|\u00e2\u0080\u00ae|&#(?:8238|x202e)|<bdo[\s>]|bidi-override/gi;

/** Characters behind a mark in which an address is looked for. */
const REACH = 1000;

/** Steps that turning so many round takes. */
const STEPS_A_MARK = 50;

/** @param search finds the addresses in what a mark turns round */
export function reversedHits(
  text: string,
  { effort }: SearchContext,
  search: (reversed: string) => readonly Hit[],
): Hit[] {
  const hits: Hit[] = [];
  let reached = 0;
  for (const { index } of text.matchAll(MARK)) {
    if (index < reached) continue;
    effort.steps -= STEPS_A_MARK;
    if (isSpent(effort)) return hits;
    const window = text.slice(index, index + REACH);
    reached = index + REACH / 2;
    for (const { start, end, text: written } of search(turned(window))) {
      const last = index + window.length;
      hits.push({ start: last - end, end: last - start, text: (replacement) => turned(written(replacement)) });
    }
  }
  return hits;
}

function turned(text: string): string {
  return text.split("").reverse().join("");
}
