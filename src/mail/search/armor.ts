/**
 * OpenPGP armor inside of a text (RFC 9580 §6.2): the base64 of a key, and of many signatures, holds its maker's address,
 * out of reach of a search for it.
 */

import type { Hit, Notes } from "./hit.ts";

/** A pattern looks at fewer characters than a search for a text that starts with dashes. */
const ARMOR = /-----BEGIN PGP /;

/** Every armored key and signature in a text, with a note to stand in its place. */
export function armorHits(text: string, notes: Notes): Hit[] {
  if (!ARMOR.test(text)) return [];
  return [...blocks(text, "PUBLIC KEY BLOCK", notes.keys), ...blocks(text, "SIGNATURE", notes.signature)];
}

function blocks(text: string, kind: string, note: string): Hit[] {
  const open = `-----BEGIN PGP ${kind}-----`;
  const close = `-----END PGP ${kind}-----`;
  // The text's charset is not known well enough to write anything but ASCII into it.
  const written = /^[ -~]*$/.test(note) ? note : `[PGP ${kind} -]`;
  const hits: Hit[] = [];
  let start = text.indexOf(open);
  while (start >= 0) {
    const closed = text.indexOf(close, start);
    const end = closed < 0 ? text.length : closed + close.length;
    hits.push({ start, end, text: () => written });
    start = text.indexOf(open, end);
  }
  return hits;
}
