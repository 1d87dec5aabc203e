/** From pending over invited to active: what a welcome mail and its answer do to a forwarding, and the handover on them. */
import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { alias, forwarding } from "../schema.ts";
import type { AuditWish } from "./audit.ts";
import { auditIfChanged } from "./audit.ts";
import { type AdminDb, commit, type Statement } from "./db.ts";
import type { ForwardingRow } from "./forwardings.ts";

const DAY = 86_400_000;

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

/** The welcome mail was handed over. */
export async function invite(db: AdminDb, id: string, now: number): Promise<void> {
  await db
    .update(forwarding)
    .set({ state: "invited", stateReason: "", triedAt: now, invitedAt: now, reminders: 0 })
    .where(and(eq(forwarding.id, id), waiting));
}

/** The welcome mail could not be handed over: why, and when it was tried. */
export async function stayPending(db: AdminDb, id: string, reason: string, now: number): Promise<void> {
  await db
    .update(forwarding)
    .set({ stateReason: reason, triedAt: now })
    .where(and(eq(forwarding.id, id), eq(forwarding.state, "pending")));
}

/** @param reminders 0 when it could not be sent now */
export async function remind(db: AdminDb, id: string, reminders: 0 | 1, now: number): Promise<void> {
  await db
    .update(forwarding)
    .set({ reminders: sql`${forwarding.reminders} + ${reminders}`, triedAt: now })
    .where(and(eq(forwarding.id, id), eq(forwarding.state, "invited")));
}

/**
 * The welcome mail was answered; only the first answer counts, and brings its mailbox along.
 * @param further inserts the mailbox that the answer came from, where the condition given holds
 */
export async function confirm(
  db: AdminDb,
  id: string,
  now: number,
  further: ((condition: SQL) => readonly Statement[]) | undefined,
): Promise<void> {
  const isFirst = sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${id} AND confirmed_at IS NULL)`;
  const confirmed = db
    .update(forwarding)
    .set({ state: "invited", stateReason: "", confirmedAt: now })
    .where(and(eq(forwarding.id, id), waiting, isNull(forwarding.confirmedAt)));
  await commit(db, [...(further?.(isFirst) ?? []), confirmed]);
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
  const activation = db.update(forwarding).set({ state: "active", replacesId: null, triedAt: now }).where(isDue);
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

/** Its turn is over, whatever came of it: others have theirs first. */
export async function waitAgain(db: AdminDb, id: string, now: number): Promise<void> {
  await db.update(forwarding).set({ triedAt: now }).where(eq(forwarding.id, id));
}

/** Pending forwardings, the one that has waited longest first. */
export function pendingForwardings(db: AdminDb, limit: number): Promise<ForwardingRow[]> {
  return db
    .select()
    .from(forwarding)
    .where(and(sql`${forwarding.state} = 'pending'`, isNull(forwarding.deletedAt)))
    .orderBy(forwarding.triedAt)
    .limit(limit);
}

/** Invited forwardings that have answered and whose day has come, or that have not and are to be reminded. */
export function dueInvitations(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  const hasCome = sql`${forwarding.confirmedAt} IS NOT NULL AND coalesce(${forwarding.effectiveAt}, 0) <= ${now}`;
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
        or(hasCome, and(isNull(forwarding.confirmedAt), or(...silent))),
      ),
    )
    .orderBy(sql`${forwarding.confirmedAt} IS NULL`, forwarding.triedAt)
    .limit(limit);
}
