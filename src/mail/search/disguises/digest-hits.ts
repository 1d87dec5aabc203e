/** Digests of hidden addresses in a text: Gravatar's links carry them, and anybody can try addresses against them. */

import type { Hit, SearchContext } from "../hit.ts";
import type { Range } from "../shown/ranges.ts";
import { hexadecimalWords, SHORTEST_DIGEST } from "./base64-runs.ts";

/** MD5, SHA-1, SHA-256: in hexadecimal, and in base64 without what pads it. */
const LENGTHS = new Set([SHORTEST_DIGEST, 40, 64]);
const IN_BASE64 = [22, 27, 43];

/** The digests in a run; a digest of nothing stands instead, for which Gravatar shows its own picture. */
export function digestHits(text: string, run: Range, context: SearchContext): Hit[] {
  const found = [...hexadecimalDigests(text, run, context), ...base64Digests(text, run, context)];
  context.effort.hits -= found.length;
  return found.map(({ start, end }) => ({ start, end, text: () => "0".repeat(end - start) }));
}

function hexadecimalDigests(text: string, run: Range, { index }: SearchContext): Range[] {
  if (run.end - run.start < SHORTEST_DIGEST) return [];
  return hexadecimalWords(text, run)
    .map((word) => withoutEscape(text, word))
    .filter(({ start, end }) => LENGTHS.has(end - start) && index.digests().has(text.slice(start, end).toLowerCase()));
}

/** The two digits behind a percent sign are an escape's: `%2F` and the digest. */
function withoutEscape(text: string, { start, end }: Range): Range {
  return text[start - 1] === "%" ? { start: start + 2, end } : { start, end };
}

/** At the end of a run: a link's path before it has base64's letters, too. A longer run is a file's. */
function base64Digests(text: string, { start, end }: Range, { index }: SearchContext): Range[] {
  const length = end - start;
  if (length < 22 || length > LONGEST_LINK || !isMixed(text.slice(end - 22, end))) return [];
  return IN_BASE64.filter((digits) => digits <= length && !isBase64(text, end - digits - 1, start))
    .map((digits) => ({ start: end - digits, end }))
    .filter((place) => index.digests().has(text.slice(place.start, end).replaceAll("+", "-").replaceAll("/", "_")));
}

const LONGEST_LINK = 2048;

/** Words of a path are in lower case, and hexadecimal is in one case: chance has both, and digits. */
function isMixed(digits: string): boolean {
  return /[0-9]/.test(digits) && /[A-Z]/.test(digits) && /[a-z]/.test(digits);
}

/** Whether a letter or digit of the run goes on before a place; the slash of a path is none. */
function isBase64(text: string, at: number, start: number): boolean {
  return at >= start && /[A-Za-z0-9]/.test(text[at] ?? "");
}
