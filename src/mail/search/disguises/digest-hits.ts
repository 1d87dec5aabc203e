/** Digests of hidden addresses in a text: Gravatar's links carry them, and anybody can try addresses against them. */

import type { Hit, SearchContext } from "../hit.ts";
import type { Range } from "../shown/ranges.ts";
import { hexadecimalWords, SHORTEST_DIGEST } from "./base64-runs.ts";

/** MD5, SHA-1, SHA-256. */
const LENGTHS = new Set([SHORTEST_DIGEST, 40, 64]);

/** The digests in a run; a digest of nothing stands instead, for which Gravatar shows its own picture. */
export function digestHits(text: string, run: Range, { index, effort }: SearchContext): Hit[] {
  if (run.end - run.start < SHORTEST_DIGEST) return [];
  const found = hexadecimalWords(text, run).filter(
    ({ start, end }) => LENGTHS.has(end - start) && index.digests().has(text.slice(start, end).toLowerCase()),
  );
  effort.hits -= found.length;
  return found.map(({ start, end }) => ({ start, end, text: () => "0".repeat(end - start) }));
}
