/** Handovers that are done, and of which those whom they concern are still to be told: claimed first, so that of two runs one tells. */
import { and, eq, isNotNull, lte, or, sql } from "drizzle-orm";
import { HOUR } from "../../mail/duration.ts";
import { forwarding } from "../schema.ts";
import { type AdminDb, commit } from "./db.ts";
import type { ForwardingRow } from "./forwardings.ts";

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
