/** What is kept for how long, and its end. Each statement takes a bounded batch; what is left goes the next time. */

import { sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { DAY, HOUR } from "../../mail/duration.ts";
import { idempotency, session } from "../admins/schema.ts";
import { address, alias, block, delivery, forwarding, hourly, messageId, replyFrom } from "../schema.ts";
import { type AdminDb, commit, type Statement } from "./db.ts";
import { eraseGivenUp } from "./telling/changes.ts";

/**
 * Days; `strangers` are aliases of people for whom nobody vouched and whom nobody answered; counters of limits, hours: theirs is over after one, and the rest is for clocks that differ. A void alias is kept
 * for a while, since a child in danger may have to be found.
 */
const KEEP = { idempotency: 1, void: 30, strangers: 180, journal: 30, messageIds: 180, counters: 24 } as const;

/** Rows that one statement erases at most. */
const BITE = 5_000;

/**
 * What passed of somebody who was blocked later is kept until they are released: it may be wanted as evidence. What was
 * refused them is not: else whoever is blocked could fill the database, and have it read at every run.
 */
const OF_BLOCKED = sql`(d.outcome = 'sent' AND EXISTS (SELECT 1 FROM alias AS a WHERE a.alias = d.alias AND a.blocked = 1))`;

interface Erased {
  readonly aliases: number;
  readonly forwardings: number;
  readonly journal: number;
  readonly messageIds: number;
}

/** Erases what is due, in one transaction of fourteen statements. */
export async function eraseDue(db: AdminDb, now: number): Promise<Erased> {
  const voidBefore = now - KEEP.void * DAY;
  const [journal, ids, ofVoid, byHand, strangers, , , forwardings] = await commit(db, [
    eraseJournal(now - KEEP.journal * DAY),
    eraseMessageIds(now - KEEP.messageIds * DAY),
    eraseAliasesOfVoid(voidBefore),
    eraseDeletedAliases(voidBefore),
    eraseStrangers(now - KEEP.strangers * DAY),
    ...eraseForwardings(voidBefore),
    ...eraseAddresses(voidBefore),
    eraseGivenUp(now),
    eraseCounters(Math.floor(now / HOUR) - KEEP.counters),
    eraseOlder(session, session.expiresAt, now),
    eraseOlder(idempotency, idempotency.createdAt, now - KEEP.idempotency * DAY),
  ]);
  return {
    aliases: (ofVoid ?? 0) + (byHand ?? 0) + (strangers ?? 0),
    forwardings: forwardings ?? 0,
    journal: journal ?? 0,
    messageIds: ids ?? 0,
  };
}

/** Mail servers try for five days at most (RFC 5321 §4.5.4.1); a day more for clocks and slow ones, and two to catch up in. */
const ABANDONED = { after: 6, within: 2 } as const;

/** What waits for a server that tries no more, or was in the hands of an attempt that died, waits for nobody: it has ended. */
export async function endAbandoned(db: AdminDb, now: number): Promise<number> {
  const before = now - ABANDONED.after * DAY;
  const [ended = 0] = await commit(db, [
    sql`UPDATE ${delivery} SET outcome = 'failed', reason = CASE outcome WHEN 'claimed' THEN 'died' ELSE reason END,
      remark = 'given-up', lease_until = 0
      WHERE rowid IN (SELECT d.rowid FROM ${delivery} AS d WHERE d.time >= ${before - ABANDONED.within * DAY} AND d.time < ${before}
        AND d.outcome IN ('retrying', 'claimed') LIMIT ${BITE})`,
  ]);
  return ended;
}

function eraseJournal(before: number): Statement {
  return sql`DELETE FROM ${delivery} WHERE rowid IN
    (SELECT d.rowid FROM ${delivery} AS d WHERE d.time < ${before} AND NOT ${OF_BLOCKED} LIMIT ${BITE})`;
}

/** Rows stand in the order of their time, so that those that are due come first, and the next one ends the search. */
function eraseMessageIds(before: number): Statement {
  const firstKept = sql`(SELECT rowid FROM ${messageId} WHERE created_at >= ${before} ORDER BY rowid LIMIT 1)`;
  return sql`DELETE FROM ${messageId} WHERE rowid IN
    (SELECT rowid FROM ${messageId} WHERE rowid < coalesce(${firstKept}, ${Number.MAX_SAFE_INTEGER}) LIMIT ${BITE})`;
}

function eraseCounters(before: number): Statement {
  return sql`DELETE FROM ${hourly} WHERE (hour, counter) IN
    (SELECT hour, counter FROM ${hourly} WHERE hour < ${before} LIMIT ${BITE})`;
}

function eraseOlder(table: SQLiteTable, time: SQLiteColumn, before: number): Statement {
  return sql`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${time} < ${before} LIMIT ${BITE})`;
}

/** A blocked one stays as long as its forwarding: else its correspondent would be free again. */
function eraseDeletedAliases(before: number): Statement {
  return sql`DELETE FROM ${alias} WHERE rowid IN (SELECT rowid FROM ${alias}
    WHERE deleted_at IS NOT NULL AND deleted_at < ${before} AND blocked = 0 LIMIT ${BITE})`;
}

/** Whoever floods names strangers without end: their rows must not stay for good. A block does. */
function eraseStrangers(before: number): Statement {
  return sql`DELETE FROM ${alias} WHERE rowid IN (SELECT rowid FROM ${alias}
    WHERE vouched = 0 AND last_used_at < ${before} AND blocked = 0 LIMIT ${BITE})`;
}

function eraseAliasesOfVoid(before: number): Statement {
  return sql`DELETE FROM ${alias} WHERE rowid IN
    (SELECT a.rowid FROM forwarding AS f JOIN alias AS a ON a.forwarding_id = f.id
      WHERE f.deleted_at IS NOT NULL AND f.deleted_at < ${before} LIMIT ${BITE})`;
}

/** Those whose last alias is gone, with their further mailboxes. */
function eraseForwardings(before: number): readonly [Statement, Statement, Statement] {
  const due = sql`SELECT f.id FROM forwarding AS f WHERE f.deleted_at IS NOT NULL AND f.deleted_at < ${before}
    AND NOT EXISTS (SELECT 1 FROM alias AS a WHERE a.forwarding_id = f.id) ORDER BY f.id LIMIT ${BITE}`;
  // A scope outlives a handover that keeps the aliases, and with it whom the officers have blocked.
  const isOver = sql`NOT EXISTS (SELECT 1 FROM forwarding AS g
    WHERE g.address_id = ${block.addressId} AND g.scope = ${block.scope} AND g.deleted_at IS NULL)`;
  const ofDue = sql`SELECT f.address_id, f.scope FROM forwarding AS f WHERE f.id IN (${due})`;
  return [
    sql`DELETE FROM ${block} WHERE (address_id, scope) IN (${ofDue}) AND ${isOver}`,
    sql`DELETE FROM ${replyFrom} WHERE forwarding_id IN (${due})`,
    sql`DELETE FROM ${forwarding} WHERE id IN (${due})`,
  ];
}

/** Those whose last forwarding is gone, with what they block. */
function eraseAddresses(before: number): readonly [Statement, Statement] {
  const due = sql`SELECT id FROM ${address} WHERE deleted_at IS NOT NULL AND deleted_at < ${before}
    AND NOT EXISTS (SELECT 1 FROM forwarding AS f WHERE f.address_id = ${address}.id) ORDER BY id LIMIT ${BITE}`;
  return [sql`DELETE FROM ${block} WHERE address_id IN (${due})`, sql`DELETE FROM ${address} WHERE id IN (${due})`];
}
