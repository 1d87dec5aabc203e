/**
 * How the characters of an address may be spelled: as they are, as HTML character references (`&#64;`, `&#x40;`,
 * `&commat;`), percent-encoded (`%40`), as quoted-printable that was quoted as text (`=40`), as JSON escapes. Positions
 * are those of the text as it stands.
 */

/** Where an at sign stands, however it is spelled. */
export interface AtSign {
  readonly start: number;
  readonly end: number;
}

/** Characters read off a text, each with where its spelling starts and ends. */
export interface Reading {
  readonly text: string;
  startOf(character: number): number;
  endOf(character: number): number;
}

/** An address has at most 254 octets (RFC 5321 §4.5.3.1); nothing longer is read as one. */
const ADDRESS_LIMIT = 320;

/** Spellings that are complete as they stand; the last ones are `＠` and `﹫`, as such and in UTF-8, octet by octet. Found natively, each in turn. */
const EXACT = [
  "@",
  "&commat;",
  "%40",
  "=40",
  "\\u0040",
  "+AEA-",
  "\uff20",
  "\ufe6b",
  "\u00ef\u00bc\u00a0",
  "\u00ef\u00b9\u00ab",
];
/** Starts of spellings that vary, each then read with AT_SIGN. */
const STARTS = ["&#", "&amp;", "%25"];
const AT_SIGN =
  /&(?:amp;)*(?:#0*(?:64|65312|65131)(?![0-9]);?|#[xX]0*(?:40|[fF][fF]20|[fF][eE]6[bB])(?![0-9a-fA-F]);?|commat;)|%(?:25)*40/y;

/** All at signs of a text, in no order, one at a time: a hostile text is nothing but at signs. */
export function* findAtSigns(text: string): Generator<AtSign> {
  for (const needle of EXACT) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      yield { start: at, end: at + needle.length };
    }
  }
  for (const needle of STARTS) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const spelled = matchAt(AT_SIGN, text, at);
      if (spelled !== undefined) yield { start: at, end: at + spelled.length };
    }
  }
}

const DOMAIN = /[A-Za-z0-9._-]/;
const DOMAIN_RUN = /[A-Za-z0-9._-]*/y;

/** What reads as a domain from `at` on, taken as it stands. */
export function plainDomain(text: string, at: number): Reading {
  return plainly(at, matchAt(DOMAIN_RUN, text, at)?.slice(0, ADDRESS_LIMIT) ?? "");
}

/** What reads as a domain from `at` on, with its escapes undone; undefined when it has none. */
export function escapedDomain(text: string, at: number): Reading | undefined {
  const characters: Spelled[] = [];
  let escapes = 0;
  let end = at;
  while (characters.length < ADDRESS_LIMIT) {
    const next = readEscape(text, end) ?? asItStands(text, end);
    if (!DOMAIN.test(next.character)) break;
    if (next.end > next.start + 1) escapes++;
    characters.push(next);
    end = next.end;
  }
  return escapes === 0 ? undefined : readingOf(characters);
}

/** RFC 5322 §3.2.3 atext and the dot, by character code: asked for every character before every at sign. */
const LOCAL = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~.-") {
  LOCAL[character.charCodeAt(0)] = 1;
}

export function isLocalCode(code: number): boolean {
  return LOCAL[code] === 1;
}

/** What stands in domains, by character code: letters, digits, the dot, the hyphen and the underscore. */
export function isDomainCode(code: number): boolean {
  return LOCAL[code] === 1 && DOMAIN.test(String.fromCharCode(code));
}

/** What reads as a local part up to `end`, taken as it stands. */
export function plainLocalPart(text: string, end: number): Reading {
  let start = end;
  const stop = Math.max(0, end - ADDRESS_LIMIT);
  while (start > stop && isLocalCode(text.charCodeAt(start - 1))) start--;
  return plainly(start, text.slice(start, end));
}

/** What reads as a local part up to `end`, with its escapes undone; undefined when it has none. */
export function escapedLocalPart(text: string, end: number): Reading | undefined {
  if (!/[;%=\\]/.test(text.slice(Math.max(0, end - ADDRESS_LIMIT), end))) return undefined;
  const characters: Spelled[] = [];
  let escapes = 0;
  let start = end;
  while (start > 0 && characters.length < ADDRESS_LIMIT) {
    const previous = readEscapeBefore(text, start) ?? asItStands(text, start - 1);
    if (!isLocalCode(previous.character.charCodeAt(0))) {
      // `=3Dtaro@`: the escape that ends the address is a boundary, and the only sign that `3D` is not part of it.
      if (previous.end > previous.start + 1) escapes++;
      break;
    }
    if (previous.end > previous.start + 1) escapes++;
    characters.push(previous);
    start = previous.start;
  }
  return escapes === 0 ? undefined : readingOf(characters.reverse());
}

interface Spelled {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

const CHARACTER_REFERENCE = /&(?:amp;)*(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/y;
/** Markdown's escapes, of characters that addresses have. */
const BACKSLASH_ESCAPE = /\\([_.+~*#!&'=-])/y;
const HEX_ESCAPE = /(?:%(?:25)*|=|\\u00)([0-9a-fA-F]{2})/y;

/** Named references that occur in local parts and domains, and those around addresses. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["period", "."],
  ["plus", "+"],
  ["lowbar", "_"],
  ["hyphen", "-"],
  ["dash", "-"],
  ["num", "#"],
  ["dollar", "$"],
  ["percnt", "%"],
  ["amp", "&"],
  ["apos", "'"],
  ["ast", "*"],
  ["sol", "/"],
  ["equals", "="],
  ["quest", "?"],
  ["excl", "!"],
  ["quot", '"'],
]);

function readEscape(text: string, at: number): Spelled | undefined {
  CHARACTER_REFERENCE.lastIndex = at;
  const reference = CHARACTER_REFERENCE.exec(text);
  if (reference !== null) return { character: referenced(reference), start: at, end: at + reference[0].length };
  BACKSLASH_ESCAPE.lastIndex = at;
  const escaped = BACKSLASH_ESCAPE.exec(text);
  if (escaped !== null) return { character: escaped[1] ?? "", start: at, end: at + 2 };
  HEX_ESCAPE.lastIndex = at;
  const hex = HEX_ESCAPE.exec(text);
  if (hex === null) return undefined;
  return { character: String.fromCharCode(Number.parseInt(hex[1] ?? "", 16)), start: at, end: at + hex[0].length };
}

/** A name that is none of ours stands for something that no address contains: a space. */
function referenced([, decimal, hex, name]: RegExpExecArray): string {
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? " ";
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(decimal, 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}

/** The longest escape is `&amp;amp;#x000040;`-like; looking further back for its start is not worth its cost. */
const ESCAPE_LIMIT = 24;

/** The escape that ends right before `end`. */
function readEscapeBefore(text: string, end: number): Spelled | undefined {
  const before = text.slice(Math.max(0, end - ESCAPE_LIMIT), end);
  const spelling = /(?:&(?:amp;)*#?\w{1,8};|%(?:25)*[0-9a-f]{2}|=[0-9a-f]{2}|\\u00[0-9a-f]{2}|\\[_.+~*#!&'=-])$/i.exec(
    before,
  )?.[0];
  return spelling === undefined ? undefined : readEscape(text, end - spelling.length);
}

function asItStands(text: string, at: number): Spelled {
  return { character: text[at] ?? "", start: at, end: at + 1 };
}

function plainly(start: number, run: string): Reading {
  return { text: run, startOf: (character) => start + character, endOf: (character) => start + character + 1 };
}

function readingOf(characters: readonly Spelled[]): Reading {
  return {
    text: characters.map(({ character }) => character).join(""),
    startOf: (at) => characters[at]?.start ?? 0,
    endOf: (at) => characters[at]?.end ?? 0,
  };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
