/** Compound files ([MS-CFB]), in which Outlook keeps a message: only read, to know whom it names. */

const HEADER_LENGTH = 512;
const ENTRY_LENGTH = 128;
/** §2.1: sector numbers from here on mean something else, the end of a chain among them. */
const LAST_SECTOR = 0xfffffff9;
const STREAM = 2;
const ROOT = 5;

interface CompoundFile {
  readonly octets: Uint8Array;
  readonly view: DataView;
  readonly sectorLength: number;
  /** What follows each sector. */
  readonly next: readonly number[];
}

interface Entry {
  readonly name: string;
  readonly kind: number;
  readonly start: number;
  readonly length: number;
}

interface Stream {
  readonly name: string;
  readonly octets: Uint8Array;
}

/**
 * What all streams of a compound file hold, each in one piece: in the file they lie in scattered sectors.
 * @returns undefined when the file is not whole
 */
export function compoundStreams(octets: Uint8Array): readonly Stream[] | undefined {
  if (octets.length < 2 * HEADER_LENGTH) return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const sectorLength = 1 << (view.getUint16(30, true) & 15);
  if (sectorLength !== 512 && sectorLength !== 4096) return undefined;
  const file = { octets, view, sectorLength, next: [] };
  const next = readTable(file);
  const whole = { ...file, next };
  const directory = chained(whole, view.getUint32(48, true));
  return directory && streamsOf(whole, entriesOf(directory));
}

/** §2.3, §2.5: the table of sectors, in the sectors that the header names and those that follow them. */
function readTable(file: CompoundFile): number[] {
  const { view, sectorLength } = file;
  const perSector = sectorLength / 4;
  const tables = numbersAt(view, 76, 109);
  for (
    let sector = view.getUint32(68, true), left = file.octets.length / sectorLength;
    sector < LAST_SECTOR && left > 0;
    left--
  ) {
    const numbers = numbersAt(view, (sector + 1) * sectorLength, perSector);
    sector = numbers.pop() ?? LAST_SECTOR;
    tables.push(...numbers);
  }
  const sectors = Math.ceil(file.octets.length / sectorLength);
  const used = tables.filter((sector) => sector < LAST_SECTOR).slice(0, Math.ceil(sectors / perSector) + 1);
  return used.flatMap((sector) => numbersAt(view, (sector + 1) * sectorLength, perSector));
}

function numbersAt(view: DataView, at: number, count: number): number[] {
  const readable = Math.max(0, Math.min(count, Math.floor((view.byteLength - at) / 4)));
  return Array.from({ length: readable }, (_, place) => view.getUint32(at + 4 * place, true));
}

/**
 * The sectors of a chain in one piece; undefined when it goes in a circle, or out of the file.
 *
 * @param length octets that are wanted: any number of streams may claim one long chain, and must not read all of it each
 */
function chained(
  file: CompoundFile,
  start: number,
  length = Number.POSITIVE_INFINITY,
  ends = file.next,
  sectors = sectorsOf(file),
): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  let left = length;
  for (let sector = start; sector < LAST_SECTOR && left > 0; sector = ends[sector] ?? LAST_SECTOR) {
    const piece = sectors(sector);
    if (piece === undefined || pieces.length > ends.length) return undefined;
    pieces.push(piece);
    left -= piece.length;
  }
  return concatenated(pieces);
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

type Sectors = (number: number) => Uint8Array | undefined;

function sectorsOf({ octets, sectorLength }: CompoundFile): Sectors {
  return (number) => {
    const start = (number + 1) * sectorLength;
    return start < octets.length ? octets.subarray(start, start + sectorLength) : undefined;
  };
}

function entriesOf(directory: Uint8Array): Entry[] {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  return Array.from({ length: Math.floor(directory.length / ENTRY_LENGTH) }, (_, number) => {
    const at = number * ENTRY_LENGTH;
    return {
      name: nameAt(view, at),
      kind: view.getUint8(at + 66),
      start: view.getUint32(at + 116, true),
      length: view.getUint32(at + 120, true),
    };
  });
}

/** §2.6.1: UTF-16, and its length in octets with the NUL at its end. */
function nameAt(view: DataView, at: number): string {
  const length = Math.max(0, Math.min(32, view.getUint16(at + 64, true) >> 1) - 1);
  return String.fromCharCode(...Array.from({ length }, (_, unit) => view.getUint16(at + 2 * unit, true)));
}

/** §2.6.1: streams shorter than the header's limit lie in sectors of 64 octets inside of the root entry's stream. */
function streamsOf(file: CompoundFile, entries: readonly Entry[]): Stream[] | undefined {
  const root = entries.find(({ kind }) => kind === ROOT);
  const small = root && chained(file, root.start);
  const smallTable = chained(file, file.view.getUint32(60, true));
  if (small === undefined || smallTable === undefined) return undefined;
  const ends = numbersAt(new DataView(smallTable.buffer), 0, smallTable.length / 4);
  const smallSectors: Sectors = (number) =>
    number * 64 < small.length ? small.subarray(number * 64, number * 64 + 64) : undefined;
  const limit = file.view.getUint32(56, true);
  let left = file.octets.length;
  const streams: Stream[] = [];
  for (const { name, kind, start, length } of entries) {
    if (kind !== STREAM || length === 0) continue;
    // Two streams may claim the same sectors: all of them together have no more than the file.
    left -= length;
    const stream =
      left < 0
        ? undefined
        : length < limit
          ? chained(file, start, length, ends, smallSectors)
          : chained(file, start, length);
    if (stream === undefined || stream.length < length) return undefined;
    streams.push({ name, octets: stream.subarray(0, length) });
  }
  return streams;
}
