/**
 * The journal port on D1. A claim is a row that only one attempt can hold: the statement that makes it is the same that
 * finds it there already, so that two servers with the same message agree, with no moment in between.
 */
import { type AnyColumn, and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { mintAlias } from "../mail/alias-form.ts";
import { randomWord } from "../mail/base-encoding.ts";
import { HOUR } from "../relay/limits.ts";
import type { Alias } from "../relay/model.ts";
import {
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
import {
  correspondentContext,
  nameContext,
  originalIdScope,
  readSentId,
  sentIdContext,
  sentIdScope,
  writeSentId,
} from "./contexts.ts";
import { addressOf, json } from "./directory.ts";
import { openedUnlessDamaged } from "./row-keys.ts";
import { alias, delivery, messageId, tally } from "./schema.ts";
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
  /** Where the row can stand still, while keys are changed. */
  readonly formerIndex: string | undefined;
  readonly correspondentSealed: string;
  readonly nameSealed: string;
  /** SQLite knows no booleans. */
  readonly vouched: 0 | 1;
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
    superseded: readonly string[] = [],
  ): Promise<Claimed> {
    const now = this.#clock.now();
    const holder = randomWord(16);
    const wanted = await Promise.all(aliases.map((wish) => this.#aliasRow(wish)));
    const originals = await Promise.all(
      threads.map(({ readerId, originalId }) => this.#vault.indexes(originalIdScope(readerId), originalId)),
    );
    const named = this.#withFormerIds(claims);
    const waiting = json(this.#vault.underEveryKey(superseded));
    const [claimRows, aliasRows, idRows] = await this.#db.batch([
      claimStatement(this.#db, named, holder, now),
      mintStatement(this.#db, wanted, now),
      this.#db
        .select()
        .from(messageId)
        .where(inArray(messageId.originalIndex, json(originals.flat()))),
      this.#db.delete(delivery).where(and(inArray(delivery.id, waiting), eq(delivery.outcome, "retrying"))),
    ]);
    return {
      claims: claimsById(claimRows, named, holder, now),
      aliases: aliasesByKey(aliasRows, aliases, wanted),
      fresh: freshKeys(aliasRows, aliases, wanted),
      knownAs: await this.#knownAs(idRows, threads, originals),
    };
  }

  async #aliasRow({ forwarding, domain, correspondent, vouched, name }: AliasWish): Promise<WantedAlias> {
    const { scope } = forwarding;
    const [[correspondentIndex, formerIndex], correspondentSealed, nameSealed] = await Promise.all([
      this.#vault.indexes(correspondentContext(scope), correspondent.key),
      this.#vault.seal(correspondentContext(scope), correspondent.spec),
      this.#vault.seal(nameContext(scope), name),
    ]);
    return {
      id: randomWord(16),
      alias: mintAlias(domain),
      forwardingId: forwarding.id,
      correspondentIndex,
      formerIndex,
      correspondentSealed,
      nameSealed,
      vouched: vouched ? 1 : 0,
    };
  }

  #withFormerIds<Wish extends Pick<ClaimWish, "id" | "verifiedId">>(wishes: readonly Wish[]): readonly Named<Wish>[] {
    return wishes.map((wish) => {
      const otherIds = [wish.verifiedId, wish.id].flatMap((id) => (id ? this.#vault.underEveryKey([id]) : []));
      return { ...wish, otherIds: otherIds.filter((id) => id !== wish.id) };
    });
  }

  async #knownAs(
    rows: readonly (typeof messageId.$inferSelect)[],
    threads: readonly ThreadWish[],
    originals: readonly (readonly string[])[],
  ): Promise<ReadonlyMap<string, string>> {
    const known = new Map<string, string>();
    for (const [at, { readerId, originalId }] of threads.entries()) {
      const row = rows.find(({ originalIndex }) => originals[at]?.includes(originalIndex));
      if (!row) continue;
      // A damaged one breaks a thread at most; the mail must not wait for it.
      const sentId = await openedUnlessDamaged(this.#vault, row.sentIndex, () => this.#sentIdOf(row));
      if (sentId !== undefined) known.set(readerKey(readerId, originalId), sentId);
    }
    return known;
  }

  async #sentIdOf({ sentIndex, sentSealed }: typeof messageId.$inferSelect): Promise<string> {
    return readSentId(await this.#vault.unseal(sentIdContext(sentIndex), sentSealed)).sentId;
  }

  async record(copies: readonly CopyRecord[], sentIds: readonly SentId[], counted: readonly string[]): Promise<void> {
    const now = this.#clock.now();
    const ids = await Promise.all(sentIds.map((sent) => this.#sentRow(sent, now)));
    const named = await Promise.all(this.#withFormerIds(copies).map((copy) => this.#withSentIndex(copy)));
    await this.#db.batch([
      recordStatement(this.#db, named, now),
      ...vouchStatements(this.#db, copies),
      sentStatement(this.#db, ids),
      countStatement(this.#db, counted, now),
    ]);
  }

  /** Only replies can fail later with a word of it to us: their sent ids are remembered. */
  async #withSentIndex<Copy extends CopyRecord>(
    copy: Copy,
  ): Promise<Copy & { readonly sentIndex: string | undefined }> {
    const remembered = copy.direction === "reply" && copy.sentId;
    return { ...copy, sentIndex: remembered ? await this.#vault.index(sentIdScope, remembered) : undefined };
  }

  async #sentRow({ sentId, carrier, readerId, originalId }: SentId, createdAt: number): Promise<SentRow> {
    const sentIndex = await this.#vault.index(sentIdScope, sentId);
    const [sentSealed, originalIndex] = await Promise.all([
      this.#vault.seal(sentIdContext(sentIndex), writeSentId({ readerId, sentId })),
      this.#vault.index(originalIdScope(readerId), originalId),
    ]);
    return { sentIndex, sentSealed, originalIndex, carrier, createdAt };
  }
}

/** With the ids that its row can stand under already: the verified copy's, and both under the former key. */
type Named<Wish> = Wish & { readonly otherIds: readonly string[] };

/**
 * The id of the row to claim or to write: one that is there under another name, so that a message that was claimed before
 * keys were changed, or with a verdict that is missing now, does not go out again; else its own name.
 */
const ROW_ID = sql`coalesce((SELECT id FROM delivery WHERE id IN (SELECT value FROM json_each(wish.value ->> 'otherIds'))),
  wish.value ->> 'id')`;

/** Attempts that may die while they hold a claim; then the copy is given up, since each may have sent it. */
export const ATTEMPTS = 3;

/** Its holder has died, and another attempt may be made. */
const DIED = sql`(${delivery.outcome} = 'claimed' AND ${delivery.leaseUntil} <= excluded.time AND ${delivery.attempts} < ${ATTEMPTS})`;

/** A claim is free for the taking when its copy is to be tried again, was refused (it may be allowed now), or its holder has died. */
const FREE = sql`(${delivery.outcome} = 'retrying' OR (${delivery.outcome} = 'rejected' AND ${delivery.direction} = 'inbound') OR ${DIED})`;

/** The forwarding may have been handed over, stopped or deleted since it was looked up. */
const STILL_ALLOWED = sql`(wish.value ->> 'needs' IS NULL OR EXISTS (SELECT 1 FROM forwarding AS f
  WHERE f.id = wish.value ->> 'forwardingId' AND f.state = 'active' AND f.deleted_at IS NULL AND f.paused_by IS NULL
  AND CASE wish.value ->> 'needs' WHEN 'deliver' THEN f.deliver ELSE f.allow_reply END))`;

const whenFree = (taken: SQL, column: SQL | AnyColumn) => sql`CASE WHEN ${FREE} THEN ${taken} ELSE ${column} END`;

/** Columns come in the order of schema.ts, as INSERT … SELECT wants them. */
function claimStatement(db: DrizzleD1Database, claims: readonly Named<ClaimWish>[], holder: string, now: number) {
  return db
    .insert(delivery)
    .select(
      sql`SELECT ${ROW_ID}, value ->> 'direction', value ->> 'addressId', value ->> 'forwardingId', value ->> 'alias',
        'claimed', '', value ->> 'size', ${holder}, ${now + LEASE}, 1, ${now}, ${now}, value ->> 'spamScore', NULL
        FROM ${rows(claims)} AS wish WHERE ${STILL_ALLOWED}`,
    )
    .onConflictDoUpdate({
      target: delivery.id,
      set: {
        holder: whenFree(sql`excluded.holder`, delivery.holder),
        leaseUntil: whenFree(sql`excluded.lease_until`, delivery.leaseUntil),
        attempts: whenFree(sql`CASE WHEN ${DIED} THEN ${delivery.attempts} + 1 ELSE 1 END`, delivery.attempts),
        outcome: whenFree(sql`'claimed'`, delivery.outcome),
      },
    })
    .returning();
}

function claimsById(
  rows: readonly ClaimRow[],
  wishes: readonly Named<ClaimWish>[],
  holder: string,
  now: number,
): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const { id, otherIds } of wishes) {
    const row = rows.find((one) => one.id === id || otherIds.includes(one.id));
    claims.set(
      id,
      row ? claimOf(id, row, holder, now) : { id, time: now, reason: "", state: "gone", outcome: undefined },
    );
  }
  return claims;
}

function claimOf(id: string, row: ClaimRow, holder: string, now: number): Claim {
  const base = { id, time: row.time, reason: row.reason };
  if (row.outcome !== "claimed") return { ...base, state: "done", outcome: row.outcome };
  if (row.holder === holder) return { ...base, state: "mine", outcome: undefined };
  return { ...base, state: row.leaseUntil > now ? "busy" : "spent", outcome: undefined };
}

/**
 * Simultaneous first mails of one correspondent agree on one alias: the row that is there first is what both get. One that
 * is there under the former key is met by its former index: a change of keys gives nobody a second alias. Whom a deleted
 * alias blocked stays blocked.
 */
function mintStatement(db: DrizzleD1Database, wanted: readonly WantedAlias[], now: number) {
  return db
    .insert(alias)
    .select(
      sql`SELECT value ->> 'id', value ->> 'alias', value ->> 'forwardingId', value ->> 'correspondentSealed',
        coalesce((SELECT correspondent_index FROM alias WHERE shown = 1 AND forwarding_id = value ->> 'forwardingId'
          AND correspondent_index = value ->> 'formerIndex'), value ->> 'correspondentIndex'), value ->> 'nameSealed', 1,
        EXISTS (SELECT 1 FROM alias WHERE blocked = 1 AND forwarding_id = value ->> 'forwardingId'
          AND correspondent_index IN (value ->> 'correspondentIndex', value ->> 'formerIndex')), ${now}, ${now}, NULL,
        value ->> 'vouched' FROM ${rows(wanted)} WHERE true`,
    )
    .onConflictDoUpdate({
      target: [alias.forwardingId, alias.correspondentIndex],
      targetWhere: sql`shown = 1`,
      set: { lastUsedAt: sql`excluded.last_used_at`, vouched: sql`max(${alias.vouched}, excluded.vouched)` },
    })
    .returning();
}

/** The aliases whose rows are the ones that were to be made. */
function freshKeys(
  rows: readonly AliasRow[],
  wishes: readonly AliasWish[],
  wanted: readonly WantedAlias[],
): ReadonlySet<string> {
  const ids = new Set(rows.map(({ id }) => id));
  const fresh = wishes.filter((_, at) => ids.has(wanted[at]?.id ?? ""));
  return new Set(fresh.map(({ forwarding, correspondent }) => aliasKey(forwarding.id, correspondent.key)));
}

function aliasesByKey(
  rows: readonly AliasRow[],
  wishes: readonly AliasWish[],
  wanted: readonly WantedAlias[],
): ReadonlyMap<string, Alias> {
  const byIndex = new Map(rows.map((row) => [`${row.forwardingId} ${row.correspondentIndex}`, row]));
  const aliases = new Map<string, Alias>();
  for (const [at, { forwarding, correspondent }] of wishes.entries()) {
    const places = [wanted[at]?.correspondentIndex, wanted[at]?.formerIndex].map(
      (index) => `${forwarding.id} ${index}`,
    );
    const row = places.map((place) => byIndex.get(place)).find((found) => found);
    if (!row) continue;
    const found = { id: row.id, alias: addressOf(row.alias), forwarding, correspondent, blocked: row.blocked };
    aliases.set(aliasKey(forwarding.id, correspondent.key), found);
  }
  return aliases;
}

/** What is sent stays sent, whatever a late attempt says. */
function recordStatement(db: DrizzleD1Database, copies: readonly Named<CopyRecord>[], now: number) {
  return db
    .insert(delivery)
    .select(
      sql`SELECT ${ROW_ID}, value ->> 'direction', value ->> 'addressId', value ->> 'forwardingId', value ->> 'alias',
        value ->> 'outcome', value ->> 'reason', value ->> 'size', '', 0, 1, ${now}, ${now}, value ->> 'spamScore',
        value ->> 'sentIndex' FROM ${rows(copies)} AS wish WHERE true`,
    )
    .onConflictDoUpdate({
      target: delivery.id,
      set: {
        outcome: sql`excluded.outcome`,
        reason: sql`excluded.reason`,
        time: sql`excluded.time`,
        alias: sql`coalesce(excluded.alias, ${delivery.alias})`,
        sentIndex: sql`excluded.sent_index`,
        leaseUntil: sql`0`,
        // A refusal's row counts how often it came.
        attempts: sql`${delivery.attempts} + (excluded.outcome = 'rejected')`,
      },
      setWhere: sql`${delivery.outcome} <> 'sent'`,
    });
}

/** Whom an officer has answered is no stranger any more. */
function vouchStatements(db: DrizzleD1Database, copies: readonly CopyRecord[]) {
  const answered = copies.filter(({ direction, outcome }) => direction === "reply" && outcome === "sent");
  const aliases = answered.flatMap((copy) => copy.alias ?? []);
  if (aliases.length === 0) return [];
  const theirs = and(inArray(alias.alias, json(aliases)), eq(alias.vouched, false));
  return [db.update(alias).set({ vouched: true }).where(theirs)];
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

/** One more in this hour for each time that a counter stands there. */
function countStatement(db: DrizzleD1Database, counters: readonly string[], now: number) {
  return db
    .insert(tally)
    .select(sql`SELECT value, ${Math.floor(now / HOUR)}, count(*) FROM ${rows(counters)} WHERE true GROUP BY value`)
    .onConflictDoUpdate({ target: [tally.counter, tally.hour], set: { count: sql`${tally.count} + excluded.count` } });
}

/** A list as a table, in one bound parameter. */
function rows(list: readonly unknown[]): SQL {
  return sql`json_each(${JSON.stringify(list)})`;
}
