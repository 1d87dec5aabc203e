/**
 * The directory of a ZIP archive (PKWARE APPNOTE §4.3.12, §4.3.16): the names of the files in it, and whether they are
 * encrypted. It stands at the archive's end and is read from there; nothing is unpacked.
 */
import { decodeOctets, guessText } from "../header/charset.ts";
import { toBinaryString } from "../octets.ts";

export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
}

const END_SIGNATURE = "PK\x05\x06";
const ENTRY_SIGNATURE = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;

/** An archive with more files than this, or a directory that is not whole, is not looked through. */
export const ZIP_ENTRY_LIMIT = 2000;

/**
 * @param tail the archive's last octets: the directory must stand in them
 * @returns undefined when there is no directory, or not all of it
 */
export function zipEntries(tail: Uint8Array): readonly ZipEntry[] | undefined {
  // The comment behind it may hold the signature, too: the last one that fits is the archive's.
  const end = toBinaryString(tail).lastIndexOf(END_SIGNATURE, tail.length - END_LENGTH);
  if (end < 0) return undefined;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const count = view.getUint16(end + 10, true);
  const start = end - view.getUint32(end + 12, true);
  return start < 0 || count > ZIP_ENTRY_LIMIT ? undefined : readEntries(tail, view, start, count);
}

function readEntries(tail: Uint8Array, view: DataView, start: number, count: number): ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  let at = start;
  for (let read = 0; read < count; read++) {
    if (at + ENTRY_LENGTH > tail.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) return undefined;
    const flags = view.getUint16(at + 8, true);
    const name = at + ENTRY_LENGTH;
    const extra = name + view.getUint16(at + 28, true);
    const comment = extra + view.getUint16(at + 30, true);
    const encrypted = (flags & ENCRYPTED) !== 0;
    const names = [nameOf(tail.subarray(name, extra), (flags & 0x800) !== 0), ...unicodePaths(tail, extra, comment)];
    entries.push(...names.map((name) => ({ name, encrypted })));
    at = comment + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Bit 0: encrypted, 6: strongly, 13: so that the directory itself says nothing true (§4.4.4). */
const ENCRYPTED = 0x2041;
const UNICODE_PATH = 0x7075;

/** The extra field 0x7075 (§4.6.9) gives a file another name, which some programs take. */
function unicodePaths(tail: Uint8Array, start: number, end: number): readonly string[] {
  const octet = (at: number) => tail[at] ?? 0;
  const names: string[] = [];
  for (let at = start; at + 4 <= Math.min(end, tail.length); ) {
    const next = at + 4 + octet(at + 2) + 256 * octet(at + 3);
    const id = octet(at) + 256 * octet(at + 1);
    if (id === UNICODE_PATH && next <= end) names.push(nameOf(tail.subarray(at + 9, next), true));
    at = next;
  }
  return names;
}

/** UTF-8 where bit 11 says so (§D.2); else what the packer's machine had, in Japan mostly Shift_JIS. */
function nameOf(octets: Uint8Array, utf8: boolean): string {
  const text = toBinaryString(octets);
  return (utf8 ? decodeOctets(text, "utf-8") : undefined) ?? guessText(text);
}
