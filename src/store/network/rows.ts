/** How a batch's lists reach SQLite: a whole list as a table in one bound parameter, and INSERTs that name their columns. */
import { getTableColumns, type SQL, sql, type Table } from "drizzle-orm";

/** A list as a table, whose rows are called `wish`. */
export function wishTable(list: readonly unknown[]): SQL {
  return sql`json_each(${JSON.stringify(list)}) AS wish`;
}

/** A property of such a row. */
export function wished(name: string): SQL {
  return sql.raw(`wish.value ->> '${name}'`);
}

/**
 * What an INSERT … SELECT puts into each column, by name. drizzle's INSERT names every column of a table in the order of
 * schema.ts and takes whatever expressions follow: here they are put into that order, so that a column that moves or comes
 * new in the schema cannot take another's value.
 */
export function selectInto<T extends Table>(
  table: T,
  values: { readonly [Column in keyof T["$inferSelect"]]: SQL },
  source: SQL,
): SQL {
  const byName: ReadonlyMap<string, SQL> = new Map(Object.entries(values));
  const expressions = Object.keys(getTableColumns(table)).map((name) => byName.get(name) ?? sql`NULL`);
  return sql`SELECT ${sql.join(expressions, sql`, `)} FROM ${source}`;
}
