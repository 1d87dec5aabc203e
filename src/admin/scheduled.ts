/**
 * What the cron does: what is due is erased, pending welcome mails get another try, reminders go out, handovers take
 * effect, and keys are changed bit by bit.
 */
import { AlarmMail } from "../relay/alarm-mail.ts";
import { dueInvitations, pendingForwardings, waitAgain } from "../store/admin/activation.ts";
import { type AddressRow, findAddress } from "../store/admin/addresses.ts";
import { openAdminDb } from "../store/admin/db.ts";
import type { ForwardingRow } from "../store/admin/forwardings.ts";
import { type Erased, eraseDue } from "../store/admin/retention.ts";
import { repliesSent } from "../store/admin/stats.ts";
import { D1AlarmClaims } from "../store/alarm-claims.ts";
import { ROWS_A_RUN, rotate } from "../store/rotation.ts";
import { isOfOtherKey } from "../store/row-keys.ts";
import { WrongAddressKey } from "../store/vault.ts";
import { start } from "./confirmation.ts";
import type { AdminContext, AdminDeps } from "./context.ts";
import { sendReminder, welcome } from "./welcome.ts";

/**
 * Forwardings a run that something is done for. The free plan has 50 statements an invocation: erasing takes 10, listing 2,
 * a handover that takes effect 7, a welcome or a reminder 3, counting replies 2 and their alarm 2, the size 1 and its alarm 2, a change of keys 16.
 * Those that wait longest come first, so each has its turn.
 */
const FORWARDINGS = 3;
const FORWARDINGS_WHILE_KEYS_CHANGE = 2;

/** The admin is warned when so much of the month's replies, or of the database, is used up. */
const WARN_AT = 0.8;

interface UpkeepCounts extends Erased {
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
  await warnOfDamage(context, unreadable);
  await warnOfSize(context);
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

const MEGABYTE = 1_000_000;

/** D1 says how large it is with every answer; the address is what the alarm leaves from. */
async function warnOfSize(context: AdminContext): Promise<void> {
  const any = "SELECT address FROM address WHERE deleted_at IS NULL LIMIT 1";
  const { results, meta } = await context.d1.prepare(any).run<{ address: string }>();
  const [from] = results;
  const isFilling = (meta.size_after ?? 0) >= context.settings.databaseMegabytes * MEGABYTE * WARN_AT;
  if (from && isFilling) await alarmMail(context).raise("database-filling", from);
}

function alarmMail({ d1, vault, transport, clock, log, settings }: AdminContext): AlarmMail {
  const { adminMailbox, language } = settings;
  return new AlarmMail({ claims: new D1AlarmClaims(d1, vault), transport, clock, log, adminMailbox, language });
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

/** Rows that did not open with either key stay as they are: somebody has to look. */
async function warnOfDamage(context: AdminContext, unreadable: number): Promise<void> {
  if (unreadable === 0) return;
  const any = "SELECT address FROM address WHERE deleted_at IS NULL LIMIT 1";
  const from = await context.d1.prepare(any).first<{ address: string }>();
  if (from) await alarmMail(context).raise("damaged-row", from);
}

async function tendInvitations(context: AdminContext, now: number, most: number) {
  const due = await dueInvitations(context.db, now, most);
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
