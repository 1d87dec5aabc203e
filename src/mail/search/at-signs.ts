/** Where at signs stand in a text, in all their spellings. */

import type { AtSign, LinkEscape } from "./spelling.ts";

/** Spellings that are complete as they stand; the last ones are `＠` and `﹫`, as such and in UTF-8, octet by octet. */
const EXACT = ["@", "&commat;", "&commat\\;", "+AEA-", "\uff20", "\ufe6b", "\u00ef\u00bc\u00a0", "\u00ef\u00b9\u00ab"];
/** Starts of character references, which vary. */
const STARTS = ["&#", "&amp;"];
const REFERENCE =
  /&(?:amp;)*(?:#0*(?:64|65312|65131)(?![0-9])\\?;?|#[xX]0*(?:40|[fF][fF]20|[fF][eE]6[bB])(?![0-9a-fA-F])\\?;?|commat;)/y;

/**
 * All at signs of a text, in no order, one at a time: a hostile text is nothing but at signs. Each spelling is searched for
 * natively.
 */
export function* findAtSigns(text: string): Generator<AtSign> {
  for (const needle of EXACT) {
    for (const at of occurrences(text, needle)) yield { start: at, end: at + needle.length };
  }
  for (const needle of STARTS) {
    for (const at of occurrences(text, needle)) {
      REFERENCE.lastIndex = at;
      const spelled = REFERENCE.exec(text)?.[0];
      if (spelled !== undefined) yield { start: at, end: at + spelled.length };
    }
  }
  for (const at of occurrences(text, "40")) {
    const escaped = escapeAt(text, at);
    if (escaped !== undefined) yield escaped;
  }
  if (text.length <= WORDS_LIMIT) yield* words(text);
}

function* occurrences(text: string, needle: string): Generator<number> {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) yield at;
}

/** What stands before the `40` of `\u0040`, `%u0040`, `\x40`, RTF's `\'40`. */
const PREFIXES = ["\\u00", "%u00", "\\x", "\\'"];

/** `%40`, `%2540`; `=40`, `=3D40`; JSON's, JavaScript's and RTF's escapes; those of links and of Exchange. */
function escapeAt(text: string, forty: number): AtSign | undefined {
  const end = forty + 2;
  let start = forty;
  while (text.startsWith("25", start - 2)) start -= 2;
  if (text[start - 1] === "%") return { start: start - 1, end };
  const before = text[forty - 1] ?? "";
  if (before === "=") return { start: forty - 1, end };
  if (text.startsWith("=3D", forty - 3)) return { start: forty - 3, end };
  const prefix = PREFIXES.find((written) => text.startsWith(written, forty - written.length));
  if (prefix !== undefined) return { start: forty - prefix.length, end };
  if (isLinkEscape(before)) return { start: forty - 1, end, escape: before };
  return /[0-9a-f]/i.test(before) && /[0-9a-f]/i.test(text[end] ?? "") ? { start: forty, end, isHex: true } : undefined;
}

/** `-40` is Proofpoint's way to write a link (version 2), `*40` that of version 3, `+40` Exchange's (`IMCEASMTP-taro+40…`). */
function isLinkEscape(character: string): character is LinkEscape {
  return character === "-" || character === "*" || character === "+";
}

/** No letter is longer, and to look for words takes longer than for signs. */
const WORDS_LIMIT = 1 << 20;

/** `taro_at_company.example`, `taro (at) company.example`, `taro at company.example`: archives of mailing lists, people. */
const WORD = / ?[_({[-](?:at|@)[_)}\]-] ?| at /gi;

function* words(text: string): Generator<AtSign> {
  for (const match of text.matchAll(WORD))
    yield { start: match.index, end: match.index + match[0].length, isWord: true };
}
