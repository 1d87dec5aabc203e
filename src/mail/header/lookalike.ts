/**
 * What a name looks like, as against what it is: invisible and direction-changing characters, and letters of one script
 * that pass for another's (Unicode UTS 39). People judge a sender by the name alone, so a name must not lie to the eye.
 */

/**
 * Controls, line separators, everything that is not seen (zero-width characters, fillers, tags) and everything that turns
 * the reading direction. Variation selectors stay, since Japanese names are written with them (辻󠄀), and so does the joiner
 * between two emoji. U+3000 is a space like any other.
 */
const DANGEROUS =
  /(?<=\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}])(\u200d)(?=\p{Extended_Pictographic})|(?![\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The text without characters that make it look like another text. */
export function stripDangerous(text: string): string {
  return text.replace(DANGEROUS, "$1");
}

/** Letters that look like Latin ones; where upper and lower case resemble different letters, each has its own line. */
const LOOKALIKES = new Map<string, string>(
  pairs("АВЕКМНОРСТУХІЇЅЈԚԜҮ", "abekmhopctyxiisjqwy") // Cyrillic capitals
    .concat(pairs("авекмнорстухіїѕјһԁӏԛԝѵүг", "abekmhopctyxiisjhdlqwvyr"))
    .concat(pairs("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abezhikmnoptyxc")) // Greek capitals
    .concat(pairs("αβγεηικνορστυχωϲϳ", "abyenikvopotuxwcj"))
    .concat(pairs("օոսհցզ", "onuhgq")) // Armenian
    .concat(pairs("ıɩɑɡʟᴏ", "iiaglo"))
    .concat(pairs("。․‧∙⋅", ".....")) // NFKC has made the halfwidth and fullwidth forms one
    .concat(pairs("‐‑‒–—―−", "-------")),
);

function pairs(from: string, to: string): [string, string][] {
  return [...from].map((character, n) => [character, to.charAt(n)]);
}

/**
 * What is left of a name when look-alikes are the same, for comparing: NFKC, Latin look-alikes, lower case, nothing
 * invisible, no spaces. `ＰＴＡ Ｄｅｓｋ` and `РТА desk` are both `ptadesk`. Not for showing.
 */
export function skeleton(text: string): string {
  return fold(text).replace(/[\s\u2800]+/gu, "");
}

function fold(text: string): string {
  const visible = stripDangerous(text.normalize("NFKC")).replace(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "");
  return visible.replace(/[^\x00-\x7f]/gu, (character) => LOOKALIKES.get(character) ?? character).toLowerCase();
}

/** A stretch of a text, in UTF-16 units. */
interface TextRange {
  readonly start: number;
  readonly end: number;
}

const DOMAIN = /[ \t]*(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)+|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+)/uy;

/**
 * Strings in a name that a reader would take for an address, however spelled: `ｔａｒｏ＠ｘ．example`, with Cyrillic letters, with
 * invisible characters or spaces at the `@`. In order, not overlapping.
 */
export function findAddresses(text: string): readonly TextRange[] {
  if (!fold(text).includes("@")) return []; // Nearly every name.
  const { folded, starts, ends } = foldEach(text);
  const found: TextRange[] = [];
  let done = 0;
  for (let at = folded.indexOf("@"); at >= 0; at = folded.indexOf("@", Math.max(at + 1, done))) {
    const start = localPartStart(folded, at, done);
    DOMAIN.lastIndex = at + 1;
    if (start < 0 || !DOMAIN.test(folded)) continue;
    done = DOMAIN.lastIndex;
    found.push({ start: starts[start] ?? 0, end: ends[done - 1] ?? text.length });
  }
  return found;
}

/** The text folded character by character, and where each folded character stands in the text. */
function foldEach(text: string): { folded: string; starts: readonly number[]; ends: readonly number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const next = at + character.length;
    const piece = /[ -~]/.test(character) ? character.toLowerCase() : fold(character);
    folded += piece;
    for (let n = 0; n < piece.length; n++) {
      starts.push(at);
      ends.push(next);
    }
    at = next;
  }
  return { folded, starts, ends };
}

/** Where the local part before an `@` starts, not before `floor`; -1 when there is none. */
function localPartStart(folded: string, at: number, floor: number): number {
  let end = at;
  while (end > floor && /[ \t]/.test(folded.charAt(end - 1))) end--;
  if (folded[end - 1] === '"' && end - 1 > floor) {
    const open = folded.lastIndexOf('"', end - 2);
    if (open >= floor) return open;
  }
  let start = end;
  while (start > floor && /[a-z0-9!#$%&'*+/=?^_`{|}~.-]/.test(folded.charAt(start - 1))) start--;
  return start < end ? start : -1;
}
