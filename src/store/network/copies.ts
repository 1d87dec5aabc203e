/**
 * The copies of a mail to all: claimed as the journal claims one (../journal/claims.ts), but for a whole slice of members in
 * one statement; which members are left is always asked of the rows themselves.
 */
import { eq, type SQL, sql } from "drizzle-orm";
import { AT_ONCE } from "../../relay/exactly-once.ts";
import type { Announcement, MemberCopyEnd } from "../../relay/ports/announcements.ts";
import type { AdminDb, Statement } from "../admin/db.ts";
import { ATTEMPTS, LEASE } from "../journal/claims.ts";
import { listed } from "../listed.ts";
import { selectInto, wished, wishTable } from "./rows.ts";
import { announcementCopy, member } from "./schema.ts";

/** An attempt that takes copies, and when. */
interface Taker {
  readonly holder: string;
  readonly now: number;
}

/**
 * Of those that an attempt died with no more than go out at once: with which of them it died nobody knows, and whoever
 * had no turn must not be given up with them.
 */
export function claimStatement(
  db: AdminDb,
  { id, addressId, startedAt }: Announcement,
  { after, most }: { readonly after: string; readonly most: number },
  { holder, now }: Taker,
) {
  const next = sql`SELECT m.id, coalesce(c.outcome = 'claimed', 0) AS died FROM ${member} AS m
      LEFT JOIN ${announcementCopy} AS c ON c.announcement_id = ${id} AND c.member_id = m.id
      WHERE m.address_id = ${addressId} AND m.id > ${after} AND m.joined_at <= ${startedAt}
        AND (c.member_id IS NULL OR ${free(sql`c`, now)}) ORDER BY m.id LIMIT ${most}`;
  const mine = sql`(SELECT id, sum(died) OVER (ORDER BY id) AS died, count(*) OVER (ORDER BY id) AS place FROM (${next})) AS m
      WHERE m.died = 0 OR (m.died = m.place AND m.place <= ${AT_ONCE})`;
  const copy = {
    announcementId: sql`${id}`,
    memberId: sql`m.id`,
    outcome: sql`'claimed'`,
    reason: sql`''`,
    holder: sql`${holder}`,
    leaseUntil: sql`${now + LEASE}`,
    attempts: sql`1`,
    sentIndex: sql`NULL`,
  };
  return db
    .insert(announcementCopy)
    .select(selectInto(announcementCopy, copy, mine))
    .onConflictDoUpdate({
      target: [announcementCopy.announcementId, announcementCopy.memberId],
      set: TAKEN_AGAIN,
      setWhere: free(sql`announcement_copy`, now),
    })
    .returning({ memberId: announcementCopy.memberId });
}

const TAKEN_AGAIN = {
  holder: sql`excluded.holder`,
  leaseUntil: sql`excluded.lease_until`,
  attempts: sql`CASE WHEN ${announcementCopy.outcome} = 'claimed' THEN ${announcementCopy.attempts} + 1
              ELSE ${announcementCopy.attempts} END`,
  outcome: sql`'claimed'`,
};

/** A copy is free for the taking when it is to be tried again, or the attempt that held it has died. @param copy a table's name */
function free(copy: SQL, now: number): SQL {
  return sql`(${copy}.outcome = 'retrying'
    OR (${copy}.outcome = 'claimed' AND ${copy}.lease_until <= ${now} AND ${copy}.attempts < ${ATTEMPTS}))`;
}

/** Whom the copies are for that this attempt holds. */
export function takenStatement(db: AdminDb, holder: string) {
  return db
    .select({ id: member.id, sealed: member.memberSealed, index: member.memberIndex })
    .from(announcementCopy)
    .innerJoin(member, eq(member.id, announcementCopy.memberId))
    .where(sql`${announcementCopy.holder} = ${holder} AND ${announcementCopy.outcome} = 'claimed'`);
}

/** Attempt after attempt has died with it, and each may have sent it. @param announcementId may be SQL itself */
export function givenUp(db: AdminDb, announcementId: SQL, now: number) {
  return db
    .update(announcementCopy)
    .set({ outcome: "failed", reason: "died" })
    .where(sql`announcement_id = ${announcementId}
    AND outcome = 'claimed' AND lease_until <= ${now} AND attempts >= ${ATTEMPTS}`);
}

/** One damaged row costs its own member the mail, not all others. */
export function damagedStatement(db: AdminDb, id: string, memberIds: readonly string[]) {
  return db
    .update(announcementCopy)
    .set({ outcome: "failed", reason: "damaged-row", leaseUntil: 0 })
    .where(sql`${announcementCopy.announcementId} = ${id} AND ${announcementCopy.memberId} IN ${listed(memberIds)}`);
}

interface EndedCopy extends Pick<MemberCopyEnd, "memberId" | "outcome" | "reason"> {
  readonly sentIndex: string | null;
}

/** What is sent stays sent, whatever a late attempt says. */
export function ended(id: string, list: readonly EndedCopy[]): Statement {
  return sql`UPDATE ${announcementCopy} SET outcome = ${wished("outcome")}, reason = ${wished("reason")}, lease_until = 0,
    sent_index = ${wished("sentIndex")} FROM ${wishTable(list)}
    WHERE announcement_id = ${id} AND member_id = ${wished("memberId")} AND announcement_copy.outcome <> 'sent'`;
}

export function suppression(list: readonly EndedCopy[], now: number): readonly Statement[] {
  const suppressed = list.filter(({ reason }) => reason === "recipient-suppressed");
  if (suppressed.length === 0) return [];
  const ids = listed(suppressed.map(({ memberId }) => memberId));
  return [sql`UPDATE ${member} SET suppressed_at = coalesce(suppressed_at, ${now}) WHERE id IN ${ids}`];
}
