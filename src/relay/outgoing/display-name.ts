/**
 * Display names, as the other side may see them. A name stays as its bytes are unless it gives an address away, looks
 * like one of ours, or plays tricks with the reading direction.
 */

import type { Both, Language } from "../../letters/language.ts";
import { shortForm } from "../../mail/alias-form.ts";
import type { Address } from "../../mail/header/address.ts";
import {
  encodePhrase,
  findAddresses,
  phraseForWire,
  phraseText,
  skeleton,
  stripDangerous,
} from "../../mail/header/encoded-word.ts";

export interface NameStyle {
  readonly language: Language;
  /** Show a neutral name instead. */
  readonly hideName: boolean;
  /** In the order in which they stand. */
  readonly marks: readonly NameMark[];
  /** Shows which desk was written to. */
  readonly suffix: string;
  /** Names of ours that nobody else may bear. */
  readonly ours: readonly string[];
  /** With `hideSender` off: the address that stands in the name. */
  readonly shownAddress: string | undefined;
  /** Takes hidden addresses out, in whatever spelling. */
  readonly scrub: (text: string) => string;
}

const MARKS = {
  /** The From field was not authenticated. */
  unverified: { ja: "（未確認）", en: "(unverified)" },
  /** Cloudflare's spam score is as high as `SPAM_HINT`. */
  spam: { ja: "（迷惑メール?）", en: "(spam?)" },
  /** With an archive that wants a password: nobody on the way can have looked into it. */
  locked: { ja: "（パスワード付きファイル）", en: "(locked file)" },
} as const satisfies Readonly<Record<string, Both>>;

export type NameMark = keyof typeof MARKS;
const NEUTRAL: Record<Language, string> = { ja: "匿名", en: "Anonymous" };

/**
 * Our own marks in somebody else's name: a parent could otherwise pass as verified, or as nobody. Spaces are bounded, as they
 * are in `readable`: a pattern that crosses a run of them from each of its places takes quadratic time.
 */
const OUR_MARKS =
  /[（(]\s{0,20}(?:未確認|unverified|迷惑メール\s?[?？]|spam\s?[?？]|パスワード付きファイル|locked\sfile)\s{0,20}[)）]|[（(][^()（）]{0,100}(?:対応中|返信済み|is on it|answered)\s{0,20}[)）]|(?:匿名|anonymous)\s{0,20}[0-9a-hjkmnp-tv-z]{4}(?![0-9a-z])/giu;

/** More characters than a name has; a longer one would crowd out the rest of the header section. */
const NAME_LIMIT = 100;
/** What stands further behind is not looked at, for it would be cut off in any case. */
const READ_LIMIT = 10 * NAME_LIMIT;

/** The phrase (RFC 5322 §3.2.5) that stands before the alias, ready for the wire. */
export function phraseFor(phrase: string, alias: Address, style: NameStyle): string {
  const parts = [baseName(phrase, alias, style)];
  parts.unshift(...style.marks.map((mark) => encodePhrase(MARKS[mark][style.language])));
  if (style.suffix) parts.push(encodePhrase(style.suffix));
  return parts.join(" ");
}

function baseName(phrase: string, alias: Address, style: NameStyle): string {
  const written = phraseText(phrase);
  const cleaned = style.hideName ? "" : cleanName(written, style);
  const name = cleaned || neutralName(alias, style.language);
  if (style.shownAddress) return encodePhrase(`${name} <${style.shownAddress}>`);
  return name === written ? phraseForWire(phrase) : encodePhrase(name);
}

/** For whoever has no name, or hides it; the alias tells two of them apart. */
export function neutralName(alias: { readonly localPart: string }, language: Language): string {
  return `${NEUTRAL[language]} ${shortForm(alias)}`;
}

/** The name as text, without what must not stand in it; "" when nothing is left. */
export function cleanName(written: string, style: Pick<NameStyle, "ours" | "scrub">): string {
  const safe = style.scrub(withoutAddresses(stripDangerous(readable(written)))).replace(OUR_MARKS, "");
  if (safe === written && written.length <= NAME_LIMIT && !isOurs(written, style.ours)) return written;
  const trimmed = [...safe.trim()].slice(0, NAME_LIMIT).join("").trimEnd();
  return isOurs(trimmed, style.ours) ? "" : trimmed;
}

/** So much of a name as can matter, cut where no address goes on, without long runs of spaces. */
function readable(written: string): string {
  const start =
    written.length > READ_LIMIT ? written.slice(0, Math.max(written.lastIndexOf(" ", READ_LIMIT), 0)) : written;
  return start.replace(/\s{20,}/gu, " ");
}

/** Nobody's name: nothing that could be one, or a name of ours. */
function isOurs(name: string, ours: readonly string[]): boolean {
  const bones = skeleton(name);
  return /^[\p{P}\p{Z}]*$/u.test(bones) || ours.some((our) => our !== "" && skeleton(our) === bones);
}

function withoutAddresses(text: string): string {
  let kept = "";
  let at = 0;
  for (const { start, end } of findAddresses(text)) {
    kept += text.slice(at, start);
    at = end;
  }
  const rest = kept + text.slice(at);
  return at === 0 ? text : rest.replaceAll(/[<(（「[]\s{0,20}[>)）」\]]/gu, "").replaceAll(/[<>]/g, "");
}
