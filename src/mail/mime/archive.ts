/**
 * What an archive says of itself, without being unpacked: the names of the files in a ZIP archive, and whether it wants a
 * password. Of RAR and 7z the names are packed themselves, so only the second is known.
 */
import { toBinaryString } from "../octets.ts";
import { firstOctets, lastOctets } from "./edges.ts";
import { isNamed } from "./file-names.ts";
import type { Part } from "./parts.ts";
import { firstZipEntry, looseZipEntries, type ZipEntry, zipEntries } from "./zip.ts";

interface Archive {
  /** Names of files in it; of folders what runs when it is opened. */
  readonly names: readonly string[];
  readonly locked: boolean;
}

const NONE: Archive = { names: [], locked: false };

/** Octets: the directory of a usual archive, and of the largest that is looked through. */
const SHORT_TAIL = 4 * 1024;
const LONG_TAIL = 256 * 1024;
/** Octets of a RAR archive's first headers, and of a ZIP archive's, with the longest name that a system takes. */
const HEAD = 1024;

/** A file's first and last octets, of which no more is decoded than is asked for. */
interface Edges {
  first(count: number): Uint8Array;
  last(count: number): Uint8Array;
}

export function archiveOf(octets: Uint8Array, part: Part): Archive {
  const edges: Edges = {
    first: (count) => firstOctets(octets, part, count),
    last: (count) => lastOctets(octets, part, count),
  };
  return archiveIn(edges, (pattern) => isNamed(part, pattern));
}

/** @param names all that the file may be called */
export function archiveOfFile(file: Uint8Array, names: readonly string[]): Archive {
  const edges: Edges = {
    first: (count) => file.subarray(0, count),
    last: (count) => file.subarray(Math.max(0, file.length - count)),
  };
  return archiveIn(edges, (pattern) => names.some((name) => pattern.test(name)));
}

type IsNamed = (pattern: RegExp) => boolean;

/** A ZIP archive's first octets; of one that was cut in pieces and put together again, too (PKWARE APPNOTE §8.5). */
const ZIP_HEAD = /^PK(?:[\x03\x05]|(?:\x07\x08|00)PK)/;
const ZIP_NAME = /\.zipx?[\s."']*$/i;

function archiveIn(edges: Edges, isNamed: IsNamed): Archive {
  const octets = edges.first(HEAD);
  const head = toBinaryString(octets);
  // A ZIP archive may begin with anything: readers find it by its end.
  if (ZIP_HEAD.test(head) || isNamed(ZIP_NAME)) return zipOf(edges, firstZipEntry(octets), isNamed);
  if (head.startsWith("Rar!\x1a\x07")) return { names: [], locked: isLockedRar(head) };
  if (head.startsWith("7z\xbc\xaf\x27\x1c")) return { names: [], locked: isLocked7z(edges.last(SHORT_TAIL)) };
  return NONE;
}

function zipOf(edges: Edges, first: readonly ZipEntry[], isNamed: IsNamed): Archive {
  const entries = [...directoryOf(edges), ...first];
  const locked = entries.some(({ encrypted }) => encrypted);
  return { names: isDocument(isNamed, entries) ? [] : entries.flatMap(({ name }) => namesInPath(name)), locked };
}

function directoryOf(edges: Edges): readonly ZipEntry[] {
  const usual = zipEntries(edges.last(SHORT_TAIL));
  if (usual) return usual;
  const tail = edges.last(LONG_TAIL);
  return zipEntries(tail) ?? looseZipEntries(tail);
}

/** On macOS a folder that ends in `.app` is a program. Other folders may be called as they like: `school.com/index.html`. */
function namesInPath(path: string): readonly string[] {
  const parts = path.split(/[/\\]/);
  const [last = "", ...folders] = parts.reverse();
  return [last, ...folders.filter((folder) => /\.app$/i.test(folder))].filter((name) => name !== "");
}

const DOCUMENT = /\.(?:(?:do[ct]|xl[st]|pp[st]|pot|vsd)x|xlsb|o[dt][tspgfc]|epub|hwpx|pages|numbers|key)[\s."']*$/i;
/** What each of them has in its archive; a program inside an archive that only bears the name is none. */
const DOCUMENT_ENTRY = /^(?:\[Content_Types\]\.xml|mimetype|Index\/.*\.iwa|index\.xml)$/;

/** Office files and their like are ZIP archives, of which nothing is started but by their own program. */
function isDocument(isNamed: IsNamed, entries: readonly ZipEntry[]): boolean {
  return isNamed(DOCUMENT) && !isNamed(ZIP_NAME) && entries.some(({ name }) => DOCUMENT_ENTRY.test(name));
}

/**
 * RAR 5.0: the second block is of type 4 where the headers are encrypted. RAR 4: the main header's flags say so (0x0080), or
 * those of the first file (0x0004). https://www.rarlab.com/technote.htm
 */
function isLockedRar(head: string): boolean {
  const octet = (at: number) => head.charCodeAt(at) || 0;
  if (head.startsWith("Rar!\x1a\x07\x01\x00")) return (octet(13) & 0x7f) === 4;
  const MAIN = 7;
  if (octet(MAIN + 2) !== 0x73) return false;
  const file = MAIN + octet(MAIN + 5) + 256 * octet(MAIN + 6);
  return (octet(MAIN + 3) & 0x80) !== 0 || (octet(file + 2) === 0x74 && (octet(file + 3) & 0x04) !== 0);
}

/** The coder's id of AES-256 stands in the clear in the end header (7zFormat.txt). */
function isLocked7z(tail: Uint8Array): boolean {
  return toBinaryString(tail).includes("\x06\xf1\x07\x01");
}
