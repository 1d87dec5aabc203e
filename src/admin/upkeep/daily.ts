/** What is counted once a day, since it reads many rows: replies of the month, the database's size, claims of a former key. */
import { findAddress } from "../../store/admin/addresses.ts";
import { mailsSent } from "../../store/admin/networks.ts";
import { endAbandoned } from "../../store/admin/retention.ts";
import { repliesSent } from "../../store/admin/stats.ts";
import { countLeft, releaseClaims } from "../../store/rotation.ts";
import type { AdminContext } from "../context.ts";
import { tendAnnouncements } from "../network/upkeep.ts";
import { alarmMail } from "./alarms.ts";

/** The admin is warned when so much of the month's replies, or of the database, is used up. */
const WARN_AT = 0.8;

const MEGABYTE = 1_000_000;

interface DailyCounts {
  /** Rows of the former key, while keys are changed. */
  readonly keyRowsLeft: number;
  /** Announcements that their sender has stopped trying. */
  readonly abandoned: number;
}

export async function doDaily(context: AdminContext): Promise<DailyCounts> {
  await warnOfReplies(context);
  await warnOfSize(context);
  await endAbandoned(context.db, context.clock.now());
  const abandoned = await tendAnnouncements(context);
  if (!context.vault.former) return { keyRowsLeft: 0, abandoned };
  await releaseClaims(context.d1, context.vault, context.clock.now());
  return { keyRowsLeft: await countLeft(context.d1, context.vault), abandoned };
}

async function warnOfReplies(context: AdminContext): Promise<void> {
  const today = new Date(context.clock.now());
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const { addressId } = await repliesSent(context.db, month);
  const count = await mailsSent(context.db, month);
  if (count < context.settings.repliesIncluded * WARN_AT || addressId === null) return;
  const from = await findAddress(context.db, addressId);
  if (from) await alarmMail(context).raise("replies-running-out", { address: from.address });
}

/** D1 says how large it is with every answer; the address is what the alarm leaves from. */
async function warnOfSize(context: AdminContext): Promise<void> {
  const any = "SELECT address FROM address WHERE deleted_at IS NULL LIMIT 1";
  const { results, meta } = await context.d1.prepare(any).run<{ address: string }>();
  const [from] = results;
  const isFilling = (meta.size_after ?? 0) >= context.settings.databaseMegabytes * MEGABYTE * WARN_AT;
  if (from && isFilling) await alarmMail(context).raise("database-filling", from);
}
