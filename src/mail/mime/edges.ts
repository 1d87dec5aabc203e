/** The first and the last octets of a body, without decoding what stands between: a file shows there what it is. */
import { fromBase64 } from "../base-encoding.ts";
import { toBinaryString } from "../octets.ts";
import type { Part } from "./parts.ts";
import { decodeBody } from "./transfer-encoding.ts";

/** RFC 2045 §6.8: 57 octets a line of 76 characters and CRLF; twice of that where somebody's lines are short. */
const encodedLength = (count: number) => (Math.ceil(count / 57) + 1) * 78 * 2;

/** The first `count` octets of a part's body, or all that there are. */
export function firstOctets(octets: Uint8Array, part: Part, count: number): Uint8Array {
  const body = octets.subarray(part.body.start, part.body.end);
  if (part.encoding === "identity") return body.subarray(0, count);
  const [piece] = decodeBody(part.encoding, body.subarray(0, encodedLength(count)));
  return piece?.octets.subarray(0, count) ?? new Uint8Array(0);
}

/** The last `count` octets of a part's body, or all that there are. */
export function lastOctets(octets: Uint8Array, part: Part, count: number): Uint8Array {
  const body = octets.subarray(part.body.start, part.body.end);
  const end = (whole: Uint8Array) => whole.subarray(Math.max(0, whole.length - count));
  switch (part.encoding) {
    case "identity":
      return end(body);
    case "base64":
      return end(endOfBase64(body.subarray(Math.max(0, body.length - encodedLength(count)))));
    case "quoted-printable":
      return end(decodeBody(part.encoding, body).at(-1)?.octets ?? new Uint8Array(0));
  }
}

/** Base64 with its padding is counted in fours from its end, wherever its reading begins. */
function endOfBase64(encoded: Uint8Array): Uint8Array {
  const text = toBinaryString(encoded).replaceAll(/[^A-Za-z0-9+/=]/g, "");
  const written = /^[A-Za-z0-9+/]*={0,2}/.exec(text)?.[0] ?? "";
  return fromBase64(written.slice(written.length % 4));
}
