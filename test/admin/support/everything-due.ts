/** A school in which every task of the cron has something of each kind to do. */
import { db } from "./database.ts";
import { deliver } from "./deliveries.ts";
import type { School } from "./school.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Handovers, reminders and welcomes are due, alarms of every kind, and rows of every table are to be moved, some damaged. */
export async function everythingAtOnce(school: School, addressId: string): Promise<void> {
  await school.crowd(addressId, 5);
  const effectiveAt = new Date(school.now + 1000).toISOString();
  for (const n of [1, 2, 3, 4, 5]) {
    const { id } = await school.lead(addressId, `old${n}@home.example`);
    const alias = await school.aliasFor(id, `parent${n}@family.example`);
    await school.ask("POST", `/api/forwardings/${id}/reply-from`, { address: `old${n}@work.example` });
    await school.ask("POST", `/api/addresses/${addressId}/blocks`, { aliasId: alias.id });
    await deliver({ time: school.now, addressId, forwardingId: id, direction: "reply" });
    const body = { destination: `new${n}@work.example`, keepAliases: true, effectiveAt };
    await school.confirm((await school.ask("POST", `/api/forwardings/${id}/handover`, body)).body.id);
  }
  school.now += 3 * DAY;
  for (const [table, column] of [
    ["reply_from", "address_sealed"],
    ["block", "pattern_sealed"],
    ["alias", "correspondent_sealed"],
    ["forwarding", "destination_sealed"],
  ])
    await db.prepare(`UPDATE ${table} SET ${column} = 'rubbish' WHERE rowid = (SELECT min(rowid) FROM ${table})`).run();
}
