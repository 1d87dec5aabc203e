/** The places in one searched text that look like the address: what the search did with each, and why. */

import { ENDS_IN_BASE64_WORD } from "../../src/mail/header/encoded-word-form.ts";
import { fromBinaryString } from "../../src/mail/octets.ts";
import { findAtSigns } from "../../src/mail/search/at-signs.ts";
import type { Hit, SearchContext } from "../../src/mail/search/hit.ts";
import { type AtSign, plainDomain, plainLocalPart } from "../../src/mail/search/spelling.ts";

export interface Place {
  /** Of the text as it reads behind its encodings, from 1. */
  readonly line: number;
  readonly outcome: "replaced" | "left";
  readonly why: string;
  /** The place and what stands around it. */
  readonly excerpt: string;
}

export interface Sought {
  readonly localPart: string;
  readonly domain: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** @param hits in order, none touching another */
export function placesIn(text: string, hits: readonly Hit[], context: SearchContext, sought: Sought): readonly Place[] {
  const { found, others } = shared(text, hits);
  const searchedHere = hits.filter((hit) => found.has(hit) || !standsInWord(text, hit));
  const replaced = searchedHere.map((span) => ({
    span,
    outcome: "replaced" as const,
    why: howSpelled(text, found.get(span)),
  }));
  const left = others.flatMap((at) => leftAt(text, at, context, sought) ?? []);
  const apart = withoutAtSign(text, sought).filter(besides(hits));
  const unseen = apart.map((span) => ({ span, outcome: "left" as const, why: NO_AT_SIGN }));
  const lineOf = lineCounter(text);
  return [...replaced, ...left, ...unseen]
    .sort((one, other) => one.span.start - other.span.start)
    .map(({ span, outcome, why }) => {
      return { line: lineOf(span.start), outcome, why, excerpt: excerpt(text, span, context) };
    });
}

/** Each hit with the first at sign in it, and the at signs that stand in none. */
function shared(text: string, hits: readonly Hit[]) {
  const found = new Map<Span, AtSign>();
  const others: AtSign[] = [];
  let next = 0;
  for (const at of [...findAtSigns(text)].sort((one, other) => one.start - other.start)) {
    while ((hits[next]?.end ?? text.length) < at.end) next++;
    const hit = hits[next];
    if (hit === undefined || hit.start > at.start) others.push(at);
    else if (!found.has(hit)) found.set(hit, at);
  }
  return { found, others };
}

/** Octets of an encoded-word that are looked at, at most: RFC 2047 §2 allows 75. */
const WORD_REACH = 100;

/** A run of base64 in an encoded-word: what the word says is searched as a text of its own. */
function standsInWord(text: string, { start, end }: Span): boolean {
  return ENDS_IN_BASE64_WORD.test(text.slice(Math.max(0, start - WORD_REACH), end));
}

/** Whether a span touches none of the hits; asked for spans in order. */
function besides(hits: readonly Hit[]): (span: Span) => boolean {
  let next = 0;
  return ({ start, end }) => {
    while ((hits[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    return (hits[next]?.start ?? Number.POSITIVE_INFINITY) >= end;
  };
}

const NO_AT_SIGN = "there is no at sign between the two: only who reads it takes it for an address";

function howSpelled(text: string, at: AtSign | undefined): string {
  if (at === undefined) return "it reads as the address behind one more encoding";
  const spelling = text.slice(at.start, at.end);
  return spelling === "@" ? "it is the address" : `it is the address, its at sign spelled ${visible(spelling).trim()}`;
}

/** An at sign that the search looked at and left, if what stands around it resembles the address. */
function leftAt(text: string, at: AtSign, { index }: SearchContext, { localPart, domain }: Sought) {
  const before = plainLocalPart(text, at.start);
  const behind = plainDomain(text, at.end);
  const [local, host] = [before.text.toLowerCase(), behind.text.toLowerCase().replace(/[._-]+$/, "")];
  if (!resembles(local, localPart) && !resembles(host, domain)) return undefined;
  const start = local === "" ? at.start : before.startOf(0);
  const span = { start, end: at.end + behind.text.length };
  return { span, outcome: "left" as const, why: whyLeft(local, host, { localPart, domain }, index.mayHide(host)) };
}

function resembles(found: string, wanted: string): boolean {
  return found.length > 2 && (found.includes(wanted) || wanted.includes(found));
}

function whyLeft(local: string, host: string, { localPart, domain }: Sought, hidesThere: boolean): string {
  if (local === "") return "nothing that could be a local part stands before the at sign";
  if (host === "") return "no domain stands behind the at sign";
  if (hidesThere && local.includes(localPart)) return `it is a longer address: its local part is ${visible(local)}`;
  if (hidesThere) return `it is another mailbox at that domain: ${visible(local)}`;
  if (host.endsWith(`.${domain}`)) return `it is an address at a subdomain, ${visible(host)}`;
  if (host.startsWith(domain)) return `its domain goes on: ${visible(host)}`;
  return `it is an address at another domain, ${visible(host)}`;
}

/** `taro at company.example`, `taro [at] company.example`: the two halves of the address near each other on a line. */
function withoutAtSign(text: string, { localPart, domain }: Sought): readonly Span[] {
  const spans: Span[] = [];
  const lower = text.toLowerCase();
  for (let end = lower.indexOf(domain); end >= 0; end = lower.indexOf(domain, end + 1)) {
    const first = Math.max(0, end - APART - localPart.length);
    const near = lower.slice(first, end);
    const at = near.lastIndexOf(localPart);
    const between = near.slice(at + localPart.length);
    if (at < 0 || between === "" || /[\r\n]/.test(between) || hasAtSign(between)) continue;
    spans.push({ start: first + at, end: end + domain.length });
  }
  return spans;
}

/** What people write between the halves: ` [at] `, ` (ATTO) `, ` あっと `. */
const APART = 16;

function hasAtSign(text: string): boolean {
  return !findAtSigns(text).next().done;
}

/** The line of a place; asked for places in order. */
function lineCounter(text: string): (place: number) => number {
  let line = 1;
  let end = text.indexOf("\n");
  return (place) => {
    for (; end >= 0 && end < place; end = text.indexOf("\n", end + 1)) line++;
    return line;
  };
}

const AROUND = 24;

function excerpt(text: string, { start, end }: Span, context: SearchContext): string {
  const slice = text.slice(Math.max(0, start - AROUND), Math.min(text.length, end + AROUND));
  return visible(context.octets === undefined ? slice : decoded(slice, context.octets.charset));
}

/** Octets that were searched as they are, as their charset reads. */
function decoded(view: string, charset: string | undefined): string {
  const octets = fromBinaryString(view);
  try {
    return new TextDecoder(charset ?? "utf-8").decode(octets);
  } catch {
    return new TextDecoder().decode(octets); // A charset that nobody knows.
  }
}

/** On one line, and nothing in it that a terminal would obey. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, "·");
}
