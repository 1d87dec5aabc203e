/** A roster on D1: two statements to look, five to write, whatever its length; lists go as one JSON parameter each. */
import { and, getTableColumns, inArray, isNull, type SQL, sql, type Table } from "drizzle-orm";
import { randomWord } from "../../mail/base-encoding.ts";
import { listed } from "../listed.ts";
import { address, audit, forwarding } from "../schema.ts";
import type { AuditAction } from "./audit-actions.ts";
import { type AdminDb, commit, isConflict, type Statement } from "./db.ts";
import { type ForwardingRow, MAX_FORWARDINGS } from "./forwardings.ts";

/** Why a roster's forwarding is pending at first: its welcome mail is still to be sent. */
export const WELCOME_QUEUED = "welcome-queued";

interface RosterDesk {
  /** Ids by address. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Those of the public addresses, and those whose mail comes here. */
  readonly publishedDomains: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  /** Those of the addresses asked for. */
  readonly forwardings: readonly ForwardingRow[];
}

export async function rosterDesk(db: AdminDb, keys: readonly string[]): Promise<RosterDesk> {
  const asked = listed([...new Set(keys)]);
  const named = sql`(SELECT id FROM ${address} WHERE address IN ${asked} AND deleted_at IS NULL)`;
  const [addresses, forwardings] = await db.batch([
    db
      .select({
        id: address.id,
        address: address.address,
        domain: address.domain,
        receivedDomain: address.receivedDomain,
      })
      .from(address)
      .where(isNull(address.deletedAt)),
    db
      .select()
      .from(forwarding)
      .where(and(inArray(forwarding.addressId, named), isNull(forwarding.deletedAt))),
  ]);
  return {
    addresses: new Map(addresses.map((row) => [row.address, row.id])),
    publishedDomains: new Set(addresses.map(({ domain }) => domain)),
    domains: new Set(addresses.map(({ domain, receivedDomain }) => receivedDomain ?? domain)),
    forwardings,
  };
}

export type NewAddress = Pick<typeof address.$inferSelect, "id" | "address" | "domain" | "name" | "createdAt">;
export type NewRow = typeof forwarding.$inferInsert;

interface RosterChange {
  readonly published: readonly NewAddress[];
  readonly rows: readonly NewRow[];
  readonly actor: string;
  readonly now: number;
}

/**
 * All or nothing, in one transaction.
 * @returns false when the desk is no longer as it was looked at; nothing is changed then
 */
export async function applyRoster(db: AdminDb, change: RosterChange): Promise<boolean> {
  try {
    await commit(db, [
      ...(change.published.length > 0 ? [insertAll(address, change.published, sql`TRUE`)] : []),
      insertAll(forwarding, beside(change.rows), STILL_TRUE),
      guard(change),
      auditEach(change),
    ]);
    return true;
  } catch (error) {
    if (isConflict(error) || isGuarded(error)) return false;
    throw error;
  }
}

/** Each with the count of those made before it at the same address, itself included. */
function beside(rows: readonly NewRow[]): readonly (NewRow & { readonly beside: number })[] {
  const counts = new Map<string, number>();
  return rows.map((row) => {
    const count = (counts.get(row.addressId) ?? 0) + (row.replacesId ? 0 : 1);
    counts.set(row.addressId, count);
    return { ...row, beside: count };
  });
}

/** What every forwarding asks for (forwardings.ts), of a row of the list. */
const STILL_TRUE = sql`EXISTS (SELECT 1 FROM ${address} AS d WHERE d.id = value ->> '$.addressId' AND d.deleted_at IS NULL)
  AND CASE WHEN value ->> '$.replacesId' IS NULL
    THEN value ->> '$.beside' + (SELECT count(*) FROM ${forwarding} AS f WHERE f.address_id = value ->> '$.addressId'
      AND f.deleted_at IS NULL AND f.replaces_id IS NULL) <= ${MAX_FORWARDINGS}
    ELSE EXISTS (SELECT 1 FROM ${forwarding} AS f WHERE f.id = value ->> '$.replacesId' AND f.deleted_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM ${forwarding} AS f WHERE f.replaces_id = value ->> '$.replacesId' AND f.deleted_at IS NULL)
    END`;

/** Columns that no row gives keep their presets. */
function insertAll(table: Table, rows: readonly object[], condition: SQL): Statement {
  const given = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => given.has(key));
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const values = columns.map(([key, column]) =>
    presetUnless(sql.raw(`value ->> '$.${key}'`), column.notNull, column.default),
  );
  return sql`INSERT INTO ${table} (${sql.join(names, sql`, `)})
    SELECT ${sql.join(values, sql`, `)} FROM json_each(${JSON.stringify(rows)}) WHERE ${condition}`;
}

function presetUnless(value: SQL, notNull: boolean, preset: unknown): SQL {
  return notNull && preset !== undefined
    ? sql`coalesce(${value}, ${typeof preset === "boolean" ? Number(preset) : preset})`
    : value;
}

const APPLIED: AuditAction = "roster.apply";

/** Its id is NULL, which the table refuses and so ends the transaction, unless each row of the roster went in. */
function guard({ rows, actor, now }: RosterChange): Statement {
  return sql`INSERT INTO ${audit} (id, time, actor, action, subject, detail)
    SELECT CASE WHEN changes() = ${rows.length} THEN ${randomWord(16)} END, ${now}, ${actor}, ${APPLIED}, '', ${`rows: ${rows.length}`}`;
}

function isGuarded(error: unknown): boolean {
  return error instanceof Error && /NOT NULL constraint failed: audit\.id/.test(error.message);
}

/** The same lines as if each had been done by hand. */
function auditEach({ published, rows, actor, now }: RosterChange): Statement {
  const lines = [
    ...published.map(({ id }) => [randomWord(16), "address.add", id]),
    ...rows.map(({ id, replacesId }) => [randomWord(16), replacesId ? "handover.begin" : "forwarding.add", id]),
  ];
  return sql`INSERT INTO ${audit} (id, time, actor, action, subject, detail)
    SELECT value ->> 0, ${now}, ${actor}, value ->> 1, value ->> 2, '' FROM json_each(${JSON.stringify(lines)})`;
}
