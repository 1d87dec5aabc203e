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

/** @param only the one public address that is asked about, as below */
const atAddress = (only: string | undefined) => (only === undefined ? undefined : eq(forwarding.addressId, only));

/** Last used first: a name can be compared only when it is opened. */
export function newestAliases(db: AdminDb, limit: number, only?: string): Promise<NamedAlias[]> {
  return db
    .select(named)
    .from(alias)
    .innerJoin(forwarding, and(eq(forwarding.id, alias.forwardingId), isNull(forwarding.deletedAt)))
    .where(and(isNull(alias.deletedAt), atAddress(only)))
    .orderBy(desc(alias.lastUsedAt))
    .limit(limit);
}

/** @param indexes of the correspondent's address, at every place @param text an alias itself, in small letters */
export function aliasesOf(db: AdminDb, indexes: readonly string[], text: string, only?: string): Promise<NamedAlias[]> {
  return db
    .select(named)
    .from(alias)
    .innerJoin(forwarding, and(eq(forwarding.id, alias.forwardingId), isNull(forwarding.deletedAt)))
    .where(and(or(sql`${alias.correspondentIndex} IN ${listed(indexes)}`, eq(alias.alias, text)), atAddress(only)));
}

export type Copy = typeof delivery.$inferSelect;

export function copiesWith(db: AdminDb, aliases: readonly string[], limit: number, only?: string): Promise<Copy[]> {
  return db
    .select()
    .from(delivery)
    .where(
      and(sql`${delivery.alias} IN ${listed(aliases)}`, only === undefined ? undefined : eq(delivery.addressId, only)),
    )
    .orderBy(desc(delivery.firstAt), desc(delivery.id))
    .limit(limit);
}
