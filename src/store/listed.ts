/** Many values in one bound parameter. */
import { type SQL, sql } from "drizzle-orm";

/** A list as one parameter, whatever its length: D1 takes a hundred at most (Cloudflare, D1 limits). */
export function listed(values: readonly unknown[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}
