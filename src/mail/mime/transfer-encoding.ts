/** Content-Transfer-Encoding: RFC 2045 §6. Each encoding brings its way back, so that only what changed is written anew. */

import type { Decoded, Edit } from "../edit.ts";
import { joined } from "../edit.ts";
import { lineAround, utf8 } from "../octets.ts";
import { decodeBase64 } from "./base64.ts";
import { decodeQuotedPrintable } from "./quoted-printable.ts";

export type TransferEncoding = "identity" | "base64" | "quoted-printable";

/** `base64;`, `"base64"`, `BASE64 (mine)`, `bas\r\n e64`: whatever names the encoding means it, for some reader reads it so. */
export function readTransferEncoding(value: string): TransferEncoding {
  const word = value.replace(/[\s\0]+/g, "");
  if (/base64/i.test(word)) return "base64";
  if (/quoted-printable/i.test(word)) return "quoted-printable";
  return "identity";
}

/** Whether the word is cut by a fold, a space or a NUL: to some readers it is no encoding then. */
export function isCutWord(value: string): boolean {
  return readTransferEncoding(value) !== "identity" && !/base64|quoted-printable/i.test(value);
}

/** The pieces of a body: one, or for base64 one more behind every padding. */
export function decodeBody(encoding: TransferEncoding, encoded: Uint8Array): Decoded[] {
  switch (encoding) {
    case "base64":
      return decodeBase64(encoded);
    case "quoted-printable":
      return [decodeQuotedPrintable(encoded)];
    case "identity":
      return [decodeUnencoded(encoded)];
  }
}

/** RFC 5322 §2.1.1: octets of a line without its line break. */
const LINE_LIMIT = 998;

/** Lines shorter than this have room for a handful of replacements that are longer than what they replace. */
const ROOMY = 600;

function decodeUnencoded(octets: Uint8Array): Decoded {
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
