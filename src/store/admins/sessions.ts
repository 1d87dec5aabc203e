/** Who is signed in at the page: keyed hashes of what browsers hold, and until when. */
import { and, eq, gt, inArray, isNull } from "drizzle-orm";
import type { AdminDb } from "../admin/db.ts";
import type { AdminRow } from "./admins.ts";
import { admin, session } from "./schema.ts";

type SessionRow = typeof session.$inferSelect;

export async function insertSession(db: AdminDb, row: SessionRow): Promise<void> {
  await db.insert(session).values(row);
}

export interface FoundSession {
  readonly session: SessionRow;
  /** Whose password it was opened with, if that is good still; null for the ADMIN_TOKEN, and for a void one. */
  readonly admin: AdminRow | null;
}

/** One that has not run out. @param indexes of the word, under every key at hand */
export async function findSession(
  db: AdminDb,
  indexes: readonly string[],
  now: number,
): Promise<FoundSession | undefined> {
  const rows = await db
    .select()
    .from(session)
    .leftJoin(admin, and(eq(admin.tokenHash, session.tokenIndex), isNull(admin.revokedAt)))
    .where(and(inArray(session.wordIndex, [...indexes]), gt(session.expiresAt, now)));
  return rows[0];
}

/** @param everywhere all that were opened with the same password */
export async function deleteSession(db: AdminDb, { wordIndex, tokenIndex }: SessionRow, everywhere: boolean) {
  await db.delete(session).where(everywhere ? eq(session.tokenIndex, tokenIndex) : eq(session.wordIndex, wordIndex));
}
