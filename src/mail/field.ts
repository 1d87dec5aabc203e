/** One header field without the hidden addresses: in its raw text and inside encoded-words (RFC 2047). */

import type { Replacement } from "./edit.ts";
import { decodeText } from "./encoded-word.ts";
import { type Hit, inOrderOfStart, replaceHits, type Surroundings } from "./hit.ts";
import { findHits } from "./match.ts";
import { toBinaryString, utf8 } from "./octets.ts";
import { binaryOfView } from "./search-view.ts";

/**
 * The hits in a field value (binary string, or a view of octets). An encoded-word, with those beside it, is one hit: what it says is replaced
 * and encoded again in UTF-8; everything around it keeps its octets.
 */
export function findFieldHits(value: string, around: Surroundings): Hit[] {
  const hits = findHits(value, around);
  if (!value.includes("=?")) return hits;
  return inOrderOfStart([...encodedRuns(value).flatMap((run) => runHit(run, around) ?? []), ...hits]);
}

interface Run {
  readonly start: number;
  readonly text: string;
}

/** Encoded-words with nothing but white space between them; an address may be cut in two by them. */
function encodedRuns(value: string): Run[] {
  const runs: Run[] = [];
  let current: { start: number; end: number } | undefined;
  for (const word of value.matchAll(/=\?[^?\s]+\?[bq]\?[^?]*\?=/gi)) {
    const end = word.index + word[0].length;
    if (current !== undefined && /^\s*$/.test(value.slice(current.end, word.index))) current.end = end;
    else {
      if (current !== undefined) runs.push({ start: current.start, text: value.slice(current.start, current.end) });
      current = { start: word.index, end };
    }
  }
  if (current !== undefined) runs.push({ start: current.start, text: value.slice(current.start, current.end) });
  return runs;
}

function runHit(run: Run, around: Surroundings): Hit | undefined {
  const octets = binaryOfView(run.text);
  // In a charset that nobody knows, the address is still ASCII for the reader who knows it.
  const readings = [decodeText(octets), decodeText(octets.replace(/=\?[^?]*\?/g, "=?windows-1252?"))];
  for (const text of readings) {
    const hits = findHits(text, { ...around, halves: undefined });
    if (hits.length === 0) continue;
    const write = (replacement: Replacement) => encodedWords(replaceHits(text, hits, replacement));
    return { start: run.start, end: run.start + run.text.length, text: write };
  }
  return undefined;
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
