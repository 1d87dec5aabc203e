/** The local part before an at sign: where it starts, for texts put all kinds of characters right before an address. */

import { mayStartAt } from "./edges.ts";
import { spendOn } from "./effort.ts";
import type { HiddenIndex, Slot } from "./hidden.ts";
import type { SearchContext } from "./hit.ts";
import { type AtSign, escapedLocalPart, plainLocalPart, type Reading } from "./spelling.ts";

interface FoundLocalPart {
  readonly start: number;
  readonly slot: Slot;
}

/** The hidden local part that ends at `at`, if there is one with that domain. */
export function localPartBefore(
  text: string,
  at: AtSign,
  domain: string,
  context: SearchContext,
): FoundLocalPart | undefined {
  const quoted = quotedLocalPart(text, at.start, domain, context.index);
  if (quoted !== undefined) return quoted;
  const found = hiddenTail(text, at, plainLocalPart(text, at.start), domain, context);
  if (found !== undefined) return found;
  const escaped = escapedLocalPart(text, at);
  if (escaped !== undefined) spendOn(context.effort, 2 * escaped.text.length);
  return hiddenTail(text, at, escaped, domain, context);
}

/** Steps that it takes to see that a local part is somebody else's. */
const GLANCE = 0.3;

/** The longest tail of the reading that is a hidden local part and starts where an address may start. */
function hiddenTail(
  text: string,
  at: AtSign,
  reading: Reading | undefined,
  domain: string,
  context: SearchContext,
): FoundLocalPart | undefined {
  if (reading === undefined) return undefined;
  context.effort.steps -= GLANCE;
  // Somebody else's address at a provider of millions ends otherwise.
  if (!context.index.mayEnd(reading.text, domain)) return undefined;
  spendOn(context.effort, 2 * reading.text.length);
  const first = reading.startOf(0);
  const swallowed = swallowsFirst(reading.text, text.slice(Math.max(0, first - 2), first), context);
  const escaped = escapeBefore(reading.text, text[first - 1]);
  // An address right before this one leaves no telling where it ends: `a@b.exampletaro@company.example`.
  const starts =
    text[first - 1] === "@"
      ? lastPlaces(reading.text)
      : tails(reading.text, swallowed, context.mode === "loose" || at.escape !== undefined);
  const behindSpaces = spacesIn(reading.text, text[at.start] === "%");
  for (const from of [...(escaped > 0 ? [escaped] : []), ...starts, ...behindSpaces, ...seamsIn(reading, context)]) {
    context.effort.steps--;
    const slot = context.index.slotOf(reading.text.slice(from), domain);
    if (slot !== undefined) return { start: reading.startOf(from), slot };
  }
  return undefined;
}

/** `?q=mail+taro@…`: in a link's query, and wherever the at sign is percent-encoded, a plus is a space. */
function spacesIn(run: string, isEncoded: boolean): number[] {
  const query = isEncoded ? 0 : run.search(/[?&=]/);
  if (query < 0) return [];
  const starts: number[] = [];
  for (let plus = run.indexOf("+", query); plus >= 0; plus = run.indexOf("+", plus + 1)) starts.push(plus + 1);
  return starts;
}

/** How long the rest of an escape is that a run begins with: of JSON's `\\u5148`, of RTF's `\\'e9`. */
function escapeBefore(run: string, before: string | undefined): number {
  return before === "\\" ? (/^(?:u[0-9a-f]{4}|'[0-9a-f]{2})/i.exec(run)?.[0].length ?? 0) : 0;
}

/** Where a seam may start the local part. */
function seamsIn(reading: Reading, { seams }: SearchContext): number[] {
  if (seams === undefined || seams.size === 0) return [];
  return Array.from({ length: reading.text.length }, (_, at) => at).filter((at) => seams.has(reading.startOf(at)));
}

/** Characters that RFC 5322 allows in an address and nobody has: in a text they stand before one (`?to=`, `*`, `|`). */
const SEPARATOR = /[!#$%&*/=?^`{|}~]/;
/** Characters that addresses do have, but that markup and lists put before one (`_taro@…_`, `'taro@…'`, `- taro@…`). */
const LEADING = /^[_.'+-]{1,8}/;

/** Of a run that is nothing but separators, the last ones: what stands before them is no part of anybody's address. */
const STARTS_TRIED = 40;

function lastPlaces(run: string): number[] {
  const first = Math.max(0, run.length - STARTS_TRIED);
  return Array.from({ length: run.length - first }, (_, place) => first + place);
}

/** Where in a run of local-part characters an address may start, first ones first. */
export function tails(run: string, swallowed: boolean, loose: boolean): number[] {
  const starts = new Set<number>(swallowed ? [0, 1] : [0]);
  for (let at = 0; at < run.length; at++) {
    const character = run[at] ?? "";
    if (SEPARATOR.test(character) || (loose && /[_+.'-]/.test(character))) starts.add(at + 1);
    else if (at > 0 && mayStartAt(run, at)) starts.add(at);
  }
  for (const start of [...starts]) {
    const marks = LEADING.exec(run.slice(start, start + 8))?.[0].length ?? 0;
    // `'_taro_@…'`: an address may start with a mark itself.
    for (let mark = 1; mark <= marks; mark++) starts.add(start + mark);
    if (run.startsWith("3D", start)) starts.add(start + 2);
  }
  const sorted = [...starts].filter((start) => start < run.length).sort((one, other) => one - other);
  return sorted.slice(-STARTS_TRIED);
}

/**
 * Whether the run's first character may belong to what stands before it: the second octet of a Shift_JIS, GBK or Big5
 * character may be a letter, ISO-2022-JP's escape back to ASCII ends in one (`ESC ( B`), and so does an escaped line
 * break of a calendar (`\n`).
 */
function swallowsFirst(run: string, before: string, context: SearchContext): boolean {
  if (before === "\u001b(" || (before.endsWith("\\") && /^[nrt]/i.test(run))) return true;
  return /[\u0080-\uffff]$/.test(before) && context.octets?.isUtf8() === false;
}

/** How a quote before the at sign may be spelled. */
const QUOTES = ['\\"', '"', "&quot;", "&#34;", "%22", "=22"];
/** RFC 5321 §4.5.3.1.1: 64 octets, each of which may be escaped. */
const QUOTED_LIMIT = 140;

/** `"a..b"@docomo.ne.jp`: RFC 5321 wants the quotes where Japan's carriers gave out addresses that break its rules. */
function quotedLocalPart(text: string, end: number, domain: string, index: HiddenIndex): FoundLocalPart | undefined {
  const quote = QUOTES.find((spelling) => text.endsWith(spelling, end));
  if (quote === undefined) return undefined;
  const window = text.slice(Math.max(0, end - QUOTED_LIMIT), end - quote.length);
  const open = window.lastIndexOf(quote);
  const slot =
    open < 0 ? undefined : index.slotOf(window.slice(open + quote.length).replace(/\\([\s\S])/g, "$1"), domain);
  return slot === undefined ? undefined : { start: end - quote.length - window.length + open, slot };
}
