/** Mail that nobody has answered. */
import { type SQL, sql } from "drizzle-orm";
import { DAY } from "../../mail/duration.ts";
import { delivery } from "../schema.ts";

/** Days that the journal goes back. */
const JOURNAL_DAYS = 30;

/**
 * The copies of one mail are told by their address, size and first attempt; it counts as answered as soon as one of the
 * people who got it has written to their alias of that correspondent since.
 *
 * @param before milliseconds since 1970 @returns a query for the `address_id`, `first_at`, `size` and `time` of each mail
 */
export function unansweredBefore(before: number): SQL {
  return sql`
    WITH recent AS (
      SELECT direction, alias, address_id, size, first_at, time FROM ${delivery}
      WHERE time >= ${before - JOURNAL_DAYS * DAY} AND outcome = 'sent' AND alias IS NOT NULL
    ), answer AS (
      SELECT alias, max(time) AS at FROM recent WHERE direction = 'reply' GROUP BY alias
    ), mail AS (
      SELECT recent.address_id, recent.first_at, recent.size, min(recent.time) AS time,
        max(coalesce(answer.at, 0) >= recent.time) AS answered
      FROM recent LEFT JOIN answer ON answer.alias = recent.alias
      WHERE recent.direction = 'inbound' GROUP BY recent.address_id, recent.first_at, recent.size
    )
    SELECT address_id, first_at, size, time FROM mail WHERE NOT answered AND time < ${before}`;
}
