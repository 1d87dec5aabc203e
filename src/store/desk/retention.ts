/** What is kept for how long, and its end. Each statement takes a bounded bite; what is left goes the next time. */
import { sql } from "drizzle-orm";
import { address, alias, delivery, forwarding, messageId, replyFrom } from "../schema.ts";
import { commit, type Desk, type Statement } from "./desk.ts";

const DAY = 86_400_000;

/** Days. A void alias is kept for a while, since a child in danger may have to be found. */
export const KEEP = { void: 30, journal: 30, messageIds: 180 } as const;

/** Rows that one statement erases at most. */
const BITE = 5_000;

export interface Erased {
  readonly aliases: number;
  readonly forwardings: number;
  readonly journal: number;
  readonly messageIds: number;
}

/** Erases what is due, in one transaction of six statements. */
export async function eraseDue(desk: Desk, now: number): Promise<Erased> {
  const [ofVoid, byHand, , forwardings, , journal, ids] = await commit(desk, [
    eraseAliasesOfVoid(now - KEEP.void * DAY),
    eraseAliasesMadeVoid(now - KEEP.void * DAY),
    ...eraseForwardings(now - KEEP.void * DAY),
    eraseAddresses(now - KEEP.void * DAY),
    sql`DELETE FROM ${delivery} WHERE rowid IN
      (SELECT rowid FROM ${delivery} WHERE time < ${now - KEEP.journal * DAY} LIMIT ${BITE})`,
    sql`DELETE FROM ${messageId} WHERE rowid IN
      (SELECT rowid FROM ${messageId} WHERE created_at < ${now - KEEP.messageIds * DAY} LIMIT ${BITE})`,
  ]);
  return {
    aliases: (ofVoid ?? 0) + (byHand ?? 0),
    forwardings: forwardings ?? 0,
    journal: journal ?? 0,
    messageIds: ids ?? 0,
  };
}

function eraseAliasesOfVoid(before: number): Statement {
  return sql`DELETE FROM ${alias} WHERE rowid IN
    (SELECT a.rowid FROM forwarding AS f JOIN alias AS a ON a.forwarding_id = f.id
      WHERE f.deleted_at IS NOT NULL AND f.deleted_at < ${before} LIMIT ${BITE})`;
}

function eraseAliasesMadeVoid(before: number): Statement {
  return sql`DELETE FROM ${alias} WHERE rowid IN
    (SELECT rowid FROM ${alias} WHERE deleted_at IS NOT NULL AND deleted_at < ${before} LIMIT ${BITE})`;
}

/** Those whose last alias is gone, with their further mailboxes. */
function eraseForwardings(before: number): readonly [Statement, Statement] {
  const due = sql`SELECT f.id FROM forwarding AS f WHERE f.deleted_at IS NOT NULL AND f.deleted_at < ${before}
    AND NOT EXISTS (SELECT 1 FROM alias AS a WHERE a.forwarding_id = f.id) LIMIT ${BITE}`;
  return [
    sql`DELETE FROM ${replyFrom} WHERE forwarding_id IN (${due})`,
    sql`DELETE FROM ${forwarding} WHERE id IN (${due})`,
  ];
}

function eraseAddresses(before: number): Statement {
  return sql`DELETE FROM ${address} WHERE deleted_at IS NOT NULL AND deleted_at < ${before}
    AND NOT EXISTS (SELECT 1 FROM forwarding AS f WHERE f.address_id = ${address}.id)`;
}
