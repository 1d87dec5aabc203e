/**
 * Octets as the characters that a charset makes of them, one after the other, each with its place. Only what can be part
 * of an address, or be invisible in one, is told; every other character above ASCII is U+FFFD.
 */

import { asAscii, isInvisible } from "./folding-layer.ts";
import type { Range } from "./ranges.ts";
import { type Shown, ShownBuilder } from "./shown.ts";

/** A character that no address has. */
const OTHER = "\ufffd";

/** What stands at a place: a character, "" for none, and how many octets it takes. */
interface Unit {
  readonly character: string;
  readonly length: number;
}

type ReadUnit = (view: string, at: number) => Unit;

/**
 * The characters of a range of a view.
 * @param encoding as the Encoding Standard names it; undefined for text that is decoded already
 */
export function readCharacters(view: string, range: Range, encoding: string | undefined): Shown {
  if (encoding === "iso-2022-jp") return readIso2022Jp(view, range);
  const builder = new ShownBuilder();
  const read = encoding === undefined ? undefined : readerOf(encoding);
  for (let at = range.start; at < range.end; ) {
    const code = view.charCodeAt(at);
    const unit = code < 0x80 ? undefined : (read?.(view, at) ?? decodedUnit(view, at));
    const length = unit?.length ?? 1;
    builder.push(unit?.character ?? (view[at] as string), at, at + length);
    at += length;
  }
  return builder.shown();
}

function decodedUnit(text: string, at: number): Unit {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { character: telling(character), length: character.length };
}

/** The character itself if it means anything here. */
function telling(character: string): string {
  return character.length === 1 || asAscii(character) !== undefined || isInvisible(character) ? character : OTHER;
}

const readers = new Map<string, ReadUnit>();

function readerOf(encoding: string): ReadUnit {
  const read = readers.get(encoding) ?? newReader(encoding);
  readers.set(encoding, read);
  return read;
}

function newReader(encoding: string): ReadUnit {
  switch (encoding) {
    case "utf-8":
      return utf8Unit;
    case "euc-jp":
      return multiByteReader(encoding, (view, at) => (view.charCodeAt(at) === 0x8f ? 3 : 2));
    case "gb18030":
    case "gbk":
      return multiByteReader("gb18030", (view, at) => (/[0-9]/.test(view[at + 1] ?? "") ? 4 : 2));
    case "shift_jis":
      // Half-width kana have one octet.
      return multiByteReader(encoding, (view, at) => (isBetween(view.charCodeAt(at), 0xa1, 0xdf) ? 1 : 2));
    case "big5":
    case "euc-kr":
      return multiByteReader(encoding, () => 2);
    default:
      return multiByteReader(encoding, () => 1);
  }
}

function isBetween(octet: number, low: number, high: number): boolean {
  return octet >= low && octet <= high;
}

/** Characters of so many octets. What a charset makes of a few octets is looked up once: there are few that mean anything. */
function multiByteReader(encoding: string, lengthAt: (view: string, at: number) => number): ReadUnit {
  const decoder = new TextDecoder(encoding);
  const known = new Map<number, Unit>();
  return (view, at) => {
    const length = lengthAt(view, at);
    let key = 0;
    for (let octet = 0; octet < length; octet++) key = key * 256 + (view.charCodeAt(at + octet) || 0);
    const unit = known.get(key) ?? decodedOctets(decoder, view, at, length);
    if (known.size < KNOWN_LIMIT) known.set(key, unit);
    return unit;
  };
}

/** All pairs of octets above ASCII. */
const KNOWN_LIMIT = 1 << 15;

function decodedOctets(decoder: TextDecoder, view: string, at: number, length: number): Unit {
  const octets = Uint8Array.from({ length: Math.min(length, view.length - at) }, (_, place) =>
    view.charCodeAt(at + place),
  );
  const text = decoder.decode(octets);
  const isOne = text.length > 0 && text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;
  // What is no character leaves the octet behind its first one to be read by itself.
  if (!isOne || text === OTHER) return { character: OTHER, length: 1 };
  return { character: telling(text), length: octets.length };
}

/** RFC 3629 §3, without a look at what is overlong: an address is not spelled so. */
function utf8Unit(view: string, at: number): Unit {
  const lead = view.charCodeAt(at);
  const length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let code = length === 1 ? 0xfffd : lead & (0x7f >> length);
  for (let next = at + 1; next < at + length; next++) {
    const octet = next < view.length ? view.charCodeAt(next) : 0;
    if ((octet & 0xc0) !== 0x80) return { character: OTHER, length: next - at };
    code = (code << 6) | (octet & 0x3f);
  }
  return { character: code > 0x10ffff ? OTHER : telling(String.fromCodePoint(code)), length };
}

/** RFC 1468, ISO-2022-JP-1 and -2: escape sequences that select the set of characters; SO and SI. */
const DESIGNATION = /\u001b(?:\$\([@-D]|\$[@-J]|\([@-J]|\.[A-Z]|N)|[\u000e\u000f]/y;

/** The last escape sequence before a place in the same line, where one may be in force. */
const STATE_REACH = 1000;

function stateBefore(view: string, at: number): string {
  const before = view.slice(Math.max(0, at - STATE_REACH), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  DESIGNATION.lastIndex = Math.max(0, line.lastIndexOf("\u001b"));
  return stateOf(DESIGNATION.exec(line)?.[0] ?? "");
}

/** JIS X 0201's Roman set has ASCII's letters and digits, and needs no change of state for an address. */
function stateOf(sequence: string): string {
  return sequence === "\u001b(B" || sequence === "\u001b(J" || sequence === "\u000f" ? "" : sequence;
}

/** Where the escape sequences start that end at a place. Two in a row are an error to strict readers: none is written beside them. */
export function startOfEscapes(view: string, at: number): number {
  const sequences = /(?:\u001b(?:\$\([@-D]|\$[@-J]|\([@-J])|[\u000e\u000f])+$/.exec(
    view.slice(Math.max(0, at - 16), at),
  );
  return at - (sequences?.[0].length ?? 0);
}

/** The end of the escape sequences that start at a place, and the state that they leave. */
export function escapesAt(view: string, at: number, state: string): { readonly end: number; readonly state: string } {
  DESIGNATION.lastIndex = at;
  const sequence = DESIGNATION.exec(view)?.[0];
  return sequence === undefined ? { end: at, state } : escapesAt(view, at + sequence.length, stateOf(sequence));
}

function readIso2022Jp(view: string, range: Range): Shown {
  const builder = new ShownBuilder();
  let state = stateBefore(view, range.start);
  for (let at = range.start; at < range.end; ) {
    DESIGNATION.lastIndex = at;
    const sequence = DESIGNATION.exec(view)?.[0];
    if (sequence !== undefined) {
      state = stateOf(sequence);
      at += sequence.length;
      continue;
    }
    if (view[at] === "\n") state = "";
    const { character, length } = unitIn(state, view, at);
    builder.push(character, at, at + length, state);
    at += length;
  }
  return builder.shown();
}

/** The sets have EUC-JP's tables: its octets are the same with the eighth bit set. */
const JIS_X_0208 = new TextDecoder("euc-jp");

const jisCharacters = new Map<number, string>();

function unitIn(state: string, view: string, at: number): Unit {
  const code = view.charCodeAt(at);
  if (code < 0x21 || state === "" || state === "\u001b(J") {
    return { character: code < 0x80 ? (view[at] as string) : OTHER, length: 1 };
  }
  if (!state.startsWith("\u001b$")) return { character: OTHER, length: 1 };
  if (!/^\u001b\$\(?[@B]$/.test(state)) return { character: OTHER, length: 2 };
  const pair = ((view.charCodeAt(at) | 0x80) << 8) | (view.charCodeAt(at + 1) | 0x80);
  const known = jisCharacters.get(pair);
  const character = known ?? telling(JIS_X_0208.decode(Uint8Array.of(pair >> 8, pair & 0xff)));
  if (known === undefined) jisCharacters.set(pair, character);
  return { character: character.length === 1 ? character : OTHER, length: 2 };
}
