/** Public addresses. */
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { type Address, withoutTag } from "../../mail/header/address.ts";
import { hasAliasForm } from "../../mail/alias-form.ts";
import { address, forwarding } from "../schema.ts";
import type { Desk, Statement } from "./db.ts";

export type AddressRow = typeof address.$inferSelect;

/** @param after the last address of the page before */
export function pageOfAddresses(desk: Desk, after: string | undefined, limit: number): Promise<AddressRow[]> {
  return desk
    .select()
    .from(address)
    .where(and(isNull(address.deletedAt), after === undefined ? undefined : gt(address.address, after)))
    .orderBy(asc(address.address))
    .limit(limit);
}

export async function findAddress(desk: Desk, id: string): Promise<AddressRow | undefined> {
  const rows = await desk
    .select()
    .from(address)
    .where(and(eq(address.id, id), isNull(address.deletedAt)));
  return rows[0];
}

/** The ids of all of them: each was published by hand, so there are not many. */
export async function allAddressIds(desk: Desk): Promise<readonly string[]> {
  const rows = await desk.select({ id: address.id }).from(address).where(isNull(address.deletedAt));
  return rows.map((row) => row.id);
}

/** @throws a conflict (see desk.ts) on commit when the address is published already */
export function insertAddress(desk: Desk, row: typeof address.$inferInsert): Statement {
  return desk.insert(address).values(row);
}

export function updateAddress(
  desk: Desk,
  id: string,
  change: { readonly [K in "name" | "nameSuffix" | "open"]?: AddressRow[K] | undefined },
): Statement {
  return desk
    .update(address)
    .set(change)
    .where(and(eq(address.id, id), isNull(address.deletedAt)));
}

/** Its forwardings go with it. The last statement is the one that deletes the address itself. */
export function deleteAddress(desk: Desk, id: string, now: number): readonly [Statement, Statement] {
  return [
    desk
      .update(forwarding)
      .set({ state: "deleted", deletedAt: now })
      .where(and(eq(forwarding.addressId, id), isNull(forwarding.deletedAt))),
    desk
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

/** Whether mail to it would come back to us: a public address, an alias, or a role address of a domain of ours. */
export async function isOurs(desk: Desk, candidate: Address): Promise<boolean> {
  const key = withoutTag(candidate);
  const anyOfDomain = hasAliasForm(key) || isRoleAddress(key) ? sql`TRUE` : undefined;
  const rows = await desk
    .select({ id: address.id })
    .from(address)
    .where(
      and(eq(address.domain, candidate.domain), isNull(address.deletedAt), anyOfDomain ?? or(eq(address.address, key))),
    )
    .limit(1);
  return rows.length > 0;
}
