/** Octets as a string for searching natively. */

import { toBinaryString } from "./octets.ts";

/** Nobody writes to octets once they are searched; the view goes when they go. */
const views = new WeakMap<Uint8Array, string>();

/** The octets as a binary string, made once however many searches want it. */
export function searchView(octets: Uint8Array): string {
  const view = views.get(octets) ?? toBinaryString(octets);
  views.set(octets, view);
  return view;
}

/** Whether octets are UTF-8, asked once, and only when it matters: text that is not may be Shift_JIS, GBK or Big5. */
export function utf8Test(octets: Uint8Array): () => boolean {
  let known: boolean | undefined;
  return () => {
    known ??= isUtf8(octets);
    return known;
  };
}

/** Of so many characters above ASCII one may be broken: a text was cut, or somebody's name in it was. */
const WHOLE_FOR_EACH_BROKEN = 50;

function isUtf8(octets: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
    return true;
  } catch {
    return isNearlyUtf8(octets); // An answer, not a failure: the decoder has no other way to say no.
  }
}

function isNearlyUtf8(octets: Uint8Array): boolean {
  const text = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(octets);
  let [whole, broken] = [0, 0];
  for (const [run] of text.matchAll(/[\u0080-\ufffc]+|\ufffd+/g)) {
    if (run.startsWith("\ufffd")) broken += run.length;
    else whole += run.length;
  }
  return broken * WHOLE_FOR_EACH_BROKEN < whole;
}
