/**
 * Moves stored values from the former key to the current one, a few at a time: each row is opened, sealed again and
 * indexed again, all of it or nothing of it. Rows of the former key are found by their indexes, which begin with its id.
 * Mail flows meanwhile (vault.ts). When nothing is left, ADDRESS_KEY_PREVIOUS can go.
 */

import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { DAY, HOUR } from "../mail/duration.ts";
import { commit, openAdminDb, type Statement } from "./admin/db.ts";
import { admin } from "./admins/schema.ts";
import { moveMembers } from "./network/rotation.ts";
import { member } from "./network/schema.ts";
import {
  type Move,
  moveAdmins,
  moveAliases,
  moveBlocks,
  moveForwardings,
  moveMessageIds,
  moveReplyFrom,
} from "./rotation-moves.ts";
import { alias, block, delivery, forwarding, hourly, messageId, replyFrom } from "./schema.ts";
import type { Vault } from "./vault.ts";

/**
 * Milliseconds. A claim's id is a keyed hash of a message that is long gone, so it cannot be made again. It is needed for
 * as long as its sender may try again: four or five days (RFC 5321 §4.5.4.1), and two to be sure. Then a random one does.
 */
const CLAIMS_NEEDED = 7 * DAY;

/** Claims that are let go a day, at three written rows each: what is left of them after 30 days is erased anyway. */
const CLAIMS_A_DAY = 2_000;

/**
 * Rows that the cron re-encrypts in one run: 0.1 ms of CPU each, and 3 written rows. With 1,343 runs a day (schedule.ts) a
 * million aliases take 50 days, and three fifths of the rows that the free plan may write.
 */
export const ROWS_A_RUN = 15;

/** Rows of a table that are counted at most: D1 bills the rows that it reads, and anybody may ask how it goes. */
const COUNTED = 200;

interface Rotated {
  readonly moved: number;
  /** Rows that opened with neither key. They get an index that nobody looks up, and are not met again. */
  readonly unreadable: number;
}

/**
 * One run: 14 statements at most, and none of them counts what is left.
 * @param budget rows to re-encrypt
 */
export async function rotate(d1: D1Database, vault: Vault, budget: number): Promise<Rotated> {
  if (!vault.former) return { moved: 0, unreadable: 0 };
  const db = openAdminDb(d1);
  let [room, unreadable] = [budget, 0];
  // Forwardings first: there are few, and a lost phone is stopped by their indexes.
  for (const [move, column] of MOVES) {
    if (room <= 0) break;
    const moved = await move(db, vault, { of: isFormer(column, vault), limit: room });
    if (moved.statements.length > 0) await commit(db, moved.statements);
    room -= moved.read;
    unreadable += moved.unreadable;
  }
  return { moved: budget - room - unreadable, unreadable };
}

const MOVES: readonly (readonly [Move, SQLiteColumn])[] = [
  [moveForwardings, forwarding.destinationIndex],
  [moveReplyFrom, replyFrom.addressIndex],
  [moveAdmins, admin.mailboxIndex],
  [moveBlocks, block.senderIndex],
  [moveMembers, member.memberIndex],
  [moveAliases, alias.correspondentIndex],
  [moveMessageIds, messageId.sentIndex],
];

/**
 * What needs no opening: claims that nobody needs any more, and counters of hours that are over. Once a day, since it passes
 * over all claims that are needed still.
 * @param now milliseconds since 1970
 */
export async function releaseClaims(d1: D1Database, vault: Vault, now: number): Promise<void> {
  if (vault.former) await commit(openAdminDb(d1), [renameClaims(vault, now), dropCounters(vault, now)]);
}

/** With the id goes what bounces find a reply by: they come within days. */
function renameClaims(vault: Vault, now: number): Statement {
  const [prefix] = vault.current.range;
  return sql`UPDATE ${delivery} SET id = ${prefix} || lower(hex(randomblob(10))),
    sent_index = CASE WHEN ${isFormer(delivery.sentIndex, vault)} THEN NULL ELSE sent_index END WHERE rowid IN
      (SELECT rowid FROM ${delivery} WHERE ${isFormer(delivery.id, vault)} AND time < ${now - CLAIMS_NEEDED}
        LIMIT ${CLAIMS_A_DAY})`;
}

function dropCounters(vault: Vault, now: number): Statement {
  return sql`DELETE FROM ${hourly} WHERE ${isFormer(hourly.counter, vault)} AND hour < ${Math.floor(now / HOUR)}`;
}

/** Made by the former keys; one range of an index. */
function isFormer(column: SQLiteColumn, vault: Vault): SQL {
  const [first, end] = vault.former?.range ?? ["", ""];
  return sql`(${column} >= ${first} AND ${column} < ${end})`;
}

export type RotationProgress =
  /** No ADDRESS_KEY_PREVIOUS is set. */
  | { readonly kind: "none" }
  /** So many rows (of each table 200 are counted at most) are still of the former key. The last to go are claims, after a week. */
  | { readonly kind: "running"; readonly left: number }
  /** ADDRESS_KEY_PREVIOUS can go. */
  | { readonly kind: "done" };

/** How the change of keys goes; one statement. */
export async function rotationProgress(d1: D1Database, vault: Vault): Promise<RotationProgress> {
  if (!vault.former) return { kind: "none" };
  const left = await countLeft(d1, vault);
  return left > 0 ? { kind: "running", left } : { kind: "done" };
}

/** Rows of the former key; of each table 200 are counted at most. */
export async function countLeft(d1: D1Database, vault: Vault): Promise<number> {
  const columns = [...MOVES.map(([, column]) => column), delivery.id, hourly.counter];
  const counts = columns.map(
    (column) =>
      sql`(SELECT count(*) FROM (SELECT 1 FROM ${column.table} WHERE ${isFormer(column, vault)} LIMIT ${COUNTED}))`,
  );
  const [row] = await openAdminDb(d1).all<{ left: number }>(sql`SELECT ${sql.join(counts, sql` + `)} AS "left"`);
  return row?.left ?? 0;
}
