/**
 * SQL of the mail path: constant texts. To build them by drizzle at each message took a third of its CPU; that they fit
 * schema.ts is held by test/store/written.test.ts.
 */

/** A statement, and what its `?1`, `?2` … are. */
export interface Written {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Many values in one bound parameter, whatever its length: D1 takes a hundred at most (Cloudflare, D1 limits). */
export function listedAs(parameter: string): string {
  return `(SELECT value FROM json_each(${parameter}))`;
}

/** The first parameter's list as a table, whose rows are called `wish`. */
export const WISHES = "json_each(?1) AS wish";

/** A property of such a row. */
export function wished(name: string): string {
  return `wish.value ->> '${name}'`;
}

/** An INSERT that says which value goes into which column. */
export function insertInto(table: string, values: Readonly<Record<string, string>>, source: string): string {
  return `INSERT INTO ${table} (${Object.keys(values).join(", ")}) SELECT ${Object.values(values).join(", ")} FROM ${source}`;
}

/** What is to be run, by name; what there is no need for is left out. */
type Asked<Name extends string> = Readonly<Record<Name, Written | undefined>>;

/** Runs statements as one transaction, in their order. @returns the rows of each, none for one that was left out */
export async function runTogether<Name extends string>(
  d1: D1Database,
  asked: Asked<Name>,
): Promise<Readonly<Record<Name, readonly unknown[]>>> {
  const entries = Object.entries<Written | undefined>(asked) as [Name, Written | undefined][];
  const bound = entries.flatMap(([, one]) => (one ? d1.prepare(one.text).bind(...one.values) : []));
  const results = await d1.batch(bound);
  let next = 0;
  const rows = {} as Record<Name, readonly unknown[]>;
  for (const [name, one] of entries) rows[name] = one ? (results[next++]?.results ?? []) : [];
  return rows;
}
