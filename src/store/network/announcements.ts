/** Mail to all members of a contact network, on D1: begun once a message, its copies (copies.ts) slice by slice, ended with its numbers. */
import { eq, type SQL, sql } from "drizzle-orm";
import { randomWord } from "../../mail/base-encoding.ts";
import { DAY } from "../../mail/duration.ts";
import { foldMailbox } from "../../mail/header/addr-spec.ts";
import {
  type Announcement,
  type Announcements,
  type AnnouncementWish,
  type Begun,
  countsAsSent,
  type Found,
  type MemberCopy,
  type MemberCopyEnd,
  type Progress,
  type Slice,
} from "../../relay/ports/announcements.ts";
import type { Clock } from "../../relay/ports/clock.ts";
import { type AdminDb, asStatement, commit, openAdminDb, type Statement } from "../admin/db.ts";
import { sentIdScope } from "../contexts.ts";
import { sentRow, sentStatement } from "../journal/sent-ids.ts";
import { listed } from "../listed.ts";
import { openedAddress } from "../stored-address.ts";
import type { Vault } from "../vault.ts";
import { announcementScope, memberContext } from "./contexts.ts";
import { claimStatement, damagedStatement, ended, givenUp, suppression, takenStatement } from "./copies.ts";
import { sealLeaveToken } from "./leave-token.ts";
import { leaving } from "./members.ts";
import { selectInto } from "./rows.ts";
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
    const known = sql`(SELECT message_index FROM ${announcement} WHERE message_index = ${former ?? index})`;
    const messageIndex = sql`coalesce(${known}, ${index})`;
    const theirs = sql`(SELECT id FROM ${announcement} WHERE message_index = ${messageIndex})`;
    const [, rows, networks, [days], [officers]] = await this.#db.batch([
      givenUp(this.#db, theirs, now),
      this.#inserted(wish, messageIndex, now),
      this.#db.select({ origin: network.origin }).from(network).where(eq(network.addressId, wish.addressId)),
      this.#carried(Math.floor(now / DAY)),
      this.#lately(wish, messageIndex),
    ]);
    const [begun] = rows;
    if (!begun) throw new Error("an announcement that was begun is missing");
    const origin = networks[0]?.origin ?? "";
    const { today: sent, before } = days ?? { today: 0, before: 0 };
    return { announcement: begun, origin, today: sent, daysBefore: before, lately: officers?.lately ?? 0 };
  }

  #inserted(wish: AnnouncementWish, messageIndex: SQL, now: number) {
    const { addressId, forwardingId, kind, surveyId, size } = wish;
    const begun = {
      id: sql`${randomWord(16)}`,
      addressId: sql`${addressId}`,
      forwardingId: sql`${forwardingId}`,
      kind: sql`${kind}`,
      surveyId: sql`${surveyId ?? null}`,
      messageIndex,
      size: sql`${size}`,
      addressed: sql`(SELECT count(*) FROM ${member} WHERE address_id = ${addressId})`,
      startedAt: sql`${now}`,
      triedAt: sql`${now}`,
      endedAt: sql`NULL`,
      sent: sql`0`,
      failed: sql`0`,
    };
    return this.#db
      .insert(announcement)
      .select(selectInto(announcement, begun, sql`(SELECT 1) WHERE true`))
      .onConflictDoUpdate({ target: announcement.messageIndex, set: { triedAt: now } })
      .returning();
  }

  /** How many copies of all networks went out on this day, and on how many before it some did. */
  #carried(day: number) {
    return this.#db
      .select({
        today: sql<number>`coalesce(sum(CASE WHEN day = ${day} THEN sent END), 0)`,
        before: sql<number>`count(CASE WHEN day < ${day} THEN 1 END)`,
      })
      .from(announcedDay);
  }

  /** Of this officer; those after it never count: what was begun may always go on. */
  #lately({ addressId, forwardingId, kind }: AnnouncementWish, messageIndex: SQL) {
    const started = sql`(SELECT started_at FROM ${announcement} WHERE message_index = ${messageIndex})`;
    return this.#db
      .select({ lately: sql<number>`count(*)` })
      .from(announcement)
      .where(
        sql`address_id = ${addressId} AND forwarding_id = ${forwardingId}
            AND (kind = 'remind') = ${kind === "remind" ? 1 : 0} AND started_at > ${started} - ${DAY} AND started_at <= ${started}`,
      );
  }

  async claim(begun: Announcement, after: string, most: number): Promise<Slice> {
    const holder = randomWord(16);
    const [claimed, rows] = await this.#db.batch([
      claimStatement(this.#db, begun, { after, most }, { holder, now: this.#clock.now() }),
      takenStatement(this.#db, holder),
    ]);
    const opened = await Promise.all(rows.map((row) => this.#opened(begun.addressId, row)));
    const damaged = rows.filter((_, at) => opened[at] === undefined).map(({ id }) => id);
    if (damaged.length > 0) await damagedStatement(this.#db, begun.id, damaged);
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

  async record({ id, kind }: Announcement, ends: readonly MemberCopyEnd[]): Promise<void> {
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
      ...counted(ends.filter((end) => countsAsSent(kind, end)).length, Math.floor(now / DAY)),
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

  /** Of a reminder nothing is kept: its copies would say who has not answered, and its numbers how many. */
  async end({ id, kind }: Announcement, progress: Progress): Promise<void> {
    const now = this.#clock.now();
    const { sent, failed } = kind === "remind" ? { sent: 0, failed: 0 } : progress;
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

function counted(sent: number, day: number): readonly Statement[] {
  if (sent === 0) return [];
  return [
    sql`INSERT INTO ${announcedDay} (day, sent) VALUES (${day}, ${sent}) ON CONFLICT (day) DO UPDATE SET sent = sent + excluded.sent`,
  ];
}
