/**
 * Mail to all members of a contact network, on D1. A copy is claimed as the journal claims one (../journal/claims.ts), but for
 * a whole slice of members in one statement; which members are left is always asked of the rows themselves.
 */
import { eq, type SQL, sql } from "drizzle-orm";
import { randomWord } from "../../mail/base-encoding.ts";
import { DAY } from "../../mail/duration.ts";
import { foldMailbox } from "../../mail/header/addr-spec.ts";
import { AT_ONCE } from "../../relay/exactly-once.ts";
import type {
  Announcement,
  Announcements,
  AnnouncementWish,
  Begun,
  Found,
  MemberCopy,
  MemberCopyEnd,
  Progress,
  Slice,
} from "../../relay/ports/announcements.ts";
import type { Clock } from "../../relay/ports/clock.ts";
import { type AdminDb, asStatement, commit, openAdminDb, type Statement } from "../admin/db.ts";
import { sentIdScope } from "../contexts.ts";
import { ATTEMPTS, LEASE } from "../journal/claims.ts";
import { sentRow, sentStatement } from "../journal/sent-ids.ts";
import { listed } from "../listed.ts";
import { openedAddress } from "../stored-address.ts";
import type { Vault } from "../vault.ts";
import { announcementScope, memberContext } from "./contexts.ts";
import { sealLeaveToken } from "./leave-token.ts";
import { leaving } from "./members.ts";
import { selectInto, wished, wishTable } from "./rows.ts";
import { announcedDay, announcement, announcementCopy, member, network } from "./schema.ts";

/** The platform's word that somebody is suppressed says nothing of why; a complaint's is for good, all others are over sooner. */
const SUPPRESSED_FOR_GOOD = 8 * DAY;

/** In whose copies nothing is left to do. */
const DONE = sql`('sent', 'failed', 'skipped')`;

export class D1Announcements implements Announcements {
  readonly #db: AdminDb;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(db: D1Database, vault: Vault, clock: Clock) {
    this.#db = openAdminDb(db);
    this.#vault = vault;
    this.#clock = clock;
  }

  async find(addressId: string, digest: string): Promise<Found | undefined> {
    const indexes = await this.#vault.indexes(announcementScope(addressId), digest);
    const isBusy = sql<number>`EXISTS (SELECT 1 FROM ${announcementCopy} AS c WHERE c.announcement_id = ${announcement}.id
      AND c.outcome = 'claimed' AND c.lease_until > ${this.#clock.now()})`;
    const [row] = await this.#db
      .select({ announcement, isBusy })
      .from(announcement)
      .where(sql`${announcement.messageIndex} IN ${listed(indexes)}`);
    return row && { announcement: row.announcement, isBusy: row.isBusy === 1 };
  }

  async begin(wish: AnnouncementWish): Promise<Begun> {
    const now = this.#clock.now();
    const [index, former] = await this.#vault.indexes(announcementScope(wish.addressId), wish.digest);
    const today = Math.floor(now / DAY);
    const known = sql`(SELECT message_index FROM ${announcement} WHERE message_index = ${former ?? index})`;
    const started = sql`(SELECT started_at FROM ${announcement} WHERE message_index = coalesce(${known}, ${index}))`;
    const [, rows, networks, [days], [officers]] = await this.#db.batch([
      this.#db
        .update(announcementCopy)
        .set({ outcome: "failed", reason: "died" })
        .where(diedTooOften(sql`coalesce(${known}, ${index})`, now)),
      this.#db
        .insert(announcement)
        .select(
          selectInto(
            announcement,
            {
              id: sql`${randomWord(16)}`,
              addressId: sql`${wish.addressId}`,
              forwardingId: sql`${wish.forwardingId}`,
              kind: sql`${wish.kind}`,
              surveyId: sql`${wish.surveyId ?? null}`,
              messageIndex: sql`coalesce(${known}, ${index})`,
              size: sql`${wish.size}`,
              addressed: sql`(SELECT count(*) FROM ${member} WHERE address_id = ${wish.addressId})`,
              startedAt: sql`${now}`,
              triedAt: sql`${now}`,
              endedAt: sql`NULL`,
              sent: sql`0`,
              failed: sql`0`,
            },
            sql`(SELECT 1) WHERE true`,
          ),
        )
        .onConflictDoUpdate({ target: announcement.messageIndex, set: { triedAt: now } })
        .returning(),
      this.#db.select({ origin: network.origin }).from(network).where(eq(network.addressId, wish.addressId)),
      this.#db
        .select({
          today: sql<number>`coalesce(sum(CASE WHEN day = ${today} THEN sent END), 0)`,
          before: sql<number>`count(CASE WHEN day < ${today} THEN 1 END)`,
        })
        .from(announcedDay),
      this.#db
        .select({ lately: sql<number>`count(*)` })
        .from(announcement)
        .where(
          // Those after it never count: what was begun may always go on.
          sql`address_id = ${wish.addressId} AND forwarding_id = ${wish.forwardingId}
            AND (kind = 'remind') = ${wish.kind === "remind" ? 1 : 0} AND started_at > ${started} - ${DAY} AND started_at <= ${started}`,
        ),
    ]);
    const [begun] = rows;
    if (!begun) throw new Error("an announcement that was begun is missing");
    const origin = networks[0]?.origin ?? "";
    const { today: sent, before } = days ?? { today: 0, before: 0 };
    return { announcement: begun, origin, today: sent, daysBefore: before, lately: officers?.lately ?? 0 };
  }

  /**
   * Of those that an attempt died with no more than go out at once: with which of them it died nobody knows, and whoever
   * had no turn must not be given up with them.
   */
  async claim({ id, addressId, startedAt }: Announcement, after: string, most: number): Promise<Slice> {
    const now = this.#clock.now();
    const holder = randomWord(16);
    const next = sql`SELECT m.id, coalesce(c.outcome = 'claimed', 0) AS died FROM ${member} AS m
      LEFT JOIN ${announcementCopy} AS c ON c.announcement_id = ${id} AND c.member_id = m.id
      WHERE m.address_id = ${addressId} AND m.id > ${after} AND m.joined_at <= ${startedAt}
        AND (c.member_id IS NULL OR ${free(sql`c`, now)}) ORDER BY m.id LIMIT ${most}`;
    const mine = sql`(SELECT id, sum(died) OVER (ORDER BY id) AS died, count(*) OVER (ORDER BY id) AS place FROM (${next})) AS m
      WHERE m.died = 0 OR (m.died = m.place AND m.place <= ${AT_ONCE})`;
    const [claimed, rows] = await this.#db.batch([
      this.#db
        .insert(announcementCopy)
        .select(
          selectInto(
            announcementCopy,
            {
              announcementId: sql`${id}`,
              memberId: sql`m.id`,
              outcome: sql`'claimed'`,
              reason: sql`''`,
              holder: sql`${holder}`,
              leaseUntil: sql`${now + LEASE}`,
              attempts: sql`1`,
              sentIndex: sql`NULL`,
            },
            mine,
          ),
        )
        .onConflictDoUpdate({
          target: [announcementCopy.announcementId, announcementCopy.memberId],
          set: {
            holder: sql`excluded.holder`,
            leaseUntil: sql`excluded.lease_until`,
            attempts: sql`CASE WHEN ${announcementCopy.outcome} = 'claimed' THEN ${announcementCopy.attempts} + 1
              ELSE ${announcementCopy.attempts} END`,
            outcome: sql`'claimed'`,
          },
          setWhere: free(sql`announcement_copy`, now),
        })
        .returning({ memberId: announcementCopy.memberId }),
      this.#db
        .select({ id: member.id, sealed: member.memberSealed, index: member.memberIndex })
        .from(announcementCopy)
        .innerJoin(member, eq(member.id, announcementCopy.memberId))
        .where(sql`${announcementCopy.holder} = ${holder} AND ${announcementCopy.outcome} = 'claimed'`),
    ]);
    const opened = await Promise.all(rows.map((row) => this.#opened(addressId, row)));
    const damaged = rows.filter((_, at) => opened[at] === undefined);
    if (damaged.length > 0) await this.#giveUp(id, damaged);
    const ids = claimed.map(({ memberId }) => memberId).sort();
    return { copies: opened.filter((copy) => copy !== undefined), last: ids.at(-1) };
  }

  async #opened(
    addressId: string,
    { id, sealed, index }: { readonly id: string; readonly sealed: string; readonly index: string },
  ): Promise<MemberCopy | undefined> {
    const mailbox = await openedAddress(this.#vault, memberContext(id), sealed, index);
    if (!mailbox) return undefined;
    const leaveToken = await sealLeaveToken(this.#vault, { addressId, memberId: id });
    return { memberId: id, mailbox, leaveToken, mailboxKey: foldMailbox(mailbox) };
  }

  /** One damaged row costs its own member the mail, not all others. */
  async #giveUp(id: string, rows: readonly { readonly id: string }[]): Promise<void> {
    await this.#db
      .update(announcementCopy)
      .set({ outcome: "failed", reason: "damaged-row", leaseUntil: 0 })
      .where(
        sql`${announcementCopy.announcementId} = ${id} AND ${announcementCopy.memberId} IN ${listed(rows.map((row) => row.id))}`,
      );
  }

  async record({ id }: Announcement, ends: readonly MemberCopyEnd[]): Promise<void> {
    const now = this.#clock.now();
    const replaced = await Promise.all(
      ends.flatMap((end) => (end.replaced ? [sentRow(this.#vault, end.replaced, now)] : [])),
    );
    const list = await Promise.all(
      ends.map(async ({ memberId, outcome, reason, sentId }) => {
        const sentIndex = sentId ? await this.#vault.index(sentIdScope, sentId) : null;
        return { memberId, outcome, reason, sentIndex };
      }),
    );
    await commit(this.#db, [
      ended(id, list),
      ...(replaced.length > 0 ? [asStatement(sentStatement(replaced))] : []),
      ...counted(ends.filter(({ outcome }) => outcome === "sent").length, Math.floor(now / DAY)),
      ...suppression(list, now),
    ]);
  }

  async progress({ id, addressId, addressed, startedAt }: Announcement): Promise<Progress> {
    const count = (outcome: string) =>
      sql<number>`(SELECT count(*) FROM ${announcementCopy} WHERE announcement_id = ${id} AND outcome = ${outcome})`;
    const [row] = await this.#db.all<Omit<Progress, "left">>(
      sql`SELECT ${count("sent")} AS sent, ${count("failed")} AS failed, ${count("skipped")} AS skipped,
        (SELECT count(*) FROM ${member} AS m WHERE m.address_id = ${addressId} AND m.joined_at <= ${startedAt}
          AND NOT EXISTS (SELECT 1 FROM ${announcementCopy} AS c WHERE c.announcement_id = ${id} AND c.member_id = m.id
            AND c.outcome IN ${DONE})) AS waiting`,
    );
    const { sent, failed, skipped, waiting } = row ?? { sent: 0, failed: 0, skipped: 0, waiting: 0 };
    return { sent, failed, skipped, waiting, left: Math.max(0, addressed - sent - failed - skipped - waiting) };
  }

  /** Of a reminder nothing is kept but its numbers: its copies would say who has not answered. */
  async end({ id, kind }: Announcement, { sent, failed }: Progress): Promise<void> {
    const now = this.#clock.now();
    const copies = sql`DELETE FROM ${announcementCopy} WHERE announcement_id = ${id}`;
    await commit(this.#db, [
      sql`UPDATE ${announcement} SET ended_at = ${now}, sent = ${sent}, failed = ${failed}
        WHERE id = ${id} AND ended_at IS NULL`,
      sql`UPDATE ${member} SET suppressed_at = NULL WHERE suppressed_at IS NOT NULL AND id IN
        (SELECT member_id FROM ${announcementCopy} WHERE announcement_id = ${id} AND outcome = 'sent')`,
      ...(await this.#leavingForGood(id, now)),
      ...(kind === "remind" ? [copies] : []),
    ]);
  }

  /** Who is suppressed for longer than a full or a dead mailbox is has complained, or is gone: the membership ends. */
  async #leavingForGood(id: string, now: number): Promise<readonly Statement[]> {
    const gone = await this.#db
      .select({ id: member.id })
      .from(announcementCopy)
      .innerJoin(member, eq(member.id, announcementCopy.memberId))
      .where(
        sql`${announcementCopy.announcementId} = ${id} AND ${announcementCopy.reason} = 'recipient-suppressed'
          AND ${announcementCopy.outcome} = 'failed' AND ${member.suppressedAt} < ${now - SUPPRESSED_FOR_GOOD}`,
      );
    if (gone.length === 0) return [];
    return leaving(this.#db, this.#vault, sql`id IN ${listed(gone.map((row) => row.id))}`);
  }
}

/** A copy is free for the taking when it is to be tried again, or the attempt that held it has died. @param copy a table's name */
function free(copy: SQL, now: number): SQL {
  return sql`(${copy}.outcome = 'retrying'
    OR (${copy}.outcome = 'claimed' AND ${copy}.lease_until <= ${now} AND ${copy}.attempts < ${ATTEMPTS}))`;
}

/** Attempt after attempt has died with it, and each may have sent it. */
function diedTooOften(messageIndex: SQL, now: number): SQL {
  return sql`announcement_id = (SELECT id FROM ${announcement} WHERE message_index = ${messageIndex})
    AND outcome = 'claimed' AND lease_until <= ${now} AND attempts >= ${ATTEMPTS}`;
}

interface EndedCopy {
  readonly memberId: string;
  readonly outcome: string;
  readonly reason: string;
  readonly sentIndex: string | null;
}

/** What is sent stays sent, whatever a late attempt says. */
function ended(id: string, list: readonly EndedCopy[]): Statement {
  return sql`UPDATE ${announcementCopy} SET outcome = ${wished("outcome")}, reason = ${wished("reason")}, lease_until = 0,
    sent_index = ${wished("sentIndex")} FROM ${wishTable(list)}
    WHERE announcement_id = ${id} AND member_id = ${wished("memberId")} AND announcement_copy.outcome <> 'sent'`;
}

function counted(sent: number, day: number): readonly Statement[] {
  if (sent === 0) return [];
  return [
    sql`INSERT INTO ${announcedDay} (day, sent) VALUES (${day}, ${sent}) ON CONFLICT (day) DO UPDATE SET sent = sent + excluded.sent`,
  ];
}

function suppression(list: readonly EndedCopy[], now: number): readonly Statement[] {
  const suppressed = list.filter(({ reason }) => reason === "recipient-suppressed");
  if (suppressed.length === 0) return [];
  const ids = listed(suppressed.map(({ memberId }) => memberId));
  return [sql`UPDATE ${member} SET suppressed_at = coalesce(suppressed_at, ${now}) WHERE id IN ${ids}`];
}
