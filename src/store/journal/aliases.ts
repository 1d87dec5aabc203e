/** Aliases that copies need: made where they are missing, met where they are there, trusted when they were answered. */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { mintAlias } from "../../mail/alias-form.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import type { Alias } from "../../relay/model.ts";
import { type AliasWish, type Answered, aliasKey, type CopyRecord } from "../../relay/ports/journal.ts";
import { correspondentContext, correspondentValue, nameContext } from "../contexts.ts";
import { addressOf } from "../directory.ts";
import { listed } from "../listed.ts";
import { alias } from "../schema.ts";
import type { Vault } from "../vault.ts";
import { selectInto, wished, wishTable } from "./rows.ts";

type AliasRow = typeof alias.$inferSelect;

interface WantedAlias {
  readonly id: string;
  readonly alias: string;
  readonly forwardingId: string;
  readonly correspondentIndex: string;
  /** Where the row can stand still, while keys are changed. */
  readonly formerIndex: string | undefined;
  readonly correspondentSealed: string;
  readonly nameSealed: string;
  /** SQLite knows no booleans. */
  readonly vouched: 0 | 1;
  readonly survey: string | undefined;
}

export async function wantedAlias(
  vault: Vault,
  { forwarding, domain, correspondent, vouched, name, survey }: AliasWish,
): Promise<WantedAlias> {
  const { scope } = forwarding;
  const [[correspondentIndex, formerIndex], correspondentSealed, nameSealed] = await Promise.all([
    vault.indexes(correspondentContext(scope), correspondentValue(correspondent.key, survey)),
    vault.seal(correspondentContext(scope), correspondent.spec),
    vault.seal(nameContext(scope), name),
  ]);
  return {
    id: randomWord(16),
    alias: mintAlias(domain),
    forwardingId: forwarding.id,
    correspondentIndex,
    formerIndex,
    correspondentSealed,
    nameSealed,
    vouched: vouched ? 1 : 0,
    survey,
  };
}

/** The former index, where an alias stands under it while keys are changed. */
const INDEX_THAT_STANDS = sql`coalesce((SELECT correspondent_index FROM alias
  WHERE shown = 1 AND forwarding_id = ${wished("forwardingId")} AND correspondent_index = ${wished("formerIndex")}),
  ${wished("correspondentIndex")})`;

const WAS_BLOCKED = sql`EXISTS (SELECT 1 FROM alias WHERE blocked = 1 AND forwarding_id = ${wished("forwardingId")}
  AND correspondent_index IN (${wished("correspondentIndex")}, ${wished("formerIndex")}))`;

/**
 * Simultaneous first mails of one correspondent agree on one alias: the row that is there first is what both get. One that
 * is there under the former key is met by its former index: a change of keys gives nobody a second alias. Whom a deleted
 * alias blocked stays blocked.
 */
export function mintStatement(db: DrizzleD1Database, wanted: readonly WantedAlias[], now: number) {
  return db
    .insert(alias)
    .select(
      selectInto(
        alias,
        {
          id: wished("id"),
          alias: wished("alias"),
          forwardingId: wished("forwardingId"),
          correspondentSealed: wished("correspondentSealed"),
          correspondentIndex: INDEX_THAT_STANDS,
          nameSealed: wished("nameSealed"),
          shown: sql`1`,
          blocked: WAS_BLOCKED,
          createdAt: sql`${now}`,
          lastUsedAt: sql`${now}`,
          deletedAt: sql`NULL`,
          vouched: wished("vouched"),
          survey: wished("survey"),
          answeredBy: sql`NULL`,
          answeredAt: sql`NULL`,
        },
        sql`${wishTable(wanted)} WHERE true`,
      ),
    )
    .onConflictDoUpdate({
      target: [alias.forwardingId, alias.correspondentIndex],
      targetWhere: sql`shown = 1`,
      set: { lastUsedAt: sql`excluded.last_used_at`, vouched: sql`max(${alias.vouched}, excluded.vouched)` },
    })
    .returning();
}

/** The aliases whose rows are the ones that were to be made. */
export function freshKeys(
  rows: readonly AliasRow[],
  wishes: readonly AliasWish[],
  wanted: readonly WantedAlias[],
): ReadonlySet<string> {
  const ids = new Set(rows.map(({ id }) => id));
  const fresh = wishes.filter((_, at) => ids.has(wanted[at]?.id ?? ""));
  return new Set(fresh.map(({ forwarding, correspondent }) => aliasKey(forwarding.id, correspondent.key)));
}

export function aliasesByKey(
  rows: readonly AliasRow[],
  wishes: readonly AliasWish[],
  wanted: readonly WantedAlias[],
): ReadonlyMap<string, Alias> {
  const byIndex = new Map(rows.map((row) => [`${row.forwardingId} ${row.correspondentIndex}`, row]));
  const aliases = new Map<string, Alias>();
  for (const [at, { forwarding, correspondent }] of wishes.entries()) {
    const places = [wanted[at]?.correspondentIndex, wanted[at]?.formerIndex].map(
      (index) => `${forwarding.id} ${index}`,
    );
    const row = places.map((place) => byIndex.get(place)).find((found) => found);
    if (!row) continue;
    const found = { ...row, alias: addressOf(row.alias), forwarding, correspondent };
    aliases.set(aliasKey(forwarding.id, correspondent.key), found);
  }
  return aliases;
}

/** Whom an officer has answered is no stranger any more. */
export function vouchStatements(db: DrizzleD1Database, copies: readonly CopyRecord[]) {
  const answered = copies.filter(({ direction, outcome }) => direction === "reply" && outcome === "sent");
  const aliases = answered.flatMap((copy) => copy.alias ?? []);
  if (aliases.length === 0) return [];
  const theirs = and(inArray(alias.alias, listed(aliases)), eq(alias.vouched, false));
  return [db.update(alias).set({ vouched: true }).where(theirs)];
}

/** Who is at it, wherever the desk's officers will look: beside their own alias of the correspondent. */
export function answeredStatement(db: DrizzleD1Database, { forwardingId, aliasIds }: Answered, now: number) {
  return db
    .update(alias)
    .set({ answeredBy: forwardingId, answeredAt: now })
    .where(inArray(alias.id, listed(aliasIds)));
}
