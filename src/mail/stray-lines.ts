/** Lines of another kind in the middle of base64: readers differ in whether they read their letters or step over them. */

import { searchView } from "./search-view.ts";

const STRAY = /[^A-Za-z0-9+/=\s]/;
const LF = 0x0a;
const SPACE = 0x20;

/** A line of base64 alone. */
const BASE64_LINE = /^[A-Za-z0-9+/]{4,}=*[ \t]*\r?\n?$/;

/**
 * The body with the lines that are no base64 blanked out, so that what stands above and below them keeps its place;
 * undefined when no base64 stands below such a line, where both ways to read it come to the same.
 */
export function withoutStrayLines(encoded: Uint8Array): Uint8Array | undefined {
  const view = searchView(encoded);
  if (!STRAY.test(view)) return undefined;
  const stripped = encoded.slice();
  let [strayed, goesOn] = [false, false];
  for (let start = 0; start < view.length; start = behindLine(encoded, start)) {
    const line = view.slice(start, behindLine(encoded, start));
    if (STRAY.test(line)) {
      stripped.fill(SPACE, start, start + line.length);
      strayed = true;
    } else goesOn ||= strayed && BASE64_LINE.test(line);
  }
  return goesOn ? stripped : undefined;
}

function behindLine(octets: Uint8Array, start: number): number {
  const lineFeed = octets.indexOf(LF, start);
  return lineFeed < 0 ? octets.length : lineFeed + 1;
}
