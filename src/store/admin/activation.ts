/** From pending over invited to active: what a welcome mail and its answer do to a forwarding, and the handover on them. */
import { and, eq, inArray, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { DAY, HOUR } from "../../mail/duration.ts";
import { address, alias, audit, forwarding } from "../schema.ts";
import type { AuditWish } from "./audit.ts";
import { auditIfChanged } from "./audit.ts";
import { type AdminDb, commit, type Statement } from "./db.ts";
import type { ForwardingRow } from "./forwardings.ts";

/** Days after the welcome mail at which somebody who has not answered is reminded. */
const REMINDER_DAYS = [2, 5] as const;

const waiting = and(sql`${forwarding.state} IN ('pending', 'invited')`, isNull(forwarding.deletedAt));

/**
 * Keeps the address that the welcome mails come from; the first one that was made stays.
 * @returns the one that stays, sealed
 */
export async function keepConfirmation(
  db: AdminDb,
  id: string,
  made: { readonly sealed: string; readonly index: string },
): Promise<string> {
  const isFirst = sql`${forwarding.confirmationIndex} IS NULL`;
  const [kept] = await db
    .update(forwarding)
    .set({
      confirmationSealed: sql`CASE WHEN ${isFirst} THEN ${made.sealed} ELSE ${forwarding.confirmationSealed} END`,
      confirmationIndex: sql`CASE WHEN ${isFirst} THEN ${made.index} ELSE ${forwarding.confirmationIndex} END`,
    })
    .where(eq(forwarding.id, id))
    .returning({ sealed: forwarding.confirmationSealed });
  if (kept?.sealed) return kept.sealed;
  throw new Error("the forwarding is gone");
}

/** Itself, and those for which its welcome mail is, too. */
const greetedWith = (id: string) => or(eq(forwarding.id, id), eq(forwarding.welcomedWith, id));

/** The welcome mail was handed over. @param sentIndex keyed hash of the id under which */
export async function invite(db: AdminDb, id: string, now: number, sentIndex: string): Promise<void> {
  const invited = { state: "invited", stateReason: "", triedAt: now, invitedAt: now, reminders: 0 } as const;
  await db
    .update(forwarding)
    .set({ ...invited, welcomeSentIndex: sentIndex })
    .where(and(greetedWith(id), waiting));
}

/** The welcome mail could not be handed over: why, and when it was tried. */
export async function stayPending(db: AdminDb, id: string, reason: string, now: number): Promise<void> {
  await db
    .update(forwarding)
    .set({ stateReason: reason, triedAt: now })
    .where(and(greetedWith(id), eq(forwarding.state, "pending")));
}

/**
 * The welcome mail of one who has not answered yet has failed after it was handed over.
 * @returns the public addresses of those whose it was, alone or together
 */
export async function bounceWelcome(
  db: AdminDb,
  sentIndexes: readonly string[],
  reason: string,
  now: number,
): Promise<string[]> {
  const known = inArray(forwarding.welcomeSentIndex, [...sentIndexes]);
  const leaders = db.select({ id: forwarding.id }).from(forwarding).where(known);
  const marked = await db
    .update(forwarding)
    .set({ state: "pending", stateReason: reason, triedAt: now, welcomeSentIndex: null })
    .where(
      and(
        or(known, inArray(forwarding.welcomedWith, leaders)),
        eq(forwarding.state, "invited"),
        isNull(forwarding.confirmedAt),
        isNull(forwarding.deletedAt),
      ),
    )
    .returning({ addressId: forwarding.addressId });
  return marked.map(({ addressId }) => addressId);
}

/** @param reminders 0 when it could not be sent now @param sentIndex of the reminder that was handed over */
export async function remind(
  db: AdminDb,
  id: string,
  reminders: 0 | 1,
  now: number,
  sentIndex: string | undefined,
): Promise<void> {
  const again = sentIndex === undefined ? {} : { welcomeSentIndex: sentIndex };
  await db
    .update(forwarding)
    .set({ reminders: sql`${forwarding.reminders} + ${reminders}`, triedAt: now, ...again })
    .where(and(eq(forwarding.id, id), eq(forwarding.state, "invited")));
}

/** Those of one mailbox whose roster asked it once: whichever of their welcome mails is answered, it is for all of them. */
export function greetedTogether(db: AdminDb, { id, welcomedWith }: ForwardingRow): Promise<ForwardingRow[]> {
  return db
    .select()
    .from(forwarding)
    .where(and(or(eq(forwarding.id, welcomedWith ?? id), greetedWith(welcomedWith ?? id)), waiting));
}

/** Inserts the mailbox that an answer came from at one forwarding, where the condition given holds. */
type Further = (forwardingId: string, condition: SQL) => readonly Statement[];

/** The welcome mail was answered; only the first answer counts, and brings its mailbox along. */
export async function confirm(
  db: AdminDb,
  ids: readonly string[],
  now: number,
  further: Further | undefined,
): Promise<void> {
  const isFirst = (id: string) => sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${id} AND confirmed_at IS NULL)`;
  const confirmed = db
    .update(forwarding)
    .set({ state: "invited", stateReason: "", confirmedAt: now })
    .where(and(inArray(forwarding.id, listed(ids)), waiting, isNull(forwarding.confirmedAt)));
  await commit(db, [...(further ? ids.flatMap((id) => further(id, isFirst(id))) : []), confirmed]);
}

function listed(ids: readonly string[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
}

interface Activation {
  /** It was not active until now. */
  readonly activated: boolean;
  /** It took over from another, which is gone now. */
  readonly tookOver: boolean;
}

/**
 * In one transaction: the aliases change hands, the old forwarding goes, the new one works. Each statement holds only
 * while the new one is confirmed and not active yet, so that two runs at the same time hand over once; and aliases move
 * only away from a forwarding that still stands, so that a handover never revives what was made void meanwhile.
 */
export async function activate(db: AdminDb, row: ForwardingRow, now: number, wish: AuditWish): Promise<Activation> {
  const isDue = sql`id = ${row.id} AND state = 'invited' AND confirmed_at IS NOT NULL
    AND coalesce(effective_at, 0) <= ${now} AND deleted_at IS NULL`;
  const takeOver = row.replacesId === null ? [] : takeOverFrom(db, row, row.replacesId, now, isDue);
  const activation = db
    .update(forwarding)
    // Whoever completes it tells of it at once, which is the first telling.
    .set({ ...STARTED, untoldId: row.replacesId, reminders: 1, triedAt: now })
    .where(isDue);
  const changes = await commit(db, [...takeOver, activation, auditIfChanged(wish)]);
  return { activated: (changes.at(-2) ?? 0) > 0, tookOver: takeOver.length > 0 && (changes.at(-3) ?? 0) > 0 };
}

function takeOverFrom(db: AdminDb, row: ForwardingRow, oldId: string, now: number, due: SQL): Statement[] {
  const isDue = sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE ${due})`;
  const oldStands = sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${oldId} AND deleted_at IS NULL)`;
  const handed = (column: SQLiteColumn) => sql`CASE WHEN ${column} = ${oldId} THEN ${row.id} ELSE ${column} END`;
  const ofDesk = sql`${alias.forwardingId} IN (SELECT id FROM ${forwarding} WHERE address_id = ${row.addressId})`;
  const isTheirs = or(eq(alias.forwardingId, oldId), and(ofDesk, eq(alias.answeredBy, oldId)));
  const aliases = db
    .update(alias)
    // Whoever of a shared desk was at it is at it still: the successor is.
    .set({ forwardingId: handed(alias.forwardingId), answeredBy: handed(alias.answeredBy) })
    .where(and(isTheirs, isNull(alias.deletedAt), isDue, oldStands));
  const old = db
    .update(forwarding)
    .set({ state: "replaced", deletedAt: now })
    .where(and(eq(forwarding.id, oldId), isNull(forwarding.deletedAt), isDue));
  return row.keepAliases ? [aliases, old] : [old];
}

/** Whose welcome mail is no other's, or another's that nobody can answer any more. */
const greetsItself = sql`NOT EXISTS (SELECT 1 FROM ${forwarding} AS leader WHERE leader.id = ${forwarding.welcomedWith}
  AND leader.deleted_at IS NULL AND leader.confirmed_at IS NULL)`;

/** The other public addresses that a welcome mail is for, by the id of its forwarding. */
export async function addressesGreeted(
  db: AdminDb,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .select({ leader: forwarding.welcomedWith, address: address.address })
    .from(forwarding)
    .innerJoin(address, eq(address.id, forwarding.addressId))
    .where(and(inArray(forwarding.welcomedWith, listed(ids)), waiting))
    .orderBy(address.address);
  const byLeader = Map.groupBy(rows, ({ leader }) => leader ?? "");
  return new Map([...byLeader].map(([leader, of]) => [leader, of.map((row) => row.address)]));
}

/** Its turn is over, whatever came of it: others have theirs first. */
export async function waitAgain(db: AdminDb, id: string, now: number): Promise<void> {
  await db.update(forwarding).set({ triedAt: now }).where(eq(forwarding.id, id));
}

/**
 * As `activate`, for many at once: a roster's day. Who takes over from somebody who starts in this very run waits for the next
 * one: an alias would change hands twice. Whom it concerns is told afterwards (`untoldHandovers`).
 * @returns how many began to work
 */
export async function activateAll(db: AdminDb, ids: readonly string[], now: number, actor: string): Promise<number> {
  const isDue = (table: string) =>
    sql.raw(`${table}.state = 'invited' AND ${table}.confirmed_at IS NOT NULL
    AND coalesce(${table}.effective_at, 0) <= ${now} AND ${table}.deleted_at IS NULL`);
  const due = sql`SELECT n.id, n.replaces_id, n.keep_aliases FROM forwarding AS n WHERE n.id IN ${listed(ids)} AND ${isDue("n")}
    AND NOT EXISTS (SELECT 1 FROM forwarding AS o WHERE o.id = n.replaces_id AND ${isDue("o")})`;
  const heirOf = (column: SQLiteColumn) => sql`(SELECT d.id FROM (${due}) AS d WHERE d.replaces_id = ${column})`;
  const handedOn = sql`(SELECT d.replaces_id FROM (${due}) AS d JOIN forwarding AS o ON o.id = d.replaces_id
    WHERE d.keep_aliases = 1 AND o.deleted_at IS NULL)`;
  const old = sql`(SELECT d.replaces_id FROM (${due}) AS d)`;
  const ofDesks = sql`(SELECT f.id FROM forwarding AS f WHERE f.address_id IN
    (SELECT o.address_id FROM (${due}) AS d JOIN forwarding AS o ON o.id = d.replaces_id))`;
  const changes = await commit(db, [
    db
      .update(alias)
      .set({ answeredBy: heirOf(alias.answeredBy) })
      .where(and(isNull(alias.deletedAt), inArray(alias.forwardingId, ofDesks), inArray(alias.answeredBy, handedOn))),
    db
      .update(alias)
      .set({ forwardingId: heirOf(alias.forwardingId) })
      .where(and(isNull(alias.deletedAt), inArray(alias.forwardingId, handedOn))),
    auditStarts(due, now, actor),
    db
      .update(forwarding)
      .set({ state: "replaced", deletedAt: now })
      .where(and(isNull(forwarding.deletedAt), inArray(forwarding.id, old))),
    db
      .update(forwarding)
      .set({ ...STARTED, untoldId: sql`${forwarding.replacesId}`, reminders: 0, triedAt: now })
      .where(inArray(forwarding.id, sql`(SELECT d.id FROM (${due}) AS d)`)),
  ]);
  return changes.at(-1) ?? 0;
}

const STARTED = { state: "active", replacesId: null, welcomedWith: null } as const;

function auditStarts(due: SQL, now: number, actor: string): Statement {
  return sql`INSERT INTO ${audit} (id, time, actor, action, subject, detail)
    SELECT lower(hex(randomblob(8))), ${now}, ${actor},
      CASE WHEN d.replaces_id IS NULL THEN 'forwarding.activate' ELSE 'handover.complete' END, d.id, '' FROM (${due}) AS d`;
}

/** Those that have been confirmed, and whose day has come. */
export async function dueStarts(db: AdminDb, now: number, limit: number): Promise<readonly string[]> {
  const rows = await db
    .select({ id: forwarding.id })
    .from(forwarding)
    .where(
      and(
        sql`${forwarding.state} = 'invited'`,
        isNull(forwarding.deletedAt),
        sql`${forwarding.confirmedAt} IS NOT NULL AND coalesce(${forwarding.effectiveAt}, 0) <= ${now}`,
      ),
    )
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** How often those whom a handover concerns are told, where attempt after attempt dies: each may have told them. */
const TELLINGS = 3;
/** Longer than any run lasts: one that has not said by then that its letters are out has died. */
const TELLING_LEASE = HOUR / 4;

const isFreeToTell = (now: number) =>
  and(isNotNull(forwarding.untoldId), or(eq(forwarding.reminders, 0), lte(forwarding.triedAt, now - TELLING_LEASE)));

/** Handovers of which those whom they concern are still to be told, the one that has waited longest first. */
export function untoldHandovers(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  return db.select().from(forwarding).where(isFreeToTell(now)).orderBy(forwarding.triedAt).limit(limit);
}

/** Before the letters go out: of two runs at the same time one tells. @returns whether it is this one */
export async function claimTelling(db: AdminDb, id: string, now: number): Promise<boolean> {
  const isLast = sql`${forwarding.reminders} + 1 >= ${TELLINGS}`;
  const claim = db
    .update(forwarding)
    .set({
      untoldId: sql`CASE WHEN ${isLast} THEN NULL ELSE ${forwarding.untoldId} END`,
      reminders: sql`${forwarding.reminders} + 1`,
      triedAt: now,
    })
    .where(and(eq(forwarding.id, id), isFreeToTell(now)));
  const [claimed = 0] = await commit(db, [claim]);
  return claimed > 0;
}

/** The letters are out. */
export async function noteTold(db: AdminDb, id: string): Promise<void> {
  await db.update(forwarding).set({ untoldId: null }).where(eq(forwarding.id, id));
}

/** The mailbox does not exist, or its owner has reported the mail as spam: only the admin can know what to do. */
const BY_ITSELF = sql`${forwarding.stateReason} NOT IN ('welcome-bounced', 'welcome-complained')`;

/** A full mailbox is given a day: Cloudflare stops mail to it for as long. */
const settled = (now: number) =>
  sql`(${forwarding.stateReason} <> 'welcome-bounced-soft' OR ${forwarding.triedAt} <= ${now - DAY})`;

/** Pending forwardings that another try may help, the one that has waited longest first. */
export function pendingForwardings(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  return db
    .select()
    .from(forwarding)
    .where(
      and(sql`${forwarding.state} = 'pending'`, isNull(forwarding.deletedAt), greetsItself, BY_ITSELF, settled(now)),
    )
    .orderBy(forwarding.triedAt)
    .limit(limit);
}

/** Invited forwardings that have not answered, and are to be reminded. */
export function dueReminders(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  const silent = REMINDER_DAYS.map(
    (days, sent) => sql`(${forwarding.reminders} = ${sent} AND ${forwarding.invitedAt} <= ${now - days * DAY})`,
  );
  return db
    .select()
    .from(forwarding)
    .where(
      and(
        sql`${forwarding.state} = 'invited'`,
        isNull(forwarding.deletedAt),
        and(isNull(forwarding.confirmedAt), greetsItself, or(...silent)),
      ),
    )
    .orderBy(forwarding.triedAt)
    .limit(limit);
}
