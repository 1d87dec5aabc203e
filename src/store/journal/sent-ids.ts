/** The ids that the platform put in the place of ours, and under which id each reader knows a message. */
import { readerKey, type SentId, type ThreadWish } from "../../relay/ports/journal.ts";
import { originalIdScope, readSentId, sentIdContext, sentIdScope, writeSentId } from "../contexts.ts";
import { openedUnlessDamaged } from "../row-keys.ts";
import type { messageId } from "../schema.ts";
import type { Vault } from "../vault.ts";
import { insertInto, listedAs, WISHES, type Written, wished } from "../written.ts";

type IdRow = typeof messageId.$inferSelect;
export type KnownRow = Omit<IdRow, "createdAt">;

const KNOWN = `SELECT sent_index AS "sentIndex", sent_sealed AS "sentSealed", original_index AS "originalIndex", carrier
  FROM message_id WHERE original_index IN ${listedAs("?1")}`;

/** The statement's rows say which originals were sent under which ids. */
export function knownIds(originals: readonly (readonly string[])[]): Written {
  return { text: KNOWN, values: [JSON.stringify(originals.flat())] };
}

export async function knownAs(
  vault: Vault,
  rows: readonly KnownRow[],
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

async function sentIdOf(vault: Vault, { sentIndex, sentSealed }: KnownRow): Promise<string> {
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

const SENT = `${insertInto(
  "message_id",
  {
    sent_index: wished("sentIndex"),
    sent_sealed: wished("sentSealed"),
    original_index: wished("originalIndex"),
    carrier: wished("carrier"),
    created_at: wished("createdAt"),
  },
  `${WISHES} WHERE true`,
)} ON CONFLICT DO NOTHING`;

export function sentStatement(ids: readonly IdRow[]): Written {
  return { text: SENT, values: [JSON.stringify(ids)] };
}
