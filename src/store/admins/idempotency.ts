/** What was asked with an Idempotency-Key. */
import { eq, inArray } from "drizzle-orm";
import type { AdminDb } from "../admin/db.ts";
import { idempotency } from "./schema.ts";

type Row = typeof idempotency.$inferSelect;

/**
 * Of two at the same time one gets it.
 * @param indexes of the key, under every ADDRESS_KEY at hand
 * @returns the row that is there already, or undefined for the one that is to do it
 */
export async function claimKey(
  db: AdminDb,
  row: Omit<Row, "answerSealed">,
  indexes: readonly string[],
): Promise<Row | undefined> {
  const known = () =>
    db
      .select()
      .from(idempotency)
      .where(inArray(idempotency.keyIndex, [...indexes]));
  const [before] = await known();
  if (before) return before;
  const made = await db.insert(idempotency).values(row).onConflictDoNothing().returning();
  return made.length > 0 ? undefined : (await known())[0];
}

export async function keepAnswer(db: AdminDb, keyIndex: string, answerSealed: string): Promise<void> {
  await db.update(idempotency).set({ answerSealed }).where(eq(idempotency.keyIndex, keyIndex));
}

/** Nothing was done: the key is free. */
export async function freeKey(db: AdminDb, keyIndex: string): Promise<void> {
  await db.delete(idempotency).where(eq(idempotency.keyIndex, keyIndex));
}
