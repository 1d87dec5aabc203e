/** Further mailboxes that a destination answers from. */
import { foldMailbox } from "../mail/header/address.ts";
import { randomWord } from "../relay/random.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit, isConflict } from "../store/admin/db.ts";
import * as store from "../store/admin/reply-from.ts";
import { replyFromPlace, replyFromScope } from "../store/contexts.ts";
import * as contract from "./contract/reply-from.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { maskStored, requireForeign, requireForwarding } from "./forwardings.ts";
import { note, type Office, timestamp } from "./context.ts";
import { notFound, Problem } from "./http/problem.ts";

async function show(office: Office, row: Omit<store.ReplyFromRow, "addressIndex">): Promise<contract.ReplyFromAnswer> {
  const address = await maskStored(office.vault.unseal(replyFromPlace(row.id), row.addressSealed));
  return { id: row.id, address, createdAt: timestamp(row.createdAt) };
}

const list = endpoint(contract.listReplyFrom, async ({ id, query }, office) => {
  await requireForwarding(office, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfReplyFrom(office.desk, id, after, limit),
    (row) => [row.createdAt, row.id] as const,
    (row) => show(office, row),
  );
});

const add = endpoint(contract.addReplyFrom, async ({ id: forwardingId, body }, office) => {
  await requireForwarding(office, forwardingId);
  await requireForeign(office, body.address, "address");
  const id = randomWord(16);
  const [addressSealed, indexes] = await Promise.all([
    office.vault.seal(replyFromPlace(id), body.address.spec),
    office.vault.indexes(replyFromScope(forwardingId), foldMailbox(body.address)),
  ]);
  const row = { id, forwardingId, addressSealed, createdAt: office.clock.now() };
  try {
    const [inserted] = await commit(office.desk, [
      store.insertReplyFrom(row, indexes),
      auditIfChanged(note(office, "reply-from.add", forwardingId)),
    ]);
    if (!inserted)
      throw new Problem(409, `A destination answers from ${store.MAX_REPLY_FROM} further mailboxes at most.`);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Problem(409, "Answers from that mailbox are accepted already.", "address");
  }
  return show(office, row);
});

const remove = endpoint(contract.deleteReplyFrom, async ({ id, parameters }, office) => {
  const [deleted] = await commit(office.desk, [
    store.deleteReplyFrom(office.desk, id, parameters.replyFromId ?? ""),
    auditIfChanged(note(office, "reply-from.delete", id)),
  ]);
  if (!deleted) throw notFound("mailbox");
  return {};
});

export const replyFromEndpoints: readonly Endpoint[] = [list, add, remove];
