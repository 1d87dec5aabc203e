/**
 * The directory of a ZIP archive (PKWARE APPNOTE §4.3.12, §4.3.16): the names of the files in it, and whether they are
 * encrypted. It stands at the archive's end and is read from there; nothing is unpacked.
 */
import { decodeOctets, guessText } from "../header/charset.ts";
import { toBinaryString } from "../octets.ts";

interface ZipEntry {
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
  while (entries.length < count) {
    if (at + ENTRY_LENGTH > tail.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) return undefined;
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = tail.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength);
    entries.push({ name: nameOf(name, (flags & 0x800) !== 0), encrypted: (flags & 1) !== 0 });
    at += ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** UTF-8 where bit 11 says so (§D.2); else what the packer's machine had, in Japan mostly Shift_JIS. */
function nameOf(octets: Uint8Array, utf8: boolean): string {
  const text = toBinaryString(octets);
  return (utf8 ? decodeOctets(text, "utf-8") : undefined) ?? guessText(text);
}
