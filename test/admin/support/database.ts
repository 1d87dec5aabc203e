/** The real D1 of the test's worker, migrated, and emptied before each test. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

const bound = env as unknown as { readonly DB: D1Database; readonly TEST_MIGRATIONS: D1Migration[] };

export const db = bound.DB;
export const migrations = bound.TEST_MIGRATIONS;

/** Every table that the migrations made. */
async function tables(): Promise<string[]> {
  const ours =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'";
  const { results } = await db.prepare(`${ours} AND name <> 'd1_migrations'`).all<{ name: string }>();
  return results.map(({ name }) => name);
}

export async function emptyDatabase(): Promise<void> {
  await applyD1Migrations(db, bound.TEST_MIGRATIONS);
  const deletes = (await tables()).map((table) => db.prepare(`DELETE FROM ${table}`));
  await db.batch([db.prepare("PRAGMA defer_foreign_keys = on"), ...deletes]);
}

/** Everything that the database holds, as text. */
export async function databaseText(): Promise<string> {
  const rows = await db.batch((await tables()).map((table) => db.prepare(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows.map(({ results }) => results));
}
