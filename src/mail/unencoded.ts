/** Bodies without an encoding: 7bit, 8bit, binary. Lines stay legal when a replacement is longer than what it replaces. */

import type { Decoded } from "./decoded.ts";
import { type Edit, joined } from "./edit.ts";
import { lineAround } from "./line-around.ts";
import { utf8 } from "./octets.ts";

/** RFC 5322 §2.1.1: octets of a line without its line break. */
const LINE_LIMIT = 998;
/** Lines shorter than this have room for a handful of replacements that are longer than what they replace. */
const ROOMY = 600;

export function decodeUnencoded(octets: Uint8Array): Decoded {
  return { octets, encode: (edits) => edits.map((edit) => withLegalLine(octets, edit)) };
}

/** The edit itself, or, in a line that is nearly too long already, one that starts with a line break where it grows. */
function withLegalLine(octets: Uint8Array, edit: Edit): Edit {
  const line = lineAround(octets, edit.start, edit.end);
  const length = line.end - line.start;
  // A line that is too long as it came stays as it is: it is its writer's, and every server on the way took it.
  if (length < ROOMY || length > LINE_LIMIT) return edit;
  const before = edit.end - edit.start;
  return {
    start: edit.start,
    end: edit.end,
    write(replacement) {
      const written = edit.write(replacement);
      return written.length <= before ? written : joined([utf8("\r\n"), written]);
    },
  };
}
