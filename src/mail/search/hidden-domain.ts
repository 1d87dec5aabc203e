/** Hosts that give a hidden address's domain away where no address stands: in ids, in reports, in the URL of a part. */
import type { HiddenIndex } from "./hidden.ts";
import type { Hit } from "./hit.ts";

/** Nobody's (RFC 2606 §2). */
const NOBODYS_HOST = "host.invalid";

/** RFC 1035 §2.3.1, and the underscore; a label has at most 63 characters. */
const HOST = /[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+/g;

/** The hosts in a text that are a hidden domain, or below one. A domain behind an at sign is an address's, and looked up with it. */
export function hiddenHostHits(text: string, index: HiddenIndex): Hit[] {
  return Array.from(text.matchAll(HOST))
    .filter((host) => text[host.index - 1] !== "@" && index.givesAway(host[0]))
    .map((host) => ({ start: host.index, end: host.index + host[0].length, text: () => NOBODYS_HOST }));
}

/** Whether a hidden domain stands anywhere in a boundary, behind an at sign, too, and with numbers joined to it. */
export function showsHiddenHost(text: string, index: HiddenIndex): boolean {
  return Array.from(text.matchAll(HOST)).some(([host]) => piecesOf(host).some((piece) => index.givesAway(piece)));
}

/** No boundary has more hyphens. */
const JOINTS_LIMIT = 20;

/** A host, and what is left of it from each and to each hyphen and low line: `_part_company.example-12`. */
function piecesOf(host: string): string[] {
  const joints = Array.from(host.matchAll(/[-_]/g), ({ index }) => index).slice(0, JOINTS_LIMIT);
  const ends = [host.length, ...joints];
  return [0, ...joints.map((joint) => joint + 1)].flatMap((start) => ends.map((end) => host.slice(start, end)));
}
