/**
 * Which message is this? A sending server that tries again sends the same fields below a new trace of its own, so only
 * what the author's software wrote counts. An edited resend is a new message.
 */

import { toBase64 } from "../mail/base-encoding.ts";
import type { HeaderSection } from "../mail/header/section.ts";
import { fromBinaryString } from "../mail/octets.ts";
import type { Keys } from "./ports/keys.ts";

const IDENTITY_FIELDS = new Set(["from", "to", "cc", "date", "subject", "message-id"]);

/**
 * A digest of the raw identifying fields and the body's length (octets); without a Message-ID of the body too, for two
 * short notes of one second may be of one length.
 *
 * @param octets the whole message
 */
export async function messageDigest(section: HeaderSection, octets: Uint8Array): Promise<string> {
  const body = octets.subarray(section.bodyOffset);
  const raw = section.fields
    .filter((field) => IDENTITY_FIELDS.has(field.key))
    .map((field) => `${field.key}:${field.value}\0`)
    .join("");
  const named = section.fields.some((field) => field.key === "message-id" && field.value.trim() !== "");
  const rest = named ? "" : toBase64(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
  const digest = await crypto.subtle.digest("SHA-256", fromBinaryString(`${raw}${body.length}${rest}`));
  return toBase64(new Uint8Array(digest));
}

/** What an answer is counted by, the same for each copy of one mail: its identity, without the alias. */
export function answerIndex(keys: Keys, digest: string): Promise<string> {
  return keys.index("answer", digest);
}
