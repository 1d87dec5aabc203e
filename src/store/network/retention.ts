/** What of announcements is kept for how long, and those whose sender has stopped trying. */
import { asc, isNull, sql } from "drizzle-orm";
import { DAY } from "../../mail/duration.ts";
import type { AdminDb, Statement } from "../admin/db.ts";
import { announcedDay, announcement, announcementCopy, survey, vote } from "./schema.ts";

/**
 * Days: copies, for complaints about them; the numbers of announcements and surveys, and votes of a survey that nobody closed;
 * how many went out a day, for the month's use and for how fast a new sender may grow.
 */
const KEEP = { copies: 30, numbers: 365, votes: 90, days: 62 } as const;

/** Mail servers try for five days at most (RFC 5321 §4.5.4.1). */
const ABANDONED = 5 * DAY;

export function eraseOldAnnouncements(now: number): readonly Statement[] {
  const old = (days: number) => sql`(SELECT id FROM ${announcement} WHERE started_at < ${now - days * DAY})`;
  return [
    sql`DELETE FROM ${announcementCopy} WHERE announcement_id IN ${old(KEEP.copies)}`,
    sql`DELETE FROM ${vote} WHERE survey_id IN ${old(KEEP.votes)}`,
    sql`UPDATE ${survey} SET choice_marks = '' WHERE choice_marks <> '' AND id IN ${old(KEEP.votes)}`,
    sql`DELETE FROM ${survey} WHERE id IN ${old(KEEP.numbers)}`,
    sql`DELETE FROM ${announcement} WHERE id IN ${old(KEEP.numbers)}`,
    sql`DELETE FROM ${announcedDay} WHERE day < ${Math.floor(now / DAY) - KEEP.days}`,
  ];
}

/** Announcements that are not out, and that no server tries any more. The oldest first. */
export function abandonedAnnouncements(db: AdminDb, now: number, most: number) {
  return db
    .select()
    .from(announcement)
    .where(sql`${isNull(announcement.endedAt)} AND ${announcement.triedAt} < ${now - ABANDONED}`)
    .orderBy(asc(announcement.startedAt))
    .limit(most);
}
