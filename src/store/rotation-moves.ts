/** How the rows of each table get from the former key to the current one (rotation.ts): which columns, under which places. */
import { eq, type SQL, sql } from "drizzle-orm";
import { foldMailbox } from "../mail/header/address.ts";
import { blockedPattern, blockScope } from "../relay/inbound/screening.ts";
import { closeId, openToken } from "../relay/outgoing/carrier.ts";
import type { AdminDb, Statement } from "./admin/db.ts";
import { admin } from "./admins/schema.ts";
import * as places from "./contexts.ts";
import { readSentId, writeSentId } from "./contexts.ts";
import { listed } from "./listed.ts";
import { address, alias, block, forwarding, messageId, replyFrom } from "./schema.ts";
import { addressOf } from "./stored-address.ts";
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

/** The columns that change, as members of a JSON object, with the row's old key as `id`. */
interface Renewed {
  readonly id: string;
  /** Something less than the row was damaged, and is left behind. */
  readonly isMaimed?: boolean;
}

interface Writing<Row> {
  readonly idOf: (row: Row) => string;
  readonly renew: (row: Row) => Promise<Renewed>;
  readonly write: (list: SQL) => readonly Statement[];
  /** Takes rows that do not open out of the former key's range, so that they stand in the way of nothing any more. */
  readonly giveUp: (ids: SQL) => Statement;
}

export async function moved<Row>(rows: readonly Row[], { idOf, renew, write, giveUp }: Writing<Row>): Promise<Moved> {
  const results = await Promise.all(rows.map((row) => renewedOrNone(row, renew)));
  const renewed = results.filter((result) => result !== undefined);
  const damaged = rows.filter((_, at) => results[at] === undefined).map(idOf);
  return {
    statements: [
      ...(renewed.length > 0 ? write(sql`json_each(${JSON.stringify(renewed)})`) : []),
      ...(damaged.length > 0 ? [giveUp(listed(damaged))] : []),
    ],
    read: rows.length,
    unreadable: damaged.length + renewed.filter(({ isMaimed }) => isMaimed).length,
  };
}

/** One damaged row must not stop all others. */
async function renewedOrNone<Row>(row: Row, renew: (row: Row) => Promise<Renewed>): Promise<Renewed | undefined> {
  try {
    return await renew(row);
  } catch {
    return undefined; // It does not open, or what it holds does not read.
  }
}

/**
 * The index of a row that does not open: of the current key, so that it is known for a damaged row of ours (row-keys.ts) and
 * is not met again, and nothing that anybody looks up. What was sealed stays as it is.
 */
export const damagedIndex = (vault: Vault) => sql`${vault.current.range[0]} || 'damaged-' || id`;

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
  return moved(rows, {
    idOf: ({ id }) => id,
    renew,
    // A welcome mail may have gone out since the row was read: what it came from stays.
    write: (list) => [
      sql`UPDATE forwarding SET destination_sealed = value ->> 'sealed', destination_index = ${FORWARDING_INDEX},
        confirmation_sealed = CASE value ->> 'isMaimed' WHEN 1 THEN NULL
          ELSE coalesce(value ->> 'confirmation', confirmation_sealed) END,
        confirmation_index = CASE value ->> 'isMaimed' WHEN 1 THEN NULL
          ELSE coalesce(value ->> 'confirmationIndex', confirmation_index) END
        FROM ${list} WHERE forwarding.id = value ->> 'id'`,
    ],
    giveUp: (ids) => sql`UPDATE forwarding SET destination_index = ${damagedIndex(vault)} WHERE id IN ${ids}`,
  });
};

/** A damaged one is forgotten, and the next welcome mail comes from a new one: the mailbox itself must not be lost with it. */
async function renewedConfirmation(vault: Vault, id: string, sealedNow: string) {
  try {
    const [text, confirmation] = await resealed(vault, places.confirmationContext(id), sealedNow);
    return { confirmation, confirmationIndex: await vault.current.index(places.confirmationScope, text) };
  } catch {
    return { isMaimed: true };
  }
}

/** OR REPLACE: a mailbox that was added again meanwhile is the same mailbox. */
export const moveReplyFrom: Move = async (db, vault, batch) => {
  const rows = await db.select().from(replyFrom).where(batch.of).limit(batch.limit);
  const renew = async ({ id, forwardingId, addressSealed }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, places.replyFromContext(id), addressSealed);
    const index = await vault.current.index(places.replyFromScope(forwardingId), foldMailbox(addressOf(text)));
    return { id, sealed, index };
  };
  return moved(rows, {
    idOf: ({ id }) => id,
    renew,
    write: (list) => [
      sql`UPDATE OR REPLACE reply_from SET address_sealed = value ->> 'sealed', address_index = value ->> 'index'
        FROM ${list} WHERE reply_from.id = value ->> 'id'`,
    ],
    giveUp: (ids) => sql`UPDATE reply_from SET address_index = ${damagedIndex(vault)} WHERE id IN ${ids}`,
  });
};

/** OR REPLACE: whoever was invited again meanwhile is the same person. */
export const moveAdmins: Move = async (db, vault, batch) => {
  const rows = await db.select().from(admin).where(batch.of).limit(batch.limit);
  const renew = async ({ id, mailboxSealed }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, places.adminContext(id), mailboxSealed);
    return { id, sealed, index: await vault.current.index(places.adminScope, foldMailbox(addressOf(text))) };
  };
  return moved(rows, {
    idOf: ({ id }) => id,
    renew,
    write: (list) => [
      sql`UPDATE OR REPLACE admin SET mailbox_sealed = value ->> 'sealed', mailbox_index = value ->> 'index'
        FROM ${list} WHERE admin.id = value ->> 'id'`,
    ],
    giveUp: (ids) => sql`UPDATE admin SET mailbox_index = ${damagedIndex(vault)} WHERE id IN ${ids}`,
  });
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
    const name = await renewedName(vault, places.nameContext(scope), row.nameSealed);
    const index = await vault.current.index(place, places.correspondentValue(addressOf(text).key, row.survey));
    return { id: row.id, forwardingId: row.forwardingId, shown: row.shown ? 1 : 0, correspondent, index, ...name };
  };
  return moved(rows, {
    idOf: ({ row }) => row.id,
    renew,
    write: (list) => [
      sql`UPDATE alias SET shown = 0 FROM ${list} WHERE value ->> 'shown' = 1 AND alias.shown = 1
        AND alias.forwarding_id = value ->> 'forwardingId' AND alias.correspondent_index = value ->> 'index'`,
      sql`UPDATE alias SET correspondent_sealed = value ->> 'correspondent', name_sealed = value ->> 'name',
        correspondent_index = value ->> 'index' FROM ${list} WHERE alias.id = value ->> 'id'`,
    ],
    giveUp: (ids) => sql`UPDATE alias SET correspondent_index = ${damagedIndex(vault)} WHERE id IN ${ids}`,
  });
};

/** A damaged name is an empty one hereafter: whom the alias stands for must not be lost with it. */
async function renewedName(vault: Vault, place: string, sealedNow: string) {
  try {
    const [, name] = await resealed(vault, place, sealedNow);
    return { name };
  } catch {
    return { name: await vault.seal(place, ""), isMaimed: true };
  }
}

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
  return moved(rows, {
    idOf: ({ sentIndex }) => sentIndex,
    renew,
    write: (list) => [
      sql`UPDATE OR REPLACE message_id SET sent_index = value ->> 'index', sent_sealed = value ->> 'sealed',
        original_index = value ->> 'original', carrier = value ->> 'token'
        FROM ${list} WHERE message_id.sent_index = value ->> 'id'`,
    ],
    // It joined a thread, and cannot any more.
    giveUp: (ids) => sql`DELETE FROM message_id WHERE sent_index IN ${ids}`,
  });
};

/** Whatever is blocked stands sealed beside its index, a correspondent's address, too: else it could not be moved. */
export const moveBlocks: Move = async (db, vault, batch) => {
  const rows = await db
    .select({ row: block, publicAddress: sql<string>`coalesce(${address.receivedAs}, ${address.address})` })
    .from(block)
    .innerJoin(address, eq(address.id, block.addressId))
    .where(batch.of)
    .limit(batch.limit);
  const renew = async ({ row, publicAddress }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, places.blockContext(row.id), row.patternSealed);
    return { id: row.id, sealed, index: await vault.current.index(blockScope(publicAddress), blockedPattern(text)) };
  };
  return moved(rows, {
    idOf: ({ row }) => row.id,
    renew,
    write: (list) => [
      sql`UPDATE OR REPLACE block SET pattern_sealed = value ->> 'sealed', sender_index = value ->> 'index'
        FROM ${list} WHERE block.id = value ->> 'id'`,
    ],
    giveUp: (ids) => sql`UPDATE block SET sender_index = ${damagedIndex(vault)} WHERE id IN ${ids}`,
  });
};
