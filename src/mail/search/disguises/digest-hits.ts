/** Digests of hidden addresses in a text: Gravatar's links carry them, and anybody can try addresses against them. */

import type { Hit, SearchContext } from "../hit.ts";
import type { Base64Run } from "./base64-runs.ts";

const SHORTEST = 32;
/** A whole word of hexadecimal digits; a pattern that asks for its length tries a long one at each of its places. */
const DIGITS = /[0-9a-f]{32,}/gi;
/** MD5, SHA-1, SHA-256. */
const LENGTHS = new Set([SHORTEST, 40, 64]);

/** The digests in a run; a digest of nothing stands instead, for which Gravatar shows its own picture. */
export function digestHits(run: Base64Run, { index, effort }: SearchContext): Hit[] {
  if (run.text.length < SHORTEST) return [];
  const found = Array.from(run.text.matchAll(DIGITS)).filter(
    ([digits]) => LENGTHS.has(digits.length) && index.digests().has(digits.toLowerCase()),
  );
  effort.hits -= found.length;
  return found.map(({ 0: digest, index: at }) => {
    const start = run.start + at;
    return { start, end: start + digest.length, text: () => "0".repeat(digest.length) };
  });
}
