/**
 * The token of the one-click way out (RFC 8058): sealed with a fresh nonce each time, so that two copies of one member cannot be
 * told from those of two, and nobody can make one for another.
 */
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from "../../mail/base-encoding.ts";
import type { Vault } from "../vault.ts";

interface Membership {
  readonly addressId: string;
  readonly memberId: string;
}

const CONTEXT = "leave";

export async function sealLeaveToken(vault: Vault, { addressId, memberId }: Membership): Promise<string> {
  const [key = "", sealed = ""] = (await vault.seal(CONTEXT, `${addressId} ${memberId}`)).split(".");
  return `${key}.${toBase64Url(fromBase64(sealed))}`;
}

/** `undefined` when it is none of ours. */
export async function openLeaveToken(vault: Vault, token: string): Promise<Membership | undefined> {
  const [key = "", written = "", ...more] = token.split(".");
  const octets = fromBase64Url(written);
  // One spelling alone: the last character has bits that mean nothing.
  if (!octets || more.length > 0 || toBase64Url(octets) !== written) return undefined;
  try {
    const [addressId = "", memberId = ""] = (await vault.unseal(CONTEXT, `${key}.${toBase64(octets)}`)).split(" ");
    return { addressId, memberId };
  } catch {
    return undefined; // Not sealed by us, or with a key that is long gone.
  }
}
