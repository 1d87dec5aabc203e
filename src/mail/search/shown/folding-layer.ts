/**
 * Characters that are read as ASCII, and such that are not seen at all. Only forms that differ in width or weight count:
 * a circled digit or a ligature may stand before an address, and is none of its letters.
 */

/**
 * Unicode's own list of what shows nothing (zero-width ones, soft hyphens, joiners, bidi marks, variation selectors), and
 * controls. NUL is none: in octets that are UTF-16 every other one is NUL, and such a text has a search of its own.
 */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]$/u;

export function isInvisible(character: string): boolean {
  return INVISIBLE.test(character);
}

/** Dots of IDNA (RFC 3490 §3.1) that end Japanese sentences, too. */
const SENTENCE_DOTS = /^[\u3002\uff61]$/;

export function isSentenceDot(character: string): boolean {
  return SENTENCE_DOTS.test(character);
}

/** Full-width and small forms, mathematical letters and digits, low lines. */
const COMPATIBLE = /^[\uff01-\uff5e\ufe33\ufe34\ufe4d-\ufe4f\ufe50-\ufe6b\u2024\u{1d400}-\u{1d7ff}]$/u;
const HYPHENS = /^[\u2010\u2011\u2212]$/;

/** The ASCII character that a character is read as; undefined for all others. */
export function asAscii(character: string): string | undefined {
  if (isSentenceDot(character)) return ".";
  if (HYPHENS.test(character)) return "-";
  if (!COMPATIBLE.test(character)) return undefined;
  const folded = character.normalize("NFKC");
  return /^[!-~]$/.test(folded) ? folded : undefined;
}
