/**
 * The names that a part gives its file. Fields and parameters stand twice, are cut in pieces and encoded in each other,
 * and of several names some reader takes each: whoever asks about a part's name asks about all of them.
 */
import { decodeOctets, guessText } from "../header/charset.ts";
import { decodeText } from "../header/encoded-word.ts";
import {
  everySegment,
  joinContinuations,
  type Segment,
  segmentsDespiteQuotes,
  unescapePercent,
} from "../header/parameters.ts";
import { unfold } from "../header/section.ts";
import type { Part } from "./parts.ts";

/** `name` in a Content-Disposition and `filename` in a Content-Type are nobody's rule and some readers' habit. */
const NAMED = new Set(["filename", "name"]);
const WITH_PARAMETERS = new Set(["content-disposition", "content-type"]);
/** Fields from before RFC 1521 whose whole value is a name; mail readers still look at them. */
const NAME_FIELDS = new Set(["content-name", "x-sun-data-name"]);

const known = new WeakMap<Part, readonly string[]>();

/** Every name of a part, in every reading of every spelling. The names are text; nothing in them has been cleaned. */
export function fileNames(part: Part): readonly string[] {
  const names = known.get(part) ?? readNames(part);
  known.set(part, names);
  return names;
}

/** Whether one of the names of a part fits. */
export function isNamed(part: Part, pattern: RegExp): boolean {
  return fileNames(part).some((name) => pattern.test(name));
}

function readNames({ fields }: Part): string[] {
  const names = fields.flatMap(({ key, value }) => {
    if (NAME_FIELDS.has(key)) return readings(unfold(value));
    return WITH_PARAMETERS.has(key) ? namesInField(value) : [];
  });
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== "");
}

function namesInField(value: string): string[] {
  const segments = [...everySegment(value), ...(value.includes('"') ? segmentsDespiteQuotes(value) : [])];
  const naming = segments.filter((segment) => NAMED.has(segment.name));
  const plain = naming.filter(({ extended }) => !extended).flatMap((segment) => plainReadings(segment));
  const alone = naming.filter(({ extended, numbered }) => extended && !numbered);
  const numbered = [...NAMED].flatMap((name) => orders(naming.filter((one) => one.numbered && one.name === name)));
  return [...plain, ...[...alone.map((segment) => [segment]), ...numbered].flatMap(continuedReadings)];
}

/** Its quotes may end before the value does (`"a"b.exe`). */
function plainReadings({ raw, value }: Segment): string[] {
  const asItStands = raw.slice(raw.indexOf("=") + 1).replace(/["\\\r\n]+/g, "");
  return [...readings(value), ...readings(asItStands)];
}

/**
 * RFC 2231 §3 numbers the pieces. Of two with one number readers take the first, the last, or both, and behind a number
 * that is missing they stop, or go on.
 */
function orders(pieces: readonly Segment[]): Segment[][] {
  const sorted = [...pieces].sort((one, other) => one.section - other.section);
  if (sorted.length === 0) return [];
  const first = [...new Map([...sorted].reverse().map((piece) => [piece.section, piece])).values()].reverse();
  const last = [...new Map(sorted.map((piece) => [piece.section, piece])).values()];
  const gap = first.findIndex((piece, at) => piece.section !== at);
  const upToGap = gap < 0 ? [] : [first.slice(0, gap), last.slice(0, gap)];
  return [sorted, first, last, ...upToGap];
}

function continuedReadings(pieces: readonly Segment[]): string[] {
  const { octets, charset } = joinContinuations(pieces);
  const named = charset === "" ? undefined : decodeOctets(octets, charset);
  // A piece without the mark of an escape may still be read as one, and the other way round.
  const asItStands = pieces.map(({ value }) => value).join("");
  return [...(named === undefined ? [] : [named]), ...readings(octets), ...readings(asItStands)];
}

/** A value as it stands, raw in any charset (Japan's is Shift_JIS), with its encoded-words (RFC 2047 §5 forbids them here, and mailers write them), and its escapes. */
function readings(octets: string): string[] {
  const readings = [guessText(octets)];
  if (/[\x80-\xff]/.test(octets)) readings.push(decodeOctets(octets, "shift_jis") ?? "");
  if (octets.includes("=?")) readings.push(decodeText(octets));
  if (octets.includes("%")) readings.push(decodeText(unescapePercent(octets)));
  return readings;
}
