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
  const parts = RECOGNISED.flatMap((column) => gaps.flatMap((gap) => keysAtEnds(column, gap)));
  return sql<string | null>`coalesce(${sql.join(parts, sql`, `)})`;
}

type Range = readonly [string, string];

function gapsBetween(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort(([one], [other]) => (one < other ? -1 : 1));
  const starts = [FIRST, ...sorted.map(([, end]) => end)];
  return starts.map((start, at) => [start, sorted[at]?.[0] ?? LAST]);
}

/** The first and the last row of a range: two rows read, however many there are. Only what has the form of a key's id counts. */
function keysAtEnds(column: SQLiteColumn, [start, end]: Range): readonly SQL[] {
  return [sql`ASC`, sql`DESC`].map(
    (order) => sql`(SELECT substr(word, 1, 4) FROM (SELECT ${column} AS word FROM ${column.table}
      WHERE ${column} >= ${start} AND ${column} < ${end} ORDER BY ${column} ${order} LIMIT 1)
      WHERE word GLOB '[0-9a-z][0-9a-z][0-9a-z][0-9a-z].*')`,
  );
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
    if (isOfOtherKey(vault, index, error)) throw error;
    return undefined;
  }
}

/** Whether a row did not open because its key is not at hand. */
export function isOfOtherKey(vault: Vault, index: string, error: unknown): boolean {
  const isOurs = vault.current.made(index) || vault.former?.made(index);
  return !isOurs && error instanceof WrongAddressKey && error.isOtherKey;
}
