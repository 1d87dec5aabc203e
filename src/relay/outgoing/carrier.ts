/**
 * Carriers: msg-ids that stand for other msg-ids. An id tells its maker's host, sometimes the account, so it leaves as
 * `<token@domain>`; the token is the id itself, encrypted. Deterministic authenticated encryption (the SIV construction
 * of RFC 5297, with HMAC-SHA-256 and AES-CTR): the same id always gives the same token, so threads hold together with
 * nothing stored, and nobody else can make or read one.
 */
import { fromBase64Url, toBase64Url } from "../../mail/base-encoding.ts";
import { fromBinaryString, toBinaryString } from "../../mail/octets.ts";
import type { CarrierKey } from "../ports/keys.ts";

/** Whose id it is: the correspondent's behind an alias, or the destination's of a forwarding. */
export type IdOwner =
  | { readonly side: "correspondent"; readonly aliasId: string }
  | { readonly side: "destination"; readonly forwardingId: string };

export interface CarriedId {
  readonly owner: IdOwner;
  /** The original msg-id with its angle brackets. */
  readonly id: string;
}

const SIV_LENGTH = 16;
/** The ids of our rows are so many characters (relay/random.ts). */
const ROW_ID_LENGTH = 16;
/** A longer id would make a header line that mail servers cut (RFC 5322 §2.1.1: 998 octets). */
const ID_LIMIT = 400;

/** The token for an id, or `undefined` when the id is too long to be carried. */
export async function closeId(key: CarrierKey, carried: CarriedId): Promise<string | undefined> {
  if (carried.id.length > ID_LIMIT) return undefined;
  const { owner } = carried;
  const ownerTag = owner.side === "correspondent" ? `c${owner.aliasId}` : `d${owner.forwardingId}`;
  const plain = fromBinaryString(ownerTag + carried.id);
  const siv = await syntheticIv(key, plain);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-CTR", counter: siv, length: 64 }, key.cipher, plain),
  );
  const token = new Uint8Array(SIV_LENGTH + sealed.length);
  token.set(siv);
  token.set(sealed, SIV_LENGTH);
  return toBase64Url(token);
}

/** What a token stands for; `undefined` when it is none of ours. */
export async function openToken(key: CarrierKey, token: string): Promise<CarriedId | undefined> {
  return (await openWith(key, token)) ?? (key.former && openWith(key.former, token));
}

async function openWith(key: CarrierKey, token: string): Promise<CarriedId | undefined> {
  const octets = fromBase64Url(token);
  if (!octets || octets.length <= SIV_LENGTH + 1 + ROW_ID_LENGTH) return undefined;
  const siv = octets.slice(0, SIV_LENGTH);
  const plain = new Uint8Array(
    await crypto.subtle.decrypt({ name: "AES-CTR", counter: siv, length: 64 }, key.cipher, octets.subarray(SIV_LENGTH)),
  );
  if (!sameOctets(siv, await syntheticIv(key, plain))) return undefined;
  const text = toBinaryString(plain);
  const rowId = text.slice(1, 1 + ROW_ID_LENGTH);
  const owner: IdOwner =
    text[0] === "c" ? { side: "correspondent", aliasId: rowId } : { side: "destination", forwardingId: rowId };
  return { owner, id: text.slice(1 + ROW_ID_LENGTH) };
}

async function syntheticIv(key: CarrierKey, plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key.mac, plain)).slice(0, SIV_LENGTH);
}

function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}
