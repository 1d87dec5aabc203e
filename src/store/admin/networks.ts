/** Contact networks as the admin sees them. */
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { DAY } from "../../mail/duration.ts";
import { announcedDay, announcement, announcementCopy, member, network, survey } from "../network/schema.ts";
import { delivery } from "../schema.ts";
import type { AdminDb, Statement } from "./db.ts";

export function pageOfMembers(db: AdminDb, addressId: string, after: string | undefined, limit: number) {
  return db
    .select()
    .from(member)
    .where(and(eq(member.addressId, addressId), after === undefined ? undefined : gt(member.id, after)))
    .orderBy(member.id)
    .limit(limit);
}

/** How many are in, and whether there is a code. One statement. */
export async function networkState(db: AdminDb, addressId: string) {
  const [row] = await db.all<{ readonly count: number; readonly open: number }>(
    sql`SELECT (SELECT count(*) FROM ${member} WHERE address_id = ${addressId}) AS count,
      (SELECT count(*) FROM ${network} WHERE address_id = ${addressId}) AS open`,
  );
  return { count: row?.count ?? 0, open: (row?.open ?? 0) > 0 };
}

/** A new code takes the former one's place. */
export function setJoinCode(row: typeof network.$inferInsert): Statement {
  return sql`INSERT INTO ${network} (address_id, join_index, origin, created_at)
    VALUES (${row.addressId}, ${row.joinIndex}, ${row.origin}, ${row.createdAt})
    ON CONFLICT (address_id) DO UPDATE SET join_index = excluded.join_index, origin = excluded.origin, created_at = excluded.created_at`;
}

/** Mails to people outside since the month's first day: answers, and copies to members. @param month milliseconds since 1970 */
export async function mailsSent(db: AdminDb, month: number): Promise<number> {
  const [row] = await db.all<{ readonly used: number }>(
    sql`SELECT (SELECT count(*) FROM ${delivery} WHERE direction = 'reply' AND outcome = 'sent' AND time >= ${month})
      + (SELECT coalesce(sum(sent), 0) FROM ${announcedDay} WHERE day >= ${Math.floor(month / DAY)}) AS used`,
  );
  return row?.used ?? 0;
}

const newestFirst = (after: readonly [number, string] | undefined) =>
  after && sql`(${announcement.startedAt}, ${announcement.id}) < (${after[0]}, ${after[1]})`;

export type AnnouncementRow = typeof announcement.$inferSelect;

/** With the numbers so far of one that is under way. */
export function pageOfAnnouncements(
  db: AdminDb,
  addressId: string,
  after: readonly [number, string] | undefined,
  limit: number,
) {
  const sofar = (outcome: string) =>
    sql<number>`(SELECT count(*) FROM ${announcementCopy} WHERE announcement_id = ${announcement.id} AND outcome = ${outcome})`;
  return db
    .select({ row: announcement, sentSoFar: sofar("sent"), failedSoFar: sofar("failed") })
    .from(announcement)
    .where(and(eq(announcement.addressId, addressId), newestFirst(after)))
    .orderBy(desc(announcement.startedAt), desc(announcement.id))
    .limit(limit);
}

export function pageOfSurveys(
  db: AdminDb,
  addressId: string,
  after: readonly [number, string] | undefined,
  limit: number,
) {
  return db
    .select({ survey, startedAt: announcement.startedAt })
    .from(survey)
    .innerJoin(announcement, eq(announcement.id, survey.id))
    .where(and(eq(survey.addressId, addressId), newestFirst(after)))
    .orderBy(desc(announcement.startedAt), desc(announcement.id))
    .limit(limit);
}

export async function findSurveyWord(db: AdminDb, id: string): Promise<string | undefined> {
  const [row] = await db.select({ word: survey.word }).from(survey).where(eq(survey.id, id));
  return row?.word;
}
