/** Those who stand behind an address hear of what an admin has changed there. */
import { claimTellings, endTellings, type OpenTelling, openTellings } from "../../store/admin/telling/changes.ts";
import { isOfOtherKey } from "../../store/row-keys.ts";
import { WrongAddressKey } from "../../store/vault.ts";
import type { AdminContext } from "../context.ts";
import { notifyOfficer } from "../officer-mail.ts";
import { alarmMail } from "./alarms.ts";

/** Letters between two records: an isolate that dies may send so many again. */
const AT_ONCE = 4;

/** All of one change, at once: whom a fault, a death or a carrier that takes nothing leaves out hears of it from the cron. */
export async function tellOfChange(context: AdminContext, aboutId: string): Promise<void> {
  try {
    while (await tellSome(context, aboutId));
  } catch (error) {
    // The change stands, and so does what is still to be told of it: an answer that says otherwise would be untrue.
    context.log.write({
      event: "told-later",
      forwarding: aboutId,
      name: error instanceof Error ? error.name : "unknown",
    });
  }
}

/**
 * Some of those that are due, of whichever change: four statements, one where there is none.
 * @returns whether there may be more, and they can be told now
 * @throws WrongAddressKey when their mailboxes are of another key: then nothing may go on
 */
export async function tellSome(context: AdminContext, aboutId?: string): Promise<boolean> {
  const { db, clock } = context;
  const claimed = await claimTellings(db, clock.now(), AT_ONCE, aboutId);
  if (claimed.length === 0) return false;
  const open = await openTellings(db, claimed);
  const told = await Promise.allSettled(open.map((one) => tell(context, one)));
  const waiting = new Set(open.filter((_, at) => !hasEnded(told[at])).map(({ id }) => id));
  await endTellings(
    db,
    claimed.filter((id) => !waiting.has(id)),
  );
  for (const one of told) if (one.status === "rejected") throw one.reason;
  return waiting.size === 0 && claimed.length === AT_ONCE;
}

function hasEnded(result: PromiseSettledResult<boolean> | undefined): boolean {
  return result?.status === "fulfilled" && result.value;
}

/** @returns whether it has ended: a damaged row names nobody who could be told, neither now nor later */
async function tell(context: AdminContext, { change, about, recipient, address }: OpenTelling): Promise<boolean> {
  try {
    return await notifyOfficer(context, address, recipient, change, about);
  } catch (error) {
    if (!(error instanceof WrongAddressKey) || isOfOtherKey(context.vault, recipient.destinationIndex, error))
      throw error;
    await alarmMail(context).raise("damaged-row", address);
    return true;
  }
}
