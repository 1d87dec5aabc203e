/**
 * Hidden addresses in a text. Every at sign is looked at, the address around it is read, and looked up: the cost depends
 * on the text, not on how many addresses are hidden. Longer addresses that only contain a hidden one are not hit.
 */

import type { ContentIds } from "./content-id.ts";
import type { Replacement } from "./edit.ts";
import type { HiddenIndex, Slot } from "./hidden.ts";
import {
  type AtSign,
  escapedDomain,
  escapedLocalPart,
  findAtSigns,
  plainDomain,
  plainLocalPart,
  type Reading,
} from "./spelling.ts";

/** Where a text stands, as far as it decides what counts as an address in it. */
export interface Surroundings {
  readonly index: HiddenIndex;
  readonly contentIds: ContentIds;
  /** `ids`: every id with a hidden domain is renamed. `loose`: file names, where `x-taro@company.example.pdf` is a hit. */
  readonly manner: "text" | "html" | "loose" | "ids";
  /** Whether a character above ASCII may be the first half of one, its second half a letter; never, in decoded text. */
  readonly halves?: (() => boolean) | undefined;
}

/** One place where a hidden address stands. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** What is to stand there. */
  text(replacement: Replacement): string;
}

/** All hits of a text, in order. */
export function findHits(text: string, around: Surroundings): Hit[] {
  const hits: Hit[] = [];
  for (const at of findAtSigns(text)) {
    const hit = hitAt(text, at, around);
    if (hit !== undefined) hits.push(hit);
  }
  return inOrderOfStart(hits);
}

/** The hits in order; of two that overlap the one that starts first, or is longer, stays. */
export function inOrderOfStart(hits: Hit[]): Hit[] {
  return hits.sort((one, other) => one.start - other.start || other.end - one.end).filter(disjoint());
}

/** The text with everything hidden replaced. */
export function replaceHits(text: string, hits: readonly Hit[], replacement: Replacement): string {
  let replaced = "";
  let reached = 0;
  for (const hit of hits) {
    replaced += text.slice(reached, hit.start) + hit.text(replacement);
    reached = hit.end;
  }
  return replaced + text.slice(reached);
}

function disjoint(): (hit: Hit) => boolean {
  let reached = 0;
  return (hit) => {
    const free = hit.start >= reached;
    if (free) reached = hit.end;
    return free;
  };
}

function hitAt(text: string, at: AtSign, around: Surroundings): Hit | undefined {
  const plain = plainDomain(text, at.end);
  const behind = at.end + plain.text.length;
  const escaped = /[&%=\\]/.test(text[behind] ?? "") ? escapedDomain(text, at.end) : undefined;
  const domains = escaped === undefined ? [plain] : [escaped, plain];
  for (const domain of domains) {
    const hit = contentIdHit(text, at, domain, around) ?? addressHit(text, at, domain, around);
    if (hit !== undefined) return hit;
  }
  return verpHit(text, at, around);
}

/** The address around `at`; of several readings the longest that is hidden. */
function addressHit(text: string, at: AtSign, domain: Reading, around: Surroundings): Hit | undefined {
  for (const length of domainLengths(domain.text, around.manner === "loose")) {
    const name = domain.text.slice(0, length);
    if (!around.index.mayHide(name)) continue;
    const local = localPartBefore(text, at, name, around);
    const end = domain.endOf(length - 1);
    if (local !== undefined)
      return { start: local.start, end, text: spelledLike(text.slice(at.start, at.end), local.slot, around) };
  }
  return undefined;
}

/** File names end in these, no domain does. */
const FILE_EXTENSION = /^(?:pdf|txt|text|vcf|ics|eml|html?|csv|jpe?g|png|gif|docx?|xlsx?|pptx?|json|xml|log)$/i;

/**
 * How much of what reads as a domain may be one, longest first: without the dots and dashes of the sentence it stands in,
 * without a file name's extension, and without the next sentence's first word where the space was forgotten.
 */
function domainLengths(run: string, loose: boolean): number[] {
  let length = run.replace(/[.-]+$/, "").length;
  const lengths = length > 0 ? [length] : [];
  for (let dot = run.lastIndexOf(".", length - 1); dot > 0; dot = run.lastIndexOf(".", dot - 1)) {
    const label = run.slice(dot + 1, length);
    const nextSentence = /^[A-Z][a-z]+$/.test(label) && !/[A-Z]/.test(run.slice(0, dot));
    if (!loose && !nextSentence && !FILE_EXTENSION.test(label)) break;
    length = dot;
    lengths.push(dot);
  }
  return lengths;
}

interface FoundLocalPart {
  readonly start: number;
  readonly slot: Slot;
}

function localPartBefore(text: string, at: AtSign, domain: string, around: Surroundings): FoundLocalPart | undefined {
  const quoted = quotedLocalPart(text, at.start, domain, around.index);
  if (quoted !== undefined) return quoted;
  const plain = plainLocalPart(text, at.start);
  return hiddenTail(text, plain, domain, around) ?? hiddenTail(text, escapedLocalPart(text, at.start), domain, around);
}

/** The longest tail of the reading that is a hidden local part and starts where an address may start. */
function hiddenTail(
  text: string,
  reading: Reading | undefined,
  domain: string,
  around: Surroundings,
): FoundLocalPart | undefined {
  if (reading === undefined) return undefined;
  const first = reading.startOf(0);
  const swallowed = swallowsFirst(reading.text, text.slice(Math.max(0, first - 2), first), around);
  for (const from of tails(reading.text, swallowed, around.manner === "loose")) {
    const slot = around.index.slotOf(reading.text.slice(from), domain);
    if (slot !== undefined) return { start: reading.startOf(from), slot };
  }
  return undefined;
}

/** Characters that RFC 5322 allows in an address and nobody has: in a text they stand before one (`?to=`, `*`, `|`). */
const SEPARATOR = /[!#$%&*/=?^`{|}~]/;
/** Characters that addresses do have, but that markup and lists put before one (`_taro@…_`, `'taro@…'`, `- taro@…`). */
const LEADING = /^[_.'+-]+/;

/** Where in a run of local-part characters an address may start, first ones first. */
function tails(run: string, swallowed: boolean, loose: boolean): number[] {
  const starts = new Set<number>(swallowed ? [0, 1] : [0]);
  for (let at = 0; at < run.length; at++) {
    const character = run[at] ?? "";
    if (SEPARATOR.test(character) || (loose && /[_+.'-]/.test(character))) starts.add(at + 1);
  }
  for (const start of [...starts]) {
    const marks = LEADING.exec(run.slice(start))?.[0].length ?? 0;
    if (marks > 0) starts.add(start + marks);
    if (run.startsWith("3D", start)) starts.add(start + 2);
  }
  return [...starts].filter((start) => start < run.length).sort((one, other) => one - other);
}

/**
 * Whether the run's first character may belong to what stands before it: the second octet of a Shift_JIS, GBK or Big5
 * character may be a letter, ISO-2022-JP's escape back to ASCII ends in one (`ESC ( B`), and so does an escaped line
 * break of a calendar (`\n`).
 */
function swallowsFirst(run: string, before: string, around: Surroundings): boolean {
  if (before === "\u001b(" || (before.endsWith("\\") && /^[nrt]/i.test(run))) return true;
  return /[\u0080-\uffff]$/.test(before) && around.halves?.() === true;
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

/** A Content-ID, or its use in a `cid:` URL (RFC 2392): renamed when its domain is a hidden address's. */
function contentIdHit(text: string, at: AtSign, domain: Reading, around: Surroundings): Hit | undefined {
  if (!around.index.carries(domain.text)) return undefined;
  const local = escapedLocalPart(text, at.start) ?? plainLocalPart(text, at.start);
  const start = local.text === "" ? at.start : local.startOf(0);
  const used = around.manner === "ids" || text.slice(Math.max(0, start - 4), start).toLowerCase() === "cid:";
  if (!used) return undefined;
  const name = around.contentIds.rename(`${local.text}@${domain.text}`);
  const spelling = text.slice(at.start, at.end);
  return { start, end: domain.endOf(domain.text.length - 1), text: () => name.replace("@", () => spelling) };
}

/** `bounce-taro=company.example@…` (VERP) and `SRS0=…=company.example=taro@…`: the address inside a local part. */
function verpHit(text: string, at: AtSign, around: Surroundings): Hit | undefined {
  const local = plainLocalPart(text, at.start);
  const equals = local.text.indexOf("=");
  if (equals < 0) return undefined;
  const pieces = local.text.split("=");
  let offset = 0;
  for (const [number, piece] of pieces.entries()) {
    const next = pieces[number + 1] ?? "";
    const place = { start: local.startOf(offset), left: piece, right: next };
    const hit = next === "" ? undefined : (verpPair(place, around) ?? srsPair(place, around));
    if (hit !== undefined) return hit;
    offset += piece.length + 1;
  }
  return undefined;
}

interface Pair {
  readonly start: number;
  readonly left: string;
  readonly right: string;
}

function verpPair({ start, left, right }: Pair, around: Surroundings): Hit | undefined {
  if (!around.index.mayHide(right)) return undefined;
  for (const from of tails(left, false, true)) {
    const slot = around.index.slotOf(left.slice(from), right);
    if (slot !== undefined)
      return { start: start + from, end: start + left.length + 1 + right.length, text: spelledLike("=", slot, around) };
  }
  return undefined;
}

function srsPair({ start, left, right }: Pair, around: Surroundings): Hit | undefined {
  const slot = around.index.mayHide(left) ? around.index.slotOf(right, left) : undefined;
  if (slot === undefined) return undefined;
  const text = (replacement: Replacement) => addressOf(slot, replacement).split("@").reverse().join("=");
  return { start, end: start + left.length + 1 + right.length, text };
}

/** The replacement, its at sign spelled as the one that stood there. */
function spelledLike(spelling: string, slot: Slot, around: Surroundings): Hit["text"] {
  return (replacement) => {
    const address = addressOf(slot, replacement);
    const at = address.lastIndexOf("@");
    const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
    if (spelling.startsWith("%")) return encodeURIComponent(local) + spelling + domain;
    const html = around.manner === "html" || spelling.startsWith("&");
    return (html ? escapedForHtml(local) : local) + spelling + domain;
  };
}

function addressOf(slot: Slot, replacement: Replacement): string {
  return slot.kind === "address" ? (replacement.addresses[slot.index] ?? replacement.aliasForm) : replacement.aliasForm;
}

/** A correspondent's address may hold `&`, `<` or quotes: it must not become markup in the text that it is put into. */
function escapedForHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
