/** Who is signed in at the page: keyed hashes of what browsers hold, and until when. */
import { and, eq, gt, inArray } from "drizzle-orm";
import type { AdminDb } from "../admin/db.ts";
import { session } from "../schema.ts";

export type SessionRow = typeof session.$inferSelect;

export async function insertSession(db: AdminDb, row: SessionRow): Promise<void> {
  await db.insert(session).values(row);
}

/** One that has not run out. @param indexes of the word, under every key at hand */
export async function findSession(
  db: AdminDb,
  indexes: readonly string[],
  now: number,
): Promise<SessionRow | undefined> {
  const rows = await db
    .select()
    .from(session)
    .where(and(inArray(session.wordIndex, [...indexes]), gt(session.expiresAt, now)));
  return rows[0];
}

export async function deleteSession(db: AdminDb, wordIndex: string): Promise<void> {
  await db.delete(session).where(eq(session.wordIndex, wordIndex));
}
