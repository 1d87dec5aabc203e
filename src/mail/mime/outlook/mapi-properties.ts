/** The MAPI properties in an attribute of a winmail.dat ([MS-OXTNEF] §2.1.3.4). */

interface Property {
  readonly id: number;
  /** Without the flag of several values. */
  readonly type: number;
  readonly value: Uint8Array;
}

export const STRING_8 = 0x1e;
export const STRING_16 = 0x1f;

/** [MS-OXCDATA] §2.11.1: octets of a value by its type; the others say how many they have. */
const FIXED: ReadonlyMap<number, number> = new Map([
  ...[2, 3, 4, 0xa, 0xb].map((type) => [type, 4] as const),
  ...[5, 6, 7, 0x14, 0x40].map((type) => [type, 8] as const),
  [0x48, 16],
]);
const MEASURED: ReadonlySet<number> = new Set([STRING_8, STRING_16, 0xd, 0x102]);
const SEVERAL = 0x1000;
/** From here on a property has a name, behind the GUID of what gives it its meaning. */
const FIRST_NAMED = 0x8000;
const GUID_LENGTH = 16;

/** Each value by itself, as far as the octets can be read. */
export function propertiesIn(octets: Uint8Array): readonly Property[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const found: Property[] = [];
  let at = 4;
  for (let left = numberAt(view, 0); left > 0 && at + 4 <= octets.length; left--) {
    const [written, id] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    const type = written & ~SEVERAL;
    const size = FIXED.get(type);
    if (size === undefined && !MEASURED.has(type)) return found;
    at += 4 + (id >= FIRST_NAMED ? nameLength(view, at + 4) : 0);
    const isCounted = size === undefined || written !== type;
    const values = valuesAt(view, isCounted ? at + 4 : at, isCounted ? numberAt(view, at) : 1, size);
    found.push(...values.ranges.map(([start, end]) => ({ id, type, value: octets.subarray(start, end) })));
    at = values.end;
  }
  return found;
}

/** A GUID, its kind, and a number or a string. */
function nameLength(view: DataView, at: number): number {
  const isString = numberAt(view, at + GUID_LENGTH) !== 0;
  const rest = at + GUID_LENGTH + 4;
  return GUID_LENGTH + 8 + (isString ? padded(numberAt(view, rest)) : 0);
}

function valuesAt(view: DataView, start: number, count: number, size: number | undefined) {
  const ranges: (readonly [number, number])[] = [];
  let at = start;
  for (let left = count; left > 0 && at + 4 <= view.byteLength; left--) {
    const from = size === undefined ? at + 4 : at;
    const length = size ?? numberAt(view, at);
    if (from + length > view.byteLength) return { ranges, end: view.byteLength };
    ranges.push([from, from + length]);
    at = from + padded(length);
  }
  return { ranges, end: at };
}

function padded(length: number): number {
  return 4 * Math.ceil(length / 4);
}

/** 0 where there is none. */
function numberAt(view: DataView, at: number): number {
  return at + 4 <= view.byteLength ? view.getUint32(at, true) : 0;
}
