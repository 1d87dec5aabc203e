/** What a file is by its first octets, whatever its name and its type say. */
import { toBinaryString } from "../octets.ts";
import { firstOctets } from "./edges.ts";
import type { Part } from "./parts.ts";

/** As many octets as are looked at: a file that is no text shows it in them. */
export const SAMPLE_LENGTH = 512;

type Magic =
  /** Outlook's winmail.dat: [MS-OXTNEF] §2.1.3.1. */
  | "tnef"
  /** Outlook's messages, and Office files from before 2007: [MS-CFB] §2.2. */
  | "compound"
  /** An OpenPGP key, not armored: it begins with a key packet (RFC 9580 §5.5) of version 3 to 6. */
  | "pgp-key"
  /** An X.509 certificate (RFC 5280 §4.1): it names its owner. */
  | "certificate"
  /** Signed data (RFC 5652 §5), S/MIME or a heap of certificates. */
  | "signed-data"
  | "other-binary"
  | "text";

const MARKS: readonly (readonly [RegExp, Magic])[] = [
  [/^\x78\x9f\x3e\x22/, "tnef"],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, "compound"],
  [
    /^(?:[\x95\x98\x99][\s\S]{1,2}|[\xc5\xc6](?:[\x00-\xbf]|[\xc0-\xdf][\s\S]|\xff[\s\S]{4}))[\x03-\x06][\s\S]{4}[\x01-\x03\x10-\x1c]/,
    "pgp-key",
  ],
  [/^\x30\x82[\s\S]{2}\x30\x82[\s\S]{2}(?:\xa0\x03\x02\x01[\x00-\x02])?\x02/, "certificate"],
  [/^\x30[\x80-\x84][\s\S]{0,4}?\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02/, "signed-data"],
  // Texts in UTF-16 and UTF-32 are full of NULs; a byte order mark, or a NUL beside each letter, tells them from files.
  [/^(?:\xff\xfe|\xfe\xff|\x00\x00\xfe\xff)/, "text"],
  [/^(?:[\t\r\n -~]\x00){8}|^(?:\x00[\t\r\n -~]){8}|^(?:\x00{3}[\t\r\n -~]){4}|^(?:[\t\r\n -~]\x00{3}){4}/, "text"],
  [
    /^(?:%PDF-|PK[\x03\x05\x07]|\x89PNG|\xff\xd8\xff|GIF8|\x1f\x8b|BZh[1-9]|\xfd7zXZ|7z\xbc\xaf|Rar!\x1a|ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]|OggS|fLaC|RIFF|MZ|\x7fELF|II\*\x00|MM\x00\*|\x1aE\xdf\xa3|wOF[2F]|SQLite format|[\s\S]{4}ftyp)/,
    "other-binary",
  ],
];

const known = new WeakMap<Part, Magic>();

/** Read off the part's first octets alone: what is no text is not decoded to its end. */
export function magicOf(octets: Uint8Array, part: Part): Magic {
  const magic = known.get(part) ?? magicOfPart(octets, part);
  known.set(part, magic);
  return magic;
}

function magicOfSample(sample: Uint8Array): Magic {
  const text = toBinaryString(sample);
  return (
    MARKS.find(([mark]) => mark.test(text))?.[1] ?? (isNoise(text) && !isWideText(sample) ? "other-binary" : "text")
  );
}

/** Chance gives one encrypted file in some hundred few enough control characters in its first octets: then more of it are read. */
const LONG_SAMPLE_LENGTH = 8 * SAMPLE_LENGTH;

function magicOfPart(octets: Uint8Array, part: Part): Magic {
  const sample = firstOctets(octets, part, SAMPLE_LENGTH);
  const magic = magicOfSample(sample);
  if (magic !== "text" || !isDoubtful(toBinaryString(sample))) return magic;
  return magicOfSample(firstOctets(octets, part, LONG_SAMPLE_LENGTH));
}

/** With fewer than one in fifty it is a text that was damaged. */
function isDoubtful(text: string): boolean {
  return 50 * (text.match(CONTROL)?.length ?? 0) > text.length;
}

/** All but those that texts have: line breaks, tabs, those of ISO-2022-JP, DOS's end of file. */
const CONTROL = /[\x00-\x06\x10-\x19\x1c-\x1f]/g;
/** So many are in the shortest text that was damaged. */
const STRAY = 3;

/** What is encrypted or compressed has one in ten; a text has none, but for what broke on its way. */
function isNoise(text: string): boolean {
  return 20 * (text.match(CONTROL)?.length ?? 0) > Math.max(text.length, 20 * STRAY);
}

/** Letters of Europe and East Asia, their signs, and the forms that are as wide as they. */
const WRITTEN =
  /[\t\r\n -~\u00a0-\u052f\u2000-\u206f\u2100-\u27bf\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uffee]/g;

/** UTF-16 without a byte order mark: of what is read so of other octets, half is no letter of anybody's. */
function isWideText(sample: Uint8Array): boolean {
  return ["utf-16le", "utf-16be"].some((order) => {
    const text = new TextDecoder(order, { fatal: false, ignoreBOM: true }).decode(
      sample.subarray(0, sample.length & ~1),
    );
    return 20 * (text.match(WRITTEN)?.length ?? 0) >= 19 * text.length;
  });
}
