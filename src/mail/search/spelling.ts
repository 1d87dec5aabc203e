/**
 * How the characters of an address may be spelled: as they are, as HTML character references (`&#64;`, `&#x40;`,
 * `&commat;`), percent-encoded (`%40`), as quoted-printable that was quoted as text (`=40`), as JSON escapes, as words.
 * Positions are those of the text as it stands.
 */

import { referenceAt } from "./shown/character-references.ts";

/** Where an at sign stands, however it is spelled. */
export interface AtSign {
  readonly start: number;
  readonly end: number;
  /** With what the other characters of the address are escaped, too. */
  readonly escape?: LinkEscape;
  /** Whether it is the word `at`; its dots may be words, too. */
  readonly isWord?: boolean;
  /** Whether it is a `40` among hexadecimal digits. */
  readonly isHex?: boolean;
}

/** Signs that escape in some programs' links, and stand for themselves everywhere else. */
export type LinkEscape = "-" | "*" | "+";

/** Characters read off a text, each with where its spelling starts and ends. */
export interface Reading {
  readonly text: string;
  startOf(character: number): number;
  endOf(character: number): number;
}

/** An address has at most 254 octets (RFC 5321 §4.5.3.1); nothing longer is read as one. */
const ADDRESS_LIMIT = 320;

const DOMAIN = /[A-Za-z0-9._-]/;
/** No further than an address goes: in a run of words without end, each at sign has all of it behind it. */
const DOMAIN_RUN = /[A-Za-z0-9._-]{0,320}/y;

/** What reads as a domain from `at` on, taken as it stands. */
export function plainDomain(text: string, at: number): Reading {
  return plainly(at, execAt(DOMAIN_RUN, text, at)?.[0] ?? "");
}

/** What reads as a domain from `at` on, with its escapes undone; undefined when it has none. */
export function escapedDomain(text: string, { end: at, escape: sign, isWord }: AtSign): Reading | undefined {
  const characters: Spelled[] = [];
  let escapes = 0;
  let end = at;
  while (characters.length < ADDRESS_LIMIT) {
    const word = isWord === true ? dotWord(text, end) : undefined;
    const next = word ?? readEscape(text, end, sign) ?? asItStands(text, end);
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
const IN_DOMAINS = Uint8Array.from({ length: 128 }, (_, code) => (DOMAIN.test(String.fromCharCode(code)) ? 1 : 0));

export function isDomainCode(code: number): boolean {
  return IN_DOMAINS[code] === 1;
}

/** What reads as a local part up to `end`, taken as it stands. */
export function plainLocalPart(text: string, end: number): Reading {
  let start = end;
  const stop = Math.max(0, end - ADDRESS_LIMIT);
  while (start > stop && isLocalCode(text.charCodeAt(start - 1))) start--;
  return plainly(start, text.slice(start, end));
}

/** What reads as a local part up to `end`, with its escapes undone; undefined when it has none. */
export function escapedLocalPart(text: string, { start: end, escape: sign }: AtSign): Reading | undefined {
  const { text: run, startOf } = plainLocalPart(text, end);
  // An escape is written in the run, or ends or begins right before it: `&#97;ro@`, `\\u0074aro@`.
  if (sign === undefined && !/[%=]|_x00/.test(run) && !/[;\\]/.test(text[startOf(0) - 1] ?? "")) return undefined;
  const characters: Spelled[] = [];
  let escapes = 0;
  let start = end;
  while (start > 0 && characters.length < ADDRESS_LIMIT) {
    const previous = readEscapeBefore(text, start, sign) ?? asItStands(text, start - 1);
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

/** A quotation mark, in a `cid:` URL, too; RFC 5321 §4.5.3.1.1: 64 octets, each of which may be escaped. */
const QUOTED = /(["]|%22)(?:(?!\1)[^\\\r\n]|\\[^\r\n]){0,140}\1$/;
const QUOTED_LIMIT = 160;

/** A quoted string that ends at a place, quotes and all; undefined when there is none. */
export function quotedRun(text: string, end: number): Reading | undefined {
  if (text[end - 1] !== '"' && !text.startsWith("%22", end - 3)) return undefined;
  const run = QUOTED.exec(text.slice(Math.max(0, end - QUOTED_LIMIT), end))?.[0];
  return run === undefined ? undefined : plainly(end - run.length, run);
}

interface Spelled {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

/** Markdown's escapes, of characters that addresses have. */
const BACKSLASH_ESCAPE = /\\([_.+~*#!&=-])/y;
const HEX_ESCAPE =
  /(?:%(?:25)*|=(?:3D)?|[\\%]u00|\\x|\\')([0-9a-fA-F]{2})|\\[ux]\{0{0,6}([0-9a-fA-F]{2})\}|_x00([0-9a-fA-F]{2})_/y;
const LINK_ESCAPE = /[-*+]([0-9a-fA-F]{2})/y;
const DOT_WORD = / ?[_({[-](?:dot|\.)[_)}\]-] ?| dot /iy;

/** @param sign escapes, too, where the at sign is escaped with it */
function readEscape(text: string, at: number, sign: LinkEscape | undefined): Spelled | undefined {
  const reference = text[at] === "&" ? referenceAt(text, at) : undefined;
  if (reference !== undefined) return { ...reference, start: at };
  const backslash = execAt(BACKSLASH_ESCAPE, text, at);
  if (backslash !== null) return { character: backslash[1] ?? "", start: at, end: at + 2 };
  const hex = execAt(HEX_ESCAPE, text, at) ?? (text[at] === sign ? execAt(LINK_ESCAPE, text, at) : null);
  if (hex === null) return undefined;
  const digits = hex[1] ?? hex[2] ?? hex[3] ?? "";
  return { character: String.fromCharCode(Number.parseInt(digits, 16)), start: at, end: at + hex[0].length };
}

function dotWord(text: string, at: number): Spelled | undefined {
  const word = execAt(DOT_WORD, text, at);
  return word === null ? undefined : { character: ".", start: at, end: at + word[0].length };
}

/** The longest escape is `&amp;amp;#x000040;`-like; looking further back for its start is not worth its cost. */
const ESCAPE_LIMIT = 24;

const ESCAPE_END =
  /(?:&(?:amp;)*#?\w{1,8};|%(?:25)*[0-9a-f]{2}|=(?:3D)?[0-9a-f]{2}|[\\%]u00[0-9a-f]{2}|\\[x'][0-9a-f]{2}|\\[ux]\{0{0,6}[0-9a-f]{2}\}|_x00[0-9a-f]{2}_|\\[_.+~*#!&=-])$/i;

/** The escape that ends right before `end`. */
function readEscapeBefore(text: string, end: number, sign: LinkEscape | undefined): Spelled | undefined {
  const link = text[end - 3] === sign ? readEscape(text, end - 3, sign) : undefined;
  if (link?.end === end) return link;
  const spelling = ESCAPE_END.exec(text.slice(Math.max(0, end - ESCAPE_LIMIT), end))?.[0];
  const escaped = spelling === undefined ? undefined : readEscape(text, end - spelling.length, sign);
  return escaped?.end === end ? escaped : undefined;
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

function execAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
