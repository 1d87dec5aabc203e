/** Figures from the journal. Each question is one pass over the rows of the time asked about (index `delivery_time`). */

import { and, desc, eq, gte, isNull, sql } from "drizzle-orm";
import { DAY } from "../../mail/duration.ts";
import { delivery, forwarding } from "../schema.ts";
import type { AdminDb } from "./db.ts";
import { MAILS } from "./journal.ts";

/** Days after which a failure is old news. */
const FAILURE_DAYS = 7;
/** Days that the journal goes back. */
const JOURNAL_DAYS = 30;

export interface DayCount {
  readonly day: string;
  readonly addressId: string | null;
  readonly direction: (typeof delivery.$inferSelect)["direction"];
  readonly outcome: (typeof delivery.$inferSelect)["outcome"];
  readonly count: number;
}

/**
 * What the figures are read by: five questions, for one batch, whose answers `statsOf` takes.
 * @param since where the first day begins @param utcOffset minutes east of UTC, where a day begins
 */
export function statsQuestions(db: AdminDb, now: number, since: number, utcOffset: number, unansweredDays: number) {
  return [
    countsPerDay(db, since, utcOffset),
    lastThrough(db),
    pendingCount(db),
    failureCount(db, now),
    unansweredMail(db, now, unansweredDays),
  ] as const;
}

type Answers<Questions> = { readonly [N in keyof Questions]: Awaited<Questions[N]> };

export interface Stats {
  readonly counts: readonly DayCount[];
  readonly lastThroughAt: number | null;
  readonly pendingForwardings: number;
  readonly failures: number;
  readonly unanswered: number;
  readonly oldestUnansweredAt: number | null;
}

export function statsOf(answers: Answers<ReturnType<typeof statsQuestions>>): Stats {
  const [counts, [through], [pending], [failed], [unanswered]] = answers;
  return {
    counts,
    lastThroughAt: through?.at ?? null,
    pendingForwardings: pending?.count ?? 0,
    failures: failed?.count ?? 0,
    unanswered: unanswered?.count ?? 0,
    oldestUnansweredAt: unanswered?.oldest ?? null,
  };
}

function countsPerDay(db: AdminDb, since: number, utcOffset: number) {
  const day = sql<string>`date(${delivery.time} / 1000 + ${utcOffset * 60}, 'unixepoch')`;
  return db
    .select({
      day: day.as("day"),
      addressId: delivery.addressId,
      direction: delivery.direction,
      outcome: delivery.outcome,
      count: sql<number>`sum(${MAILS})`.as("count"),
    })
    .from(delivery)
    .where(gte(delivery.time, since))
    .groupBy(sql`day`, delivery.addressId, delivery.direction, delivery.outcome)
    .orderBy(sql`day`, delivery.addressId);
}

function lastThrough(db: AdminDb) {
  return db
    .select({ at: delivery.time })
    .from(delivery)
    .where(and(eq(delivery.outcome, "sent"), sql`${delivery.direction} <> 'notice'`))
    .orderBy(desc(delivery.time))
    .limit(1);
}

function pendingCount(db: AdminDb) {
  return db
    .select({ count: sql<number>`count(*)`.as("count") })
    .from(forwarding)
    .where(
      and(
        sql`${forwarding.state} IN ('pending', 'invited')`,
        isNull(forwarding.confirmedAt),
        isNull(forwarding.deletedAt),
      ),
    );
}

function failureCount(db: AdminDb, now: number) {
  return db
    .select({ count: sql<number>`count(*)`.as("count") })
    .from(delivery)
    .where(and(gte(delivery.time, now - FAILURE_DAYS * DAY), eq(delivery.outcome, "failed")));
}

/**
 * Mail that nobody has answered. The copies of one mail are told by their address, size and first attempt; it counts as
 * answered as soon as one of the people who got it has written to their alias of that correspondent since.
 */
function unansweredMail(db: AdminDb, now: number, days: number) {
  const mail = sql`(
    WITH recent AS (
      SELECT direction, alias, address_id, size, first_at, time FROM ${delivery}
      WHERE time >= ${now - JOURNAL_DAYS * DAY} AND outcome = 'sent' AND alias IS NOT NULL
    ), answer AS (
      SELECT alias, max(time) AS at FROM recent WHERE direction = 'reply' GROUP BY alias
    ), mail AS (
      SELECT min(recent.time) AS time, max(coalesce(answer.at, 0) >= recent.time) AS answered
      FROM recent LEFT JOIN answer ON answer.alias = recent.alias
      WHERE recent.direction = 'inbound' GROUP BY recent.address_id, recent.first_at, recent.size
    )
    SELECT time FROM mail WHERE NOT answered AND time < ${now - days * DAY})`;
  return db
    .select({ count: sql<number>`count(*)`.as("count"), oldest: sql<number | null>`min(time)`.as("oldest") })
    .from(mail);
}

interface RepliesSent {
  readonly count: number;
  /** One of the public addresses that they left from. */
  readonly addressId: string | null;
}

/** @param since milliseconds since 1970 */
export async function repliesSent(db: AdminDb, since: number): Promise<RepliesSent> {
  const [row] = await db
    .select({ count: sql<number>`count(*)`, addressId: sql<string | null>`max(${delivery.addressId})` })
    .from(delivery)
    .where(and(gte(delivery.time, since), eq(delivery.direction, "reply"), eq(delivery.outcome, "sent")));
  return row ?? { count: 0, addressId: null };
}
