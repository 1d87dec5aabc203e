/** From invited to active: a forwarding whose mailbox has answered begins to work, alone or in the place of another. */
import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { listed } from "../listed.ts";
import { alias, audit, forwarding } from "../schema.ts";
import { type AuditWish, auditIfChanged } from "./audit.ts";
import { type AdminDb, commit, type Statement } from "./db.ts";
import type { ForwardingRow } from "./forwardings.ts";

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
    .set({ ...STARTED, untoldId: STILL_UNTOLD, reminders: 1, triedAt: now })
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

/** Its turn is over, whatever came of it: others have theirs first. */
export async function waitAgain(db: AdminDb, id: string, now: number): Promise<void> {
  await db.update(forwarding).set({ triedAt: now }).where(eq(forwarding.id, id));
}

/**
 * As `activate`, for many at once: a roster's day. Who takes over from somebody who starts in this very run waits for the next
 * one: an alias would change hands twice. Whom it concerns is told afterwards (`untoldChanges`).
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
      .set({ ...STARTED, untoldId: STILL_UNTOLD, reminders: 0, triedAt: now })
      .where(inArray(forwarding.id, sql`(SELECT d.id FROM (${due}) AS d)`)),
  ]);
  return changes.at(-1) ?? 0;
}

/** Of a handover from now on; a further officer may have begun before the others have heard of it. */
const STILL_UNTOLD = sql`coalesce(${forwarding.replacesId}, ${forwarding.untoldId})`;

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
