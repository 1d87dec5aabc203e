import { toBase64Url } from "../../mail/base-encoding.ts";
import { utf8 } from "../../mail/octets.ts";

/** A strong entity tag (RFC 9110 §8.8.3): the same for the same octets alone. */
export async function entityTag(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8(text));
  return `"${toBase64Url(new Uint8Array(digest).subarray(0, 16))}"`;
}
