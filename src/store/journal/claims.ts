/** Claims: rows of `delivery` that one attempt holds until it is known how its copy ended. */
import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { Claim, ClaimWish } from "../../relay/ports/journal.ts";
import { delivery } from "../schema.ts";
import { COPY, claimedId, type Named } from "./copy-row.ts";
import { selectInto, wished, wishTable } from "./rows.ts";

/** A claim whose holder crashed is free again after this: longer than any handler runs. */
export const LEASE = 90_000;

type ClaimRow = typeof delivery.$inferSelect;

/** Attempts that may die while they hold a claim; then the copy is given up, since each may have sent it. */
export const ATTEMPTS = 3;

/** Its holder has died, and another attempt may be made. */
const DIED = sql`(${delivery.outcome} = 'claimed' AND ${delivery.leaseUntil} <= excluded.time AND ${delivery.attempts} < ${ATTEMPTS})`;

/** A claim is free for the taking when its copy is to be tried again, was refused (it may be allowed now), or its holder has died. */
const FREE = sql`(${delivery.outcome} = 'retrying' OR (${delivery.outcome} = 'rejected' AND ${delivery.direction} = 'inbound') OR ${DIED})`;

const RUNS = sql`f.state = 'active' AND f.paused_by IS NULL`;

const ALIAS_STANDS = sql`EXISTS (SELECT 1 FROM alias WHERE alias = ${wished("alias")} AND forwarding_id = f.id
  AND deleted_at IS NULL AND blocked = 0)`;

/** A closed address takes no mail; what its officers write goes out, to their colleagues, too. */
const IS_OPEN = sql`(a.open OR ${wished("direction")} <> 'inbound')`;

/** The desk may have changed since it was looked up: handed over, stopped, deleted, closed, an alias made void or blocked. */
const STILL_ALLOWED = sql`(${wished("needs")} IS NULL OR EXISTS (SELECT 1 FROM forwarding AS f JOIN address AS a ON a.id = f.address_id
  WHERE f.id = ${wished("forwardingId")} AND f.deleted_at IS NULL AND a.deleted_at IS NULL
  AND CASE ${wished("needs")} WHEN 'deliver' THEN f.deliver AND ${IS_OPEN} AND ${RUNS}
    WHEN 'answer' THEN f.allow_reply AND ${RUNS} AND ${ALIAS_STANDS} ELSE 1 END))`;

/** Deaths count until the copy is out, whatever ended by itself in between; of a copy that was refused they begin anew. */
const ATTEMPTS_SO_FAR = sql`CASE WHEN ${DIED} THEN ${delivery.attempts} + 1
  WHEN ${delivery.outcome} = 'retrying' THEN ${delivery.attempts} ELSE 1 END`;

const whenFree = (taken: SQL, column: SQL | AnyColumn) => sql`CASE WHEN ${FREE} THEN ${taken} ELSE ${column} END`;

export function claimStatement(
  db: DrizzleD1Database,
  claims: readonly Named<ClaimWish>[],
  holder: string,
  now: number,
) {
  return db
    .insert(delivery)
    .select(
      selectInto(
        delivery,
        {
          ...COPY,
          id: claimedId(now),
          outcome: sql`'claimed'`,
          reason: sql`''`,
          remark: sql`'none'`,
          holder: sql`${holder}`,
          leaseUntil: sql`${now + LEASE}`,
          attempts: sql`1`,
          firstAt: sql`${now}`,
          time: sql`${now}`,
          sentIndex: sql`NULL`,
        },
        sql`${wishTable(claims)} WHERE ${STILL_ALLOWED}`,
      ),
    )
    .onConflictDoUpdate({
      target: delivery.id,
      set: {
        holder: whenFree(sql`excluded.holder`, delivery.holder),
        leaseUntil: whenFree(sql`excluded.lease_until`, delivery.leaseUntil),
        attempts: whenFree(ATTEMPTS_SO_FAR, delivery.attempts),
        outcome: whenFree(sql`'claimed'`, delivery.outcome),
      },
    })
    .returning();
}

export function claimsById(
  rows: readonly ClaimRow[],
  wishes: readonly Named<ClaimWish>[],
  holder: string,
  now: number,
): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const { id, otherIds, deniedIds } of wishes) {
    const row = rows.find((one) => [id, ...otherIds, ...deniedIds].includes(one.id));
    claims.set(id, row ? claimOf(id, row, holder, now) : { id, reason: "", state: "gone" });
  }
  return claims;
}

function claimOf(id: string, row: ClaimRow, holder: string, now: number): Claim {
  const { outcome, reason, remark, time } = row;
  if (outcome !== "claimed") return { id, state: "done", outcome, reason, remark, time };
  if (row.holder === holder) return { id, reason, state: "mine" };
  return { id, reason, state: row.leaseUntil > now ? "busy" : "spent" };
}
