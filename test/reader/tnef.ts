/** Outlook's winmail.dat (MS-OXTNEF): its attributes, the strings of its properties, and its compressed RTF (MS-OXRTFCP). */
import { platform } from "./charset.ts";

export function isTnef(octets: string): boolean {
  return octets.startsWith("\x78\x9f\x3e\x22");
}

/** Every text in it: attributes as they lie, their UTF-16, and the RTF unpacked, as text. */
export function inTnef(octets: string): readonly string[] {
  return attributes(octets).flatMap((value) => {
    const wide = [value, value.slice(1)].flatMap((read) => platform(read, "utf-16le") ?? []);
    return [value, ...wide, ...packedRtf(value).flatMap((rtf) => [rtf, rtfText(rtf)])];
  });
}

/** §2.1.3: level, id, length, value, checksum. What is cut off is read as far as it goes. */
function attributes(octets: string): readonly string[] {
  const values: string[] = [];
  for (let at = 6; at + 9 < octets.length; ) {
    const length = littleEndian(octets, at + 5);
    values.push(octets.slice(at + 9, at + 9 + length));
    at += 9 + length + 2;
  }
  return values;
}

function littleEndian(octets: string, at: number): number {
  return [0, 1, 2, 3].reduce((sum, octet) => sum + (octets.charCodeAt(at + octet) || 0) * 256 ** octet, 0);
}

/** Wherever `LZFu` or `MELA` stands behind two lengths. */
function packedRtf(value: string): readonly string[] {
  return [...value.matchAll(/LZFu|MELA/g)].map(({ index, 0: kind }) => {
    const start = index + 8;
    const end = index - 4 + littleEndian(value, index - 8);
    const packed = value.slice(start, end > start ? end : undefined);
    return kind === "MELA" ? packed : unpacked(packed, littleEndian(value, index - 4));
  });
}

/** What the dictionary holds from the start, MS-OXRTFCP §2.1.2.1. */
const DICTIONARY =
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript " +
  "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par " +
  "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const DICTIONARY_SIZE = 4096;

function unpacked(packed: string, size: number): string {
  let whole = DICTIONARY;
  for (let at = 0; at < packed.length; ) {
    const control = packed.charCodeAt(at++);
    for (let bit = 0; bit < 8 && at < packed.length; bit++) {
      if (((control >> bit) & 1) === 0) {
        whole += packed[at++];
        continue;
      }
      const token = packed.charCodeAt(at) * 256 + packed.charCodeAt(at + 1);
      at += 2;
      // §3.1.3.1.2: the offset is one in a ring; one that points at the writing position ends the text.
      const back = (whole.length - (token >> 4)) & (DICTIONARY_SIZE - 1);
      if (back === 0 || whole.length > size + DICTIONARY.length) return whole.slice(DICTIONARY.length);
      const from = whole.length - back;
      for (let copied = 0; copied < (token & 15) + 2; copied++) whole += whole[from + copied] ?? "";
    }
  }
  return whole.slice(DICTIONARY.length);
}

/** RTF 1.9: `\'hh` is an octet, `\uN` a character, other control words are nothing. */
export function rtfText(rtf: string): string {
  return rtf
    .replace(/\\'([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\u(-?\d{1,5}) ?\??/g, (_, code: string) => String.fromCharCode(Number(code) & 0xffff))
    .replace(/\\[a-z]+-?\d* ?|[{}\r\n]/gi, "")
    .replace(/\\([\\{}])/g, "$1");
}
