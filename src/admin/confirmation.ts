/** A destination has answered its welcome mail: from now on, or from a handover's day on, its forwarding works. */
import type { SQL } from "drizzle-orm";
import { randomWord } from "../mail/base-encoding.ts";
import { type Address, foldMailbox, withoutTag } from "../mail/header/address.ts";
import type { Confirmed } from "../relay/ports/confirmations.ts";
import { activate, activateAll } from "../store/admin/activation.ts";
import { type AddressRow, comesToUs, findAddress } from "../store/admin/addresses.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import type { Statement } from "../store/admin/db.ts";
import { type ForwardingRow, findForwarding, findReplaced } from "../store/admin/forwardings.ts";
import { insertReplyFrom } from "../store/admin/reply-from.ts";
import { claimTelling, noteTold } from "../store/admin/telling/handovers.ts";
import { confirm, greetedTogether } from "../store/admin/welcome.ts";
import { replyFromContext, replyFromScope } from "../store/contexts.ts";
import { auditEntry, type OfficerContext } from "./context.ts";
import { notifyOfficer, standingBut, tellAll } from "./officer-mail.ts";

/** See `Confirmations` in relay/ports/confirmations.ts. */
export async function confirmDestination(
  context: OfficerContext,
  forwardingId: string,
  further: Address | undefined,
): Promise<Confirmed> {
  const row = await findForwarding(context.db, forwardingId);
  const address = row && (await findAddress(context.db, row.addressId));
  if (!row || !address) return { kind: "void" };
  // Nobody reads mail on a domain of ours: whoever writes from there is no officer's other mailbox.
  if (further && (await comesToUs(context.db, { domain: further.domain, key: withoutTag(further) })))
    return { kind: "void" };
  if (row.state === "active") return { kind: "active" };
  const now = context.clock.now();
  const together = [row, ...(await greetedTogether(context.db, row)).filter(({ id }) => id !== row.id)];
  const insertion = further && (await furtherMailbox(context, together.slice(0, FURTHER_AT_ONCE), further));
  await confirm(
    context.db,
    together.map(({ id }) => id),
    now,
    insertion,
  );
  if (together.length > 1)
    await activateAll(
      context.db,
      together.slice(1).map(({ id }) => id),
      now,
      context.actor,
    );
  const { effectiveAt } = row;
  const { timeZone } = context.settings;
  if (effectiveAt !== null && effectiveAt > now) return { kind: "waits", effectiveAt, timeZone };
  await start(context, address, row);
  return { kind: "active" };
}

/** Forwardings that one answer gives a further mailbox to: two statements each, and the free plan has 50. */
const FURTHER_AT_ONCE = 8;

async function furtherMailbox(context: OfficerContext, rows: readonly ForwardingRow[], mailbox: Address) {
  const made = await Promise.all(
    rows.map(async ({ id: forwardingId }) => {
      const id = randomWord(16);
      const [addressSealed, indexes] = await Promise.all([
        context.vault.seal(replyFromContext(id), mailbox.spec),
        context.vault.indexes(replyFromScope(forwardingId), foldMailbox(mailbox)),
      ]);
      return { row: { id, forwardingId, addressSealed, createdAt: context.clock.now() }, indexes };
    }),
  );
  return (forwardingId: string, condition: SQL): readonly Statement[] =>
    made
      .filter(({ row }) => row.forwardingId === forwardingId)
      .flatMap(({ row, indexes }) => [
        insertReplyFrom(row, indexes, condition),
        auditIfChanged(auditEntry(context, "reply-from.add", forwardingId)),
      ]);
}

/** What is confirmed begins to work; what it replaces is gone, and everybody whom it concerns is told. */
async function start(context: OfficerContext, address: AddressRow, row: ForwardingRow): Promise<void> {
  const old = row.replacesId === null ? undefined : await findForwarding(context.db, row.replacesId);
  const wish = auditEntry(context, old ? "handover.complete" : "forwarding.activate", row.id);
  const { tookOver } = await activate(context.db, row, context.clock.now(), wish);
  if (old && tookOver) await tellOfHandover(context, address, old, row);
}

async function tellOfHandover(
  context: OfficerContext,
  address: AddressRow,
  old: ForwardingRow,
  row: ForwardingRow,
): Promise<void> {
  const others = await standingBut(context, address, [old.id, row.id]);
  // A fault with one letter must not multiply the others; an isolate that dies comes past here never.
  let areTold = true;
  try {
    const told = await Promise.all([
      notifyOfficer(context, address, old, "your-part-ended", row),
      notifyOfficer(context, address, row, "your-part-began", row),
      tellAll(context, address, "handed-over", row, others),
    ]);
    // The carrier takes none now: told later, those again who have heard of it, but three times at most (store/admin/telling/handovers.ts).
    areTold = told.every((one) => one);
  } finally {
    if (areTold) await noteTold(context.db, row.id);
  }
}

/** Those whom a change concerns that was one of many, or whose first telling died. Of who was deleted meanwhile nobody hears more. */
export async function tellLater(context: OfficerContext, address: AddressRow, row: ForwardingRow): Promise<void> {
  const isAddition = row.untoldId === row.id;
  const old = row.untoldId === null || isAddition ? undefined : await findReplaced(context.db, row.untoldId);
  if (!(await claimTelling(context.db, row.id, context.clock.now()))) return;
  if (row.deletedAt === null && isAddition) await tellOfAddition(context, address, row);
  else if (row.deletedAt === null && old) await tellOfHandover(context, address, old, row);
  else await noteTold(context.db, row.id);
}

/** A roster's further officer. */
async function tellOfAddition(context: OfficerContext, address: AddressRow, row: ForwardingRow): Promise<void> {
  const others = await standingBut(context, address, [row.id]);
  let areTold = true;
  try {
    areTold = await tellAll(context, address, "destination-added", row, others);
  } finally {
    if (areTold) await noteTold(context.db, row.id);
  }
}
