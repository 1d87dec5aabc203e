/** Admins under a name of their own. Passwords and invitations are random words of 160 bits: their hash alone is kept. */
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { toBase64Url } from "../../mail/base-encoding.ts";
import { utf8 } from "../../mail/octets.ts";
import { type AdminDb, insertWhere, type Statement } from "../admin/db.ts";
import { listed } from "../listed.ts";
import { alias, block, forwarding } from "../schema.ts";
import { admin, session } from "./schema.ts";

export type AdminRow = typeof admin.$inferSelect;

export const MAX_ADMINS = 50;

/** No key is needed, so that a change of ADDRESS_KEY locks nobody out. */
export async function wordHash(word: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(word))));
}

const standing = isNull(admin.revokedAt);

async function one(db: AdminDb, condition: SQL | undefined): Promise<AdminRow | undefined> {
  return (await db.select().from(admin).where(condition).limit(1))[0];
}

export const findAdmin = (db: AdminDb, id: string) => one(db, and(eq(admin.id, id), standing));

/** @param tokenHash of a password */
export const adminWithToken = (db: AdminDb, tokenHash: string) =>
  one(db, and(eq(admin.tokenHash, tokenHash), standing));

/** Also one whose access was revoked. @param indexes of the folded mailbox, under every key at hand */
export const adminOfMailbox = (db: AdminDb, indexes: readonly string[]) =>
  one(db, inArray(admin.mailboxIndex, [...indexes]));

export function pageOfAdmins(
  db: AdminDb,
  after: readonly [number, string] | undefined,
  limit: number,
): Promise<AdminRow[]> {
  const behind = after && sql`(${admin.createdAt}, ${admin.id}) > (${after[0]}, ${after[1]})`;
  return db.select().from(admin).where(and(standing, behind)).orderBy(asc(admin.createdAt), asc(admin.id)).limit(limit);
}

/** Of those, too, who are admins no more: what they did stays theirs. @param actors as the audit list names them: an admin by the id, since a name can change */
export async function namesOf(db: AdminDb, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (actors.length === 0) return new Map();
  const rows = await db
    .select({ id: admin.id, name: admin.name })
    .from(admin)
    .where(sql`${admin.id} IN ${listed([...new Set(actors)])}`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const hasRoom = sql`(SELECT count(*) FROM ${admin} WHERE revoked_at IS NULL) < ${MAX_ADMINS}`;

/** Nothing where there are too many. */
export const insertAdmin = (row: AdminRow): Statement => insertWhere(admin, row, hasRoom);

interface Standing {
  readonly name?: string | undefined;
  readonly role?: AdminRow["role"] | undefined;
  readonly addressId: string | null;
}

/** Somebody who was an admin before: the same person to the audit list. Nothing where they are one, or there are too many. */
export function bringBack(db: AdminDb, id: string, change: Omit<AdminRow, "id">): Statement {
  return db
    .update(admin)
    .set(change)
    .where(and(eq(admin.id, id), sql`${admin.revokedAt} IS NOT NULL`, hasRoom));
}

interface Invitation {
  readonly invitationHash: string;
  readonly invitedUntil: number;
}

/** The former link is void. */
export function renewInvitation(db: AdminDb, id: string, invitation: Invitation): Statement {
  return db
    .update(admin)
    .set(invitation)
    .where(and(eq(admin.id, id), standing));
}

/** Once: of two at the same time one gets it. */
export function takeInvitation(
  db: AdminDb,
  invitationHash: string,
  tokenHash: string,
  now: number,
): Promise<AdminRow[]> {
  return db
    .update(admin)
    .set({ tokenHash, invitationHash: null, invitedUntil: null })
    .where(and(eq(admin.invitationHash, invitationHash), sql`${admin.invitedUntil} > ${now}`, standing))
    .returning();
}

/** Somebody else can still do everything, under a name and a password. Decided in the statement that makes the change. */
function othersLead(id: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${admin} AS other WHERE other.role = 'all' AND other.token_hash IS NOT NULL
    AND other.revoked_at IS NULL AND other.id <> ${id})`;
}

/** @param byToken the ADMIN_TOKEN asks, which stays whatever becomes of the others */
function unlessLast(id: string, byToken: boolean): SQL | undefined {
  if (byToken) return undefined;
  return or(sql`${admin.role} <> 'all'`, isNull(admin.tokenHash), othersLead(id));
}

/** Nothing where the last one with the role `all` would lose it. */
export function updateAdmin(db: AdminDb, id: string, change: Standing, byToken: boolean): Statement {
  const keepsAll = change.role === undefined || change.role === "all";
  return db
    .update(admin)
    .set(change)
    .where(and(eq(admin.id, id), standing, keepsAll ? undefined : unlessLast(id, byToken)));
}

/** The row stays, so that Cloudflare Access opens nothing for that mailbox, and the audit list knows the name. */
export function revoke(db: AdminDb, id: string, now: number, byToken: boolean): Statement {
  return db
    .update(admin)
    .set({ revokedAt: now, invitationHash: null, invitedUntil: null })
    .where(and(eq(admin.id, id), standing, unlessLast(id, byToken)));
}

/** What a password that is void has opened: sessions of revoked admins, to be committed behind it. */
export function endSessionsOf(db: AdminDb, tokenHash: string | null): Statement {
  return db.delete(session).where(eq(session.tokenIndex, tokenHash ?? ""));
}

/** The public address that something hangs on; undefined where there is no such thing. */
export async function addressOfThing(
  db: AdminDb,
  of: "forwarding" | "alias" | "block",
  id: string,
): Promise<string | undefined> {
  const addressId = { addressId: of === "block" ? block.addressId : forwarding.addressId };
  switch (of) {
    case "forwarding":
      return (await db.select(addressId).from(forwarding).where(eq(forwarding.id, id)))[0]?.addressId;
    case "alias":
      return (
        await db
          .select(addressId)
          .from(alias)
          .innerJoin(forwarding, eq(forwarding.id, alias.forwardingId))
          .where(eq(alias.id, id))
      )[0]?.addressId;
    case "block":
      return (await db.select(addressId).from(block).where(eq(block.id, id)))[0]?.addressId;
  }
}
