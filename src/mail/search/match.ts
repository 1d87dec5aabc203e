/**
 * Hidden addresses in a text. Every at sign is looked at, the address around it is read, and looked up: the cost depends
 * on the text, not on how many addresses are hidden. Longer addresses that only contain a hidden one are not hit.
 */

import { encodedRunHits } from "./base64-in-text.ts";
import { isSpent, spendOn } from "./effort.ts";
import { type Hit, inOrderOfStart, type SearchContext, spelledLike } from "./hit.ts";
import { mayBeHidden } from "./likely.ts";
import { localPartBefore } from "./local-part.ts";
import { isWide, wideAtSigns } from "./shown/encodings.ts";
import { mayBeCut } from "./shown/regions.ts";
import { shownHits } from "./shown/shown-hits.ts";
import {
  type AtSign,
  escapedDomain,
  escapedLocalPart,
  findAtSigns,
  plainDomain,
  plainLocalPart,
  type Reading,
} from "./spelling.ts";
import { verpHit } from "./verp.ts";

/** All hits of a text, in order; not all of them once the effort is spent. */
export function findHits(text: string, context: SearchContext): Hit[] {
  const hits: Hit[] = [];
  const cut: AtSign[] = [];
  for (const at of atSignsOf(text, context)) {
    context.effort.steps--;
    if (isSpent(context.effort)) return [];
    if (!isWide(text, at) && !mayBeHidden(text, at, context)) continue;
    if (mayBeCut(text, at)) cut.push(at);
    else take(hitAt(text, at, context), hits, context);
  }
  const seen = shownHits(text, cut, context, hitAt);
  for (const at of cut) {
    const hit = hitAt(text, at, context);
    if (hit !== undefined && !seen.isPiece(hit)) take(hit, hits, context);
  }
  const all = hits.concat(encodedRunHits(text, context.index.glued, context.effort));
  return inOrderOfStart(seen.hits.length === 0 ? all : clearOf(seen.hits, all).concat(seen.hits));
}

function* atSignsOf(text: string, { octets }: SearchContext): Generator<AtSign> {
  yield* findAtSigns(text);
  if (octets !== undefined) yield* wideAtSigns(text, octets);
}

function take(hit: Hit | undefined, hits: Hit[], { effort }: SearchContext): void {
  if (hit === undefined) return;
  effort.hits--;
  hits.push(hit);
}

/** The hits that touch none of the others: what is seen as one address must not be replaced by half. */
function clearOf(others: readonly Hit[], hits: Hit[]): Hit[] {
  if (others.length === 0) return hits;
  const sorted = inOrderOfStart([...others]);
  let next = 0;
  return inOrderOfStart(hits).filter((hit) => {
    while ((sorted[next]?.end ?? Number.POSITIVE_INFINITY) <= hit.start) next++;
    return (sorted[next]?.start ?? Number.POSITIVE_INFINITY) >= hit.end;
  });
}

function hitAt(text: string, at: AtSign, context: SearchContext): Hit | undefined {
  const plain = plainDomain(text, at.end);
  const behind = at.end + plain.text.length;
  const escaped = /[&%=\\]/.test(text[behind] ?? "") ? escapedDomain(text, at.end) : undefined;
  if (escaped !== undefined) spendOn(context.effort, escaped.text.length);
  const domains = escaped === undefined ? [plain] : [escaped, plain];
  for (const domain of domains) {
    const hit = contentIdHit(text, at, domain, context) ?? addressHit(text, at, domain, context);
    if (hit !== undefined) return hit;
  }
  return verpHit(text, at, context);
}

/** The address around `at`; of several readings the longest that is hidden. */
function addressHit(text: string, at: AtSign, domain: Reading, context: SearchContext): Hit | undefined {
  const lengths = domainLengths(domain.text, context.mode === "loose");
  for (const length of [...lengths, ...seamLengths(domain, context)]) {
    const name = domain.text.slice(0, length);
    if (!context.index.mayHide(name)) continue;
    const local = localPartBefore(text, at, name, context);
    const end = domain.endOf(length - 1);
    if (local !== undefined)
      return { start: local.start, end, text: spelledLike(spellingOf(text, at, context), local.slot, context) };
  }
  return undefined;
}

function spellingOf(text: string, at: AtSign, context: SearchContext): string {
  return context.spelledAt?.(at) ?? text.slice(at.start, at.end);
}

/** File names end in these, no domain does. */
const FILE_EXTENSION = /^(?:pdf|txt|text|vcf|ics|eml|html?|csv|jpe?g|png|gif|docx?|xlsx?|pptx?|json|xml|log)$/i;

/**
 * How much of what reads as a domain may be one, likeliest first: without the dots and dashes of the sentence it stands in,
 * without a file name's extension, without the next sentence's first word where the space was forgotten, and without what
 * an underscore joins to it (`_taro@company.example_`), though there are domains with underscores in them.
 */
function domainLengths(run: string, loose: boolean): number[] {
  const underscore = run.indexOf("_");
  const whole = labelLengths(run, loose);
  return underscore < 0 ? whole : [...whole, ...labelLengths(run.slice(0, underscore), loose)];
}

/** Where a seam may end the domain. */
function seamLengths(domain: Reading, { seams }: SearchContext): number[] {
  if (seams === undefined || seams.size === 0) return [];
  const lengths: number[] = [];
  for (let length = domain.text.length; length > 0; length--) {
    if (seams.has(domain.endOf(length - 1)) && /[A-Za-z0-9]/.test(domain.text[length - 1] ?? "")) lengths.push(length);
  }
  return lengths;
}

function labelLengths(run: string, loose: boolean): number[] {
  let length = run.length;
  while (/[._-]/.test(run.charAt(length - 1))) length--;
  const lengths = length > 0 ? [length] : [];
  for (let dot = run.lastIndexOf(".", length - 1); dot > 0; dot = run.lastIndexOf(".", dot - 1)) {
    const label = run.slice(dot + 1, length);
    const extension = FILE_EXTENSION.test(label);
    const nextSentence = /^[A-Z][a-z]+$/.test(label) && !/[A-Z]/.test(run.slice(0, dot));
    if (!loose && !nextSentence && !extension) break;
    // An alias is hidden at any domain: what is surely no part of its domain must not be taken for it.
    if (extension) lengths.pop();
    if (nextSentence) lengths.unshift(dot);
    else lengths.push(dot);
    length = dot;
  }
  return lengths;
}

/** A Content-ID, or its use in a `cid:` URL (RFC 2392): renamed when its domain is a hidden address's. */
function contentIdHit(text: string, at: AtSign, domain: Reading, context: SearchContext): Hit | undefined {
  const [length = 0] = domainLengths(domain.text, false);
  const name = domain.text.slice(0, length);
  if (!context.index.carries(name)) return undefined;
  const local = escapedLocalPart(text, at.start) ?? plainLocalPart(text, at.start);
  const start = local.text === "" ? at.start : local.startOf(0);
  const used = context.mode === "ids" || text.slice(Math.max(0, start - 4), start).toLowerCase() === "cid:";
  if (!used) return undefined;
  const renamed = context.contentIds.rename(`${local.text}@${name}`);
  const spelling = spellingOf(text, at, context);
  return { start, end: domain.endOf(length - 1), text: () => renamed.replace("@", () => spelling) };
}
