/**
 * The journal port on D1. A claim is a row that only one attempt can hold: the statement that makes it is the same that
 * finds it there already, so that two servers with the same message agree, with no moment in between.
 */
import { type AnyColumn, inArray, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { mintAlias } from "../relay/alias-form.ts";
import {
  type Alias,
  type AliasWish,
  aliasKey,
  type Claim,
  type Claimed,
  type ClaimWish,
  type Clock,
  type CopyRecord,
  type Journal,
  readerKey,
  type SentId,
  type ThreadWish,
} from "../relay/ports.ts";
import { randomWord } from "../relay/random.ts";
import { addressOf, json } from "./directory.ts";
import { correspondentPlace, namePlace, originalIdScope, sentIdPlace, sentIdScope } from "./places.ts";
import { alias, delivery, messageId } from "./schema.ts";
import type { Vault } from "./vault.ts";

/** A claim whose holder crashed is free again after this: longer than any handler runs. */
export const LEASE = 90_000;

type ClaimRow = typeof delivery.$inferSelect;
type AliasRow = typeof alias.$inferSelect;
type SentRow = typeof messageId.$inferInsert;

interface WantedAlias {
  readonly id: string;
  readonly alias: string;
  readonly forwardingId: string;
  readonly correspondentIndex: string;
  readonly correspondentSealed: string;
  readonly nameSealed: string;
}

export class D1Journal implements Journal {
  readonly #db: DrizzleD1Database;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(db: D1Database, vault: Vault, clock: Clock) {
    this.#db = drizzle(db);
    this.#vault = vault;
    this.#clock = clock;
  }

  async claim(
    claims: readonly ClaimWish[],
    aliases: readonly AliasWish[],
    threads: readonly ThreadWish[],
  ): Promise<Claimed> {
    const now = this.#clock.now();
    const holder = randomWord(16);
    const wanted = await Promise.all(aliases.map((wish) => this.#aliasRow(wish)));
    const originals = await Promise.all(
      threads.map(({ readerId, originalId }) => this.#vault.index(originalIdScope(readerId), originalId)),
    );
    const [claimRows, aliasRows, idRows] = await this.#db.batch([
      claimStatement(this.#db, claims, holder, now),
      mintStatement(this.#db, wanted, now),
      this.#db
        .select()
        .from(messageId)
        .where(inArray(messageId.originalIndex, json(originals))),
    ]);
    return {
      claims: new Map(claimRows.map((row) => [row.id, claimOf(row, holder)])),
      aliases: aliasesByKey(aliasRows, aliases, wanted),
      knownAs: await this.#knownAs(idRows, threads, originals),
    };
  }

  async #aliasRow({ forwarding, domain, correspondent, name }: AliasWish): Promise<WantedAlias> {
    const { scope } = forwarding;
    const [correspondentIndex, correspondentSealed, nameSealed] = await Promise.all([
      this.#vault.index(correspondentPlace(scope), correspondent.key),
      this.#vault.seal(correspondentPlace(scope), correspondent.spec),
      this.#vault.seal(namePlace(scope), name),
    ]);
    return {
      id: randomWord(16),
      alias: mintAlias(domain),
      forwardingId: forwarding.id,
      correspondentIndex,
      correspondentSealed,
      nameSealed,
    };
  }

  async #knownAs(
    rows: readonly (typeof messageId.$inferSelect)[],
    threads: readonly ThreadWish[],
    originals: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const known = new Map<string, string>();
    for (const [at, { readerId, originalId }] of threads.entries()) {
      const row = rows.find(({ originalIndex }) => originalIndex === originals[at]);
      if (row)
        known.set(
          readerKey(readerId, originalId),
          await this.#vault.unseal(sentIdPlace(row.sentIndex), row.sentSealed),
        );
    }
    return known;
  }

  async record(copies: readonly CopyRecord[], sentIds: readonly SentId[]): Promise<void> {
    const now = this.#clock.now();
    const ids = await Promise.all(sentIds.map((sent) => this.#sentRow(sent, now)));
    await this.#db.batch([recordStatement(this.#db, copies, now), sentStatement(this.#db, ids)]);
  }

  async #sentRow({ sentId, carrier, readerId, originalId }: SentId, createdAt: number): Promise<SentRow> {
    const sentIndex = await this.#vault.index(sentIdScope, sentId);
    const [sentSealed, originalIndex] = await Promise.all([
      this.#vault.seal(sentIdPlace(sentIndex), sentId),
      this.#vault.index(originalIdScope(readerId), originalId),
    ]);
    return { sentIndex, sentSealed, originalIndex, carrier, createdAt };
  }
}

/** A claim is free for the taking when its copy is to be tried again, or its holder has died. */
const FREE = sql`(${delivery.outcome} = 'retrying' OR (${delivery.outcome} = 'claimed' AND ${delivery.leaseUntil} <= excluded.time))`;

const whenFree = (taken: SQL, column: SQL | AnyColumn) => sql`CASE WHEN ${FREE} THEN ${taken} ELSE ${column} END`;

/** Columns come in the order of schema.ts, as INSERT … SELECT wants them. */
function claimStatement(db: DrizzleD1Database, claims: readonly ClaimWish[], holder: string, now: number) {
  return db
    .insert(delivery)
    .select(
      sql`SELECT value ->> 'id', value ->> 'direction', value ->> 'addressId', value ->> 'forwardingId', value ->> 'alias',
        'claimed', '', value ->> 'size', ${holder}, ${now + LEASE}, 1, ${now}, ${now} FROM ${rows(claims)} WHERE true`,
    )
    .onConflictDoUpdate({
      target: delivery.id,
      set: {
        holder: whenFree(sql`excluded.holder`, delivery.holder),
        leaseUntil: whenFree(sql`excluded.lease_until`, delivery.leaseUntil),
        attempts: whenFree(sql`${delivery.attempts} + 1`, delivery.attempts),
        outcome: whenFree(sql`'claimed'`, delivery.outcome),
      },
    })
    .returning();
}

function claimOf(row: ClaimRow, holder: string): Claim {
  const base = { id: row.id, firstAt: row.firstAt, reason: row.reason };
  if (row.outcome !== "claimed") return { ...base, state: "done", outcome: row.outcome };
  return { ...base, state: row.holder === holder ? "mine" : "busy", outcome: undefined };
}

/** Simultaneous first mails of one correspondent agree on one alias: the row that is there first is what both get. */
function mintStatement(db: DrizzleD1Database, wanted: readonly WantedAlias[], now: number) {
  return db
    .insert(alias)
    .select(
      sql`SELECT value ->> 'id', value ->> 'alias', value ->> 'forwardingId', value ->> 'correspondentSealed',
        value ->> 'correspondentIndex', value ->> 'nameSealed', 1, 0, ${now}, ${now}, NULL FROM ${rows(wanted)} WHERE true`,
    )
    .onConflictDoUpdate({
      target: [alias.forwardingId, alias.correspondentIndex],
      targetWhere: sql`shown = 1`,
      set: { lastUsedAt: sql`excluded.last_used_at` },
    })
    .returning();
}

function aliasesByKey(
  rows: readonly AliasRow[],
  wishes: readonly AliasWish[],
  wanted: readonly WantedAlias[],
): ReadonlyMap<string, Alias> {
  const byIndex = new Map(rows.map((row) => [`${row.forwardingId} ${row.correspondentIndex}`, row]));
  const aliases = new Map<string, Alias>();
  for (const [at, { forwarding, correspondent }] of wishes.entries()) {
    const row = byIndex.get(`${forwarding.id} ${wanted[at]?.correspondentIndex}`);
    if (!row) continue;
    const found = { id: row.id, alias: addressOf(row.alias), forwarding, correspondent, blocked: row.blocked };
    aliases.set(aliasKey(forwarding.id, correspondent.key), found);
  }
  return aliases;
}

/** What is sent stays sent, whatever a late attempt says. */
function recordStatement(db: DrizzleD1Database, copies: readonly CopyRecord[], now: number) {
  return db
    .insert(delivery)
    .select(
      sql`SELECT value ->> 'id', value ->> 'direction', value ->> 'addressId', value ->> 'forwardingId', value ->> 'alias',
        value ->> 'outcome', value ->> 'reason', value ->> 'size', '', 0, 1, ${now}, ${now} FROM ${rows(copies)} WHERE true`,
    )
    .onConflictDoUpdate({
      target: delivery.id,
      set: {
        outcome: sql`excluded.outcome`,
        reason: sql`excluded.reason`,
        time: sql`excluded.time`,
        alias: sql`coalesce(excluded.alias, ${delivery.alias})`,
        leaseUntil: sql`0`,
      },
      setWhere: sql`${delivery.outcome} <> 'sent'`,
    });
}

function sentStatement(db: DrizzleD1Database, ids: readonly SentRow[]) {
  return db
    .insert(messageId)
    .select(
      sql`SELECT value ->> 'sentIndex', value ->> 'sentSealed', value ->> 'originalIndex', value ->> 'carrier',
        value ->> 'createdAt' FROM ${rows(ids)} WHERE true`,
    )
    .onConflictDoNothing();
}

/** A list as a table, in one bound parameter. */
function rows(list: readonly unknown[]): SQL {
  return sql`json_each(${JSON.stringify(list)})`;
}
