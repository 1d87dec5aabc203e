/** Octets as a string for searching natively. */

import { toBinaryString } from "./octets.ts";

const decoder = new TextDecoder("windows-1252");

/**
 * One character an octet, so positions are true; ASCII is itself, octets above 0x7f are some character above U+007F. Made
 * natively and many times faster than a true binary string, which the octets 0x80 to 0x9f would need.
 */
export function searchView(octets: Uint8Array): string {
  const view = decoder.decode(octets);
  return view.length === octets.length ? view : toBinaryString(octets);
}
