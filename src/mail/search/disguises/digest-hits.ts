/** Digests of hidden addresses in a text: Gravatar's links carry them, and anybody can try addresses against them. */

import { countHit, isSpent } from "../effort.ts";
import type { Hit, SearchContext } from "../hit.ts";
import type { Range } from "../shown/ranges.ts";
import { hexadecimalWords, SHORTEST_DIGEST } from "./base64-runs.ts";

/** MD5, SHA-1, SHA-2 of each length: in hexadecimal, and in base64 without what pads it. */
const OCTETS = [16, 20, 28, 32, 48, 64];
const IN_HEXADECIMAL: ReadonlyMap<number, number> = new Map(OCTETS.map((octets) => [2 * octets, octets]));
const IN_BASE64: ReadonlyMap<number, number> = new Map(OCTETS.map((octets) => [Math.ceil((4 * octets) / 3), octets]));

/** The digests in a run; a digest of nothing stands instead, for which Gravatar shows its own picture. */
export function digestHits(text: string, run: Range, context: SearchContext): Hit[] {
  const found = [...hexadecimalDigests(text, run, context), ...base64Digests(text, run, context)];
  countHit(context.effort, found.length);
  return found.map(({ start, end }) => ({ start, end, text: () => "0".repeat(end - start) }));
}

function hexadecimalDigests(text: string, run: Range, { index }: SearchContext): Range[] {
  if (run.end - run.start < SHORTEST_DIGEST) return [];
  return hexadecimalWords(text, run)
    .map((word) => withoutEscape(text, word))
    .filter(({ start, end }) => {
      const octets = IN_HEXADECIMAL.get(end - start);
      return octets !== undefined && index.digests(octets).has(text.slice(start, end).toLowerCase());
    });
}

/** The two digits behind a percent sign are an escape's: `%2F` and the digest. */
function withoutEscape(text: string, { start, end }: Range): Range {
  return text[start - 1] === "%" ? { start: start + 2, end } : { start, end };
}

/** At the end of a run, or of a piece of a path, where it is base64url: a link's path before it has base64's letters, too. A longer run is a file's. */
function base64Digests(text: string, run: Range, context: SearchContext): Range[] {
  const length = run.end - run.start;
  const written = text.slice(run.start, run.end);
  if (length < SHORTEST_IN_BASE64 || length > LONGEST_LINK || !isMixed(written)) return [];
  const found: Range[] = [];
  for (let slash = written.indexOf("/"); slash >= 0; slash = written.indexOf("/", slash + 1)) {
    digestsEndingAt(text, { start: run.start, end: run.start + slash }, context, found);
  }
  digestsEndingAt(text, run, context, found);
  return found;
}

function digestsEndingAt(text: string, { start, end }: Range, { index, effort }: SearchContext, found: Range[]): void {
  effort.steps -= 1 / SLASHES_A_STEP;
  for (const [digits, octets] of IN_BASE64) {
    const first = end - digits;
    if (first < start || isBase64(text, first - 1, start)) continue;
    effort.steps -= STEPS_A_LOOK;
    if (isSpent(effort)) return;
    if (!isMixed(text.slice(first, end))) continue;
    const digest = text.slice(first, end).replaceAll("+", "-").replaceAll("/", "_");
    if (index.digests(octets).has(digest)) found.push({ start: first, end });
  }
}

const LONGEST_LINK = 2048;
const SHORTEST_IN_BASE64 = Math.min(...IN_BASE64.keys());
/** Ends of a path's pieces that are asked about in the time of a step. */
const SLASHES_A_STEP = 8;
/** What it takes to look whether a piece of a path that is as long as a digest is one: there are as many as somebody likes. */
const STEPS_A_LOOK = 2;

/** Words of a path are in lower case, and hexadecimal is in one case: chance has both. */
function isMixed(digits: string): boolean {
  return /[A-Z]/.test(digits) && /[a-z]/.test(digits);
}

/** Whether a letter or digit of the run goes on before a place; the slash of a path is none. */
function isBase64(text: string, at: number, start: number): boolean {
  return at >= start && /[A-Za-z0-9]/.test(text[at] ?? "");
}
