/** Who stands behind an alias. Needs the database and the key, and leaves a line in the audit list before it tells. */
import { randomWord } from "../../src/mail/base-encoding.ts";
import { correspondentContext, nameContext } from "../../src/store/contexts.ts";
import type { Vault } from "../../src/store/vault.ts";
import { type Database, literal, type Row } from "../support/database.ts";

export interface SealedAlias {
  readonly id: string;
  readonly alias: string;
  readonly scope: string;
  readonly publicAddress: string;
  readonly correspondentSealed: string;
  readonly nameSealed: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** Nobody can write to it any more; its row is kept for a while. */
  readonly isVoid: boolean;
}

export interface Correspondent {
  readonly address: string;
  readonly name: string;
}

/** The row of an alias, void or not; `undefined` when there is none, or it has been erased. */
export async function findAlias(database: Database, alias: string): Promise<SealedAlias | undefined> {
  const [row] = await database.query(
    `SELECT a.id, a.alias, f.scope, d.address, a.correspondent_sealed, a.name_sealed, a.created_at, a.last_used_at,
      coalesce(a.deleted_at, f.deleted_at, d.deleted_at) IS NOT NULL AS is_void
    FROM alias AS a JOIN forwarding AS f ON f.id = a.forwarding_id JOIN address AS d ON d.id = f.address_id
    WHERE a.alias = ${literal(alias)}`,
  );
  return row && sealedAlias(row);
}

function sealedAlias(row: Row): SealedAlias {
  const text = (column: string) => String(row[column]);
  return {
    id: text("id"),
    alias: text("alias"),
    scope: text("scope"),
    publicAddress: text("address"),
    correspondentSealed: text("correspondent_sealed"),
    nameSealed: text("name_sealed"),
    createdAt: Number(row.created_at),
    lastUsedAt: Number(row.last_used_at),
    isVoid: row.is_void === 1,
  };
}

/** @throws WrongAddressKey when the key at hand is not the database's */
export async function open(row: SealedAlias, vault: Vault): Promise<Correspondent> {
  const [address, name] = await Promise.all([
    vault.unseal(correspondentContext(row.scope), row.correspondentSealed),
    vault.unseal(nameContext(row.scope), row.nameSealed),
  ]);
  return { address, name };
}

/** @param now milliseconds since 1970 */
export async function noteRevealed(database: Database, row: SealedAlias, reason: string, now: number): Promise<void> {
  const values = [randomWord(16), "operator", "alias.reveal", row.id, reason].map(literal);
  const [id, actor, action, subject, detail] = values;
  await database.query(
    `INSERT INTO audit (id, time, actor, action, subject, detail)
      VALUES (${id}, ${now}, ${actor}, ${action}, ${subject}, ${detail})`,
  );
}
