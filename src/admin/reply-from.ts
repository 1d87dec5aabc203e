/** Further mailboxes that a destination answers from. */

import { randomWord } from "../mail/base-encoding.ts";
import { foldMailbox } from "../mail/header/address.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit, isConflict } from "../store/admin/db.ts";
import * as store from "../store/admin/reply-from.ts";
import { replyFromContext, replyFromScope } from "../store/contexts.ts";
import { type AdminContext, auditEntry, timestamp } from "./context.ts";
import * as contract from "./contract/reply-from.ts";
import { maskStored, requireForeign, requireForwarding } from "./forwardings.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { notFound, refused } from "./http/problem.ts";

async function show(
  context: AdminContext,
  row: Omit<store.ReplyFromRow, "addressIndex">,
): Promise<contract.ReplyFromAnswer> {
  const address = await maskStored(context.vault.unseal(replyFromContext(row.id), row.addressSealed));
  return { id: row.id, address, createdAt: timestamp(row.createdAt) };
}

const list = endpoint(contract.listReplyFrom, async ({ id, query }, context) => {
  await requireForwarding(context, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfReplyFrom(context.db, id, after, limit),
    (row) => [row.createdAt, row.id] as const,
    (row) => show(context, row),
  );
});

const add = endpoint(contract.addReplyFrom, async ({ id: forwardingId, body }, context) => {
  await requireForwarding(context, forwardingId);
  await requireForeign(context, body.address, "address");
  const id = randomWord(16);
  const [addressSealed, indexes] = await Promise.all([
    context.vault.seal(replyFromContext(id), body.address.spec),
    context.vault.indexes(replyFromScope(forwardingId), foldMailbox(body.address)),
  ]);
  const row = { id, forwardingId, addressSealed, createdAt: context.clock.now() };
  try {
    const [inserted] = await commit(context.db, [
      store.insertReplyFrom(row, indexes),
      auditIfChanged(auditEntry(context, "reply-from.add", forwardingId)),
    ]);
    if (!inserted)
      throw refused(
        409,
        "too-many-mailboxes",
        undefined,
        `A destination answers from ${store.MAX_REPLY_FROM} further mailboxes at most.`,
      );
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw refused(409, "accepted-already", "address", "Answers from that mailbox are accepted already.");
  }
  return show(context, row);
});

const remove = endpoint(contract.deleteReplyFrom, async ({ id, parameters }, context) => {
  const [deleted] = await commit(context.db, [
    store.deleteReplyFrom(context.db, id, parameters.replyFromId ?? ""),
    auditIfChanged(auditEntry(context, "reply-from.delete", id)),
  ]);
  if (!deleted) throw notFound("mailbox");
  return {};
});

export const replyFromEndpoints: readonly Endpoint[] = [list, add, remove];
