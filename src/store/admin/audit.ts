/** Who changed what, when: a row beside each change, in the same transaction. Never an address. */
import { desc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { randomWord } from "../../mail/base-encoding.ts";
import { address, alias, audit, forwarding } from "../schema.ts";
import type { AuditAction } from "./audit-actions.ts";
import { type AdminDb, insertWhere, type Statement } from "./db.ts";

export interface AuditWish {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly actor: string;
  readonly action: AuditAction;
  /** The id of what is changed; "" when it is about no single thing. */
  readonly subject: string;
  readonly detail: string | SQL;
}

/** Goes right behind the statement that makes the change, and writes nothing where that changed nothing. */
export function auditIfChanged(wish: AuditWish): Statement {
  return insertWhere(audit, { id: randomWord(16), ...wish }, sql`changes() > 0`);
}

/** For what changes no row of ours, and may be said more than once. @param id a word that is the same each time */
export function auditOnce(id: string, wish: AuditWish): Statement {
  return insertWhere(audit, { id, ...wish }, sql`NOT EXISTS (SELECT 1 FROM ${audit} WHERE id = ${id})`);
}

/** As `auditIfChanged`, with the count of changed rows as the detail, and also where there were none. */
export function auditCount(wish: Omit<AuditWish, "detail">, counted: string): Statement {
  return insertWhere(audit, { id: randomWord(16), ...wish, detail: sql`${`${counted}: `} || changes()` }, sql`TRUE`);
}

/** The newest change of one thing. */
export async function lastChangeOf(db: AdminDb, subject: string): Promise<AuditRow | undefined> {
  const rows = await db.select().from(audit).where(eq(audit.subject, subject)).orderBy(desc(audit.time)).limit(1);
  return rows[0];
}

type AuditRow = typeof audit.$inferSelect;

/** A change, with what it was made to as far as its rows are still there: deleted ones are for 30 days. */
export interface ShownChange extends AuditRow {
  /** The public address that it is or belongs to; an officer's label, and an alias, where it is about one. */
  readonly object: string | null;
  /** The address or forwarding where it can be looked at; null once that is deleted. */
  readonly livesAt: string | null;
}

const owner = sql`${forwarding} f JOIN ${address} a ON a.id = f.address_id`;
const ofAlias = sql`${alias} l JOIN ${forwarding} f ON f.id = l.forwarding_id JOIN ${address} a ON a.id = f.address_id`;
const label = sql.raw("CASE f.label WHEN '' THEN '' ELSE f.label || ' · ' END");

const object = sql<string | null>`coalesce(
  (SELECT address FROM ${address} WHERE id = ${audit.subject}),
  (SELECT ${label} || a.address FROM ${owner} WHERE f.id = ${audit.subject}),
  (SELECT l.alias || ' · ' || ${label} || a.address FROM ${ofAlias} WHERE l.id = ${audit.subject}))`;

const livesAt = sql<string | null>`coalesce(
  (SELECT id FROM ${address} WHERE id = ${audit.subject} AND deleted_at IS NULL),
  (SELECT id FROM ${forwarding} WHERE id = ${audit.subject} AND deleted_at IS NULL),
  (SELECT f.id FROM ${ofAlias} WHERE l.id = ${audit.subject} AND l.deleted_at IS NULL AND f.deleted_at IS NULL))`;

/** @param after time and id of the last row of the page before */
export function pageOfAudit(
  db: AdminDb,
  after: readonly [number, string] | undefined,
  limit: number,
): Promise<ShownChange[]> {
  return db
    .select({ ...getTableColumns(audit), object, livesAt })
    .from(audit)
    .where(after ? sql`(${audit.time}, ${audit.id}) < (${after[0]}, ${after[1]})` : undefined)
    .orderBy(desc(audit.time), desc(audit.id))
    .limit(limit);
}
