/**
 * Files that stand in a text, as Usenet's programs put them there: uuencode (POSIX, `begin 644 name`), xxencode, and yEnc
 * (`=ybegin`). What they say is searched as an attachment is, and where somebody is named the whole of it is written anew.
 */
import { type Edit, editedWhole, inOrder } from "../edit.ts";
import { fromBinaryString, toBinaryString } from "../octets.ts";
import { type Effort, isSpent } from "../search/effort.ts";
import { searchView } from "../search-view.ts";

/** A file in a text, from the line that begins it to the one that ends it. */
interface EmbeddedFile {
  readonly start: number;
  readonly end: number;
  readonly octets: Uint8Array;
  /** All of it anew. */
  encode(octets: Uint8Array): string;
}

/** Octets that are decoded for what one step costs elsewhere. */
const OCTETS_A_STEP = 256;

/** @param find the edits of what a file says */
export function embeddedFileEdits(text: Uint8Array, effort: Effort, find: (file: Uint8Array) => Edit[]): Edit[] {
  const view = searchView(text);
  const edits: Edit[] = [];
  for (const files of [uuencodedFiles(view), yencodedFiles(view)]) {
    for (const { start, end, octets, encode } of files) {
      effort.steps -= 1 + octets.length / OCTETS_A_STEP;
      if (isSpent(effort)) return edits;
      const inside = inOrder(find(octets));
      if (inside.length === 0) continue;
      const write: Edit["write"] = (to) => fromBinaryString(encode(editedWhole(octets, inside, to)));
      edits.push({ start, end, write });
    }
  }
  return edits;
}

const lineBreakOf = (view: string): string => (view.includes("\r\n") ? "\r\n" : "\n");

/** By value, the characters of an encoding; uuencode's grave accent is a space to some. */
const UUENCODE = `\`${Array.from({ length: 63 }, (_, value) => String.fromCharCode(value + 33)).join("")}`;
const XXENCODE = "+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const BEGIN = /^begin +[0-7]{3,4} [^\r\n]*\r*\n/gm;
/** Up to 63 octets a line. */
const LINE = /(?:[ -`]{1,90}|[+0-9A-Za-z-]{1,90})\r*(?:\n|$)/y;
/** Octets that encoders put into one. */
const OCTETS_A_LINE = 45;

function* uuencodedFiles(view: string): Generator<EmbeddedFile> {
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(view); begin !== null; begin = BEGIN.exec(view)) {
    const start = begin.index + begin[0].length;
    const end = endOfLines(view, start);
    const lines = view.slice(start, end).split(/\r*\n/);
    const alphabet = lines.some((line) => /[a-z]/.test(line)) ? XXENCODE : UUENCODE;
    const octets = fromBinaryString(lines.map((line) => decodedLine(line, alphabet)).join(""));
    yield { start, end, octets, encode: (changed) => encodedLines(changed, alphabet, lineBreakOf(view)) };
    BEGIN.lastIndex = end;
  }
}

/** Up to the line `end`, or to what is no line of such a file. */
function endOfLines(view: string, start: number): number {
  let at = start;
  for (LINE.lastIndex = at; LINE.test(view) && !/^end\s/.test(view.slice(at, at + 4)); LINE.lastIndex = at)
    at = LINE.lastIndex;
  return at;
}

function sextetOf(character: string, alphabet: string): number {
  return Math.max(0, alphabet.indexOf(character === " " ? "`" : character));
}

function decodedLine(line: string, alphabet: string): string {
  const length = sextetOf(line.charAt(0), alphabet);
  let octets = "";
  for (let at = 1; octets.length < length && at < line.length; at += 4) {
    const group = [0, 1, 2, 3].reduce((bits, place) => (bits << 6) | sextetOf(line.charAt(at + place), alphabet), 0);
    octets += String.fromCharCode(group >> 16, (group >> 8) & 0xff, group & 0xff);
  }
  return octets.slice(0, length);
}

function encodedLines(octets: Uint8Array, alphabet: string, lineBreak: string): string {
  const lines: string[] = [];
  for (let at = 0; at < octets.length; at += OCTETS_A_LINE) {
    lines.push(encodedLine(octets.subarray(at, at + OCTETS_A_LINE), alphabet) + lineBreak);
  }
  // A line without octets is the last one.
  return `${lines.join("")}${alphabet.charAt(0)}${lineBreak}`;
}

function encodedLine(octets: Uint8Array, alphabet: string): string {
  let line = alphabet.charAt(octets.length);
  for (let at = 0; at < octets.length; at += 3) {
    const group = ((octets[at] ?? 0) << 16) | ((octets[at + 1] ?? 0) << 8) | (octets[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) line += alphabet.charAt((group >> shift) & 0x3f);
  }
  return line;
}

/** http://www.yenc.org/yenc-draft.1.3.txt: its lines, its escape, and what every octet is raised by. */
const YENC = /^=ybegin [^\r\n]*\r*\n(?:=ypart [^\r\n]*\r*\n)?/gm;
const [RAISED, ESCAPED] = [42, 64];
const CRITICAL = /[\0\r\n=]/g;

function* yencodedFiles(view: string): Generator<EmbeddedFile> {
  YENC.lastIndex = 0;
  for (let begin = YENC.exec(view); begin !== null; begin = YENC.exec(view)) {
    const start = begin.index + begin[0].length;
    const last = view.indexOf("\n=yend", start);
    if (last < 0) return;
    const lineFeed = view.indexOf("\n", last + 1);
    const end = lineFeed < 0 ? view.length : lineFeed + 1;
    const [opening] = begin;
    const encode = (octets: Uint8Array) => yencoded(opening, octets, lineBreakOf(view));
    yield { start: begin.index, end, octets: fromBinaryString(yencodedOctets(view.slice(start, last))), encode };
    YENC.lastIndex = end;
  }
}

function yencodedOctets(lines: string): string {
  const shifted = (character: string, by: number) => String.fromCharCode((character.charCodeAt(0) - by) & 0xff);
  return lines.replace(/[\r\n]+|=?[^\r\n]/g, (unit) => {
    if (/^[\r\n]/.test(unit)) return "";
    return unit.length === 2 ? shifted(unit.charAt(1), RAISED + ESCAPED) : shifted(unit, RAISED);
  });
}

/** Without a checksum, which is of what stood there before. */
function yencoded(opening: string, octets: Uint8Array, lineBreak: string): string {
  const raised = toBinaryString(octets.map((octet) => octet + RAISED));
  const escaped = raised.replace(CRITICAL, (octet) => `=${String.fromCharCode(octet.charCodeAt(0) + ESCAPED)}`);
  const lines = escaped.replace(/(?:=?[^=]){1,128}/gs, (line) => line + lineBreak);
  return `${opening.replace(/(?<= size=)\d+/, String(octets.length))}${lines}=yend size=${octets.length}${lineBreak}`;
}
