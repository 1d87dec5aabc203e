/** Lists: `{items, next}`, asked for with `?cursor=&limit=`. */
import * as v from "valibot";

export const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

const LIMIT = `must be a number from 1 to ${MAX_LIMIT}`;

/** A number as it stands in a query. */
export function count(maximum: number, message: string, description: string) {
  return v.pipe(
    v.string(message),
    v.description(description),
    v.regex(/^[1-9][0-9]{0,4}$/, message),
    v.transform(Number),
    v.number(),
    v.maxValue(maximum, message),
  );
}

export const listEntries = {
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(500, "must be the `next` of the page before"),
      v.description("the `next` of the page before"),
    ),
  ),
  limit: v.optional(count(MAX_LIMIT, LIMIT, `items on a page: 1 to ${MAX_LIMIT}, ${DEFAULT_LIMIT} if absent`)),
} as const;

export const ListQuery = v.strictObject(listEntries);

/** The answer of a list. `next` is null on the last page. */
export function listOf<Item extends v.GenericSchema<unknown, unknown>>(item: Item) {
  return v.strictObject({ items: v.array(item), next: v.nullable(v.string()) });
}
