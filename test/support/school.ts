/** A school's desk, written straight into the database: tests of the relay need no admin API. */

import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { mintAlias } from "../../src/mail/alias-form.ts";
import { randomWord } from "../../src/mail/base-encoding.ts";
import { foldMailbox } from "../../src/mail/header/address.ts";
import {
  confirmationContext,
  confirmationScope,
  destinationContext,
  destinationScope,
  replyFromContext,
  replyFromScope,
} from "../../src/store/contexts.ts";
import * as schema from "../../src/store/schema.ts";
import { address, type World } from "./world.ts";

type AddressRow = typeof schema.address.$inferInsert;
type ForwardingRow = typeof schema.forwarding.$inferInsert;

/** @returns the new public address's id */
export async function addAddress(spec: string, columns: Partial<AddressRow> = {}): Promise<string> {
  const id = randomWord(16);
  const row: AddressRow = {
    id,
    address: spec,
    domain: address(spec).domain,
    name: "",
    nameSuffix: "",
    createdAt: 0,
    ...columns,
  };
  await drizzle(env.DB).insert(schema.address).values(row);
  return id;
}

/** @returns the new forwarding's id */
export async function addForwarding(
  world: World,
  addressId: string,
  destination: string,
  columns: Partial<ForwardingRow> & { readonly replyFrom?: readonly string[] } = {},
): Promise<string> {
  const id = randomWord(16);
  const { replyFrom = [], ...given } = columns;
  const db = drizzle(env.DB);
  await db.insert(schema.forwarding).values({
    id,
    addressId,
    scope: id,
    destinationSealed: await world.vault.seal(destinationContext(id), destination),
    destinationIndex: await world.vault.index(destinationScope(addressId), foldMailbox(address(destination))),
    state: "active",
    createdAt: 0,
    ...given,
  });
  for (const extra of replyFrom) {
    const extraId = randomWord(16);
    await db.insert(schema.replyFrom).values({
      id: extraId,
      forwardingId: id,
      addressSealed: await world.vault.seal(replyFromContext(extraId), extra),
      addressIndex: await world.vault.index(replyFromScope(id), foldMailbox(address(extra))),
      createdAt: 0,
    });
  }
  return id;
}

/** A forwarding whose welcome mail has gone out, and the address that the mail came from. */
export async function invite(
  world: World,
  addressId: string,
  destination: string,
  columns: Partial<ForwardingRow> = {},
): Promise<{ readonly id: string; readonly confirmation: string }> {
  const confirmation = mintAlias("school.example");
  const id = await addForwarding(world, addressId, destination, {
    state: "invited",
    invitedAt: 0,
    confirmationIndex: await world.vault.index(confirmationScope, confirmation),
    ...columns,
  });
  const sealed = await world.vault.seal(confirmationContext(id), confirmation);
  await drizzle(env.DB)
    .update(schema.forwarding)
    .set({ confirmationSealed: sealed })
    .where(eq(schema.forwarding.id, id));
  return { id, confirmation };
}
