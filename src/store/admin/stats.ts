/** Figures from the journal. Each question is one pass over the rows of the time asked about (index `delivery_time`). */

import { and, desc, eq, gte, isNull, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { DAY } from "../../mail/duration.ts";
import { delivery, forwarding } from "../schema.ts";
import type { AdminDb } from "./db.ts";
import { MAILS } from "./journal.ts";
import { unansweredBefore } from "./unanswered.ts";

/** Days after which a failure is old news. */
const FAILURE_DAYS = 7;

/** What the copies of one mail have in common; a day's refusals are counted in their row. */
const MAIL_OF_COPY = sql`CASE WHEN ${MAILS} > 1 OR ${delivery.direction} = 'notice' THEN ${delivery.id} ELSE ${delivery.firstAt} || '/' || ${delivery.size} END`;
const mailsOfGroup = sql<number>`max(${MAILS})`;

export interface DayCount {
  readonly day: string;
  readonly addressId: string | null;
  readonly direction: (typeof delivery.$inferSelect)["direction"];
  readonly outcome: (typeof delivery.$inferSelect)["outcome"];
  readonly count: number;
}

interface StatsQuestion {
  readonly now: number;
  /** Where the first day begins. */
  readonly since: number;
  /** Minutes east of UTC, where a day begins. */
  readonly utcOffset: number;
  readonly unansweredDays: number;
  /** The one public address that is asked about; all, if absent. */
  readonly only?: string | undefined;
}

/** What the figures are read by: five questions, for one batch, whose answers `statsOf` takes. */
export function statsQuestions(db: AdminDb, { now, since, utcOffset, unansweredDays, only }: StatsQuestion) {
  return [
    countsPerDay(db, since, utcOffset, only),
    lastThrough(db, only),
    pendingCount(db, only),
    failureCount(db, now, only),
    unansweredMail(db, now, unansweredDays, only),
  ] as const;
}

const atAddress = (column: SQLiteColumn, only: string | undefined) =>
  only === undefined ? undefined : eq(column, only);

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

/** Mails, not copies: one that reached twelve officers is one. */
function countsPerDay(db: AdminDb, since: number, utcOffset: number, only?: string) {
  const { addressId, direction, outcome } = delivery;
  const mail = db
    .select({
      addressId,
      direction,
      outcome,
      at: sql<number>`min(${delivery.time})`.as("at"),
      mails: mailsOfGroup.as("mails"),
    })
    .from(delivery)
    .where(and(gte(delivery.time, since), atAddress(addressId, only)))
    .groupBy(addressId, direction, outcome, MAIL_OF_COPY)
    .as("mail");
  return db
    .select({
      day: sql<string>`date(${mail.at} / 1000 + ${utcOffset * 60}, 'unixepoch')`.as("day"),
      addressId: mail.addressId,
      direction: mail.direction,
      outcome: mail.outcome,
      count: sql<number>`sum(${mail.mails})`.as("count"),
    })
    .from(mail)
    .groupBy(sql`day`, mail.addressId, mail.direction, mail.outcome)
    .orderBy(sql`day`, mail.addressId);
}

function lastThrough(db: AdminDb, only?: string) {
  return db
    .select({ at: delivery.time })
    .from(delivery)
    .where(
      and(eq(delivery.outcome, "sent"), sql`${delivery.direction} <> 'notice'`, atAddress(delivery.addressId, only)),
    )
    .orderBy(desc(delivery.time))
    .limit(1);
}

function pendingCount(db: AdminDb, only?: string) {
  return db
    .select({ count: sql<number>`count(*)`.as("count") })
    .from(forwarding)
    .where(
      and(
        sql`${forwarding.state} IN ('pending', 'invited')`,
        isNull(forwarding.confirmedAt),
        isNull(forwarding.deletedAt),
        atAddress(forwarding.addressId, only),
      ),
    );
}

function failureCount(db: AdminDb, now: number, only?: string) {
  const mails = sql<number>`count(DISTINCT ${delivery.direction} || ifnull(${delivery.addressId}, '') || ${MAIL_OF_COPY})`;
  return db
    .select({ count: mails.as("count") })
    .from(delivery)
    .where(
      and(
        gte(delivery.time, now - FAILURE_DAYS * DAY),
        eq(delivery.outcome, "failed"),
        atAddress(delivery.addressId, only),
      ),
    );
}

function unansweredMail(db: AdminDb, now: number, days: number, only?: string) {
  return db
    .select({ count: sql<number>`count(*)`.as("count"), oldest: sql<number | null>`min(time)`.as("oldest") })
    .from(sql`(${unansweredBefore(now - days * DAY)})`)
    .where(only === undefined ? undefined : sql`address_id = ${only}`);
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
