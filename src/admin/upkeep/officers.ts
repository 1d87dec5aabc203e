/** Pending welcome mails get another try, reminders go out, and handovers whose day has come take effect. */
import { dueInvitations, pendingForwardings, waitAgain } from "../../store/admin/activation.ts";
import { type AddressRow, findAddress } from "../../store/admin/addresses.ts";
import type { ForwardingRow } from "../../store/admin/forwardings.ts";
import { isOfOtherKey } from "../../store/row-keys.ts";
import { WrongAddressKey } from "../../store/vault.ts";
import { start } from "../confirmation.ts";
import type { AdminContext } from "../context.ts";
import { sendReminder, welcome } from "../welcome.ts";
import { alarmMail } from "./alarms.ts";

/**
 * Forwardings a run that something is done for. The free plan has 50 statements an invocation: health takes 3, listing 2, a
 * handover that takes effect 7 and up to 22 letters, a welcome or a reminder 3, a damaged row 4. Those that wait longest come first,
 * so each has its turn.
 */
const FORWARDINGS = 3;

interface OfficerCounts {
  readonly welcomesTried: number;
  readonly welcomesSent: number;
  readonly remindersTried: number;
  /** Handovers whose day has come. */
  readonly started: number;
}

export async function tendOfficers(context: AdminContext): Promise<OfficerCounts> {
  const invitations = await tendInvitations(context, FORWARDINGS);
  const welcomes = await retryWelcomes(context, FORWARDINGS - invitations.remindersTried - invitations.started);
  return { ...welcomes, ...invitations };
}

async function tendInvitations(context: AdminContext, most: number) {
  const due = await dueInvitations(context.db, context.clock.now(), most);
  for (const row of due) {
    await withEach(context, row, (address) => (row.confirmedAt === null ? sendReminder : start)(context, address, row));
  }
  const started = due.filter(({ confirmedAt }) => confirmedAt !== null).length;
  return { remindersTried: due.length - started, started };
}

async function retryWelcomes(context: AdminContext, most: number) {
  const pending = await pendingForwardings(context.db, most);
  let welcomesSent = 0;
  for (const row of pending) {
    await withEach(context, row, async (address) => {
      if ((await welcome(context, address, row)).outcome === "sent") welcomesSent++;
    });
  }
  return { welcomesTried: pending.length, welcomesSent };
}

/**
 * A row that cannot be worked on is passed over, and waits for its next turn: all others, and the rest of the run, go on.
 * @throws WrongAddressKey when it is of another key: then nothing may go on
 */
async function withEach(
  context: AdminContext,
  row: ForwardingRow,
  act: (address: AddressRow) => Promise<unknown>,
): Promise<void> {
  const address = await findAddress(context.db, row.addressId);
  if (!address) return;
  try {
    await act(address);
  } catch (error) {
    if (isOfOtherKey(context.vault, row.destinationIndex, error)) throw error;
    const isDamaged = error instanceof WrongAddressKey;
    context.log.write({ event: "upkeep-passed-over", forwarding: row.id, reason: isDamaged ? "damaged" : "fault" });
    await waitAgain(context.db, row.id, context.clock.now());
    if (isDamaged) await alarmMail(context).raise("damaged-row", address);
  }
}
