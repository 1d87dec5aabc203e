/** What the cron does: what is due is erased, pending welcome mails get another try, and keys are changed bit by bit. */
import { AlarmMail } from "../relay/alarm-mail.ts";
import { pendingForwardings } from "../store/admin/activation.ts";
import { findAddress } from "../store/admin/addresses.ts";
import { D1AlarmClaims } from "../store/alarm-claims.ts";
import { openDesk } from "../store/admin/db.ts";
import { repliesSent } from "../store/desk/replies.ts";
import { type Erased, eraseDue } from "../store/admin/retention.ts";
import { ROWS_A_RUN, rotate } from "../store/rotation.ts";
import type { AdminDeps, Office } from "./context.ts";
import { welcome } from "./welcome.ts";

/**
 * Welcome mails a run. The free plan has 50 statements an invocation: erasing takes 9, listing 1, a welcome that
 * completes a handover 8, counting replies 2 and their alarm 2, a change of keys 14. Those that wait longest come first,
 * so each has its turn.
 */
const WELCOMES = 3;
const WELCOMES_WHILE_KEYS_CHANGE = 2;

/** The admin is warned when so much of the month's replies is used up. */
const WARN_AT = 0.8;

export interface UpkeepCounts extends Erased {
  readonly welcomesTried: number;
  readonly welcomesSent: number;
  /** Rows that are still to be re-encrypted, while keys are changed. */
  readonly keyRowsLeft: number;
}

export async function upkeep(deps: AdminDeps): Promise<UpkeepCounts> {
  const office: Office = { ...deps, desk: openDesk(deps.db), actor: "cron" };
  const now = deps.clock.now();
  const erased = await eraseDue(office.desk, now);
  const welcomes = await retryWelcomes(office, deps.vault.former ? WELCOMES_WHILE_KEYS_CHANGE : WELCOMES);
  const { left: keyRowsLeft, unreadable } = await rotate(deps.db, deps.vault, ROWS_A_RUN, now);
  await warnOfReplies(office, now);
  const counts = { ...welcomes, ...erased, keyRowsLeft };
  deps.log.write({ event: "upkeep", ...counts, unreadable });
  return counts;
}

async function warnOfReplies(office: Office, now: number): Promise<void> {
  const today = new Date(now);
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const { count, addressId } = await repliesSent(office.desk, month);
  if (count < office.settings.repliesIncluded * WARN_AT || addressId === null) return;
  const from = await findAddress(office.desk, addressId);
  if (from) await alarmMail(office).raise("replies-running-out", { address: from.address });
}

function alarmMail({ db, vault, transport, clock, log, settings }: Office): AlarmMail {
  const { adminMailbox, language } = settings;
  return new AlarmMail({ claims: new D1AlarmClaims(db, vault), transport, clock, log, adminMailbox, language });
}

async function retryWelcomes(office: Office, most: number) {
  const pending = await pendingForwardings(office.desk, most);
  let welcomesSent = 0;
  for (const row of pending) {
    const address = await findAddress(office.desk, row.addressId);
    if (address && (await welcome(office, address, row)).outcome === "sent") welcomesSent++;
  }
  return { welcomesTried: pending.length, welcomesSent };
}
