/** One header field without the hidden addresses: in its raw text and inside encoded-words (RFC 2047). */

import type { Replacement } from "../edit.ts";
import { decodeText } from "../header/encoded-word.ts";
import { toBinaryString, utf8 } from "../octets.ts";
import { binaryOfView } from "../search-view.ts";
import { isSpent } from "./effort.ts";
import { type Hit, inOrderOfStart, replaceHits, type SearchContext } from "./hit.ts";
import { findHits } from "./match.ts";

/**
 * The hits in a field value (binary string, or a view of octets). An encoded-word, with those beside it, is one hit: what
 * it says is replaced and encoded again in UTF-8; everything around it keeps its octets.
 */
export function findFieldHits(value: string, context: SearchContext): Hit[] {
  const hits = findHits(value, context);
  if (!value.includes("=?")) return hits;
  return inOrderOfStart([...encodedRuns(value).flatMap((run) => runHit(value, run, context) ?? []), ...hits]);
}

interface Run {
  readonly start: number;
  readonly end: number;
}

/** Encoded-words with nothing but white space between them; an address may be cut in two by them. */
function encodedRuns(value: string): Run[] {
  const runs: Run[] = [];
  for (const word of value.matchAll(/=\?[^?\s]+\?[bq]\?[^?]*\?=/gi)) {
    const end = word.index + word[0].length;
    const before = runs.at(-1);
    if (before !== undefined && /^\s*$/.test(value.slice(before.end, word.index))) {
      runs[runs.length - 1] = { start: before.start, end };
    } else runs.push({ start: word.index, end });
  }
  return runs;
}

/** Steps for what an encoded-word takes: its charset, its encoding, a text of its own. */
const STEPS_A_RUN = 10;

function runHit(value: string, run: Run, context: SearchContext): Hit | undefined {
  context.effort.steps -= STEPS_A_RUN;
  if (isSpent(context.effort)) return undefined;
  return (
    hitInReading(value, run, decodeText, context) ?? hitInReading(value, widened(value, run), readLoosely, context)
  );
}

function hitInReading(
  value: string,
  run: Run,
  read: (octets: string) => string,
  context: SearchContext,
): Hit | undefined {
  const text = read(binaryOfView(value.slice(run.start, run.end)));
  const hits = findHits(text, { ...context, octets: undefined });
  if (hits.length === 0) return undefined;
  const write = (replacement: Replacement) => encodedWords(replaceHits(text, hits, replacement));
  return { ...run, text: write };
}

/** The start of an encoded-word, wherever it stands. */
const OPENING = /=\?[^?\s]*\?[bq]\?/gi;

/** What readers make of words that open inside of others, and that end where their text goes on. */
function readLoosely(octets: string): string {
  return decodeText(octets).replace(OPENING, "");
}

/** RFC 5321 §4.5.3.1: octets of an address, and those of one more word's opening. */
const REACH = 320;
/** What an address is spelled with, and an encoded-word: nobody's address goes on behind anything else. */
const SPELLED = /[\w.@+=?%&#;'-]/;

/** The run with the text that stands right beside it, of which its words should be free (RFC 2047 §5). */
function widened(value: string, { start, end }: Run): Run {
  let [first, last] = [start, end];
  while (first > 0 && start - first < REACH && SPELLED.test(value.charAt(first - 1))) first--;
  while (last < value.length && last - end < REACH && SPELLED.test(value.charAt(last))) last++;
  return { start: first, end: last };
}

/** Octets in one encoded-word that keep it within RFC 2047 §2's 75 characters. */
const WORD_OCTETS = 45;

/** Always base64: legal in a phrase, a comment and a parameter alike, whatever the text holds. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let octets = "";
  for (const character of text.replace(/[\u0000-\u001f\u007f]/g, " ")) {
    const next = toBinaryString(utf8(character));
    if (octets.length + next.length > WORD_OCTETS) {
      words.push(octets);
      octets = "";
    }
    octets += next;
  }
  return [...words, octets].map((word) => `=?UTF-8?B?${btoa(word)}?=`).join("\r\n ");
}
