/** Carriers that were closed with the former key (relay/carrier.ts): threads that began before a change of keys go on. */
import { closeId, openToken } from "../relay/carrier.ts";
import type { Vault } from "./vault.ts";

/** The token, closed again with the current key if the former one made it; unchanged if not. */
export async function currentToken(vault: Vault, token: string): Promise<string> {
  const carried = vault.former && (await openToken(vault.former.carrierKey, token));
  return (carried && (await closeId(vault.carrierKey, carried))) ?? token;
}

/** For a msg-id that is itself a carrier of the former key: the token that says the same now. */
export async function formerCarrier(vault: Vault, msgId: string, domain: string): Promise<string | undefined> {
  const at = msgId.lastIndexOf("@");
  if (!vault.former || at < 1 || msgId.slice(at + 1, -1).toLowerCase() !== domain) return undefined;
  const token = msgId.slice(1, at);
  const current = await currentToken(vault, token);
  return current === token ? undefined : current;
}
