/**
 * Moves stored values from the former key to the current one, a few at a time: each row is opened, sealed again and
 * indexed again, all of it or nothing of it. Rows of the former key are found by their indexes, which begin with its id.
 * Mail flows meanwhile (vault.ts). When nothing is left, ADDRESS_KEY_PREVIOUS can go.
 */

import { type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { DAY, HOUR } from "../relay/limits.ts";
import { type AdminDb, commit, openAdminDb, type Statement } from "./admin/db.ts";
import { moveMembers } from "./network/rotation.ts";
import { member } from "./network/schema.ts";
import {
  type Move,
  moveAliases,
  moveBlocks,
  moveForwardings,
  moveMessageIds,
  moveReplyFrom,
} from "./rotation-moves.ts";
import { alias, block, delivery, forwarding, messageId, replyFrom, tally } from "./schema.ts";
import type { Vault } from "./vault.ts";

/**
 * Milliseconds. A claim's id is a keyed hash of a message that is long gone, so it cannot be made again. It is needed for
 * as long as its sender may try again: four or five days (RFC 5321 §4.5.4.1), and two to be sure. Then a random one does.
 */
const CLAIMS_NEEDED = 7 * DAY;

/** Claims and counters that one run lets go: the database does it alone, at no CPU of ours. */
const LET_GO = 500;

/** Rows that the cron re-encrypts in one run: it stays well within the free plan's 10 ms of CPU. */
export const ROWS_A_RUN = 15;

/** Rows of a table that are counted at most: D1 bills the rows that it reads, and anybody may ask how it goes. */
const COUNTED = 1_000;

interface Rotated {
  /** Rows of the former key still there; of each table a thousand are counted at most. */
  readonly left: number;
  /** Rows that open with neither key: see WrongAddressKey. */
  readonly unreadable: number;
}

/**
 * One run: 16 statements at most.
 * @param budget rows to re-encrypt; each costs about 0.3 ms of CPU (Node 24, one shared core)
 * @param now milliseconds since 1970
 */
export async function rotate(d1: D1Database, vault: Vault, budget: number, now: number): Promise<Rotated> {
  if (!vault.former) return { left: 0, unreadable: 0 };
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
  if (room > 0) await commit(db, [renameClaims(vault, now), dropCounters(vault, now)]);
  return { left: await countLeft(db, vault), unreadable };
}

const MOVES: readonly (readonly [Move, SQLiteColumn])[] = [
  [moveForwardings, forwarding.destinationIndex],
  [moveReplyFrom, replyFrom.addressIndex],
  [moveBlocks, block.senderIndex],
  [moveMembers, member.memberIndex],
  [moveAliases, alias.correspondentIndex],
  [moveMessageIds, messageId.sentIndex],
];

/** With the id goes what bounces find a reply by: they come within days. */
function renameClaims(vault: Vault, now: number): Statement {
  const [prefix] = vault.current.range;
  return sql`UPDATE ${delivery} SET id = ${prefix} || lower(hex(randomblob(10))),
    sent_index = CASE WHEN ${isFormer(delivery.sentIndex, vault)} THEN NULL ELSE sent_index END WHERE rowid IN
      (SELECT rowid FROM ${delivery} WHERE ${isFormer(delivery.id, vault)} AND time < ${now - CLAIMS_NEEDED}
        LIMIT ${LET_GO})`;
}

function dropCounters(vault: Vault, now: number): Statement {
  return sql`DELETE FROM ${tally} WHERE rowid IN
    (SELECT rowid FROM ${tally} WHERE ${isFormerCounter(vault)} AND hour < ${Math.floor(now / HOUR)}
      LIMIT ${LET_GO})`;
}

/** Not made by the current keys; two ranges of an index. */
function isFormer(column: SQLiteColumn, vault: Vault): SQL {
  const [first, end] = vault.current.range;
  return sql`(${column} < ${first} OR ${column} >= ${end})`;
}

/** Some counters are named without a key; what a third key made is gone within the hour like all others. */
function isFormerCounter(vault: Vault): SQL {
  const [first, end] = vault.former?.range ?? ["", ""];
  return sql`(${tally.counter} >= ${first} AND ${tally.counter} < ${end})`;
}

export type RotationProgress =
  /** No ADDRESS_KEY_PREVIOUS is set. */
  | { readonly kind: "none" }
  /** So many rows (at least, when a table has a thousand) are still of the former key. The last to go are claims, after a week. */
  | { readonly kind: "running"; readonly left: number }
  /** ADDRESS_KEY_PREVIOUS can go. */
  | { readonly kind: "done" };

/** How the change of keys goes; one statement. */
export async function rotationProgress(d1: D1Database, vault: Vault): Promise<RotationProgress> {
  if (!vault.former) return { kind: "none" };
  const left = await countLeft(openAdminDb(d1), vault);
  return left > 0 ? { kind: "running", left } : { kind: "done" };
}

async function countLeft(db: AdminDb, vault: Vault): Promise<number> {
  const columns = [...MOVES.map(([, column]) => column), delivery.id];
  const former = columns.map((column) => [column.table, isFormer(column, vault)] as const);
  const counts = [...former, [tally, isFormerCounter(vault)] as const].map(
    ([table, condition]) => sql`(SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${condition} LIMIT ${COUNTED}))`,
  );
  const [row] = await db.all<{ left: number }>(sql`SELECT ${sql.join(counts, sql` + `)} AS "left"`);
  return row?.left ?? 0;
}
