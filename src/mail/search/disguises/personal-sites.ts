/** OneDrive's and SharePoint's personal sites: `/personal/hanako_work_example/` is hanako@work.example's. */

import { addressOf, type Hit, type SearchContext } from "../hit.ts";
import { siteName } from "./fingerprints.ts";

const NEEDLE = "personal";
/** Slashes and low lines, percent-encoded or not, as often as links are put into links. */
const SITE = /personal(?:\/|%(?:25)*2F)((?:[a-z0-9_]|%(?:25)*5F){3,300})/iy;

/** @param text read natively for the one word that all of these links have */
export function personalSiteHits(text: string, { index }: SearchContext): Hit[] {
  const hits: Hit[] = [];
  for (let at = text.indexOf(NEEDLE); at >= 0; at = text.indexOf(NEEDLE, at + NEEDLE.length)) {
    SITE.lastIndex = at;
    const [whole = "", site = ""] = SITE.exec(text) ?? [];
    const slot = site === "" ? undefined : index.slotOfSite(site.replace(/%(?:25)*5F/gi, "_").toLowerCase());
    if (slot === undefined) continue;
    const end = at + whole.length;
    hits.push({
      start: end - site.length,
      end,
      text: (replacement) => siteName(addressOf(slot, replacement)),
    });
  }
  return hits;
}
