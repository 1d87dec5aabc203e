/** Aliases that are not void, seen from the desk. (The mail side mints its own: see store/journal/journal.ts.) */
import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { listed } from "../listed.ts";
import { alias, delivery, forwarding } from "../schema.ts";
import { type AdminDb, insertWhere, type Statement } from "./db.ts";
import type { Indexes } from "./forwardings.ts";

export type AliasRow = typeof alias.$inferSelect;
type NewAliasRow = Omit<typeof alias.$inferInsert, "shown">;

/** @param after time of last use and id of the last one of the page before */
export function pageOfAliases(
  db: AdminDb,
  forwardingId: string,
  after: readonly [number, string] | undefined,
  limit: number,
): Promise<AliasRow[]> {
  const beyond = after && sql`(${alias.lastUsedAt}, ${alias.id}) < (${after[0]}, ${after[1]})`;
  return db
    .select()
    .from(alias)
    .where(and(eq(alias.forwardingId, forwardingId), isNull(alias.deletedAt), beyond))
    .orderBy(desc(alias.lastUsedAt), desc(alias.id))
    .limit(limit);
}

interface FoundAlias extends AliasRow {
  readonly scope: string;
  readonly addressId: string;
}

/** An alias and what its ciphertexts are scoped to; nothing where it or its forwarding is void. */
export async function findAlias(db: AdminDb, id: string): Promise<FoundAlias | undefined> {
  const rows = await db
    .select({ alias, scope: forwarding.scope, addressId: forwarding.addressId })
    .from(alias)
    .innerJoin(forwarding, and(eq(forwarding.id, alias.forwardingId), isNull(forwarding.deletedAt)))
    .where(and(eq(alias.id, id), isNull(alias.deletedAt)));
  return rows[0] && { ...rows[0].alias, scope: rows[0].scope, addressId: rows[0].addressId };
}

/**
 * A fresh alias, whether or not the correspondent has one. It becomes the one that their mail shows only if there is
 * none yet under any key, decided in this very statement. Inserts nothing while the forwarding is pending, void, or takes no replies.
 */
export function insertAlias(row: NewAliasRow, indexes: Indexes): Statement {
  const shown = sql`NOT EXISTS (SELECT 1 FROM ${alias} WHERE forwarding_id = ${row.forwardingId}
    AND correspondent_index IN ${listed(indexes)} AND shown = 1)`;
  return insertWhere(
    alias,
    { ...row, shown },
    sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${row.forwardingId} AND state = 'active' AND allow_reply = 1)`,
  );
}

/** All of the correspondent's at this forwarding, deleted ones too: a block holds for the person, not for one name. */
export function blockAlias(db: AdminDb, id: string): Statement {
  return db
    .update(alias)
    .set({ blocked: true })
    .where(
      and(
        eq(alias.blocked, false),
        sql`(${alias.forwardingId}, ${alias.correspondentIndex}) IN
          (SELECT forwarding_id, correspondent_index FROM ${alias} WHERE id = ${id} AND deleted_at IS NULL)`,
      ),
    );
}

export function releaseAliases(db: AdminDb, ids: readonly string[]): Statement {
  return db
    .update(alias)
    .set({ blocked: false })
    .where(sql`${alias.id} IN ${listed(ids)}`);
}

export function deleteAlias(db: AdminDb, id: string, now: number): Statement {
  return db
    .update(alias)
    .set({ deletedAt: now, shown: false })
    .where(and(eq(alias.id, id), isNull(alias.deletedAt)));
}

/** What aliases are scoped to, void ones too: a correspondent is to be found wherever rows of theirs still are. */
export async function allScopes(db: AdminDb): Promise<readonly string[]> {
  const rows = await db.selectDistinct({ scope: forwarding.scope }).from(forwarding);
  return rows.map((row) => row.scope);
}

/** The surveys by whose words aliases are indexed, too. */
export async function surveysWithAliases(db: AdminDb): Promise<readonly string[]> {
  const rows = await db.selectDistinct({ survey: alias.survey }).from(alias).where(isNotNull(alias.survey));
  return rows.flatMap(({ survey }) => survey ?? []);
}

/** The journal forgets which aliases it was about, then the aliases go. */
export function eraseAliases(db: AdminDb, correspondentIndexes: readonly string[]): readonly [Statement, Statement] {
  const theirs = sql`IN ${listed(correspondentIndexes)}`;
  return [
    db
      .update(delivery)
      .set({ alias: null })
      .where(sql`${delivery.alias} IN (SELECT alias FROM ${alias} WHERE correspondent_index ${theirs})`),
    db.delete(alias).where(sql`${alias.correspondentIndex} ${theirs}`),
  ];
}
