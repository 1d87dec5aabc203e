/** From pending to active: a forwarding whose welcome mail was handed over, and the handover that hangs on it. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { alias, forwarding } from "../schema.ts";
import type { AuditWish } from "./audit.ts";
import { auditIfChanged } from "./audit.ts";
import { type AdminDb, commit, type Statement } from "./db.ts";
import type { ForwardingRow } from "./forwardings.ts";

export interface Activation {
  /** It was pending until now. */
  readonly activated: boolean;
  /** It took over from another, which is gone now. */
  readonly tookOver: boolean;
}

/**
 * In one transaction: the aliases change hands, the old forwarding goes, the new one works. Each statement holds only
 * while the new one is pending, so that two runs at the same time hand over once; and aliases move only away from a
 * forwarding that still stands, so that a handover never revives what was made void meanwhile.
 */
export async function activate(db: AdminDb, pending: ForwardingRow, now: number, wish: AuditWish): Promise<Activation> {
  const takeOver = pending.replacesId === null ? [] : takeOverFrom(db, pending, pending.replacesId, now);
  const activation = db
    .update(forwarding)
    .set({ state: "active", stateReason: "", replacesId: null, triedAt: now })
    .where(and(eq(forwarding.id, pending.id), eq(forwarding.state, "pending")));
  const changes = await commit(db, [...takeOver, activation, auditIfChanged(wish)]);
  return { activated: (changes.at(-2) ?? 0) > 0, tookOver: takeOver.length > 0 && (changes.at(-3) ?? 0) > 0 };
}

function takeOverFrom(db: AdminDb, pending: ForwardingRow, oldId: string, now: number): Statement[] {
  const isPending = sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${pending.id} AND state = 'pending')`;
  const oldStands = sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${oldId} AND deleted_at IS NULL)`;
  const aliases = db
    .update(alias)
    .set({ forwardingId: pending.id })
    .where(and(eq(alias.forwardingId, oldId), isNull(alias.deletedAt), isPending, oldStands));
  const old = db
    .update(forwarding)
    .set({ state: "replaced", deletedAt: now })
    .where(and(eq(forwarding.id, oldId), isNull(forwarding.deletedAt), isPending));
  return pending.keepAliases ? [aliases, old] : [old];
}

/** The welcome mail could not be handed over: why, and when it was tried. */
export async function stayPending(db: AdminDb, id: string, reason: string, now: number): Promise<void> {
  await db
    .update(forwarding)
    .set({ stateReason: reason, triedAt: now })
    .where(and(eq(forwarding.id, id), eq(forwarding.state, "pending")));
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
