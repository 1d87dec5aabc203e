/** Content-Transfer-Encoding: RFC 2045 §6. Each encoding brings its way back, so that only what changed is written anew. */

import { decodeBase64 } from "./base64.ts";
import type { Decoded } from "../decoded.ts";
import { decodeQuotedPrintable } from "./quoted-printable.ts";
import { decodeUnencoded } from "../unencoded.ts";

export type TransferEncoding = "identity" | "base64" | "quoted-printable";

/** `base64;`, `"base64"`, `BASE64 (mine)`: whatever names the encoding means it, for some reader reads it so. */
export function readTransferEncoding(value: string): TransferEncoding {
  if (/base64/i.test(value)) return "base64";
  if (/quoted-printable/i.test(value)) return "quoted-printable";
  return "identity";
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
