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

/** The octets behind the characters of a view that are none themselves: windows-1252 has 27 of them. */
const OCTETS = new Map(
  Array.from(decoder.decode(Uint8Array.from({ length: 256 }, (_, at) => at)), (seen, octet) => [seen, octet]),
);

/** The octet behind a character of a view. */
export function octetAt(view: string, at: number): number {
  const code = view.charCodeAt(at);
  return code < 0x100 ? code : (OCTETS.get(view[at] ?? "") ?? 0x3f);
}

/** A piece of a view as a true binary string. */
export function binaryOfView(view: string): string {
  return view.replace(/[^\u0000-\u00ff]/g, (seen) => String.fromCharCode(OCTETS.get(seen) ?? 0x3f));
}

/** Whether octets are UTF-8, asked once, and only when it matters: text that is not may be Shift_JIS, GBK or Big5. */
export function utf8Test(octets: Uint8Array): () => boolean {
  let known: boolean | undefined;
  return () => {
    known ??= isUtf8(octets);
    return known;
  };
}

function isUtf8(octets: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
    return true;
  } catch {
    return false; // An answer, not a failure: the decoder has no other way to say no.
  }
}
