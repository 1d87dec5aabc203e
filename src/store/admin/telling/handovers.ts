/**
 * Handovers that are done, and a roster's further officers, of which those whom they concern are still to be told: claimed first,
 * so that of two runs one tells. `untold_id` is the predecessor's, or of a further officer the forwarding's own.
 */
import { and, eq, isNotNull, lte, or, sql } from "drizzle-orm";
import { HOUR } from "../../../mail/duration.ts";
import { forwarding } from "../../schema.ts";
import { type AdminDb, commit } from "../db.ts";
import type { ForwardingRow } from "../forwardings.ts";

/** How often those whom it concerns are told, where attempt after attempt dies: each may have told them. */
export const TELLINGS = 3;

/** Longer than any run lasts: one that has not said by then that its letters are out has died. */
export const TELLING_LEASE = HOUR / 4;

const isFreeToTell = (now: number) =>
  and(isNotNull(forwarding.untoldId), or(eq(forwarding.reminders, 0), lte(forwarding.triedAt, now - TELLING_LEASE)));

/** The one that has waited longest first. */
export function untoldChanges(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  return db.select().from(forwarding).where(isFreeToTell(now)).orderBy(forwarding.triedAt).limit(limit);
}

/** Before the letters go out: of two runs at the same time one tells. @returns whether it is this one */
export async function claimTelling(db: AdminDb, id: string, now: number): Promise<boolean> {
  const isLast = sql`${forwarding.reminders} + 1 >= ${TELLINGS}`;
  const claim = db
    .update(forwarding)
    .set({
      untoldId: sql`CASE WHEN ${isLast} THEN NULL ELSE ${forwarding.untoldId} END`,
      // Who is still to answer the welcome mail is reminded of it all the same.
      reminders: sql`CASE WHEN ${isLast} AND state <> 'active' THEN 0 ELSE ${forwarding.reminders} + 1 END`,
      triedAt: now,
    })
    .where(and(eq(forwarding.id, id), isFreeToTell(now)));
  const [claimed = 0] = await commit(db, [claim]);
  return claimed > 0;
}

/** The letters are out. Whoever is still to answer the welcome mail has got no reminder of it: that count is theirs again. */
export async function noteTold(db: AdminDb, id: string): Promise<void> {
  const reminders = sql`CASE WHEN state = 'active' THEN ${forwarding.reminders} ELSE 0 END`;
  await db
    .update(forwarding)
    .set({ untoldId: null, reminders })
    .where(and(eq(forwarding.id, id), isNotNull(forwarding.untoldId)));
}
