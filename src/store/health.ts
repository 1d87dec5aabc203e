/** Whether mail would pass, as far as the database goes: it answers, is migrated, and the key at hand is its own. */
import journal from "../../migrations/meta/_journal.json" with { type: "json" };
import { destinationContext } from "./contexts.ts";
import { isNotMigrated } from "./not-migrated.ts";
import { type ForeignRow, foreignKey, isOfOtherKey } from "./row-keys.ts";
import { type Vault, WrongAddressKey } from "./vault.ts";

/** The migration that this worker was built with, as wrangler notes it once it is applied. */
export const MIGRATION = `${journal.entries.at(-1)?.tag}.sql`;

export type DatabaseHealth =
  | { readonly kind: "well" }
  | { readonly kind: "not-migrated" }
  | { readonly kind: "wrong-key"; readonly error: WrongAddressKey }
  | { readonly kind: "unreachable" };

/** The migrations of this worker were not applied. */
class NotMigrated extends Error {
  constructor() {
    super(`no such table or column: the migration ${MIGRATION} was not applied`);
    this.name = "NotMigrated";
  }
}

/**
 * For the cron: what it would do on a database that is not well, it must not do.
 * @throws NotMigrated, or WrongAddressKey; not when the database does not answer, which passes by itself
 */
export async function requireWell(d1: D1Database, vault: Vault): Promise<void> {
  const database = await databaseHealth(d1, vault);
  if (database.kind === "not-migrated") throw new NotMigrated();
  if (database.kind === "wrong-key") throw database.error;
}

/** A domain of ours; public addresses stand in the clear, so that it is known whatever the key. */
export async function anyDomain(d1: D1Database): Promise<string | undefined> {
  try {
    const row = await d1
      .prepare("SELECT domain FROM address WHERE deleted_at IS NULL LIMIT 1")
      .first<{ domain: string }>();
    return row?.domain;
  } catch {
    return undefined; // There is no such table, or no answer: the alarm goes without.
  }
}

interface SealedRow {
  readonly id: string;
  readonly destination_sealed: string;
  readonly destination_index: string;
}

/** Three statements. */
export async function databaseHealth(d1: D1Database, vault: Vault): Promise<DatabaseHealth> {
  try {
    const applied = await d1.prepare("SELECT name FROM d1_migrations WHERE name = ?").bind(MIGRATION).first();
    if (applied === null) return { kind: "not-migrated" };
    const health = await keyHealth(await sealedRows(d1), vault);
    return health.kind === "well" ? await formerKeyHealth(d1, vault) : health;
  } catch (error) {
    return isNotMigrated(error) ? { kind: "not-migrated" } : { kind: "unreachable" };
  }
}

/** The oldest and the newest: while keys are changed one can be under the former key, the other under the current one. */
async function sealedRows(d1: D1Database): Promise<readonly SealedRow[]> {
  const one = (order: string) =>
    `SELECT id, destination_sealed, destination_index FROM (SELECT id, destination_sealed, destination_index FROM forwarding WHERE deleted_at IS NULL ORDER BY rowid ${order} LIMIT 1)`;
  return (await d1.prepare(`${one("ASC")} UNION ${one("DESC")}`).all<SealedRow>()).results;
}

/** A row of another key is the key's fault; a single row that does not open, though its key is at hand, is damaged. */
async function keyHealth(rows: readonly SealedRow[], vault: Vault): Promise<DatabaseHealth> {
  const faults: WrongAddressKey[] = [];
  let foreign: WrongAddressKey | undefined;
  for (const { id, destination_sealed: sealed, destination_index: index } of rows) {
    try {
      await vault.unseal(destinationContext(id), sealed);
    } catch (error) {
      if (!(error instanceof WrongAddressKey)) throw error;
      faults.push(error);
      if (isOfOtherKey(vault, index, error)) foreign ??= error;
    }
  }
  foreign ??= faults.length === rows.length ? faults[0] : undefined;
  return foreign ? { kind: "wrong-key", error: foreign } : { kind: "well" };
}

/** ADDRESS_KEY_PREVIOUS may have been taken away before all was moved (row-keys.ts). */
async function formerKeyHealth(d1: D1Database, vault: Vault): Promise<DatabaseHealth> {
  const { text, values } = foreignKey(vault);
  const row = await d1
    .prepare(text)
    .bind(...values)
    .first<ForeignRow>();
  return row?.id ? { kind: "wrong-key", error: new WrongAddressKey(row.id, vault.current.id) } : { kind: "well" };
}

/** Whether somebody has used it: then there is a key that it was written with. @throws when it does not answer */
export async function isUnused(d1: D1Database): Promise<boolean> {
  try {
    return (await d1.prepare("SELECT 1 FROM forwarding LIMIT 1").first()) === null;
  } catch (error) {
    if (isNotMigrated(error)) return true;
    throw error;
  }
}
