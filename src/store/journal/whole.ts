/** The end of a message of which nothing more goes out, and what is known of its copies then. */
import type { CopyRecord, Whereabouts } from "../../relay/ports/journal.ts";
import type { delivery } from "../schema.ts";
import { listedAs, type Written } from "../written.ts";

/** Out, or in the hands of an attempt that lives. */
const underway = (now: string) => `(outcome = 'sent' OR (outcome = 'claimed' AND lease_until > ${now}))`;

/** @param ids a parameter, and so is `now` */
export function anyUnderway(ids: string, now: string): string {
  return `EXISTS (SELECT 1 FROM delivery WHERE id IN ${listedAs(ids)} AND ${underway(now)})`;
}

const UNDERWAY = `SELECT outcome, time FROM delivery WHERE id IN ${listedAs("?1")} AND ${underway("?2")}`;

export function underwayStatement(ids: readonly string[], now: number): Written {
  return { text: UNDERWAY, values: [JSON.stringify(ids), now] };
}

export type UnderwayRow = Pick<typeof delivery.$inferSelect, "outcome" | "time">;

export function whereaboutsOf(rows: readonly UnderwayRow[]): Whereabouts {
  if (rows.length === 0) return { kind: "none" };
  const out = rows.filter(({ outcome }) => outcome === "sent").map(({ time }) => time);
  return out.length > 0 ? { kind: "out", since: Math.min(...out) } : { kind: "on-its-way" };
}

const RELEASED = `DELETE FROM delivery WHERE id IN ${listedAs("?1")} AND outcome = 'retrying' AND NOT ${anyUnderway("?1", "?2")}`;

/** No copy is out: those that waited leave no row, for the whole message has one. */
export function releasedStatement(ids: readonly string[], now: number): Written {
  return { text: RELEASED, values: [JSON.stringify(ids), now] };
}

const ENDED = `UPDATE delivery SET outcome = ?3, reason = ?4, remark = ?5, time = ?2, lease_until = 0
  WHERE id IN ${listedAs("?1")} AND (outcome = 'retrying' OR (outcome = 'claimed' AND lease_until <= ?2))
    AND NOT EXISTS (SELECT 1 FROM delivery WHERE id IN ${listedAs("?1")} AND outcome = 'claimed' AND lease_until > ?2) RETURNING id`;

/** Whatever is left of the others has ended, too: also where an attempt died, which nobody takes up any more. */
export function endedStatement(
  ids: readonly string[],
  { outcome, reason, remark = "none" }: Pick<CopyRecord, "outcome" | "reason" | "remark">,
  now: number,
): Written {
  return { text: ENDED, values: [JSON.stringify(ids), now, outcome, reason, remark] };
}
