/** Files as Outlook writes them, for tests: winmail.dat, compressed RTF, and messages in compound files. Binary strings. */

const le16 = (number: number) => String.fromCharCode(number & 255, (number >> 8) & 255);
const le32 = (number: number) => le16(number & 0xffff) + le16(number >>> 16);

/** A winmail.dat with these attribute values ([MS-OXTNEF] §2.1). */
export function winmail(...values: readonly string[]): string {
  return `\x78\x9f\x3e\x22\x01\x00${values.map(attribute).join("")}`;
}

function attribute(value: string): string {
  const checksum = [...value].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  return `\x01\x03\x90\x06\x00${le32(value.length)}${value}${le16(checksum & 0xffff)}`;
}

const INITIAL =
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/** [MS-OXRTFCP] §2.2.2: what the dictionary has is referred to, everything else stands as it is. */
export function compressedRtf(text: string): string {
  let dictionary = INITIAL;
  const tokens: string[] = [];
  const flags: boolean[] = [];
  for (let at = 0; at < text.length; ) {
    const length = longest(text, at, dictionary);
    const piece = text.slice(at, at + Math.max(length, 1));
    if (length < 2) tokens.push(piece);
    else tokens.push(reference(dictionary.indexOf(piece), length));
    flags.push(length >= 2);
    dictionary += piece;
    at += piece.length;
  }
  tokens.push(reference(dictionary.length, 2));
  flags.push(true);
  const packed = grouped(tokens, flags);
  return `${le32(packed.length + 12) + le32(text.length)}LZFu${le32(0)}${packed}`;
}

function longest(text: string, at: number, dictionary: string): number {
  let length = 0;
  while (length < 17 && at + length < text.length && dictionary.includes(text.slice(at, at + length + 1))) length++;
  return length;
}

function reference(offset: number, length: number): string {
  const token = ((offset % 4096) << 4) | (length - 2);
  return String.fromCharCode(token >> 8, token & 255);
}

function grouped(tokens: readonly string[], flags: readonly boolean[]): string {
  let packed = "";
  for (let at = 0; at < tokens.length; at += 8) {
    const control = flags.slice(at, at + 8).reduce((bits, flag, bit) => bits | (flag ? 1 << bit : 0), 0);
    packed += String.fromCharCode(control) + tokens.slice(at, at + 8).join("");
  }
  return packed;
}

const END = 0xfffffffe;
const FREE = 0xffffffff;

/**
 * A compound file ([MS-CFB]) with one stream, in small sectors that do not stand side by side: every second one is of another
 * stream, which is all spaces.
 */
export function compoundFile(stream: string): string {
  const small = Math.ceil(stream.length / 64);
  const sectors = Math.ceil((small * 128) / 512) || 1;
  // Sector 0 is the table, 1 the directory, 2 the small table, from 3 on the small sectors.
  const table = [
    0xfffffffd,
    END,
    END,
    ...Array.from({ length: sectors }, (_, at) => (at + 1 < sectors ? at + 4 : END)),
  ];
  const smallTable = Array.from({ length: 2 * small }, (_, at) => (at + 2 < 2 * small ? at + 2 : END));
  const content = Array.from({ length: small }, (_, at) => {
    return stream.slice(at * 64, at * 64 + 64).padEnd(64, "\0") + " ".repeat(64);
  });
  const directory = [
    entry("Root Entry", 5, 3, small * 128),
    entry("__substg1.0_1000001E", 2, 0, stream.length),
    entry("__substg1.0_1000001F", 2, 1, small * 64),
    entry("", 0, 0, 0),
  ];
  return [
    header(),
    numbers(table, 128),
    directory.join(""),
    numbers(smallTable, 128),
    content.join("").padEnd(sectors * 512, "\0"),
  ].join("");
}

function numbers(list: readonly number[], length: number): string {
  return [...list, ...Array.from({ length: length - list.length }, () => FREE)].map(le32).join("");
}

function header(): string {
  const start = `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${"\0".repeat(16)}${le16(0x3e)}${le16(3)}${le16(0xfffe)}${le16(9)}${le16(6)}`;
  const fields = [0, 0, 1, 1, 0, 4096, 2, 1, END, 0].map(le32).join("");
  return `${start}${"\0".repeat(2)}${fields}`.padEnd(76, "\0") + numbers([0], 109);
}

function entry(name: string, kind: number, start: number, length: number): string {
  const wide = [...name].map((character) => `${character}\0`).join("");
  const named = wide.padEnd(64, "\0") + le16(name === "" ? 0 : wide.length + 2) + String.fromCharCode(kind, 1);
  return `${named}${le32(FREE).repeat(3)}${"\0".repeat(36)}${le32(start)}${le32(length)}${le32(0)}`;
}
