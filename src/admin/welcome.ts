/** The welcome mail, and what hangs on it: a forwarding delivers only after it could be handed over. */
import { activate, stayPending } from "../store/admin/activation.ts";
import type { AddressRow } from "../store/admin/addresses.ts";
import { type ForwardingRow, findForwarding } from "../store/admin/forwardings.ts";
import type { WelcomeAnswer } from "./contract/forwardings.ts";
import { note, type Office } from "./context.ts";
import { post, tell, tellStanding } from "./officer-mail.ts";
import { welcomeLetter } from "../letters/welcome.ts";

/** Sends the welcome mail. Handed over: a pending forwarding becomes active, and what it replaces is gone. */
export async function welcome(office: Office, address: AddressRow, row: ForwardingRow): Promise<WelcomeAnswer> {
  const facts = { ...address, hideSender: row.hideSender, allowReply: row.allowReply };
  const result = await post(office, address, row, welcomeLetter(facts, office.settings.language));
  const reason = result.kind === "sent" ? "" : result.reason;
  office.log.write({ event: "welcome", forwarding: row.id, outcome: result.kind, reason });
  if (result.kind === "sent") {
    await start(office, address, row);
    return { outcome: "sent" };
  }
  await stayPending(office.desk, row.id, reason, office.clock.now());
  return { outcome: result.kind, reason };
}

async function start(office: Office, address: AddressRow, row: ForwardingRow): Promise<void> {
  if (row.state !== "pending") return;
  const old = row.replacesId === null ? undefined : await findForwarding(office.desk, row.replacesId);
  const wish = note(office, old ? "handover.complete" : "forwarding.activate", row.id);
  const { tookOver } = await activate(office.desk, row, office.clock.now(), wish);
  if (!old || !tookOver) return;
  await Promise.all([
    tell(office, address, old, "your-part-ended", row),
    tell(office, address, row, "your-part-began", row),
    tellStanding(office, address, "handed-over", row, [old.id, row.id]),
  ]);
}
