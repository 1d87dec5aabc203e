/** Octets as text: by the charset's name, or by what they look like. Text comes in as binary strings. */

import { fromBinaryString } from "../octets.ts";
import { isUtf7, readUtf7 } from "./utf-7.ts";

/** Names that mailers use and the Encoding Standard does not list. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: "shift_jis",
  ms932: "shift_jis",
  "windows-932": "shift_jis",
  "x-ms-cp932": "shift_jis",
  mskanji: "shift_jis",
  "shift-jis": "shift_jis",
  "shift_jis-2004": "shift_jis",
  "x-shift_jis": "shift_jis",
  "x-shift-jis": "shift_jis",
  eucjp: "euc-jp",
  "x-eucjp": "euc-jp",
  "eucjp-ms": "euc-jp",
  "euc-jp-ms": "euc-jp",
  cp51932: "euc-jp",
  iso2022jp: "iso-2022-jp",
  "iso-2022-jp-1": "iso-2022-jp",
  "iso-2022-jp-2": "iso-2022-jp",
  "iso-2022-jp-3": "iso-2022-jp",
  "iso-2022-jp-2004": "iso-2022-jp",
  "iso-2022-jp-ms": "iso-2022-jp",
  "iso-2022-jp-ext": "iso-2022-jp",
  jis: "iso-2022-jp",
  cp50220: "iso-2022-jp",
  cp50221: "iso-2022-jp",
  cp50222: "iso-2022-jp",
  "utf-8-mac": "utf-8",
  "utf-8n": "utf-8",
  utf_8: "utf-8",
  "x-utf-8": "utf-8",
  cp65001: "utf-8",
  cp936: "gbk",
  "windows-936": "gbk",
  cp949: "euc-kr",
  uhc: "euc-kr",
  cp950: "big5",
  "cp-850": "windows-1252",
  windows1250: "windows-1250",
  windows1251: "windows-1251",
  windows1252: "windows-1252",
  tis620: "windows-874",
};

/**
 * The text that the octets are in a charset, or undefined when nobody knows the charset. Octets that are none of its
 * characters become U+FFFD.
 *
 * @param octets binary string
 * @param charset its name as a mail gives it, in any letter case
 */
export function decodeOctets(octets: string, charset: string): string | undefined {
  if (isUtf7(charset)) return readUtf7(octets).text;
  const decoder = decoderFor(charset);
  if (decoder?.encoding === "iso-2022-jp") return decodeIso2022Jp(octets);
  return decoder?.decode(fromBinaryString(octets));
}

/** The Encoding Standard's name of a charset, in lower case; undefined when nobody knows it. */
export function encodingOf(charset: string): string | undefined {
  return decoderFor(charset)?.encoding;
}

function decoderFor(charset: string): TextDecoder | undefined {
  const written = charset.trim().toLowerCase();
  const label = ALIASES[written] ?? written;
  return decoderOf(label) ?? (label.startsWith("x-") ? decoderOf(label.slice(2)) : undefined);
}

/** Grows no further than the names that the runtime knows. Sharing is safe: nothing here decodes in pieces. */
const decoders = new Map<string, TextDecoder>();

/** Invented names are remembered, too, for asking after one costs as much as a hundred known ones; so many of them. */
const INVENTED_LIMIT = 100;
const invented = new Set<string>();

function decoderOf(label: string): TextDecoder | undefined {
  const known = decoders.get(label);
  if (known || invented.has(label)) return known;
  try {
    const decoder = new TextDecoder(label);
    decoders.set(label, decoder);
    return decoder;
  } catch {
    if (invented.size < INVENTED_LIMIT) invented.add(label);
    return undefined; // A name of the sender's invention is no fault of ours.
  }
}

/**
 * ISO-2022-JP by way of EUC-JP, which has the same tables. The Encoding Standard's own decoder refuses what Japan's mail is
 * full of: one encoded-word's end next to the next one's start (an escape after an escape), half-width kana behind SO or
 * with the eighth bit, JIS X 0212.
 */
function decodeIso2022Jp(octets: string): string {
  let eucJp = "";
  let set = ASCII;
  for (const [run, designation] of octets.matchAll(/\x1b([$(][@-J]|\$\([@-D])|[\x0e\x0f]|[^\x1b\x0e\x0f]+|\x1b/g)) {
    if (designation !== undefined) set = SETS[designation] ?? ASCII;
    else if (run === "\x0e") set = KANA;
    else if (run === "\x0f") set = ASCII;
    else eucJp += toEucJp(run, set);
  }
  return new TextDecoder("euc-jp").decode(fromBinaryString(eucJp));
}

/** A graphic set: what EUC-JP puts before each of its characters, and how many octets they have. */
interface GraphicSet {
  readonly prefix: string;
  readonly width: 1 | 2;
}

const ASCII: GraphicSet = { prefix: "", width: 1 };
const KANA: GraphicSet = { prefix: "\x8e", width: 1 };
const KANJI: GraphicSet = { prefix: "", width: 2 };
const KANJI_0212: GraphicSet = { prefix: "\x8f", width: 2 };
const SETS: Readonly<Record<string, GraphicSet>> = { $B: KANJI, "$@": KANJI, "$(D": KANJI_0212, "(I": KANA };

function toEucJp(run: string, set: GraphicSet): string {
  if (set === ASCII) return run.replace(/[\xa1-\xdf]/g, "\x8e$&");
  const characters = set.width === 1 ? /[!-~]/g : /[!-~]{2}/g;
  return run.replace(characters, (character) => set.prefix + character.replace(/./g, withEighthBit));
}

function withEighthBit(octet: string): string {
  return String.fromCharCode(octet.charCodeAt(0) | 0x80);
}

/** Raw octets of a header field, which names no charset: ISO-2022-JP by its escapes, UTF-8, Shift_JIS, else windows-1252. */
export function guessText(octets: string): string {
  if (octets.includes("\x1b$") || octets.includes("\x1b(")) return decodeIso2022Jp(octets);
  if (!/[\x80-\xff]/.test(octets)) return octets;
  return (
    decodeStrictly(octets, "utf-8") ??
    asShiftJis(octets) ??
    new TextDecoder("windows-1252").decode(fromBinaryString(octets))
  );
}

function decodeStrictly(octets: string, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: false }).decode(fromBinaryString(octets));
  } catch {
    return undefined; // Not this charset: the next guess.
  }
}

/**
 * Shift_JIS, when it looks like it: most French words are also valid Shift_JIS. Japanese has kana or the common kanji, whose
 * lead octets windows-1252 uses for punctuation, and it has more of them than letters.
 */
function asShiftJis(octets: string): string | undefined {
  if (!/[\x81-\x9f][@-~\x80-\xfc]/.test(octets) && /[^ -@\xa1-\xdf]/.test(octets)) return undefined;
  const text = decodeStrictly(octets, "shift_jis");
  const wide = text?.match(/[^\x00-\x7f]/g)?.length ?? 0;
  const letters = text?.match(/[a-z]/gi)?.length ?? 0;
  return 2 * wide > letters ? text : undefined;
}
