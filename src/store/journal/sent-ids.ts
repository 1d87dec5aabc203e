/** The ids that the platform put in the place of ours, and under which id each reader knows a message. */
import { inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { readerKey, type SentId, type ThreadWish } from "../../relay/ports/journal.ts";
import { originalIdScope, readSentId, sentIdContext, sentIdScope, writeSentId } from "../contexts.ts";
import { listed } from "../listed.ts";
import { openedUnlessDamaged } from "../row-keys.ts";
import { messageId } from "../schema.ts";
import type { Vault } from "../vault.ts";
import { selectInto, wished, wishTable } from "./rows.ts";

type IdRow = typeof messageId.$inferSelect;

/** The statement's rows say which originals were sent under which ids. */
export function knownIds(db: DrizzleD1Database, originals: readonly (readonly string[])[]) {
  return db
    .select()
    .from(messageId)
    .where(inArray(messageId.originalIndex, listed(originals.flat())));
}

export async function knownAs(
  vault: Vault,
  rows: readonly IdRow[],
  threads: readonly ThreadWish[],
  originals: readonly (readonly string[])[],
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for (const [at, { readerId, originalId }] of threads.entries()) {
    const row = rows.find(({ originalIndex }) => originals[at]?.includes(originalIndex));
    if (!row) continue;
    // A damaged one breaks a thread at most; the mail must not wait for it.
    const sentId = await openedUnlessDamaged(vault, row.sentIndex, () => sentIdOf(vault, row));
    if (sentId !== undefined) known.set(readerKey(readerId, originalId), sentId);
  }
  return known;
}

async function sentIdOf(vault: Vault, { sentIndex, sentSealed }: IdRow): Promise<string> {
  return readSentId(await vault.unseal(sentIdContext(sentIndex), sentSealed)).sentId;
}

export async function sentRow(
  vault: Vault,
  { sentId, carrier, readerId, originalId }: SentId,
  createdAt: number,
): Promise<IdRow> {
  const sentIndex = await vault.index(sentIdScope, sentId);
  const [sentSealed, originalIndex] = await Promise.all([
    vault.seal(sentIdContext(sentIndex), writeSentId({ readerId, sentId })),
    vault.index(originalIdScope(readerId), originalId),
  ]);
  return { sentIndex, sentSealed, originalIndex, carrier, createdAt };
}

export function sentStatement(db: DrizzleD1Database, ids: readonly IdRow[]) {
  return db
    .insert(messageId)
    .select(
      selectInto(
        messageId,
        {
          sentIndex: wished("sentIndex"),
          sentSealed: wished("sentSealed"),
          originalIndex: wished("originalIndex"),
          carrier: wished("carrier"),
          createdAt: wished("createdAt"),
        },
        sql`${wishTable(ids)} WHERE true`,
      ),
    )
    .onConflictDoNothing();
}
