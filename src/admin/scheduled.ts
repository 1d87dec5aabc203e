/**
 * What the cron does: what is due is erased, pending welcome mails get another try, reminders go out, handovers take
 * effect, and keys are changed bit by bit.
 */
import { AlarmMail } from "../relay/alarm-mail.ts";
import { dueInvitations, pendingForwardings } from "../store/admin/activation.ts";
import { findAddress } from "../store/admin/addresses.ts";
import { openAdminDb } from "../store/admin/db.ts";
import { type Erased, eraseDue } from "../store/admin/retention.ts";
import { repliesSent } from "../store/admin/stats.ts";
import { D1AlarmClaims } from "../store/alarm-claims.ts";
import { ROWS_A_RUN, rotate } from "../store/rotation.ts";
import { start } from "./confirmation.ts";
import type { AdminContext, AdminDeps } from "./context.ts";
import { sendReminder, welcome } from "./welcome.ts";

/**
 * Forwardings a run that something is done for. The free plan has 50 statements an invocation: erasing takes 9, listing 2,
 * a handover that takes effect 7, a welcome or a reminder 3, counting replies 2 and their alarm 2, a change of keys 14.
 * Those that wait longest come first, so each has its turn.
 */
const FORWARDINGS = 3;
const FORWARDINGS_WHILE_KEYS_CHANGE = 2;

/** The admin is warned when so much of the month's replies is used up. */
const WARN_AT = 0.8;

export interface UpkeepCounts extends Erased {
  readonly welcomesTried: number;
  readonly welcomesSent: number;
  /** Reminders, and handovers whose day has come. */
  readonly remindersTried: number;
  readonly started: number;
  /** Rows that are still to be re-encrypted, while keys are changed. */
  readonly keyRowsLeft: number;
}

export async function runScheduled(deps: AdminDeps): Promise<UpkeepCounts> {
  const context: AdminContext = { ...deps, db: openAdminDb(deps.d1), actor: "cron" };
  const now = deps.clock.now();
  const erased = await eraseDue(context.db, now);
  const most = deps.vault.former ? FORWARDINGS_WHILE_KEYS_CHANGE : FORWARDINGS;
  const invitations = await tendInvitations(context, now, most);
  const welcomes = await retryWelcomes(context, most - invitations.remindersTried - invitations.started);
  const { left: keyRowsLeft, unreadable } = await rotate(deps.d1, deps.vault, ROWS_A_RUN, now);
  await warnOfReplies(context, now);
  const counts = { ...welcomes, ...invitations, ...erased, keyRowsLeft };
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

async function tendInvitations(context: AdminContext, now: number, most: number) {
  const due = await dueInvitations(context.db, now, most);
  for (const row of due) {
    const address = await findAddress(context.db, row.addressId);
    if (address) await (row.confirmedAt === null ? sendReminder : start)(context, address, row);
  }
  const started = due.filter(({ confirmedAt }) => confirmedAt !== null).length;
  return { remindersTried: due.length - started, started };
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
