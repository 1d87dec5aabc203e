/**
 * The delimiter lines of one multipart body: RFC 2046 §5.1.1.
 *
 * Cost is what matters here: attachments are crossed by this search and by nothing else. Horspool's search looks at
 * every twentieth octet or so of a base64 body instead of at each.
 */

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;

/** One delimiter line, in octets of the message. */
export interface Delimiter {
  /** Where the line break before the delimiter starts: it belongs to the delimiter, not to the part before. */
  readonly before: number;
  /** Where `--boundary` starts. */
  readonly start: number;
  /** Behind the delimiter's own line break: the next part starts here. */
  readonly after: number;
  /** Whether the line is the closing one, `--boundary--`. */
  readonly closing: boolean;
}

/** How many octets may still be looked at; below zero when there were more. */
interface Looks {
  looks: number;
}

/**
 * All delimiter lines of `boundary` (a binary string) between `start` and `end`. Lines that only begin like a delimiter
 * are none: an inner boundary may start with the outer one's characters.
 */
export function findDelimiters(
  octets: Uint8Array,
  boundary: string,
  start: number,
  end: number,
  limit: number,
  count?: Looks,
): Delimiter[] {
  const search = horspool(`\n--${boundary}`, count);
  const found: Delimiter[] = [];
  const first = startsWith(octets, `--${boundary}`, start, end)
    ? readDelimiter(octets, boundary, start, start, end)
    : undefined;
  if (first !== undefined) found.push(first);
  let at = first === undefined ? start : first.after - 1;
  while (found.length <= limit) {
    const lineFeed = search(octets, at, end);
    if (lineFeed < 0) break;
    const delimiter = readDelimiter(octets, boundary, lineFeed + 1, found.at(-1)?.after ?? start, end);
    if (delimiter !== undefined) found.push(delimiter);
    at = delimiter === undefined ? lineFeed + 1 : Math.max(delimiter.after - 1, lineFeed + 1);
  }
  return found;
}

/** The delimiter whose `--` stands at `at`, if its line holds nothing but the closing dashes and padding. */
function readDelimiter(
  octets: Uint8Array,
  boundary: string,
  at: number,
  start: number,
  end: number,
): Delimiter | undefined {
  let after = at + 2 + boundary.length;
  const closing = octets[after] === DASH && octets[after + 1] === DASH && after + 2 <= end;
  if (closing) after += 2;
  while (after < end && (octets[after] === SPACE || octets[after] === TAB)) after++;
  // Some gateways make CR CR LF of CR LF, and readers find the delimiter all the same.
  while (after < end && octets[after] === CR) after++;
  if (after < end && octets[after] !== LF) return undefined;
  return { before: lineBreakBefore(octets, at, start), start: at, after: Math.min(after + 1, end), closing };
}

/** Where the line break that ends right before `at` starts, not before `start`. */
function lineBreakBefore(octets: Uint8Array, at: number, start: number): number {
  if (at <= start) return start;
  const crlf = at - 2 >= start && octets[at - 2] === CR;
  return at - (crlf ? 2 : 1);
}

function startsWith(octets: Uint8Array, text: string, start: number, end: number): boolean {
  if (start + text.length > end) return false;
  for (let at = 0; at < text.length; at++) {
    if (octets[start + at] !== text.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * Boyer–Moore–Horspool for a pattern that starts with the only line feed in it. Candidates are compared from that line
 * feed on, so that no octet is compared twice: a message built of near misses costs linear time, too.
 */
function horspool(
  pattern: string,
  count: Looks = { looks: 0 },
): (octets: Uint8Array, start: number, end: number) => number {
  const length = pattern.length;
  const skip = new Int32Array(256).fill(length);
  for (let at = 0; at < length - 1; at++) skip[pattern.charCodeAt(at) & 0xff] = length - 1 - at;
  const last = pattern.charCodeAt(length - 1);
  return (octets, start, end) => {
    let at = start + length - 1;
    let looks = 0;
    for (; at < end; looks++) {
      const octet = octets[at] as number;
      if (octet === last && startsWith(octets, pattern, at - length + 1, end)) break;
      at += skip[octet] as number;
    }
    // A body of the boundary's own characters is looked at octet by octet.
    count.looks -= looks;
    return at < end ? at - length + 1 : -1;
  };
}
