/** Whom a public address takes no mail from, seen from the desk. (Mail is screened by store/directory.ts.) */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { listed } from "../listed.ts";
import { address, alias, block, forwarding } from "../schema.ts";
import { type AdminDb, insertWhere, type Statement } from "./db.ts";

export type BlockRow = typeof block.$inferSelect;

/** @param after time and id of the last one of the page before */
export function pageOfBlocks(
  db: AdminDb,
  addressId: string,
  after: readonly [number, string] | undefined,
  limit: number,
): Promise<BlockRow[]> {
  const beyond = after && sql`(${block.createdAt}, ${block.id}) > (${after[0]}, ${after[1]})`;
  return db
    .select()
    .from(block)
    .where(and(eq(block.addressId, addressId), eq(block.scope, ""), beyond))
    .orderBy(asc(block.createdAt), asc(block.id))
    .limit(limit);
}

/** A block of a whole public address. */
export async function findBlock(db: AdminDb, id: string): Promise<BlockRow | undefined> {
  const rows = await db
    .select()
    .from(block)
    .where(and(eq(block.id, id), eq(block.scope, "")));
  return rows[0];
}

/**
 * Inserts nothing where the address is gone, or the sender is blocked there already, under whichever key.
 * @param indexes the sender's, under every key at hand
 */
export function insertBlock(row: Omit<BlockRow, "senderIndex">, indexes: readonly [string, ...string[]]): Statement {
  return insertWhere(
    block,
    { ...row, senderIndex: indexes[0] },
    sql`EXISTS (SELECT 1 FROM ${address} WHERE id = ${row.addressId} AND deleted_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM ${block} WHERE scope = ${row.scope}
        AND sender_index IN ${listed(indexes)})`,
  );
}

/** @param indexes the mailbox's, under every key at hand */
export function deleteOfficerBlock(scope: string, indexes: readonly string[]): Statement {
  return sql`DELETE FROM ${block} WHERE scope = ${scope}
    AND sender_index IN ${listed(indexes)}`;
}

/** All blocks of a public address. */
export function blocksOf(db: AdminDb, addressId: string): Promise<BlockRow[]> {
  return db.select().from(block).where(eq(block.addressId, addressId));
}

/** @param list ids with their new indexes */
export function reindexBlocks(list: readonly (readonly [id: string, index: string])[]): Statement {
  const wishes = sql`json_each(${JSON.stringify(list)})`;
  return sql`UPDATE ${block} SET sender_index = (SELECT value ->> 1 FROM ${wishes} WHERE value ->> 0 = ${block.id})
    WHERE id IN (SELECT value ->> 0 FROM ${wishes})`;
}

export function deleteBlock(db: AdminDb, id: string): Statement {
  return db.delete(block).where(eq(block.id, id));
}

/** With an alias goes what its officer's block says of the correspondent; a whole address's own block stands. */
export function eraseOfficerBlocks(indexes: readonly string[]): Statement {
  return sql`DELETE FROM ${block} WHERE scope <> ''
    AND sender_index IN ${listed(indexes)}`;
}

/** What the aliases of a public address are scoped to. */
export async function scopesOf(db: AdminDb, addressId: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ scope: forwarding.scope })
    .from(forwarding)
    .where(and(eq(forwarding.addressId, addressId), isNull(forwarding.deletedAt)));
  return rows.map((row) => row.scope);
}

/** A correspondent's aliases, wherever these indexes find them. */
export function setBlocked(db: AdminDb, correspondentIndexes: readonly string[], blocked: boolean): Statement {
  return db
    .update(alias)
    .set({ blocked })
    .where(sql`${alias.correspondentIndex} IN ${listed(correspondentIndexes)}`);
}
