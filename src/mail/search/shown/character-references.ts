/** HTML's character references, as far as they can be part of an address or disappear inside of one. */

/** Those without a semicolon are numbers and `&shy`, which every reader takes; a calendar escapes it (`&#64\\;`). */
const REFERENCE =
  /&(?:amp;)*(?:#0*(\d{1,7})(?:\\?;)?|#[xX]0*([0-9a-fA-F]{1,6})(?:\\?;)?|([a-zA-Z][a-zA-Z0-9]{1,31})\\?;|(shy))/y;

/** Letter case counts among them; those that differ in nothing else mean the same here. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["tab", "\t"],
  ["newline", "\n"],
  ["commat", "@"],
  ["period", "."],
  ["plus", "+"],
  ["lowbar", "_"],
  ["underbar", "_"],
  ["hyphen", "-"],
  ["dash", "-"],
  ["num", "#"],
  ["dollar", "$"],
  ["percnt", "%"],
  ["amp", "&"],
  ["apos", "'"],
  ["ast", "*"],
  ["midast", "*"],
  ["sol", "/"],
  ["equals", "="],
  ["quest", "?"],
  ["excl", "!"],
  ["quot", '"'],
  ["lt", "<"],
  ["gt", ">"],
  ["hat", "^"],
  ["grave", "`"],
  ["verbar", "|"],
  ["vert", "|"],
  ["lcub", "{"],
  ["rcub", "}"],
  ["bsol", "\\"],
  ["shy", "\u00ad"],
  ["zwnj", "\u200c"],
  ["zwj", "\u200d"],
  ["lrm", "\u200e"],
  ["rlm", "\u200f"],
  ["zerowidthspace", "\u200b"],
  ["negativeverythinspace", "\u200b"],
  ["negativethinspace", "\u200b"],
  ["negativemediumspace", "\u200b"],
  ["negativethickspace", "\u200b"],
  ["nobreak", "\u2060"],
  ["applyfunction", "\u2061"],
  ["af", "\u2061"],
  ["invisibletimes", "\u2062"],
  ["it", "\u2062"],
  ["invisiblecomma", "\u2063"],
  ["ic", "\u2063"],
]);

/** Mathematical letters: `&topf;`, `&tscr;`, `&tfr;`. */
const MATHEMATICAL = /^([a-zA-Z])(?:opf|scr|fr)$/;

interface Reference {
  readonly character: string;
  readonly end: number;
}

/** The reference at `at`, `&amp;`s before it undone; a name that is none of ours stands for something that no address contains. */
export function referenceAt(text: string, at: number): Reference | undefined {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  if (match === null) return undefined;
  return { character: referenced(match), end: at + match[0].length };
}

function referenced([, decimal, hex, full, short]: RegExpExecArray): string {
  const name = full ?? short;
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? MATHEMATICAL.exec(name)?.[1] ?? " ";
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(decimal, 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}
