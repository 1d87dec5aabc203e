/** One header field without the hidden addresses: in its raw text and inside encoded-words (RFC 2047). */

import type { Replacement } from "../edit.ts";
import { encodingOf } from "../header/charset.ts";
import { decodeText } from "../header/encoded-word.ts";
import { LENIENT_WORD, WORD_CHARSET, WORD_OPENING } from "../header/encoded-word-form.ts";
import { toBinaryString, utf8 } from "../octets.ts";
import { isSpent, spendOn } from "./effort.ts";
import { type Hit, inOrderOfStart, replaceHits, type SearchContext } from "./hit.ts";
import { findHits } from "./match.ts";

/**
 * The hits in a field value (binary string, or a view of octets). An encoded-word, with those beside it, is one hit: what
 * it says is replaced and encoded again in UTF-8; everything around it keeps its octets.
 */
export function findFieldHits(value: string, context: SearchContext): Hit[] {
  const hits = findHits(value, context);
  if (!value.includes("?") || !OPENING.test(value)) return hits;
  const encoded: Hit[] = [];
  for (const run of encodedRuns(value)) {
    if (isSpent(context.effort)) break;
    const hit = runHit(value, run, context);
    if (hit !== undefined) encoded.push(hit);
  }
  return inOrderOfStart([...encoded, ...hits]);
}

/** `=?`, looked for by its question mark: bodies are full of equals signs. */
const OPENING = /(?<==)\?/;

interface Run {
  readonly start: number;
  readonly end: number;
}

/** Encoded-words with nothing but white space between them; an address may be cut in two by them. */
function* encodedRuns(value: string): Generator<Run> {
  let run: Run | undefined;
  for (const word of value.matchAll(LENIENT_WORD)) {
    const end = word.index + word[0].length;
    const goesOn = run !== undefined && /^\s*$/.test(value.slice(run.end, word.index));
    if (run !== undefined && !goesOn) yield run;
    run = { start: goesOn && run !== undefined ? run.start : word.index, end };
  }
  if (run !== undefined) yield run;
}

/** Steps for what an encoded-word takes: its charset, its encoding, a text of its own. */
const STEPS_A_RUN = 10;
/** No charset has a longer name. */
const CHARSET_REACH = 40;
/** The same for one of which nobody knows the charset: it is read in several. */
const STEPS_AT_A_GUESS = 50;

function runHit(value: string, run: Run, context: SearchContext): Hit | undefined {
  const charset = WORD_CHARSET.exec(value.slice(run.start, run.start + CHARSET_REACH))?.[1] ?? "";
  context.effort.steps -= encodingOf(charset) === undefined ? STEPS_AT_A_GUESS : STEPS_A_RUN;
  // Two readings, and a string for each word of it: a run may be as long as the text.
  spendOn(context.effort, (run.end - run.start) / 2);
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
  const text = read(value.slice(run.start, run.end));
  const hits = findHits(text, { ...context, octets: undefined });
  if (hits.length === 0) return undefined;
  const write = (replacement: Replacement) => encodedWords(replaceHits(text, hits, replacement));
  return { ...run, text: write };
}

/** What readers make of words that open inside of others, and that end where their text goes on. */
function readLoosely(octets: string): string {
  return decodeText(octets).replace(WORD_OPENING, "");
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
