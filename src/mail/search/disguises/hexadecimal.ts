/** Addresses in hexadecimal (`7461726f40…`), as trackers put them into links. */

import { countHit } from "../effort.ts";
import { addressOf, type Hit, type SearchContext } from "../hit.ts";

/** RFC 5321 §4.5.3.1: octets of a local part and its `+tag`, and of a domain. */
const OCTETS = 255;
/** No further than those go: in a run of digits without end, each `40` has all of it behind it. */
const DIGITS = /[0-9a-f]{0,510}/iy;

/** The address around a `40` between other hexadecimal digits. */
export function hexadecimalHit(text: string, at: number, { index, effort }: SearchContext): Hit | undefined {
  const three = Number.parseInt(text.slice(at + 2, at + 8), 16);
  if (!index.startsDomain(String.fromCharCode(three >> 16, (three >> 8) & 0xff, three & 0xff), 0)) return undefined;
  effort.steps -= OCTETS / 4;
  DIGITS.lastIndex = at + 2;
  const domain = decode(DIGITS.exec(text)?.[0] ?? "");
  let start = at;
  while (start > at - 2 * OCTETS && /^[0-9a-f]{2}$/i.test(text.slice(start - 2, start))) start -= 2;
  const local = decode(text.slice(start, at)).replace(/^.*[^!-~]/s, "");
  const found = index.glued.searchContext(local, domain);
  const slot = found && index.slotOf(local.slice(local.length - found.local), domain.slice(0, found.domain));
  if (found === undefined || slot === undefined) return undefined;
  countHit(effort);
  return {
    start: at - 2 * found.local,
    end: at + 2 + 2 * found.domain,
    text: (replacement) => encode(addressOf(slot, replacement)),
  };
}

function decode(digits: string): string {
  return digits.replace(/../g, (octet) => String.fromCharCode(Number.parseInt(octet, 16) || 0));
}

function encode(text: string): string {
  return Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
