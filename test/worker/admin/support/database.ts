/** The real D1 of the test's worker, migrated, and emptied before each test. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

const bound = env as unknown as { readonly DB: D1Database; readonly TEST_MIGRATIONS: D1Migration[] };

export const db = bound.DB;

/** Children first: foreign keys are on. */
const TABLES = ["audit", "message_id", "delivery", "alias", "reply_from", "forwarding", "address"];

export async function emptyDatabase(): Promise<void> {
  await applyD1Migrations(db, bound.TEST_MIGRATIONS);
  await db.batch(TABLES.map((table) => db.prepare(`DELETE FROM ${table}`)));
}

/** Everything that the database holds, as text. */
export async function databaseText(): Promise<string> {
  const tables = await db.batch(TABLES.map((table) => db.prepare(`SELECT * FROM ${table}`)));
  return JSON.stringify(tables.map((table) => table.results));
}
