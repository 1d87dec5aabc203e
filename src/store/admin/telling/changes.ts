/**
 * Whom a change at the desk is still to be told. Written in the very batch that makes the change, so that an isolate that dies behind
 * it leaves nobody in the dark: the cron goes on. Claimed first, so that of two runs one tells.
 */
import { and, eq, inArray, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { listed } from "../../listed.ts";
import { address, forwarding, telling } from "../../schema.ts";
import type { AddressRow } from "../addresses.ts";
import type { AdminDb, Statement } from "../db.ts";
import type { ForwardingRow } from "../forwardings.ts";
import { TELLING_LEASE, TELLINGS } from "./handovers.ts";

type ToldChange = (typeof telling.$inferSelect)["change"];

/**
 * Everybody who stands behind the address is to be told.
 * @param isNews holds, where this stands in its batch, only if the change is made; `f` is whom it would be told
 */
function tellStanding(
  change: ToldChange,
  { id, addressId }: Pick<ForwardingRow, "id" | "addressId">,
  now: number,
  isNews: SQL,
): Statement {
  return sql`INSERT INTO ${telling} (id, change, about_id, recipient_id, tries, tried_at)
    SELECT lower(hex(randomblob(8))), ${change}, ${id}, f.id, 0, ${now} FROM ${forwarding} AS f
    WHERE f.address_id = ${addressId} AND f.state = 'active' AND f.deleted_at IS NULL AND ${isNews}`;
}

/** Goes behind the statement that adds it. */
export function tellOfAddition(added: Pick<ForwardingRow, "id" | "addressId">, now: number): Statement {
  const isNews = sql`f.id <> ${added.id} AND EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${added.id})`;
  return tellStanding("destination-added", added, now, isNews);
}

/** Goes before the statement that shows the senders: it is no news where they were shown already. */
export function tellOfShowing(about: Pick<ForwardingRow, "id" | "addressId">, now: number): Statement {
  const isNews = sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${about.id} AND hide_sender = 1 AND deleted_at IS NULL)`;
  return tellStanding("sender-shown", about, now, isNews);
}

/** Ids of those that are to be told now, the longest waiting first. @param aboutId of one change alone */
export async function claimTellings(
  db: AdminDb,
  now: number,
  limit: number,
  aboutId?: string,
): Promise<readonly string[]> {
  const isFree = or(eq(telling.tries, 0), lte(telling.triedAt, now - TELLING_LEASE));
  const isDue = and(lt(telling.tries, TELLINGS), isFree);
  const due = await db
    .select({ id: telling.id })
    .from(telling)
    .where(and(isDue, aboutId === undefined ? undefined : eq(telling.aboutId, aboutId)))
    .orderBy(telling.triedAt)
    .limit(limit);
  if (due.length === 0) return []; // As in nearly every run.
  const ids = listed(due.map(({ id }) => id));
  const claimed = await db
    .update(telling)
    .set({ tries: sql`${telling.tries} + 1`, triedAt: now })
    .where(and(inArray(telling.id, ids), isDue))
    .returning({ id: telling.id });
  return claimed.map(({ id }) => id);
}

export interface OpenTelling {
  readonly id: string;
  readonly change: ToldChange;
  readonly about: ForwardingRow;
  readonly recipient: ForwardingRow;
  readonly address: AddressRow;
}

/** Those that still concern somebody: not whoever has gone meanwhile, nor of what is no more. */
export function openTellings(db: AdminDb, ids: readonly string[]): Promise<OpenTelling[]> {
  const about = alias(forwarding, "about");
  return db
    .select({ id: telling.id, change: telling.change, about, recipient: forwarding, address })
    .from(telling)
    .innerJoin(
      forwarding,
      and(eq(forwarding.id, telling.recipientId), eq(forwarding.state, "active"), isNull(forwarding.deletedAt)),
    )
    .innerJoin(about, and(eq(about.id, telling.aboutId), isNull(about.deletedAt)))
    .innerJoin(address, and(eq(address.id, about.addressId), isNull(address.deletedAt)))
    .where(inArray(telling.id, listed(ids)));
}

export async function endTellings(db: AdminDb, ids: readonly string[]): Promise<void> {
  await db.delete(telling).where(inArray(telling.id, listed(ids)));
}

/** Those in whose every telling the isolate died, or the carrier took nothing. */
export function eraseGivenUp(now: number): Statement {
  return sql`DELETE FROM ${telling} WHERE tries >= ${TELLINGS} AND tried_at <= ${now - TELLING_LEASE}`;
}
