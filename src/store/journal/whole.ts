/** The end of a message of which nothing more goes out, and what is known of its copies then. */
import { and, inArray, type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { CopyRecord, Whereabouts } from "../../relay/ports/journal.ts";
import { listed } from "../listed.ts";
import { delivery } from "../schema.ts";

/** Out, or in the hands of an attempt that lives. */
const underway = (now: number) => sql`(outcome = 'sent' OR (outcome = 'claimed' AND lease_until > ${now}))`;

export function anyUnderway(ids: readonly string[], now: number): SQL {
  return sql`EXISTS (SELECT 1 FROM delivery WHERE id IN ${listed(ids)} AND ${underway(now)})`;
}

export function underwayStatement(db: DrizzleD1Database, ids: readonly string[], now: number) {
  return db
    .select({ outcome: delivery.outcome, time: delivery.time })
    .from(delivery)
    .where(and(inArray(delivery.id, listed(ids)), underway(now)));
}

export function whereaboutsOf(rows: readonly Pick<typeof delivery.$inferSelect, "outcome" | "time">[]): Whereabouts {
  if (rows.length === 0) return { kind: "none" };
  const out = rows.filter(({ outcome }) => outcome === "sent").map(({ time }) => time);
  return out.length > 0 ? { kind: "out", since: Math.min(...out) } : { kind: "on-its-way" };
}

/** No copy is out: those that waited leave no row, for the whole message has one. */
export function releasedStatement(db: DrizzleD1Database, ids: readonly string[], now: number) {
  return db
    .delete(delivery)
    .where(
      and(inArray(delivery.id, listed(ids)), sql`${delivery.outcome} = 'retrying' AND NOT ${anyUnderway(ids, now)}`),
    );
}

/** Whatever is left of the others has ended, too: also where an attempt died, which nobody takes up any more. */
export function endedStatement(
  db: DrizzleD1Database,
  ids: readonly string[],
  { outcome, reason, remark }: CopyRecord,
  now: number,
) {
  const isOver = sql`(${delivery.outcome} = 'retrying' OR (${delivery.outcome} = 'claimed' AND ${delivery.leaseUntil} <= ${now}))`;
  return db
    .update(delivery)
    .set({ outcome, reason, remark: remark ?? "none", time: now, leaseUntil: 0 })
    .where(and(inArray(delivery.id, listed(ids)), isOver, sql`NOT ${anyOnItsWay(ids, now)}`));
}

function anyOnItsWay(ids: readonly string[], now: number): SQL {
  return sql`EXISTS (SELECT 1 FROM delivery WHERE id IN ${listed(ids)} AND outcome = 'claimed' AND lease_until > ${now})`;
}
