/** Rich text (RTF 1.9.1) as its reader sees it: control words, groups and escapes cut its words anywhere. */

import { type Effort, isSpent } from "../effort.ts";
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

/** Steps for one character: four megabytes of letters are nobody's; pictures are passed over. */
const STEPS_A_CHARACTER = 1 / 20;

/** What a text shows, as far as the effort goes. */
export function readRichText(view: string, effort: Effort): Shown {
  const builder = new ShownBuilder();
  for (let at = 0; at < view.length && !isSpent(effort); ) {
    effort.steps -= STEPS_A_CHARACTER;
    at = readOne(view, at, builder);
  }
  return builder.shown();
}

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

function behindPicture(view: string, start: number): number {
  let end = start;
  while (/[0-9a-fA-F\r\n]/.test(view[end] ?? "")) end++;
  return end - start < PICTURE ? start : end;
}

function exec(pattern: RegExp, view: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(view);
}

function matchEnd(pattern: RegExp, view: string, at: number): number | undefined {
  const match = exec(pattern, view, at);
  return match === null ? undefined : at + match[0].length;
}
