/** Where at signs stand in a text, in all their spellings. */

import { isSpent } from "./effort.ts";
import type { SearchContext } from "./hit.ts";
import { Likely } from "./likely.ts";
import { isWide } from "./shown/encodings.ts";
import type { AtSign, LinkEscape } from "./spelling.ts";

/** Steps that it takes to see that an at sign is nobody's. */
const GLANCE = 1 / 12;

/**
 * The at signs of a text around which a hidden address may stand, in no order, one at a time, for a hostile text is nothing
 * but at signs; not all of them once the effort is spent. Each spelling is searched for natively, and nearly all at signs are
 * somebody else's: those cost a glance.
 *
 * @param wide further ones, which only the text's charset tells
 */
export function* likelyAtSigns(text: string, context: SearchContext, wide: Iterable<AtSign> = []): Generator<AtSign> {
  const likely = new Likely(text, context);
  const { effort } = context;
  for (let at = text.indexOf("@"); at >= 0 && !isSpent(effort); at = text.indexOf("@", at + 1)) {
    effort.steps -= GLANCE;
    if (likely.mayBeHidden(at, at + 1)) yield { start: at, end: at + 1 };
  }
  for (const signs of [spelledAtSigns(text), signsBeforeDomains(text, context), wide]) {
    for (const sign of signs) {
      effort.steps -= GLANCE;
      if (isSpent(effort)) return;
      if (sign.isHex === true || isWide(text, sign) || likely.mayBeHidden(sign.start, sign.end)) yield sign;
    }
  }
}

/** `taro=company.example`, as bounce handling and lists' links have it; `taro%company.example`, for a relay of old. */
function* signsBeforeDomains(text: string, { index }: SearchContext): Generator<AtSign> {
  for (const start of index.signsBeforeDomains(text)) yield { start, end: start + 1 };
}

/** All at signs of a text, whoever's, in no order: for whoever asks why one was left. */
export function* findAtSigns(text: string): Generator<AtSign> {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) yield { start: at, end: at + 1 };
  yield* spelledAtSigns(text);
}

/** UTF-7's, and `＠` and `﹫`, as such and in UTF-8, octet by octet. */
const EXACT = ["+AEA-", "\uff20", "\ufe6b", "\u00ef\u00bc\u00a0", "\u00ef\u00b9\u00ab"];
/** Nobody escapes an ampersand more often than eight times; a pattern without end exhausts the stack on a text without end. */
const REFERENCE =
  /&(?:amp;){0,8}(?:#0{0,8}(?:64|65312|65131)(?![0-9])\\?;?|#x0{0,8}(?:40|ff20|fe6b)(?![0-9a-f])\\?;?|commat\\?;)/gi;
/** `＠` in UTF-8, percent-encoded. */
const WIDE_IN_PERCENT = /%(?:25){0,8}EF%(?:25){0,8}BC%(?:25){0,8}A0/gi;
/** A `40` behind an escape's sign, or among hexadecimal digits of which the next three may start a domain. */
const FORTY =
  /(?<=[%=*+-]|[%-](?:25){1,8}|=3D|%(?:25){0,8}2B|[\\%]u00|\\[x']|\\[ux]\{0{0,6}|_x00)40|(?<=[0-9a-f])40(?=[3-7][0-9a-f][2-7][0-9a-f][2-7][0-9a-f])/gi;

function* spelledAtSigns(text: string): Generator<AtSign> {
  for (const needle of EXACT) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      yield { start: at, end: at + needle.length };
    }
  }
  if (text.includes("&")) {
    for (const { index, 0: spelled } of text.matchAll(REFERENCE)) yield { start: index, end: index + spelled.length };
  }
  if (text.includes("40")) {
    for (const { index } of text.matchAll(FORTY)) yield escapeAt(text, index);
  }
  if (text.includes("%") && /%(?:25){0,8}A0/i.test(text)) {
    for (const { index, 0: spelled } of text.matchAll(WIDE_IN_PERCENT))
      yield { start: index, end: index + spelled.length };
  }
  if (text.length <= WORDS_LIMIT) yield* words(text);
}

/** What stands before the `40` of `\u0040`, `%u0040`, `\x40`, RTF's `\'40`. */
const PREFIXES = ["\\u00", "%u00", "\\x", "\\'"];
/** JavaScript's, Perl's and PHP's `\u{40}`, and what SharePoint and XML make of a name: `_x0040_`. */
const CLOSED = /(?:\\[ux]\{0{0,6}40\}|_x0040_)$/i;
const CLOSED_LENGTH = 12;

/** `%40`, `%2540`; `=40`, `=3D40`; JSON's, JavaScript's and RTF's escapes; those of links and of Exchange. */
function escapeAt(text: string, forty: number): AtSign {
  const end = forty + 2;
  let start = forty;
  if (text[end] === "}" || text[end] === "_") {
    const closed = CLOSED.exec(text.slice(Math.max(0, end + 1 - CLOSED_LENGTH), end + 1))?.[0];
    if (closed !== undefined) return { start: end + 1 - closed.length, end: end + 1 };
  }
  while (text.startsWith("25", start - 2)) start -= 2;
  if (text[start - 1] === "%") return { start: start - 1, end };
  const before = text[forty - 1] ?? "";
  if (before === "=") return { start: forty - 1, end };
  if (text.startsWith("=3D", forty - 3)) return { start: forty - 3, end };
  // Exchange's plus sign, percent-encoded with the rest of the link.
  const plus = /%(?:25){0,8}2B$/i.exec(text.slice(Math.max(0, start - 24), start))?.[0];
  if (plus !== undefined) return { start: start - plus.length, end, escape: "+" };
  // Proofpoint's escape of a percent sign: `-2540`.
  if (start < forty && text[start - 1] === "-") return { start: start - 1, end, escape: "-" };
  const prefix = PREFIXES.find((written) => text.startsWith(written, forty - written.length));
  if (prefix !== undefined) return { start: forty - prefix.length, end };
  return isLinkEscape(before) ? { start: forty - 1, end, escape: before } : { start: forty, end, isHex: true };
}

/** `-40` is Proofpoint's way to write a link (version 2), `*40` that of version 3, `+40` Exchange's (`IMCEASMTP-taro+40…`). */
function isLinkEscape(character: string): character is LinkEscape {
  return character === "-" || character === "*" || character === "+";
}

/** No letter is longer, and to look for words takes longer than for signs. */
const WORDS_LIMIT = 1 << 20;

/**
 * `taro_at_company.example`, `taro--at--company.example`, `taro (at) company.example`, `taro at company.example`,
 * `taro @ company.example`: archives of mailing lists, Mailman's links, people.
 */
const WORD = / ?[_({[-](?:at|@)[_)}\]-] ?|--at--| at |[ \u3000]@[ \u3000]/gi;

function* words(text: string): Generator<AtSign> {
  for (const match of text.matchAll(WORD))
    yield { start: match.index, end: match.index + match[0].length, isWord: true };
}
