/** The journal as the desk reads it: what became of each copy. */
import { and, desc, eq, getTableColumns, gte, inArray, lt, sql } from "drizzle-orm";
import { COUNT } from "../journal/ends.ts";
import { delivery } from "../schema.ts";
import type { AdminDb } from "./db.ts";
import { unansweredBefore } from "./unanswered.ts";

/** How many mails a row stands for: one, or a day's refusals. */
export const MAILS = sql<number>`CASE ${delivery.holder} WHEN ${COUNT} THEN ${delivery.attempts} ELSE 1 END`;

type Row = typeof delivery.$inferSelect;
export type JournalRow = Omit<Row, "outcome"> & {
  readonly outcome: Exclude<Row["outcome"], "claimed">;
  readonly mails: number;
};

interface JournalFilter {
  readonly addressId?: string | undefined;
  readonly forwardingId?: string | undefined;
  readonly outcome?: JournalRow["outcome"] | undefined;
  readonly direction?: JournalRow["direction"] | undefined;
  /** Milliseconds since 1970; `until` is exclusive. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Copies of mail that came before, and that nobody has answered. */
  readonly unansweredBefore?: number | undefined;
}

/** @param after time and id of the last row of the page before */
export async function pageOfJournal(
  db: AdminDb,
  filter: JournalFilter,
  after: readonly [number, string] | undefined,
  limit: number,
): Promise<JournalRow[]> {
  const rows = await db
    .select({ ...getTableColumns(delivery), mails: MAILS })
    .from(delivery)
    .where(
      and(
        filter.addressId === undefined ? undefined : eq(delivery.addressId, filter.addressId),
        filter.forwardingId === undefined ? undefined : eq(delivery.forwardingId, filter.forwardingId),
        filter.direction === undefined ? undefined : eq(delivery.direction, filter.direction),
        filter.outcome === undefined ? undefined : inArray(delivery.outcome, stored(filter.outcome)),
        filter.since === undefined ? undefined : gte(delivery.time, filter.since),
        filter.until === undefined ? undefined : lt(delivery.time, filter.until),
        filter.unansweredBefore === undefined ? undefined : unanswered(filter.unansweredBefore),
        after && sql`(${delivery.time}, ${delivery.id}) < (${after[0]}, ${after[1]})`,
      ),
    )
    .orderBy(desc(delivery.time), desc(delivery.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, outcome: row.outcome === "claimed" ? "retrying" : row.outcome }));
}

function unanswered(before: number) {
  const { addressId, firstAt, size, direction } = delivery;
  const mails = sql`SELECT address_id, first_at, size FROM (${unansweredBefore(before)})`;
  return and(eq(direction, "inbound"), sql`(${addressId}, ${firstAt}, ${size}) IN (${mails})`);
}

/** A copy that is claimed is on its way or will be tried again: to the desk that is one and the same. */
function stored(outcome: JournalRow["outcome"]): Row["outcome"][] {
  return outcome === "retrying" ? ["retrying", "claimed"] : [outcome];
}
