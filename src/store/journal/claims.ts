/** Claims: rows of `delivery` that one attempt holds until it is known how its copy ended. */
import type { Claim, ClaimWish } from "../../relay/ports/journal.ts";
import type { delivery } from "../schema.ts";
import { insertInto, WISHES, type Written, wished } from "../written.ts";
import { COPY, claimedId, type Named } from "./copy-row.ts";

/** A claim whose holder crashed is free again after this: longer than any handler runs. */
export const LEASE = 90_000;

export type ClaimRow = Pick<
  typeof delivery.$inferSelect,
  "id" | "outcome" | "reason" | "remark" | "holder" | "leaseUntil" | "time"
>;

/** Attempts that may die while they hold a claim; then the copy is given up, since each may have sent it. */
export const ATTEMPTS = 3;

/** Its holder has died, and another attempt may be made. */
const DIED = `(delivery.outcome = 'claimed' AND delivery.lease_until <= excluded.time AND delivery.attempts < ${ATTEMPTS})`;

/** A claim is free for the taking when its copy is to be tried again, was refused (it may be allowed now), or its holder has died. */
const FREE = `(delivery.outcome = 'retrying' OR (delivery.outcome = 'rejected' AND delivery.direction = 'inbound') OR ${DIED})`;

const RUNS = "f.state = 'active' AND f.paused_by IS NULL";

const ALIAS_STANDS = `EXISTS (SELECT 1 FROM alias WHERE alias = ${wished("alias")} AND forwarding_id = f.id
  AND deleted_at IS NULL AND blocked = 0)`;

/** A closed address takes no mail; what its officers write goes out, to their colleagues, too. */
const IS_OPEN = `(a.open OR ${wished("direction")} <> 'inbound')`;

/** The desk may have changed since it was looked up: handed over, stopped, deleted, closed, an alias made void or blocked. */
const STILL_ALLOWED = `(${wished("needs")} IS NULL OR EXISTS (SELECT 1 FROM forwarding AS f JOIN address AS a ON a.id = f.address_id
  WHERE f.id = ${wished("forwardingId")} AND f.deleted_at IS NULL AND a.deleted_at IS NULL
  AND CASE ${wished("needs")} WHEN 'deliver' THEN f.deliver AND ${IS_OPEN} AND ${RUNS}
    WHEN 'answer' THEN f.allow_reply AND ${RUNS} AND ${ALIAS_STANDS} ELSE 1 END))`;

/** Deaths count until the copy is out, whatever ended by itself in between; of a copy that was refused they begin anew. */
const ATTEMPTS_SO_FAR = `CASE WHEN ${DIED} THEN delivery.attempts + 1
  WHEN delivery.outcome = 'retrying' THEN delivery.attempts ELSE 1 END`;

const whenFree = (column: string, taken: string) =>
  `${column} = CASE WHEN ${FREE} THEN ${taken} ELSE delivery.${column} END`;

/** `?2` is the holder, `?3` the time, `?4` when the lease ends. */
const CLAIM = `${insertInto(
  "delivery",
  {
    ...COPY,
    id: claimedId("?3"),
    outcome: "'claimed'",
    reason: "''",
    remark: "'none'",
    holder: "?2",
    lease_until: "?4",
    attempts: "1",
    first_at: "?3",
    time: "?3",
    sent_index: "NULL",
  },
  `${WISHES} WHERE ${STILL_ALLOWED}`,
)} ON CONFLICT (id) DO UPDATE SET ${[
  whenFree("holder", "excluded.holder"),
  whenFree("lease_until", "excluded.lease_until"),
  whenFree("attempts", ATTEMPTS_SO_FAR),
  whenFree("outcome", "'claimed'"),
].join(", ")} RETURNING id, outcome, reason, remark, holder, lease_until AS "leaseUntil", time`;

export function claimStatement(claims: readonly Named<ClaimWish>[], holder: string, now: number): Written {
  return { text: CLAIM, values: [JSON.stringify(claims), holder, now, now + LEASE] };
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
