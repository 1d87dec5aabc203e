/**
 * Hidden addresses in a text. Every at sign is looked at, the address around it is read, and looked up: the cost depends
 * on the text, not on how many addresses are hidden. Longer addresses that only contain a hidden one are not hit.
 */

import { hitsAcross, preferring } from "./across.ts";
import { likelyAtSigns } from "./at-signs.ts";
import { encodedHits } from "./disguises/base64-in-text.ts";
import { base64Runs } from "./disguises/base64-runs.ts";
import { digestHits } from "./disguises/digest-hits.ts";
import { markedPieces } from "./disguises/encoded-marks.ts";
import { escapedHits } from "./disguises/escapes-in-base64.ts";
import { gapHits } from "./disguises/gaps.ts";
import { hexadecimalHit } from "./disguises/hexadecimal.ts";
import { personalSiteHits } from "./disguises/personal-sites.ts";
import { reversedHits } from "./disguises/reversed.ts";
import { verpHit } from "./disguises/verp.ts";
import { isFileExtension, isNextSentence, mayEndAt } from "./edges.ts";
import { countHit, isSpent, spendOn } from "./effort.ts";
import { type Hit, inOrderOfStart, type SearchContext, spelledLike } from "./hit.ts";
import { localPartBefore } from "./local-part.ts";
import { wideAtSigns } from "./shown/encodings.ts";
import { mayBeCut } from "./shown/regions.ts";
import type { Shown } from "./shown/shown.ts";
import { hitsInShown, shownHits } from "./shown/shown-hits.ts";
import { breaksInLinks, longInsides, softBreaks } from "./shown/unread.ts";
import {
  type AtSign,
  escapedDomain,
  escapedLocalPart,
  plainDomain,
  plainLocalPart,
  quotedRun,
  type Reading,
} from "./spelling.ts";

/** All hits of a text, in order; not all of them once the effort is spent. */
export function findHits(text: string, context: SearchContext): Hit[] {
  const across = acrossHits(text, context);
  const found = hitsOf(text, context);
  const hits = across.length === 0 ? found : inOrderOfStart([...across, ...preferring(across, found)]);
  context.trace?.searched(text, hits, context);
  return hits;
}

/** Soft breaks of quoted-printable that somebody pasted with the source of a mail; in a page a picture in a tag, and a break in a link. */
function acrossHits(text: string, context: SearchContext): Hit[] {
  const search = (joined: string, seams: ReadonlySet<number>) => hitsOf(joined, { ...context, seams });
  const soft = hitsAcross(text, softBreaks(text), false, search);
  if (context.mode !== "html") return soft;
  const long = hitsAcross(text, longInsides(text), true, search);
  return [...soft, ...long, ...hitsAcross(text, breaksInLinks(text), false, search)];
}

function hitsOf(text: string, context: SearchContext): Hit[] {
  const hits: Hit[] = [];
  const cut: AtSign[] = [];
  const { octets } = context;
  const hasEscapes = text.includes("\u001b");
  for (const at of likelyAtSigns(text, context, octets === undefined ? [] : wideAtSigns(text, octets))) {
    if (isSpent(context.effort)) return [];
    if (at.isHex === true) {
      const hit = hexadecimalHit(text, at.start, context);
      if (hit !== undefined) hits.push(hit);
      continue;
    }
    if (mayBeCut(text, at, hasEscapes, context.effort)) {
      spendOn(context.effort, 0); // To keep it, to sort it in, and to look once more.
      cut.push(at);
    } else take(hitAt(text, at, context), hits, context);
  }
  const seen = shownHits(text, cut, context, hitAt);
  for (const at of cut) {
    if (isSpent(context.effort)) return [];
    const hit = hitAt(text, at, context);
    if (hit !== undefined && !seen.isPiece(hit)) take(hit, hits, context);
  }
  const reversed = reversedHits(text, context, (turned) => escapedOnly(turned, context));
  const disguised = [personalSiteHits(text, context), gapHits(text, context), base64Hits(text, context), reversed];
  const all = hits.concat(...disguised);
  return inOrderOfStart(seen.hits.length === 0 ? all : clearOf(seen.hits, all).concat(seen.hits));
}

/** The hits in what a source shows, in its own terms. */
export function findShownHits(shown: Shown, source: string, context: SearchContext): Hit[] {
  return inOrderOfStart(hitsInShown(shown, source, context, hitAt));
}

/** What stands in base64 in the text, plainly or escaped once more, and digests, which look the same. */
function base64Hits(text: string, context: SearchContext): Hit[] {
  const { effort, index } = context;
  const search = (decoded: string) => escapedOnly(decoded, context);
  return base64Runs(text, index.glued.shortest).flatMap((run) => {
    if (isSpent(effort)) return [];
    const pieces = markedPieces(text, run, index.marks, effort).flatMap((piece) => [
      ...encodedHits(piece, index.glued, effort),
      ...escapedHits(piece, index.marks, effort, search),
    ]);
    return [...pieces, ...digestHits(text, run, context)];
  });
}

/** The hits in a text that was decoded: there nothing is encoded again, for a link in a link in a link ends somewhere. */
function escapedOnly(decoded: string, context: SearchContext): Hit[] {
  const inside = { ...context, mode: "text", octets: undefined, seams: undefined, spelledAt: undefined } as const;
  const hits: Hit[] = [];
  for (const at of likelyAtSigns(decoded, inside)) {
    if (at.isHex !== true && at.isWord !== true) take(hitAt(decoded, at, inside), hits, inside);
  }
  return inOrderOfStart(hits);
}

function take(hit: Hit | undefined, hits: Hit[], { effort }: SearchContext): void {
  if (hit === undefined) return;
  countHit(effort);
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

function hitAt(text: string, found: AtSign, context: SearchContext): Hit | undefined {
  // Markdown's escape: `taro\\@company.example`.
  const at = text[found.start - 1] === "\\" ? { ...found, start: found.start - 1 } : found;
  const plain = plainDomain(text, at.end);
  const behind = at.end + plain.text.length;
  const mayBeEscaped =
    at.escape !== undefined || at.isWord === true || /[&%=\\]/.test(text[behind] ?? "") || plain.text.includes("_x00");
  const escaped = mayBeEscaped ? escapedDomain(text, at) : undefined;
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
  const isLocalPart = text[domain.endOf(domain.text.length - 1)] === "@";
  for (const length of domainLengths(domain, isLocalPart, context)) {
    const name = domain.text.slice(0, length);
    if (!context.index.mayHide(name)) continue;
    const local = localPartBefore(text, at, name, context);
    const end = domain.endOf(length - 1);
    if (local !== undefined)
      return { start: local.start, end, text: spelledLike(spellingOf(text, at, context), local.slot, context) };
  }
  return undefined;
}

/** How much of what reads as a domain may be one: the hidden ones, longest first; an alias is hidden at any. */
function domainLengths(domain: Reading, isLocalPart: boolean, context: SearchContext): number[] {
  const loose = context.mode === "loose";
  const run = domain.text;
  const known = context.index.domainLengths(run);
  const hidden = known.filter(
    (length) => mayEndAt(run, length, loose, isLocalPart) || endsAtSeam(domain, length, context),
  );
  if (!context.index.aliasForm) return hidden;
  return [...hidden, ...likelyLengths(run, loose).filter((length) => !hidden.includes(length))];
}

/** Whether something that is not seen stands behind so many characters of a domain. */
function endsAtSeam(domain: Reading, length: number, { seams }: SearchContext): boolean {
  return seams?.has(domain.endOf(length - 1)) === true;
}

function spellingOf(text: string, at: AtSign, context: SearchContext): string {
  return context.spelledAt?.(at) ?? text.slice(at.start, at.end);
}

/**
 * How much of what reads as a domain may be one that nobody knows, likeliest first: without the dots and dashes of the
 * sentence it stands in, without a file name's extension, without the next sentence's first word where the space was
 * forgotten, and without what an underscore joins to it (`_taro@company.example_`), though domains may have underscores.
 */
function likelyLengths(run: string, loose: boolean): number[] {
  const underscore = run.indexOf("_");
  const whole = labelLengths(run, loose);
  return underscore < 0 ? whole : [...whole, ...labelLengths(run.slice(0, underscore), loose)];
}

function labelLengths(run: string, loose: boolean): number[] {
  let length = run.length;
  while (/[._-]/.test(run.charAt(length - 1))) length--;
  const lengths = length > 0 ? [length] : [];
  for (let dot = run.lastIndexOf(".", length - 1); dot > 0; dot = run.lastIndexOf(".", dot - 1)) {
    const extension = isFileExtension(run.slice(dot + 1, length));
    const nextSentence = isNextSentence(run.slice(0, dot), run.slice(dot, length));
    if (!loose && !nextSentence && !extension) break;
    // What is surely no part of an alias's domain must not be taken for it.
    if (extension) lengths.pop();
    if (nextSentence) lengths.unshift(dot);
    else lengths.push(dot);
    length = dot;
  }
  return lengths;
}

/** A quoted local part is the same one without its quotes, in a `cid:` URL percent-encoded. */
function unquoted(localPart: string): string {
  const octets = localPart.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return /^"[\s\S]*"$/.test(octets) ? octets.slice(1, -1).replace(/\\([\s\S])/g, "$1") : octets;
}

/** A Content-ID, or its use in a `cid:` URL (RFC 2392, as `mid:` in a quotation's `cite`): renamed when its domain is a hidden address's. */
function contentIdHit(text: string, at: AtSign, domain: Reading, context: SearchContext): Hit | undefined {
  const [length = 0] = likelyLengths(domain.text, false);
  const name = domain.text.slice(0, length);
  if (!context.index.carries(name)) return undefined;
  const local = quotedRun(text, at.start) ?? escapedLocalPart(text, at) ?? plainLocalPart(text, at.start);
  // The region that is shown ends at a space; what a quoted string says is read off the text itself.
  if (local.text === "" && context.spelledAt !== undefined && /["2]/.test(text[at.start - 1] ?? "")) return undefined;
  const start = local.text === "" ? at.start : local.startOf(0);
  const used = context.mode === "ids" || /^[cm]id:$/i.test(text.slice(Math.max(0, start - 4), start));
  if (!used) return undefined;
  const renamed = context.contentIds.rename(`${unquoted(local.text)}@${name}`);
  const spelling = spellingOf(text, at, context);
  return { start, end: domain.endOf(length - 1), text: () => renamed.replace("@", () => spelling) };
}
