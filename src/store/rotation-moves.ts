/** How the rows of each table get from the former key to the current one (rotation.ts): which columns, under which places. */
import { eq, type SQL, sql } from "drizzle-orm";
import { foldMailbox } from "../mail/header/address.ts";
import { blockedPattern, blockScope } from "../relay/inbound/screening.ts";
import { closeId, openToken } from "../relay/outgoing/carrier.ts";
import type { AdminDb, Statement } from "./admin/db.ts";
import * as places from "./contexts.ts";
import { readSentId, writeSentId } from "./contexts.ts";
import { addressOf } from "./directory.ts";
import { address, alias, block, forwarding, messageId, replyFrom } from "./schema.ts";
import { type Vault, WrongAddressKey } from "./vault.ts";

/** Which rows: those of the former key, so many at most. */
interface Batch {
  readonly of: SQL;
  readonly limit: number;
}

interface Moved {
  /** To be committed together; none when there was nothing to move. */
  readonly statements: readonly Statement[];
  /** Rows looked at. */
  readonly read: number;
  readonly unreadable: number;
}

export type Move = (db: AdminDb, vault: Vault, batch: Batch) => Promise<Moved>;

/** The columns that change, as members of JSON objects, with the row's old key as `id`. */
export async function moved<Row>(
  rows: readonly Row[],
  renew: (row: Row) => Promise<object>,
  write: (list: SQL) => readonly Statement[],
): Promise<Moved> {
  const renewed = (await Promise.all(rows.map((row) => renewedOrNone(row, renew)))).flat();
  const list = sql`json_each(${JSON.stringify(renewed)})`;
  return {
    statements: renewed.length > 0 ? write(list) : [],
    read: rows.length,
    unreadable: rows.length - renewed.length,
  };
}

/** A row that does not open is left as it is: one changed row must not stop all others. */
async function renewedOrNone<Row>(row: Row, renew: (row: Row) => Promise<object>): Promise<readonly object[]> {
  try {
    return [await renew(row)];
  } catch {
    return []; // It does not open, or what it holds does not read.
  }
}

export async function resealed(
  vault: Vault,
  place: string,
  sealed: string,
): Promise<readonly [text: string, sealed: string]> {
  const text = await vault.unseal(place, sealed);
  return [text, await vault.seal(place, text)];
}

/** A mailbox that was added again under the new key meanwhile: its older row steps aside, and stays. */
const FORWARDING_INDEX = sql`value ->> 'index' || CASE WHEN forwarding.deleted_at IS NULL AND EXISTS
  (SELECT 1 FROM forwarding AS other WHERE other.address_id = forwarding.address_id
    AND other.destination_index = value ->> 'index' AND other.deleted_at IS NULL) THEN ':' || forwarding.id ELSE '' END`;

export const moveForwardings: Move = async (db, vault, batch) => {
  const rows = await db.select().from(forwarding).where(batch.of).limit(batch.limit);
  const renew = async ({ id, addressId, destinationSealed, confirmationSealed }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, places.destinationContext(id), destinationSealed);
    const index = await vault.current.index(places.destinationScope(addressId), foldMailbox(addressOf(text)));
    const confirmation = confirmationSealed === null ? {} : await renewedConfirmation(vault, id, confirmationSealed);
    return { id, sealed, index, ...confirmation };
  };
  // A welcome mail may have gone out since the row was read: what it came from stays.
  return moved(rows, renew, (list) => [
    sql`UPDATE forwarding SET destination_sealed = value ->> 'sealed', destination_index = ${FORWARDING_INDEX},
      confirmation_sealed = coalesce(value ->> 'confirmation', confirmation_sealed),
      confirmation_index = coalesce(value ->> 'confirmationIndex', confirmation_index)
      FROM ${list} WHERE forwarding.id = value ->> 'id'`,
  ]);
};

async function renewedConfirmation(vault: Vault, id: string, sealedNow: string) {
  const [text, confirmation] = await resealed(vault, places.confirmationContext(id), sealedNow);
  return { confirmation, confirmationIndex: await vault.current.index(places.confirmationScope, text) };
}

/** OR REPLACE: a mailbox that was added again meanwhile is the same mailbox. */
export const moveReplyFrom: Move = async (db, vault, batch) => {
  const rows = await db.select().from(replyFrom).where(batch.of).limit(batch.limit);
  const renew = async ({ id, forwardingId, addressSealed }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, places.replyFromContext(id), addressSealed);
    const index = await vault.current.index(places.replyFromScope(forwardingId), foldMailbox(addressOf(text)));
    return { id, sealed, index };
  };
  return moved(rows, renew, (list) => [
    sql`UPDATE OR REPLACE reply_from SET address_sealed = value ->> 'sealed', address_index = value ->> 'index'
      FROM ${list} WHERE reply_from.id = value ->> 'id'`,
  ]);
};

/** Of two aliases that a correspondent's mail could show, the older one stays the shown one. */
export const moveAliases: Move = async (db, vault, batch) => {
  const rows = await db
    .select({ row: alias, scope: forwarding.scope })
    .from(alias)
    .innerJoin(forwarding, eq(forwarding.id, alias.forwardingId))
    .where(batch.of)
    .limit(batch.limit);
  const renew = async ({ row, scope }: (typeof rows)[number]) => {
    const place = places.correspondentContext(scope);
    const [text, correspondent] = await resealed(vault, place, row.correspondentSealed);
    const [, name] = await resealed(vault, places.nameContext(scope), row.nameSealed);
    const index = await vault.current.index(place, addressOf(text).key);
    return { id: row.id, forwardingId: row.forwardingId, shown: row.shown ? 1 : 0, correspondent, name, index };
  };
  return moved(rows, renew, (list) => [
    sql`UPDATE alias SET shown = 0 FROM ${list} WHERE value ->> 'shown' = 1 AND alias.shown = 1
      AND alias.forwarding_id = value ->> 'forwardingId' AND alias.correspondent_index = value ->> 'index'`,
    sql`UPDATE alias SET correspondent_sealed = value ->> 'correspondent', name_sealed = value ->> 'name',
      correspondent_index = value ->> 'index' FROM ${list} WHERE alias.id = value ->> 'id'`,
  ]);
};

/** The original id is read from the carrier: its index is a hash, and tells nothing. */
export const moveMessageIds: Move = async (db, vault, batch) => {
  const rows = await db.select().from(messageId).where(batch.of).limit(batch.limit);
  const renew = async ({ sentIndex: id, sentSealed, carrier }: (typeof rows)[number]) => {
    const { readerId, sentId } = readSentId(await vault.unseal(places.sentIdContext(id), sentSealed));
    const carried = await openToken(vault.carrierKey, carrier);
    const token = carried && (await closeId(vault.carrierKey, carried));
    if (!carried || !token) throw new WrongAddressKey(id.slice(0, vault.current.id.length), vault.current.id);
    const index = await vault.current.index(places.sentIdScope, sentId);
    const original = await vault.current.index(places.originalIdScope(readerId), carried.id);
    return {
      id,
      index,
      sealed: await vault.seal(places.sentIdContext(index), writeSentId({ readerId, sentId })),
      original,
      token,
    };
  };
  return moved(rows, renew, (list) => [
    sql`UPDATE OR REPLACE message_id SET sent_index = value ->> 'index', sent_sealed = value ->> 'sealed',
      original_index = value ->> 'original', carrier = value ->> 'token'
      FROM ${list} WHERE message_id.sent_index = value ->> 'id'`,
  ]);
};

/** Whatever is blocked stands sealed beside its index, a correspondent's address, too: else it could not be moved. */
export const moveBlocks: Move = async (db, vault, batch) => {
  const rows = await db
    .select({ row: block, publicAddress: address.address })
    .from(block)
    .innerJoin(address, eq(address.id, block.addressId))
    .where(batch.of)
    .limit(batch.limit);
  const renew = async ({ row, publicAddress }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, places.blockContext(row.id), row.patternSealed);
    return { id: row.id, sealed, index: await vault.current.index(blockScope(publicAddress), blockedPattern(text)) };
  };
  return moved(rows, renew, (list) => [
    sql`UPDATE OR REPLACE block SET pattern_sealed = value ->> 'sealed', sender_index = value ->> 'index'
      FROM ${list} WHERE block.id = value ->> 'id'`,
  ]);
};
