/** How copies ended, and what is counted of them. */
import { type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { HOUR } from "../../mail/duration.ts";
import type { CopyRecord, Counted } from "../../relay/ports/journal.ts";
import { sentIdScope } from "../contexts.ts";
import { delivery, tally } from "../schema.ts";
import type { Vault } from "../vault.ts";
import { COPY, type Named } from "./copy-row.ts";
import { selectInto, wished, wishTable } from "./rows.ts";

/** Only replies can fail later with a word of it to us: their sent ids are remembered. */
export async function withSentIndex<Copy extends CopyRecord>(
  vault: Vault,
  copy: Copy,
): Promise<Copy & { readonly sentIndex: string | undefined }> {
  const remembered = copy.direction === "reply" && copy.sentId;
  return { ...copy, sentIndex: remembered ? await vault.index(sentIdScope, remembered) : undefined };
}

/** Holds the row of a day's refusals, which no attempt ever claims: `attempts` says how many they are. */
export const COUNT = "count";

/** What is sent stays sent, whatever a late attempt says. */
export function recordStatement(
  db: DrizzleD1Database,
  copies: readonly Named<CopyRecord>[],
  now: number,
  condition: SQL = sql`true`,
) {
  return db
    .insert(delivery)
    .select(
      selectInto(
        delivery,
        {
          ...COPY,
          outcome: wished("outcome"),
          reason: wished("reason"),
          remark: sql`coalesce(${wished("remark")}, 'none')`,
          holder: sql`CASE ${wished("counts")} WHEN 1 THEN ${COUNT} ELSE '' END`,
          leaseUntil: sql`0`,
          attempts: sql`1`,
          firstAt: sql`${now}`,
          time: sql`${now}`,
          sentIndex: wished("sentIndex"),
        },
        sql`${wishTable(copies)} WHERE ${condition}`,
      ),
    )
    .onConflictDoUpdate({
      target: delivery.id,
      set: {
        outcome: sql`excluded.outcome`,
        reason: sql`excluded.reason`,
        remark: sql`excluded.remark`,
        // A count leaves the times as they are, and with them three indexes: it costs one written row.
        time: sql`CASE excluded.holder WHEN ${COUNT} THEN ${delivery.time} ELSE excluded.time END`,
        alias: sql`coalesce(excluded.alias, ${delivery.alias})`,
        sentIndex: sql`excluded.sent_index`,
        leaseUntil: sql`0`,
        attempts: sql`${delivery.attempts} + (excluded.outcome = 'rejected' OR excluded.holder = ${COUNT})`,
      },
      setWhere: sql`${delivery.outcome} <> 'sent'`,
    });
}

/** One more in this hour for each time that a counter stands there, and is to be counted. */
export function countStatement(db: DrizzleD1Database, counters: readonly Counted[], now: number) {
  const hour = Math.floor(now / HOUR);
  const wishes = counters.map((one) => (typeof one === "string" ? { counter: one } : one));
  // SQLite reads the whole SELECT before it inserts: what counts beside it now is not seen by `unless`.
  const isFirst = sql`NOT EXISTS (SELECT 1 FROM tally WHERE counter = ${wished("unless")} AND hour = ${hour})`;
  return db
    .insert(tally)
    .select(
      selectInto(
        tally,
        { counter: wished("counter"), hour: sql`${hour}`, count: sql`count(*)` },
        sql`${wishTable(wishes)} WHERE ${isFirst} GROUP BY ${wished("counter")}`,
      ),
    )
    .onConflictDoUpdate({ target: [tally.counter, tally.hour], set: { count: sql`${tally.count} + excluded.count` } });
}
