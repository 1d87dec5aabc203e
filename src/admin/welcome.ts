/** The welcome mail, and what hangs on it: a forwarding delivers only after it could be handed over. */

import { welcomeLetter } from "../letters/welcome.ts";
import { activate, stayPending } from "../store/admin/activation.ts";
import type { AddressRow } from "../store/admin/addresses.ts";
import { type ForwardingRow, findForwarding } from "../store/admin/forwardings.ts";
import { type AdminContext, auditEntry } from "./context.ts";
import type { WelcomeAnswer } from "./contract/forwardings.ts";
import { notifyOfficer, post, tellStanding } from "./officer-mail.ts";

/** Sends the welcome mail. Handed over: a pending forwarding becomes active, and what it replaces is gone. */
export async function welcome(context: AdminContext, address: AddressRow, row: ForwardingRow): Promise<WelcomeAnswer> {
  const facts = { ...address, hideSender: row.hideSender, allowReply: row.allowReply };
  const result = await post(context, address, row, welcomeLetter(facts, context.settings.language));
  const reason = result.kind === "sent" ? "" : result.reason;
  context.log.write({ event: "welcome", forwarding: row.id, outcome: result.kind, reason });
  if (result.kind === "sent") {
    await start(context, address, row);
    return { outcome: "sent" };
  }
  await stayPending(context.db, row.id, reason, context.clock.now());
  return { outcome: result.kind, reason };
}

async function start(context: AdminContext, address: AddressRow, row: ForwardingRow): Promise<void> {
  if (row.state !== "pending") return;
  const old = row.replacesId === null ? undefined : await findForwarding(context.db, row.replacesId);
  const wish = auditEntry(context, old ? "handover.complete" : "forwarding.activate", row.id);
  const { tookOver } = await activate(context.db, row, context.clock.now(), wish);
  if (!old || !tookOver) return;
  await Promise.all([
    notifyOfficer(context, address, old, "your-part-ended", row),
    notifyOfficer(context, address, row, "your-part-began", row),
    tellStanding(context, address, "handed-over", row, [old.id, row.id]),
  ]);
}
