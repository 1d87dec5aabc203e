/**
 * Whose fault it is that a row does not open. A row of a key that is at hand was damaged: it harms nobody but itself. A row
 * of any other key says that ADDRESS_KEY is wrong, or that ADDRESS_KEY_PREVIOUS was taken away before all was moved: then
 * everything waits, for by this key's indexes blocked senders are unknown, sent mail is new, and parents get a second alias.
 */
import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { alias, block, delivery } from "./schema.ts";
import { type Vault, WrongAddressKey } from "./vault.ts";

/** What mail is recognised by. */
const RECOGNISED: readonly SQLiteColumn[] = [alias.correspondentIndex, block.senderIndex, delivery.id];

/** Words in front of and behind all others: no key's id begins so. */
const [FIRST, LAST] = ["", "~"];

/** The id of a key that rows bear and that is not at hand, or null. Each part is one look into an index. */
export function foreignKey(vault: Vault): SQL<string | null> {
  const gaps = gapsBetween([vault.current.range, ...(vault.former ? [vault.former.range] : [])]);
  const parts = RECOGNISED.flatMap((column) => gaps.map((gap) => keyWithin(column, gap)));
  return sql<string | null>`coalesce(${sql.join(parts, sql`, `)})`;
}

type Range = readonly [string, string];

function gapsBetween(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort(([one], [other]) => (one < other ? -1 : 1));
  const starts = [FIRST, ...sorted.map(([, end]) => end)];
  return starts.map((start, at) => [start, sorted[at]?.[0] ?? LAST]);
}

/** Only what has a key id's form: a word that was damaged is no key's. */
function keyWithin(column: SQLiteColumn, [start, end]: Range): SQL {
  return sql`(SELECT substr(${column}, 1, 4) FROM ${column.table}
    WHERE ${column} >= ${start} AND ${column} < ${end} AND ${column} GLOB '[0-9a-z][0-9a-z][0-9a-z][0-9a-z].*' LIMIT 1)`;
}

/** @throws WrongAddressKey when rows bear a key that is not at hand */
export function requireEveryKey(vault: Vault, foreign: string | null | undefined): void {
  if (foreign) throw new WrongAddressKey(foreign, vault.current.id);
}

/**
 * @param index the row's, which tells its key even where its ciphertext was damaged
 * @returns nothing when the row was damaged
 * @throws WrongAddressKey when it is of another key
 */
export async function openedUnlessDamaged<Value>(
  vault: Vault,
  index: string,
  open: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await open();
  } catch (error) {
    const isOurs = vault.current.made(index) || vault.former?.made(index);
    if (!isOurs && error instanceof WrongAddressKey && error.isOtherKey) throw error;
    return undefined;
  }
}
