/**
 * Whose fault it is that a row does not open. A row of a key that is at hand was damaged: it harms nobody but itself. A row
 * of any other key says that ADDRESS_KEY is wrong, or that ADDRESS_KEY_PREVIOUS was taken away before all was moved: then
 * everything waits, for by this key's indexes blocked senders are unknown, sent mail is new, and parents get a second alias.
 */
import { type Vault, WrongAddressKey } from "./vault.ts";
import type { Written } from "./written.ts";

/** What mail is recognised by: table and column. */
const RECOGNISED = [
  ["alias", "correspondent_index"],
  ["block", "sender_index"],
  ["delivery", "id"],
] as const;

/** Words in front of and behind all others: no key's id begins so. */
const [FIRST, LAST] = ["", "~"];

export interface ForeignRow {
  readonly id: string | null;
}

/** The id of a key that rows bear and that is not at hand, or null. Each part is one look into an index. */
export function foreignKey(vault: Vault): Written {
  const gaps = gapsBetween([vault.current.range, ...(vault.former ? [vault.former.range] : [])]);
  return { text: vault.former ? AMONG_TWO_KEYS : AMONG_ONE_KEY, values: gaps.flat() };
}

type Range = readonly [string, string];

function gapsBetween(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort(([one], [other]) => (one < other ? -1 : 1));
  const starts = [FIRST, ...sorted.map(([, end]) => end)];
  return starts.map((start, at) => [start, sorted[at]?.[0] ?? LAST]);
}

const [AMONG_ONE_KEY, AMONG_TWO_KEYS] = [foreignText(2), foreignText(3)];

/** @param gaps how many, each between two parameters */
function foreignText(gaps: number): string {
  const places = Array.from({ length: gaps }, (_, at) => [`?${2 * at + 1}`, `?${2 * at + 2}`] as const);
  const parts = RECOGNISED.flatMap(([table, column]) => places.flatMap((gap) => keysAtEnds(table, column, gap)));
  return `SELECT coalesce(${parts.join(", ")}) AS id`;
}

/** The first and the last row of a range: two rows read, however many there are. Only what has the form of a key's id counts. */
function keysAtEnds(table: string, column: string, [start, end]: Range): readonly string[] {
  return ["ASC", "DESC"].map(
    (order) => `(SELECT substr(word, 1, 4) FROM (SELECT ${column} AS word FROM ${table}
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
