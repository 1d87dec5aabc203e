/**
 * What an archive says of itself, without being unpacked: the names of the files in a ZIP archive, and whether it wants a
 * password. Of RAR and 7z the names are packed themselves, so only the second is known.
 */
import { toBinaryString } from "../octets.ts";
import { firstOctets, lastOctets } from "./edges.ts";
import { isNamed } from "./file-names.ts";
import type { Part } from "./parts.ts";
import { type ZipEntry, zipEntries } from "./zip.ts";

interface Archive {
  /** Names of files in it; of folders what runs when it is opened. */
  readonly names: readonly string[];
  readonly locked: boolean;
}

const NONE: Archive = { names: [], locked: false };

/** Octets: the directory of a usual archive, and of the largest that is looked through. */
const SHORT_TAIL = 4 * 1024;
const LONG_TAIL = 256 * 1024;
/** Octets of a RAR archive's first headers. */
const HEAD = 256;

export function archiveOf(octets: Uint8Array, part: Part): Archive {
  const head = toBinaryString(firstOctets(octets, part, HEAD));
  // A ZIP archive may begin with anything: readers find it by its end.
  if (/^PK[\x03\x05]/.test(head) || isNamed(part, /\.zipx?[\s."']*$/i)) return zipOf(octets, part);
  if (head.startsWith("Rar!\x1a\x07")) return { names: [], locked: isLockedRar(head) };
  if (head.startsWith("7z\xbc\xaf\x27\x1c"))
    return { names: [], locked: isLocked7z(lastOctets(octets, part, SHORT_TAIL)) };
  return NONE;
}

function zipOf(octets: Uint8Array, part: Part): Archive {
  const entries =
    zipEntries(lastOctets(octets, part, SHORT_TAIL)) ?? zipEntries(lastOctets(octets, part, LONG_TAIL)) ?? [];
  const locked = entries.some(({ encrypted }) => encrypted);
  return { names: isDocument(part, entries) ? [] : entries.flatMap(({ name }) => namesInPath(name)), locked };
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
function isDocument(part: Part, entries: readonly ZipEntry[]): boolean {
  return (
    isNamed(part, DOCUMENT) &&
    !isNamed(part, /\.zipx?[\s."']*$/i) &&
    entries.some(({ name }) => DOCUMENT_ENTRY.test(name))
  );
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
