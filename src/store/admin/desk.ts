/** All public addresses with their forwardings, and the figures: one batch, however many there are. */
import { and, inArray } from "drizzle-orm";
import { forwarding } from "../schema.ts";
import { type AddressRow, pageOfAddresses } from "./addresses.ts";
import type { AdminDb } from "./db.ts";
import { alive, type ForwardingRow, inPlace } from "./forwardings.ts";
import { type Stats, statsOf, type statsQuestions } from "./stats.ts";

interface DeskRows {
  readonly addresses: readonly AddressRow[];
  /** Of these addresses alone, oldest first. */
  readonly forwardings: readonly ForwardingRow[];
  readonly stats: Stats;
}

/** @param after the last address of the page before @param limit addresses @param only the one that is asked about */
export async function readDesk(
  db: AdminDb,
  after: string | undefined,
  limit: number,
  stats: ReturnType<typeof statsQuestions>,
  only?: string,
): Promise<DeskRows> {
  const addresses = pageOfAddresses(db, after, limit, only);
  const ids = pageOfAddresses(db, after, limit, only).as("page");
  const forwardings = db
    .select()
    .from(forwarding)
    .where(and(inArray(forwarding.addressId, db.select({ id: ids.id }).from(ids)), alive))
    .orderBy(inPlace);
  const [rows, leading, ...figures] = await db.batch([addresses, forwardings, ...stats]);
  return { addresses: rows, forwardings: leading, stats: statsOf(figures) };
}
