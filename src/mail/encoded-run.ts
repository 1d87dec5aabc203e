/**
 * Hidden addresses inside base64 that stands in a text: calendars and trackers put them into their links so
 * (`eid=MXV0YW…`). An address has three spellings in base64, by where it falls in the groups of three octets; each is
 * looked for natively, and nothing is decoded.
 */
import type { Hit } from "./hit.ts";

/** Stands in place of the whole run: a link that gives somebody away leads nowhere. */
const REMOVED = "removed";

/** What stands before a run in a link; before encrypted text and encoded-words stand other things. */
const IN_LINK = /[=,&#;:.]/;

/** Links are shorter. A longer run is a file's, and only the address in it goes. */
const RUN_LIMIT = 4096;

/** The runs of base64 in which one of the fragments stands. */
export function encodedRunHits(text: string, fragments: readonly string[]): Hit[] {
  const hits: Hit[] = [];
  for (const fragment of fragments) {
    for (let at = text.indexOf(fragment); at >= 0; at = text.indexOf(fragment, at + fragment.length)) {
      const run = runAround(text, at, at + fragment.length);
      if (IN_LINK.test(text.charAt(run.start - 1))) hits.push({ ...run, text: () => REMOVED });
    }
  }
  return hits;
}

function runAround(text: string, from: number, to: number): { readonly start: number; readonly end: number } {
  let [start, end] = [from, to];
  while (start > 0 && from - start < RUN_LIMIT && isBase64(text.charCodeAt(start - 1))) start--;
  while (end < text.length && end - to < RUN_LIMIT && isBase64(text.charCodeAt(end))) end++;
  return from - start >= RUN_LIMIT || end - to >= RUN_LIMIT ? { start: from, end: to } : { start, end };
}

/** `A`–`Z`, `a`–`z`, `0`–`9`, and the last two characters of either alphabet (RFC 4648 §4, §5). */
function isBase64(code: number): boolean {
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return true;
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2f || code === 0x5f;
}
