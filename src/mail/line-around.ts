/** The line that something stands in. */

const LF = 0x0a;
const CR = 0x0d;
/** RFC 5322 §2.1.1 allows 998; looking further would cost quadratic time in a text that is one endless line. */
const REACH = 1000;

/**
 * From the start of the line with `start` to the end of the line with `end`, without its line break. What lies further
 * than a legal line away is not looked at: such a line is longer than what is answered here, which is enough to know.
 */
export function lineAround(octets: Uint8Array, start: number, end: number): { start: number; end: number } {
  const from = Math.max(0, start - REACH);
  const lineStart = from + octets.subarray(from, start).lastIndexOf(LF) + 1;
  const to = Math.min(octets.length, end + REACH);
  const lineFeed = octets.subarray(end, to).indexOf(LF);
  const lineEnd = lineFeed < 0 ? to : end + lineFeed;
  return { start: lineStart, end: lineEnd > end && octets[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd };
}
