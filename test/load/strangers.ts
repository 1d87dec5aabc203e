/** Rows as many years leave them: aliases of strangers at a desk of their own, and a tenth as many message ids and journal rows. */
import { env } from "cloudflare:workers";
import { addAddress } from "../support/school.ts";

/** So many rows a statement: one of a million would hold them all in memory. */
const AT_ONCE = 20_000;

/** As long as real ciphertext of an address and of a name is, in base64. */
const SEALED = "hex(randomblob(44))";

/** Of another domain: which of a domain's addresses the look-up meets first is a matter of chance. @returns the database's size, in octets */
export async function fillWithStrangers(aliases: number): Promise<number> {
  const addressId = await addAddress("strangers@elsewhere.example");
  await env.DB.prepare(
    "INSERT INTO forwarding (id, address_id, scope, destination_sealed, destination_index, state, created_at) VALUES ('strangers', ?, 'strangers', '', '', 'active', 0)",
  )
    .bind(addressId)
    .run();
  let size = 0;
  for (let from = 0; from < aliases; from += AT_ONCE) {
    const many = Math.min(AT_ONCE, aliases - from);
    await env.DB.prepare(`${numbers("alias", "id, alias, forwarding_id, correspondent_sealed, correspondent_index, name_sealed, created_at, last_used_at")}
      SELECT 's' || n, 'anon-' || n || '@school.example', 'strangers', ${SEALED}, hex(randomblob(10)), ${SEALED}, n, n FROM count`)
      .bind(from, from + many)
      .run();
    const { meta } =
      await env.DB.prepare(`${numbers("message_id", "sent_index, sent_sealed, original_index, carrier, created_at")}
      SELECT 's' || n, ${SEALED}, hex(randomblob(10)), ${SEALED}, n FROM count`)
        .bind(from, from + many / 10)
        .run();
    size = meta.size_after;
  }
  await fillJournal(aliases / 10);
  return size;
}

/** Of the last month, as many rows as there are ids. */
async function fillJournal(rows: number): Promise<void> {
  const columns = "id, direction, forwarding_id, outcome, size, holder, lease_until, first_at, time";
  for (let from = 0; from < rows; from += AT_ONCE)
    await env.DB.prepare(`${numbers("delivery", columns)}
      SELECT printf('s%d', n), 'inbound', 'strangers', 'sent', 4096, 'x', 0, unixepoch() * 1000 - n * 25, unixepoch() * 1000 - n * 25 FROM count`)
      .bind(from, Math.min(rows, from + AT_ONCE))
      .run();
}

function numbers(table: string, columns: string): string {
  return `INSERT INTO ${table} (${columns}) WITH RECURSIVE count(n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM count WHERE n + 1 < ?2)`;
}
