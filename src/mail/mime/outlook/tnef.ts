/** Outlook's winmail.dat ([MS-OXTNEF]): only read, to know whom it names. Its text comes compressed ([MS-OXRTFCP]). */
import { utf8 } from "../../octets.ts";

const HEADER_LENGTH = 6;
const ATTRIBUTE_HEADER_LENGTH = 9;
const CHECKSUM_LENGTH = 2;

interface Attribute {
  /** Without its type. */
  readonly id: number;
  readonly value: Uint8Array;
}

/**
 * All attributes (§2.1.3.2).
 * @returns undefined when the stream is not whole: what could not be read may name anybody
 */
export function tnefAttributes(stream: Uint8Array): readonly Attribute[] | undefined {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const attributes: Attribute[] = [];
  let at = HEADER_LENGTH;
  while (at + ATTRIBUTE_HEADER_LENGTH <= stream.length && isLevel(stream[at])) {
    const start = at + ATTRIBUTE_HEADER_LENGTH;
    const end = start + view.getUint32(at + 5, true);
    if (end + CHECKSUM_LENGTH > stream.length) return undefined;
    attributes.push({ id: view.getUint16(at + 1, true), value: stream.subarray(start, end) });
    at = end + CHECKSUM_LENGTH;
  }
  // Mailers pad: what is left is line breaks and NULs, or something that we cannot read.
  return attributes.length > 0 && stream.subarray(at).every((octet) => octet <= 0x20) ? attributes : undefined;
}

/** §2.1.3.3: of the message, or of an attachment. */
function isLevel(octet: number | undefined): boolean {
  return octet === 1 || octet === 2;
}

/** `LZFu`, the mark of compressed RTF ([MS-OXRTFCP] §2.1.3.1.1), which stands behind two lengths. */
const MARK = [0x4c, 0x5a, 0x46, 0x75] as const;
const RTF_HEADER_LENGTH = 16;

/**
 * Every compressed text in some octets, unpacked, wherever they stand.
 * @param mayUnpack asked with the length that a text claims, and that of its dictionary: the shortest text wants one, too
 * @returns undefined when one of them is cut or broken
 */
export function compressedTexts(
  octets: Uint8Array,
  mayUnpack: (length: number) => boolean,
): readonly Uint8Array[] | undefined {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const texts: Uint8Array[] = [];
  for (let at = octets.indexOf(MARK[0]); at >= 0; at = octets.indexOf(MARK[0], at + 1)) {
    if (!MARK.every((octet, place) => octets[at + place] === octet)) continue;
    if (at < 8 || at + 8 > octets.length) return undefined;
    const end = at - 4 + view.getUint32(at - 8, true);
    const length = view.getUint32(at - 4, true);
    if (end > octets.length || end < at + 8 || !mayUnpack(length + DICTIONARY_LENGTH)) return undefined;
    const text = unpacked(octets.subarray(at - 8 + RTF_HEADER_LENGTH, end), length);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** [MS-OXRTFCP] §2.1.2.1: what the dictionary holds before the first octet. */
const INITIAL = utf8(
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx",
);
const DICTIONARY_LENGTH = 4096;

/** §2.2.2.1.2: eight tokens behind each control octet, a literal or a reference into the dictionary of the last 4,096 octets. */
function unpacked(packed: Uint8Array, length: number): Uint8Array | undefined {
  const dictionary = new Uint8Array(DICTIONARY_LENGTH);
  dictionary.set(INITIAL);
  const text = new Uint8Array(Math.min(length, packed.length * DICTIONARY_LIMIT));
  let [at, place, written] = [0, INITIAL.length, 0];
  const write = (octet: number): void => {
    dictionary[place] = octet;
    place = (place + 1) % DICTIONARY_LENGTH;
    if (written < text.length) text[written++] = octet;
  };
  // Texts may lie in one another: what one claims is all that is read for it.
  while (at < packed.length && written < text.length) {
    const control = packed[at++] as number;
    for (let bit = 0; bit < 8 && at < packed.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        write(packed[at++] as number);
        continue;
      }
      const token = ((packed[at] as number) << 8) | (packed[at + 1] ?? 0);
      at += 2;
      const from = token >> 4;
      if (from === place) return written === length ? text : undefined;
      for (let next = 0; next < (token & 15) + 2; next++)
        write(dictionary[(from + next) % DICTIONARY_LENGTH] as number);
    }
  }
  return written === length ? text.subarray(0, written) : undefined;
}

/** A token of two octets stands for at most seventeen. */
const DICTIONARY_LIMIT = 17;
