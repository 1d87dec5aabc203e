/** What a transfer encoding gives back: the octets, and the way to write changes of them. */
import type { Edit } from "./edit.ts";

/** Octets as their writer had them, and how to take changes of them back to the encoded octets that they came from. */
export interface Decoded {
  readonly octets: Uint8Array;
  /** Edits (in order) of `octets`, as edits of the encoded octets. */
  encode(edits: readonly Edit[]): Edit[];
}
