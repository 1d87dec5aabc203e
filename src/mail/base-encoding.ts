/** Octets as text: Crockford's base32 in lower case, base64 and base64url (RFC 4648 §4, §5). */
import { fromBinaryString, toBinaryString } from "./octets.ts";

/** No i, l, o, u: nobody mistakes one character for another when reading an alias aloud. */
export const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/** Five bits a character; leftover bits at the end are padded with zeros. */
export function base32(octets: Uint8Array): string {
  let text = "";
  let bits = 0;
  let pending = 0;
  for (const octet of octets) {
    pending = (pending << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += CROCKFORD.charAt((pending >> bits) & 31);
    }
    pending &= (1 << bits) - 1;
  }
  return bits > 0 ? text + CROCKFORD.charAt((pending << (5 - bits)) & 31) : text;
}

export function toBase64(octets: Uint8Array): string {
  return btoa(toBinaryString(octets));
}

/** @throws Error when the text is no base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return fromBinaryString(atob(text));
}

/** Base64 of characters that may stand unquoted in a msg-id; no padding. */
export function toBase64Url(octets: Uint8Array): string {
  return toBase64(octets).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** `undefined` when the text is no base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** So many random characters of Crockford's base32, lower-case: 5 bits each. */
export function randomWord(length: number): string {
  let word = "";
  for (const octet of crypto.getRandomValues(new Uint8Array(length))) word += CROCKFORD.charAt(octet & 31);
  return word;
}
