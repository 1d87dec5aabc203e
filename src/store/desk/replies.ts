/** How many answers have left in a month. */
import { and, eq, gte, sql } from "drizzle-orm";
import { delivery } from "../schema.ts";
import type { Desk } from "../admin/db.ts";

export interface RepliesSent {
  readonly count: number;
  /** One of the public addresses that they left from. */
  readonly addressId: string | null;
}

/** @param since milliseconds since 1970 */
export async function repliesSent(desk: Desk, since: number): Promise<RepliesSent> {
  const [row] = await desk
    .select({ count: sql<number>`count(*)`, addressId: sql<string | null>`max(${delivery.addressId})` })
    .from(delivery)
    .where(and(gte(delivery.time, since), eq(delivery.direction, "reply"), eq(delivery.outcome, "sent")));
  return row ?? { count: 0, addressId: null };
}
