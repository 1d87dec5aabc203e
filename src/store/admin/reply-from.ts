/** Further mailboxes that a destination answers from. */
import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { listed } from "../listed.ts";
import { forwarding, replyFrom } from "../schema.ts";
import { type AdminDb, insertWhere, type Statement } from "./db.ts";
import type { Indexes } from "./forwardings.ts";

export type ReplyFromRow = typeof replyFrom.$inferSelect;

/** A person has few mailboxes, and each is one more that could be taken over. */
export const MAX_REPLY_FROM = 10;

/** @param after time and id of the last one of the page before */
export function pageOfReplyFrom(
  db: AdminDb,
  forwardingId: string,
  after: readonly [number, string] | undefined,
  limit: number,
): Promise<ReplyFromRow[]> {
  const beyond = after && sql`(${replyFrom.createdAt}, ${replyFrom.id}) > (${after[0]}, ${after[1]})`;
  return db
    .select()
    .from(replyFrom)
    .where(and(eq(replyFrom.forwardingId, forwardingId), beyond))
    .orderBy(asc(replyFrom.createdAt), asc(replyFrom.id))
    .limit(limit);
}

/** The forwardings that have any. */
export async function forwardingsWithReplyFrom(db: AdminDb): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ id: replyFrom.forwardingId })
    .from(replyFrom)
    .innerJoin(forwarding, eq(forwarding.id, replyFrom.forwardingId))
    .where(isNull(forwarding.deletedAt));
  return rows.map((row) => row.id);
}

/**
 * Inserts nothing where the forwarding is gone or has its ten.
 * @param indexes the mailbox's, under every key at hand
 * @param condition that has to hold besides
 * @throws a conflict (see desk.ts) on commit when it is there already
 */
export function insertReplyFrom(
  row: Omit<ReplyFromRow, "addressIndex">,
  indexes: Indexes,
  condition: SQL = sql`TRUE`,
): Statement {
  return insertWhere(
    replyFrom,
    { ...row, addressIndex: standingIndex(row.forwardingId, indexes) },
    sql`${condition} AND EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${row.forwardingId} AND deleted_at IS NULL)
      AND (SELECT count(*) FROM ${replyFrom} WHERE forwarding_id = ${row.forwardingId}) < ${MAX_REPLY_FROM}`,
  );
}

/** As for destinations: under the former key, if that is how the mailbox stands here. */
function standingIndex(forwardingId: string, [current, ...former]: Indexes): SQL {
  return sql`coalesce((SELECT address_index FROM ${replyFrom} WHERE forwarding_id = ${forwardingId}
    AND address_index IN ${listed(former)}), ${current})`;
}

export function deleteReplyFrom(db: AdminDb, forwardingId: string, id: string): Statement {
  return db.delete(replyFrom).where(and(eq(replyFrom.id, id), eq(replyFrom.forwardingId, forwardingId)));
}
