/** What the cron does: what is due is erased, pending welcome mails get another try, and keys are changed bit by bit. */
import { AlarmMail } from "../relay/alarm-mail.ts";
import { pendingForwardings } from "../store/admin/activation.ts";
import { findAddress } from "../store/admin/addresses.ts";
import { openAdminDb } from "../store/admin/db.ts";
import { type Erased, eraseDue } from "../store/admin/retention.ts";
import { repliesSent } from "../store/admin/stats.ts";
import { D1AlarmClaims } from "../store/alarm-claims.ts";
import { ROWS_A_RUN, rotate } from "../store/rotation.ts";
import type { AdminContext, AdminDeps } from "./context.ts";
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

export async function runScheduled(deps: AdminDeps): Promise<UpkeepCounts> {
  const context: AdminContext = { ...deps, db: openAdminDb(deps.d1), actor: "cron" };
  const now = deps.clock.now();
  const erased = await eraseDue(context.db, now);
  const welcomes = await retryWelcomes(context, deps.vault.former ? WELCOMES_WHILE_KEYS_CHANGE : WELCOMES);
  const { left: keyRowsLeft, unreadable } = await rotate(deps.d1, deps.vault, ROWS_A_RUN, now);
  await warnOfReplies(context, now);
  const counts = { ...welcomes, ...erased, keyRowsLeft };
  deps.log.write({ event: "upkeep", ...counts, unreadable });
  return counts;
}

async function warnOfReplies(context: AdminContext, now: number): Promise<void> {
  const today = new Date(now);
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const { count, addressId } = await repliesSent(context.db, month);
  if (count < context.settings.repliesIncluded * WARN_AT || addressId === null) return;
  const from = await findAddress(context.db, addressId);
  if (from) await alarmMail(context).raise("replies-running-out", { address: from.address });
}

function alarmMail({ d1, vault, transport, clock, log, settings }: AdminContext): AlarmMail {
  const { adminMailbox, language } = settings;
  return new AlarmMail({ claims: new D1AlarmClaims(d1, vault), transport, clock, log, adminMailbox, language });
}

async function retryWelcomes(context: AdminContext, most: number) {
  const pending = await pendingForwardings(context.db, most);
  let welcomesSent = 0;
  for (const row of pending) {
    const address = await findAddress(context.db, row.addressId);
    if (address && (await welcome(context, address, row)).outcome === "sent") welcomesSent++;
  }
  return { welcomesTried: pending.length, welcomesSent };
}
