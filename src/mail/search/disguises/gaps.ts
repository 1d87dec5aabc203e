/**
 * Addresses that people spell so that programs do not find them, and escapes that one program alone knows: `taro★company.example`,
 * `taro（at）company.example`, `taro [ at ] company ( dot ) example`, `taro.40company.example`. A hidden domain is searched for, and what
 * stands before it is read up to a hidden local part.
 */

import { mayEndAt } from "../edges.ts";
import { isSpent } from "../effort.ts";
import { addressOf, type Hit, type SearchContext, spelledLike } from "../hit.ts";
import { localPartBefore } from "../local-part.ts";
import { encodingsOf } from "../shown/encodings.ts";
import type { Range } from "../shown/ranges.ts";
import { isLocalCode, plainDomain, plainLocalPart } from "../spelling.ts";
import { spellsAtSign } from "./at-sign-words.ts";

/** No letter is longer. */
const TEXT_LIMIT = 1 << 20;
/** Steps that it takes to see what stands before a domain. */
const STEPS_A_DOMAIN = 5;
/** Characters before it that are read in the time of a step: in a run without end, as many at each of its words. */
const CHARACTERS_A_STEP = 50;

/** The hits in a text at whose domain no at sign of any usual spelling stands. */
export function gapHits(text: string, context: SearchContext): Hit[] {
  if (text.length > TEXT_LIMIT) return [];
  const hits: Hit[] = [];
  for (const domain of context.index.domainsIn(text)) {
    if (text[domain.start - 1] === "@" && /[^\s@]/.test(text[domain.start - 2] ?? "")) continue;
    context.effort.steps -= STEPS_A_DOMAIN;
    if (isSpent(context.effort)) break;
    const hit = hitBefore(text, domain, context) ?? bangHit(text, domain, context);
    if (hit === undefined) continue;
    context.effort.hits--;
    hits.push(hit);
  }
  return hits;
}

/** A hidden domain in a text, as it is spelled there and as it is called. */
interface FoundDomain extends Range {
  readonly name: string;
}

function hitBefore(text: string, domain: FoundDomain, context: SearchContext): Hit | undefined {
  const run = domain.name + plainDomain(text, domain.end).text;
  if (!mayEndAt(run, domain.name.length, context.mode === "loose", text[domain.end] === "@")) return undefined;
  for (const end of endsOfWords(text, domain.start)) {
    const local = plainLocalPart(text, end).text;
    context.effort.steps -= local.length / CHARACTERS_A_STEP;
    if (!context.index.mayEnd(local, domain.name)) continue;
    if (!isGap(text, { start: end, end: domain.start }, context)) continue;
    const found = localPartBefore(text, { start: end, end: domain.start }, domain.name, context);
    if (found !== undefined)
      return { start: found.start, end: domain.end, text: spelledLike("@", found.slot, context) };
  }
  return undefined;
}

/** Characters before a domain that are read, a tag as one; words among them: in Shift_JIS half of a sign may be a letter. */
const REACH = 64;
const WORDS = 12;
const TAG_REACH = 300;

/** Where words end before a place, the nearest first. */
function* endsOfWords(text: string, from: number): Generator<number> {
  let at = from;
  for (let [steps, words] = [0, 0]; at > 0 && steps < REACH && words < WORDS; steps++) {
    const before = text[at - 1];
    const tag = before === ">" ? text.slice(Math.max(0, at - TAG_REACH), at).lastIndexOf("<") : -1;
    // A quote ends a local part, too; what goes on behind a place is no end.
    if (/[a-z0-9_"]/i.test(before ?? "") && at < from && !/[a-z0-9]/i.test(text[at] ?? "")) {
      words++;
      yield at;
    }
    at = tag < 0 ? at - 1 : Math.max(0, at - TAG_REACH) + tag;
  }
}

/** Whether what stands there spells an at sign, in any charset that it may be in. */
function isGap(text: string, range: Range, { octets, effort }: SearchContext): boolean {
  effort.steps--;
  const gap = text.slice(range.start, range.end);
  if (octets === undefined || !/[^\u0000-\u001a\u001c-\u007e]/.test(gap)) return spellsAtSign(gap);
  const binary = Uint8Array.from(gap, (octet) => octet.charCodeAt(0));
  return encodingsOf(text, range, octets).some((encoding) => spellsAtSign(new TextDecoder(encoding).decode(binary)));
}

/** UUCP's `company.example!taro`. */
function bangHit(text: string, { name, end }: FoundDomain, context: SearchContext): Hit | undefined {
  const bang = /^(?:!|%(?:25){0,8}21)/.exec(text.slice(end, end + 19))?.[0];
  if (bang === undefined) return undefined;
  const start = end + bang.length;
  let last = start;
  while (last < start + LOCAL_LIMIT && isLocalCode(text.charCodeAt(last)) && !/[!%]/.test(text[last] ?? "")) last++;
  for (const local of [last, start + (/^[a-z0-9_+.-]*[a-z0-9_]/i.exec(text.slice(start, last))?.[0].length ?? 0)]) {
    const slot = context.index.slotOf(text.slice(start, local), name);
    if (slot !== undefined) {
      return {
        start: end - name.length,
        end: local,
        text: (replacement) => addressOf(slot, replacement).split("@").reverse().join(bang),
      };
    }
  }
  return undefined;
}

/** RFC 5321 §4.5.3.1.1, and a tag. */
const LOCAL_LIMIT = 128;
