/** Digests of hidden addresses in a text: Gravatar's links carry them, and anybody can try addresses against them. */

import type { Base64Run } from "./base64-runs.ts";
import type { Hit, SearchContext } from "./hit.ts";

/** A whole word of 32, 40 or 64 hexadecimal digits. */
const DIGEST = /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])/gi;
const SHORTEST = 32;

/** The digests in a run; a digest of nothing stands instead, for which Gravatar shows its own picture. */
export function digestHits(run: Base64Run, { index, effort }: SearchContext): Hit[] {
  if (run.text.length < SHORTEST) return [];
  const found = Array.from(run.text.matchAll(DIGEST)).filter(([digest]) => index.digests().has(digest.toLowerCase()));
  effort.hits -= found.length;
  return found.map(({ 0: digest, index: at }) => {
    const start = run.start + at;
    return { start, end: start + digest.length, text: () => "0".repeat(digest.length) };
  });
}
