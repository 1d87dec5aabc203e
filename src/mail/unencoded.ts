/** Bodies without an encoding: 7bit, 8bit, binary. Lines stay legal when a replacement is longer than what it replaces. */

import { type Edit, joined } from "./edit.ts";
import { utf8 } from "./octets.ts";
import type { Decoded } from "./transfer-encoding.ts";

const LF = 0x0a;

/** RFC 5322 §2.1.1: octets of a line without its line break. */
const LINE_LIMIT = 998;
/** Lines shorter than this have room for any replacement (RFC 5321 §4.5.3.1: an address has 254 octets at most). */
const ROOMY = 600;

export function decodeUnencoded(octets: Uint8Array): Decoded {
  return { octets, encode: (edits) => edits.map((edit) => withLegalLine(octets, edit)) };
}

/** The edit itself, or, in a line that is nearly too long already, one that may start with a line break. */
function withLegalLine(octets: Uint8Array, edit: Edit): Edit {
  const before = edit.start === 0 ? 0 : edit.start - (octets.lastIndexOf(LF, edit.start - 1) + 1);
  const lineFeed = octets.indexOf(LF, edit.end);
  const after = (lineFeed < 0 ? octets.length : lineFeed) - edit.end;
  const length = before + (edit.end - edit.start) + after;
  // A line that is too long as it came stays as it is: it is its writer's, and every server on the way took it.
  if (length < ROOMY || length > LINE_LIMIT) return edit;
  return {
    start: edit.start,
    end: edit.end,
    write: (replacement) => brokenBefore(edit.write(replacement), edit, length),
  };
}

function brokenBefore(written: Uint8Array, edit: Edit, length: number): Uint8Array {
  const grown = length - (edit.end - edit.start) + written.length;
  return grown <= LINE_LIMIT ? written : joined([utf8("\r\n"), written]);
}
