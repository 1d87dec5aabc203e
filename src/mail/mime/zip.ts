/**
 * The directory of a ZIP archive (PKWARE APPNOTE §4.3.12, §4.3.16): the names of the files in it, and whether they are
 * encrypted. It stands at the archive's end and is read from there; nothing is unpacked. What is not made as most are (ZIP64,
 * two ends, a comment that looks like one) some reader opens all the same: of such, every entry that is there counts.
 */
import { decodeOctets, guessText } from "../header/charset.ts";
import { toBinaryString } from "../octets.ts";

export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
}

const END_SIGNATURE = "PK\x05\x06";
const ENTRY_SIGNATURE = "PK\x01\x02";
const LOCAL_SIGNATURE = "PK\x03\x04";
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_LENGTH = 30;

/**
 * @param tail the archive's last octets: the directory must stand in them
 * @returns undefined when there is no directory, not all of it, or more than one reading of where it is
 */
export function zipEntries(tail: Uint8Array): readonly ZipEntry[] | undefined {
  const text = toBinaryString(tail);
  const end = text.lastIndexOf(END_SIGNATURE, tail.length - END_LENGTH);
  // The comment behind it may hold the signature, too, and readers differ in which of two they take.
  if (end < 0 || tail.length < END_LENGTH || text.indexOf(END_SIGNATURE) < end) return undefined;
  const view = viewOf(tail);
  const start = end - view.getUint32(end + 12, true);
  // So do they in what they believe of an end: none may stand there of whom it does not say so.
  return text.indexOf(ENTRY_SIGNATURE) !== start
    ? undefined
    : readEntries(tail, text, { start, end, count: view.getUint16(end + 10, true) });
}

interface Directory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** @returns undefined unless as many stand there as its end says, and nothing beside them: of ZIP64 it does not say how many */
function readEntries(tail: Uint8Array, text: string, { start, end, count }: Directory): ZipEntry[] | undefined {
  const entries: ZipEntry[] = [];
  let at = start;
  for (let read = 0; read < count; read++) {
    if (at + ENTRY_LENGTH > end || !text.startsWith(ENTRY_SIGNATURE, at)) return undefined;
    const entry = entryAt(tail, at);
    entries.push(...entry.named);
    at = entry.next;
  }
  return at === end ? entries : undefined;
}

/** Whatever looks like an entry of a directory, wherever it stands and whatever the archive's end says of it. */
export function looseZipEntries(tail: Uint8Array): readonly ZipEntry[] {
  const text = toBinaryString(tail);
  const entries: ZipEntry[] = [];
  const last = tail.length - ENTRY_LENGTH;
  for (let at = text.indexOf(ENTRY_SIGNATURE); at >= 0 && at <= last; at = text.indexOf(ENTRY_SIGNATURE, at + 1)) {
    entries.push(...entryAt(tail, at).named);
  }
  return entries;
}

/** The first file's own header (§4.3.7) names it once more, and who unpacks while reading takes that name. */
export function firstZipEntry(head: Uint8Array): readonly ZipEntry[] {
  const at = toBinaryString(head).indexOf(LOCAL_SIGNATURE);
  if (at < 0 || at + LOCAL_LENGTH > head.length) return [];
  const view = viewOf(head);
  const flags = view.getUint16(at + 6, true);
  const name = at + LOCAL_LENGTH;
  return [entryOf(head.subarray(name, name + view.getUint16(at + 26, true)), flags)];
}

function entryAt(tail: Uint8Array, at: number): { readonly named: readonly ZipEntry[]; readonly next: number } {
  const view = viewOf(tail);
  const entry = (octets: Uint8Array) => entryOf(octets, view.getUint16(at + 8, true));
  const name = at + ENTRY_LENGTH;
  const extra = name + view.getUint16(at + 28, true);
  const comment = extra + view.getUint16(at + 30, true);
  const { encrypted } = entry(NONE);
  const others = unicodePaths(tail, extra, comment).map((name) => ({ name, encrypted }));
  return { named: [entry(tail.subarray(name, extra)), ...others], next: comment + view.getUint16(at + 32, true) };
}

const NONE = new Uint8Array(0);

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function entryOf(name: Uint8Array, flags: number): ZipEntry {
  return { name: nameOf(name, (flags & 0x800) !== 0), encrypted: (flags & ENCRYPTED) !== 0 };
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
