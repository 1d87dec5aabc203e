/** Where a list goes on: the sort key of the last row (keyset pagination), so that page 1,000 costs as much as page 1. */
import { fromBase64Url, toBase64Url } from "../../mail/base-encoding.ts";
import { utf8 } from "../../mail/octets.ts";
import { DEFAULT_LIMIT } from "../contract/list.ts";
import { refused } from "./problem.ts";

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** A sort key: a time and an id. */
type TimeKey = readonly [time: number, id: string];

interface ListAsked {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * One page.
 * @param isKey tells a sort key of this list; a cursor that someone made up is refused
 */
export async function page<Row, Key, Item>(
  asked: ListAsked,
  isKey: (value: unknown) => value is Key,
  read: (after: Key | undefined, limit: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
  show: (row: Row) => Item | Promise<Item>,
): Promise<Page<Item>> {
  const { after, toRead } = place(asked, isKey);
  return pageOf(asked, await read(after, toRead), keyOf, show);
}

/**
 * Where a page begins, and how many rows are read for it: one more than asked for, which shows whether there is a next page.
 * @throws Problem 400 for a cursor that is none of this list's
 */
export function place<Key>(asked: ListAsked, isKey: (value: unknown) => value is Key) {
  const after = asked.cursor === undefined ? undefined : openCursor(asked.cursor, isKey);
  return { after, toRead: (asked.limit ?? DEFAULT_LIMIT) + 1 };
}

/** @param rows as many as `place` said, or fewer where there are no more */
export async function pageOf<Row, Key, Item>(
  asked: ListAsked,
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  show: (row: Row) => Item | Promise<Item>,
): Promise<Page<Item>> {
  const limit = asked.limit ?? DEFAULT_LIMIT;
  const items = await Promise.all(rows.slice(0, limit).map(show));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, next: last === undefined ? null : toBase64Url(utf8(JSON.stringify(keyOf(last)))) };
}

export function isTimeKey(value: unknown): value is TimeKey {
  return Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && typeof value[1] === "string";
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

function openCursor<Key>(cursor: string, isKey: (value: unknown) => value is Key): Key {
  const key = readJson(fromBase64Url(cursor));
  if (isKey(key)) return key;
  throw refused(400, "cursor", "cursor", "cursor must be the `next` of the page before.");
}

function readJson(octets: Uint8Array | undefined): unknown {
  try {
    return octets && JSON.parse(new TextDecoder().decode(octets));
  } catch {
    return undefined; // Not one of ours: the caller refuses it.
  }
}
