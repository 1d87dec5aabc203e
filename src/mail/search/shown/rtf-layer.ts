/** Rich text (RTF 1.9.1) as its reader sees it: control words, groups and escapes cut its words anywhere. */

import { type Effort, isSpent, spendOn } from "../effort.ts";
import { type Shown, ShownBuilder } from "./shown.ts";

/** A group that says of itself that nobody need read it; short ones are bookmarks, and stand inside of words. */
const IGNORABLE = /\{\\\*[^{}]{0,256}\}/y;
/** `\'40`, `\u64?`, `\u-3914\'3f`: with one character behind the second for readers that do not know it. */
const OCTET = /\\'([0-9a-f]{2})/iy;
const UNICODE = /\\u(-?\d{1,5}) ?(?:\\'[0-9a-f]{2}|[^\\{}\r\n])?/iy;
const WORD = /\\([a-z]{1,32})(?:-?\d{1,10})? ?/iy;
const BREAKS = new Set(["par", "line", "tab", "cell", "row", "page", "sect", "nestcell", "nestrow"]);
/** Characters that escape themselves, and what else stands for one. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["{", "{"],
  ["}", "}"],
  ["_", "-"],
  ["~", " "],
]);

export function isRichText(view: string): boolean {
  return /^\s{0,8}\{\\rtf/.test(view.slice(0, 16));
}

/** Steps for one character, and for one control word or brace: a megabyte of either is nobody's. */
const [STEPS_A_CHARACTER, STEPS_A_CONTROL] = [1 / 16, 1 / 4];

/** What may be an at sign, however it is spelled: what stands nowhere near one is not read. */
const AT_SIGN =
  /@|[%=*+\\'-](?:25|3D){0,8}40|\\u(?:64|65312|65131|-224|-405)(?!\d)|00?40|#x?0{0,8}(?:40|64|65312|65131|ff20|fe6b)|commat|AEA|\xef(?:\xbc\xa0|\xb9\xab)|\bat\b/gi;
/** Octets on each side of an at sign: an address has 254, and Word puts a hundred of its own between two letters. */
const REACH = 4096;

/** What a text shows around its at signs, as far as the effort goes. */
export function readRichText(view: string, effort: Effort): Shown {
  const builder = new ShownBuilder();
  let reached = 0;
  for (const { index } of view.matchAll(AT_SIGN)) {
    spendOn(effort, 1);
    if (isSpent(effort)) break;
    if (index < reached - REACH / 2) continue;
    const start = Math.max(reached, index - REACH);
    if (start > reached) builder.push("\n", start, start);
    reached = readTo(Math.min(view.length, index + REACH), view, start, builder, effort);
  }
  return builder.shown();
}

/** Reads from `start` to `end`, or a little further. @returns how far */
function readTo(end: number, view: string, start: number, builder: ShownBuilder, effort: Effort): number {
  let at = start;
  while (at < end && !isSpent(effort)) {
    effort.steps -= CONTROL.test(view[at] ?? "") ? STEPS_A_CONTROL : STEPS_A_CHARACTER;
    at = readOne(view, at, builder);
  }
  return at;
}

const CONTROL = /[\\{}\r\n]/;

function readOne(view: string, at: number, builder: ShownBuilder): number {
  switch (view[at]) {
    case "\\":
      return readControl(view, at, builder);
    case "{":
      return unseen(at, matchEnd(IGNORABLE, view, at) ?? at + 1, builder);
    case "}":
      return unseen(at, at + 1, builder);
    case "\r":
    case "\n": {
      const end = behindPicture(view, at + 1);
      if (end === at + 1) builder.joint();
      else builder.push("\n", at, end);
      return end;
    }
    default:
      builder.push(view[at] as string, at, at + 1);
      return at + 1;
  }
}

function readControl(view: string, at: number, builder: ShownBuilder): number {
  const octet = exec(OCTET, view, at);
  if (octet !== null) return shown(String.fromCharCode(Number.parseInt(octet[1] ?? "", 16)), at, octet, builder);
  const unicode = exec(UNICODE, view, at);
  if (unicode !== null) return shown(String.fromCharCode(Number(unicode[1]) & 0xffff), at, unicode, builder);
  const word = exec(WORD, view, at);
  if (word !== null && BREAKS.has(word[1] ?? "")) return shown("\n", at, word, builder);
  if (word !== null) return unseen(at, behindPicture(view, at + word[0].length), builder);
  const symbol = SYMBOLS.get(view[at + 1] ?? "");
  if (symbol === undefined) return unseen(at, at + 2, builder);
  builder.push(symbol, at, at + 2);
  return at + 2;
}

function shown(character: string, at: number, { 0: written }: RegExpExecArray, builder: ShownBuilder): number {
  builder.push(character, at, at + written.length);
  return at + written.length;
}

function unseen(start: number, end: number, builder: ShownBuilder): number {
  builder.tag({ start, end });
  builder.joint();
  return end;
}

/** Longer runs of hexadecimal digits are a picture's. */
const PICTURE = 128;

const DIGITS = /[0-9a-fA-F\r\n]*/y;

function behindPicture(view: string, start: number): number {
  DIGITS.lastIndex = start;
  DIGITS.test(view);
  return DIGITS.lastIndex - start < PICTURE ? start : DIGITS.lastIndex;
}

function exec(pattern: RegExp, view: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(view);
}

function matchEnd(pattern: RegExp, view: string, at: number): number | undefined {
  const match = exec(pattern, view, at);
  return match === null ? undefined : at + match[0].length;
}
