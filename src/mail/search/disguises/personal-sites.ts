/** OneDrive's and SharePoint's personal sites: `/personal/hanako_work_example/` is hanako@work.example's. */

import { countHit, isSpent } from "../effort.ts";
import { addressOf, type Hit, type SearchContext } from "../hit.ts";
import { siteName } from "./fingerprints.ts";

/** Slashes and low lines, percent-encoded or not, as often as links are put into links. */
const SITE = /personal(?:\/|%(?:25){0,4}2F)((?:[a-z0-9_]|%(?:25){0,4}5F){3,300})/gi;

/** Steps that it takes to see that a site is nobody's. */
const GLANCE = 0.25;

export function personalSiteHits(text: string, { index, effort }: SearchContext): Hit[] {
  const hits: Hit[] = [];
  for (const { index: at, 0: whole, 1: site = "" } of text.matchAll(SITE)) {
    effort.steps -= GLANCE;
    if (isSpent(effort)) return hits;
    const slot = index.slotOfSite(site.replace(/%(?:25)*5F/gi, "_").toLowerCase());
    if (slot === undefined) continue;
    countHit(effort);
    const end = at + whole.length;
    hits.push({
      start: end - site.length,
      end,
      text: (replacement) => siteName(addressOf(slot, replacement)),
    });
  }
  return hits;
}
