/** An address as it is stored: in words, or sealed. */
import { type Address, parseAddress } from "../mail/header/address.ts";
import { openedUnlessDamaged } from "./row-keys.ts";
import type { Vault } from "./vault.ts";

/** @throws Error when a stored value is no address: the row was not written by us */
export function addressOf(text: string): Address {
  const read = parseAddress(text);
  if (!read) throw new Error("a stored address does not read as one");
  return read;
}

/**
 * @param context in which it was sealed
 * @param index the row's (row-keys.ts)
 * @returns nothing when the row was damaged
 * @throws WrongAddressKey when it is of another key
 */
export function openedAddress(
  vault: Vault,
  context: string,
  sealed: string,
  index: string,
): Promise<Address | undefined> {
  return openedUnlessDamaged(vault, index, async () => addressOf(await vault.unseal(context, sealed)));
}
