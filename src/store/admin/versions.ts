/**
 * What an admin has read, as a condition of what they write: between the comparison and the write another admin, or an officer by
 * mail, could slip in, so the batch that writes compares again, and D1 takes back all of it where that fails.
 */
import { eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { address, forwarding } from "../schema.ts";
import type { AdminDb, Statement } from "./db.ts";

/** What stands in a row of its own, so that it can be said which state of it was read. */
const VERSIONED = { address, forwarding };

export interface Version {
  readonly of: keyof typeof VERSIONED;
  readonly id: string;
  /** The whole row; null where there is none. */
  readonly row: string | null;
}

export async function readVersion(db: AdminDb, of: Version["of"], id: string): Promise<Version> {
  const [found] = await db
    .select({ row: rowOf(of) })
    .from(VERSIONED[of])
    .where(eq(VERSIONED[of].id, id));
  return { of, id, row: found?.row ?? null };
}

function rowOf(of: Version["of"]): SQL<string> {
  const columns = Object.values(getTableColumns(VERSIONED[of]));
  return sql<string>`json_array(${sql.join(columns, sql`, `)})`;
}

/** What SQLite answers to `FAILURE`. */
const FAILED = "changed-since-read";

/** Fails, and with it the whole batch, unless the row is still as it was read. */
export function requireVersion({ of, id, row }: Version): Statement {
  const stands = sql`(SELECT ${rowOf(of)} FROM ${VERSIONED[of]} WHERE id = ${id})`;
  // A path that is none: SQLite has no RAISE outside of triggers, and names the path in its error.
  return sql`SELECT CASE WHEN ${stands} IS ${row} THEN 1 ELSE json_extract('{}', ${FAILED}) END`;
}

/** Whether an error is that of `requireVersion`. */
export function isChangedSince(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if (at.message.includes(FAILED)) return true;
  }
  return false;
}
