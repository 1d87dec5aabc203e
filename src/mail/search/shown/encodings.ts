/** Which charsets a text may be read in: what it claims is often wrong, and an address reads out of a wrong one never. */

import { encodingOf } from "../../header/charset.ts";
import type { Range } from "./ranges.ts";

/** What text may be in that names no charset: a full-width at sign is two octets in the East, a soft hyphen is one in the West. */
const UNNAMED = ["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "windows-1252"];

/** How octets come to be text. */
export interface Octets {
  /** As the part names it. */
  readonly charset: string | undefined;
  /** Whether they are valid UTF-8, as a whole. */
  isUtf8(): boolean;
}

/** The encodings that a range of a view is to be read in. */
export function encodingsOf(view: string, range: Range, octets: Octets): readonly string[] {
  const piece = view.slice(range.start, range.end);
  const found = new Set<string>();
  if (/\u001b[$(]/.test(piece)) found.add("iso-2022-jp");
  if (/[^\u0000-\u007f]/.test(piece)) for (const encoding of aboveAscii(octets)) found.add(encoding);
  return found.size > 0 ? [...found] : ["utf-8"];
}

function aboveAscii({ charset, isUtf8 }: Octets): readonly string[] {
  const declared = charset === undefined ? undefined : encodingOf(charset);
  const guessed = isUtf8() ? ["utf-8"] : UNNAMED;
  return declared === undefined || /^utf-16|^iso-2022|^replacement$/.test(declared) ? guessed : [declared, ...guessed];
}

/** `＠` (and `﹫`) as these charsets spell it, octet by octet: to be searched for natively. */
const WIDE_AT_SIGNS = [
  [0x81, 0x97],
  [0xa1, 0xf7],
  [0xa3, 0xc0],
  [0xa2, 0x49],
  [0xa9, 0x88],
  [0xa2, 0x4e],
].map((octets) => String.fromCharCode(...octets));

/** Whether an at sign is a full-width one: not ASCII, or `!w`, which it is in ISO-2022-JP. */
export function isWide(text: string, at: Range): boolean {
  return text.charCodeAt(at.start) > 0x7e || text[at.start] === "!";
}

/** Where a view may have a full-width at sign, in the charsets that are not UTF-8. */
export function* wideAtSigns(view: string, { isUtf8 }: Octets): Generator<Range> {
  const octets = WIDE_AT_SIGNS.filter((needle) => view.includes(needle));
  const spelled = [...(octets.length > 0 && isUtf8() ? [] : octets), ...(view.includes("\u001b$") ? ["!w"] : [])];
  for (const needle of spelled) {
    for (let at = view.indexOf(needle); at >= 0; at = view.indexOf(needle, at + 1)) {
      yield { start: at, end: at + needle.length };
    }
  }
}
