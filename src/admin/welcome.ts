/**
 * The welcome mail, and what hangs on it: a forwarding delivers only after somebody has answered it. It comes from an
 * address of its own, so that its reader just presses Reply, and so that the answer shows who has read it.
 */
import { type WelcomeKind, welcomeLetter } from "../letters/welcome.ts";
import { mintAlias } from "../mail/alias-form.ts";
import type { SendResult } from "../relay/ports/transport.ts";
import type { AddressRow } from "../store/admin/addresses.ts";
import type { ForwardingRow } from "../store/admin/forwardings.ts";
import { addressesGreeted, invite, keepConfirmation, remind, stayPending } from "../store/admin/welcome.ts";
import { confirmationContext, confirmationScope, sentIdScope } from "../store/contexts.ts";
import type { OfficerContext } from "./context.ts";
import type { WelcomeAnswer } from "./contract/forwardings.ts";
import { type LetterSender, post } from "./officer-mail.ts";

/** Sends the welcome mail. Handed over: a pending forwarding is invited, and its reminders begin anew. */
export async function welcome(
  context: OfficerContext,
  address: AddressRow,
  row: ForwardingRow,
): Promise<WelcomeAnswer> {
  const result = await send(context, address, row, row.state === "active" ? "active" : "invitation");
  const now = context.clock.now();
  if (result.kind === "sent") await invite(context.db, row.id, now, await sentIndexOf(context, result.sentId));
  else await stayPending(context.db, row.id, result.reason, now);
  return result.kind === "sent" ? { outcome: "sent" } : { outcome: result.kind, reason: result.reason };
}

/** The welcome mail once more, to somebody who has not answered it. A refused reminder is none to try again. */
export async function sendReminder(context: OfficerContext, address: AddressRow, row: ForwardingRow): Promise<void> {
  const result = await send(context, address, row, "reminder");
  const sentIndex = result.kind === "sent" ? await sentIndexOf(context, result.sentId) : undefined;
  await remind(context.db, row.id, result.kind === "deferred" ? 0 : 1, context.clock.now(), sentIndex);
}

/** By which a later bounce is told to be that mail's. */
function sentIndexOf({ vault }: OfficerContext, sentId: string): Promise<string> {
  return vault.index(sentIdScope, sentId);
}

async function send(
  context: OfficerContext,
  address: AddressRow,
  row: ForwardingRow,
  kind: WelcomeKind,
): Promise<SendResult> {
  const { hideSender, allowReply } = row;
  const sender = kind === "active" ? address : await confirmationSender(context, address, row);
  const others = kind === "active" ? [] : ((await addressesGreeted(context.db, [row.id])).get(row.id) ?? []);
  const letter = welcomeLetter({ ...address, hideSender, allowReply, kind, others }, context.settings.language);
  const result = await post(context, sender, row, letter);
  const reason = result.kind === "sent" ? "" : result.reason;
  context.log.write({ event: "welcome", forwarding: row.id, outcome: result.kind, reason });
  return result;
}

/** The same at each sending: whichever of them is answered, it counts. */
async function confirmationSender(
  context: OfficerContext,
  address: AddressRow,
  row: ForwardingRow,
): Promise<LetterSender> {
  const { vault, db } = context;
  const sealed =
    row.confirmationSealed ?? (await keepConfirmation(db, row.id, await freshConfirmation(context, address, row)));
  return { name: address.name || "SafetyAnswer", address: await vault.unseal(confirmationContext(row.id), sealed) };
}

async function freshConfirmation(
  { vault }: OfficerContext,
  { domain, receivedDomain }: AddressRow,
  { id }: ForwardingRow,
) {
  const confirmation = mintAlias(receivedDomain ?? domain);
  const [sealed, index] = await Promise.all([
    vault.seal(confirmationContext(id), confirmation),
    vault.index(confirmationScope, confirmation),
  ]);
  return { sealed, index };
}
