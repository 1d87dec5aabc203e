/** What is due starts, whom that concerns is told, reminders and welcome mails go out. */
import { activateAll, dueStarts, waitAgain } from "../../store/admin/activation.ts";
import { type AddressRow, findAddress } from "../../store/admin/addresses.ts";
import type { ForwardingRow } from "../../store/admin/forwardings.ts";
import { untoldChanges } from "../../store/admin/telling/handovers.ts";
import { dueReminders, pendingForwardings } from "../../store/admin/welcome.ts";
import { isOfOtherKey } from "../../store/row-keys.ts";
import { WrongAddressKey } from "../../store/vault.ts";
import { tellLater } from "../confirmation.ts";
import type { AdminContext } from "../context.ts";
import { sendReminder, welcome } from "../welcome.ts";
import { alarmMail } from "./alarms.ts";
import { tellSome } from "./telling.ts";

/** Handovers that take effect in one run: six statements, however many they are, so that a roster's day is one day. */
const STARTS = 500;
/**
 * Letters a run. The free plan has 50 statements an invocation: health takes 3, handovers that take effect 6, listing 3, a
 * welcome 5, what follows a handover 5, a damaged row 4. Those that wait longest come first, so each has its turn.
 */
const TURNS = 5;

interface OfficerCounts {
  readonly welcomesTried: number;
  readonly welcomesSent: number;
  readonly remindersTried: number;
  /** Handovers whose day has come. */
  readonly started: number;
}

export async function tendOfficers(context: AdminContext): Promise<OfficerCounts> {
  const now = context.clock.now();
  const due = await dueStarts(context.db, now, STARTS);
  const started = due.length === 0 ? 0 : await activateAll(context.db, due, now, context.actor);
  const untold = await untoldChanges(context.db, now, Math.ceil(TURNS / 2));
  for (const row of untold) await inTurn(context, row, (address) => tellLater(context, address, row));
  await tellSome(context);
  const silent = await dueReminders(context.db, now, TURNS - untold.length);
  for (const row of silent) await inTurn(context, row, (address) => sendReminder(context, address, row));
  const welcomes = await sendWelcomes(context, TURNS - untold.length - silent.length);
  return { ...welcomes, remindersTried: silent.length, started };
}

async function sendWelcomes(context: AdminContext, most: number) {
  const pending = await pendingForwardings(context.db, context.clock.now(), most);
  let welcomesSent = 0;
  for (const row of pending) {
    await inTurn(context, row, async (address) => {
      if ((await welcome(context, address, row)).outcome === "sent") welcomesSent++;
    });
  }
  return { welcomesTried: pending.length, welcomesSent };
}

/**
 * A row that cannot be worked on is passed over, and waits for its next turn: all others, and the rest of the run, go on.
 * @throws WrongAddressKey when it is of another key: then nothing may go on
 */
async function inTurn(
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
