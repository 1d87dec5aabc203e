/** While ADDRESS_KEY changes: a few rows a minute, and word to the admin of those that opened with neither key. */
import { ROWS_A_RUN, rotate } from "../../store/rotation.ts";
import type { AdminContext } from "../context.ts";
import { alarmMail } from "./alarms.ts";

interface KeyChangeCounts {
  readonly moved: number;
  readonly unreadable: number;
}

export async function changeKeys(context: AdminContext): Promise<KeyChangeCounts> {
  const counts = await rotate(context.d1, context.vault, ROWS_A_RUN);
  if (counts.unreadable > 0) await warnOfDamage(context);
  return counts;
}

async function warnOfDamage(context: AdminContext): Promise<void> {
  const any = "SELECT address FROM address WHERE deleted_at IS NULL LIMIT 1";
  const from = await context.d1.prepare(any).first<{ address: string }>();
  if (from) await alarmMail(context).raise("damaged-row", from);
}
