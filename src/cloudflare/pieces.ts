/**
 * The pieces in which a message is handed to the runtime. A text in which an address was replaced is hundreds of short slices,
 * and each piece costs the runtime as much as copying tens of kilobytes: short slices go together.
 */
import { joined } from "../mail/edit.ts";

/** Octets. */
export const TOGETHER = 65_536;

/** The same octets in the same order; long slices, an attachment's, are handed on as they lie. */
export function* piecesOf(slices: readonly Uint8Array[]): Generator<Uint8Array, void> {
  let short: Uint8Array[] = [];
  let length = 0;
  for (const slice of slices) {
    if (length > 0 && length + slice.length > TOGETHER) {
      yield together(short);
      [short, length] = [[], 0];
    }
    if (slice.length >= TOGETHER) {
      yield slice;
      continue;
    }
    short.push(slice);
    length += slice.length;
  }
  if (length > 0) yield together(short);
}

/** One alone is not copied. */
function together(short: readonly Uint8Array[]): Uint8Array {
  const [first] = short;
  return first && short.length === 1 ? first : joined(short);
}
