/** Copies of one person's mails, by the aliases that stand for them. */
import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { listed } from "../listed.ts";
import { alias, delivery, forwarding } from "../schema.ts";
import type { AdminDb } from "./db.ts";

export interface NamedAlias {
  readonly alias: string;
  readonly nameSealed: string;
  readonly scope: string;
}

const named = { alias: alias.alias, nameSealed: alias.nameSealed, scope: forwarding.scope };

/** Last used first: a name can be compared only when it is opened. */
export function newestAliases(db: AdminDb, limit: number): Promise<NamedAlias[]> {
  return db
    .select(named)
    .from(alias)
    .innerJoin(forwarding, and(eq(forwarding.id, alias.forwardingId), isNull(forwarding.deletedAt)))
    .where(isNull(alias.deletedAt))
    .orderBy(desc(alias.lastUsedAt))
    .limit(limit);
}

/** @param indexes of the correspondent's address, at every place @param text an alias itself, in small letters */
export function aliasesOf(db: AdminDb, indexes: readonly string[], text: string): Promise<NamedAlias[]> {
  return db
    .select(named)
    .from(alias)
    .innerJoin(forwarding, and(eq(forwarding.id, alias.forwardingId), isNull(forwarding.deletedAt)))
    .where(or(sql`${alias.correspondentIndex} IN ${listed(indexes)}`, eq(alias.alias, text)));
}

export type Copy = typeof delivery.$inferSelect;

export function copiesWith(db: AdminDb, aliases: readonly string[], limit: number): Promise<Copy[]> {
  return db
    .select()
    .from(delivery)
    .where(sql`${delivery.alias} IN ${listed(aliases)}`)
    .orderBy(desc(delivery.firstAt), desc(delivery.id))
    .limit(limit);
}
