/** Public addresses. */
import { and, asc, eq, gt, inArray, isNull, ne, or } from "drizzle-orm";
import { listed } from "../listed.ts";
import { address, forwarding } from "../schema.ts";
import type { AdminDb, Statement } from "./db.ts";

export type AddressRow = typeof address.$inferSelect;

/** @param after the last address of the page before @param only the one that is asked about; all, if absent */
export function pageOfAddresses(db: AdminDb, after: string | undefined, limit: number, only?: string) {
  const wanted = only === undefined ? undefined : eq(address.id, only);
  return db
    .select()
    .from(address)
    .where(and(isNull(address.deletedAt), wanted, after === undefined ? undefined : gt(address.address, after)))
    .orderBy(asc(address.address))
    .limit(limit);
}

export async function findAddress(db: AdminDb, id: string): Promise<AddressRow | undefined> {
  const rows = await db
    .select()
    .from(address)
    .where(and(eq(address.id, id), isNull(address.deletedAt)));
  return rows[0];
}

/** The ids of all of them: each was published by hand, so there are not many. */
export async function allAddressIds(db: AdminDb): Promise<readonly string[]> {
  const rows = await db.select({ id: address.id }).from(address).where(isNull(address.deletedAt));
  return rows.map((row) => row.id);
}

/** Deleted ones too: what was stored about their correspondents may still be there. */
export async function allPublicAddresses(db: AdminDb): Promise<readonly string[]> {
  const rows = await db.selectDistinct({ address: address.address, receivedAs: address.receivedAs }).from(address);
  return rows.map((row) => row.receivedAs ?? row.address);
}

/** @throws a conflict (see desk.ts) on commit when the address is published already */
export function insertAddress(db: AdminDb, row: typeof address.$inferInsert): Statement {
  return db.insert(address).values(row);
}

export function updateAddress(
  db: AdminDb,
  id: string,
  change: {
    readonly [K in "name" | "nameSuffix" | "open" | "receivedAs" | "receivedDomain"]?: AddressRow[K] | undefined;
  },
): Statement {
  return db
    .update(address)
    .set(change)
    .where(and(eq(address.id, id), isNull(address.deletedAt)));
}

/** Its forwardings go with it. The last statement is the one that deletes the address itself. */
export function deleteAddress(db: AdminDb, id: string, now: number): readonly [Statement, Statement] {
  return [
    db
      .update(forwarding)
      .set({ state: "deleted", deletedAt: now })
      .where(and(eq(forwarding.addressId, id), isNull(forwarding.deletedAt))),
    db
      .update(address)
      .set({ deletedAt: now })
      .where(and(eq(address.id, id), isNull(address.deletedAt))),
  ];
}

/** Every domain of ours has these, and they reach the admin (RFC 2142 §2, §4). */
const ROLES = /^(?:postmaster|abuse)@/;

export function isRoleAddress(key: string): boolean {
  return ROLES.test(key);
}

/**
 * Whether mail to a mailbox would come back to us: it is public, or its domain's mail reaches this worker, as that of a public
 * address does unless it is received under another.
 */
export async function comesToUs(
  db: AdminDb,
  mailbox: { readonly domain: string; readonly key: string },
): Promise<boolean> {
  const { domain, key } = mailbox;
  const here = or(and(eq(address.domain, domain), isNull(address.receivedDomain)), eq(address.receivedDomain, domain));
  const rows = await db
    .select({ id: address.id })
    .from(address)
    .where(and(or(here, eq(address.address, key)), isNull(address.deletedAt)))
    .limit(1);
  return rows.length > 0;
}

/** Which address, if any, bears one of these names already, published or received. */
export async function isTaken(db: AdminDb, keys: readonly string[], exceptId: string): Promise<boolean> {
  const asked = listed(keys);
  const rows = await db
    .select({ id: address.id })
    .from(address)
    .where(
      and(
        or(inArray(address.address, asked), inArray(address.receivedAs, asked)),
        ne(address.id, exceptId),
        isNull(address.deletedAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Whether there are public addresses, and none of them is on this domain. */
export async function isOtherDomain(db: AdminDb, domain: string): Promise<boolean> {
  const any = await db.select({ id: address.id }).from(address).where(isNull(address.deletedAt)).limit(1);
  const there = await db
    .select({ id: address.id })
    .from(address)
    .where(and(eq(address.domain, domain), isNull(address.deletedAt)))
    .limit(1);
  return any.length > 0 && there.length === 0;
}
