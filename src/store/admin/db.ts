/** D1 as the admin's desk uses it. Functions here give statements; whoever changes something commits them in one batch. */
import { getTableColumns, is, SQL, type SQLWrapper, sql, type Table } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import type { Written } from "../written.ts";

export type AdminDb = DrizzleD1Database & { readonly $client: D1Database };
export type Statement = SQLWrapper;

export function openAdminDb(db: D1Database): AdminDb {
  return drizzle(db);
}

/**
 * An INSERT that happens only where a condition holds, in one statement: between a SELECT that checks a limit and an
 * INSERT that relies on it, another request could slip in. A value may be SQL itself.
 */
export function insertWhere<T extends Table>(
  table: T,
  row: { readonly [K in keyof T["$inferInsert"]]: T["$inferInsert"][K] | SQL },
  condition: SQL,
): Statement {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(row));
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => given.get(key) !== undefined);
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const values = columns.map(([key, column]) => {
    const value = given.get(key);
    return is(value, SQL) ? value : sql`${sql.param(value, column)}`;
  });
  return sql`INSERT INTO ${table} (${sql.join(names, sql`, `)}) SELECT ${sql.join(values, sql`, `)} WHERE ${condition}`;
}

/** A statement of the mail path, to be committed with others. */
export function asStatement({ text, values }: Written): Statement {
  const pieces = text.split(/\?(\d+)/);
  return sql.join(pieces.map((piece, at) => (at % 2 === 0 ? sql.raw(piece) : sql`${values[Number(piece) - 1]}`)));
}

const dialect = new SQLiteAsyncDialect();

/**
 * Runs statements as one transaction; answers how many rows each of them changed. (Not by drizzle's own batch(): on D1
 * that one loses the parameters of hand-written SQL.)
 */
export async function commit(db: AdminDb, statements: readonly Statement[]): Promise<readonly number[]> {
  const bound = statements.map((statement) => {
    const query = dialect.sqlToQuery(statement.getSQL());
    return db.$client.prepare(query.sql).bind(...query.params);
  });
  const results = await db.$client.batch(bound);
  return results.map((result) => result.meta.changes);
}

/** Whether an error says that a value which must be unique is there already. */
export function isConflict(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at.message.includes("UNIQUE constraint failed")) return true;
  }
  return false;
}
