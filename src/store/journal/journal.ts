/**
 * The journal port on D1. A claim is a row that only one attempt can hold: the statement that makes it is the same that
 * finds it there already, so that two servers with the same message agree, with no moment in between.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { randomWord } from "../../mail/base-encoding.ts";
import type { Clock } from "../../relay/ports/clock.ts";
import type {
  AliasWish,
  Answered,
  Claimed,
  ClaimWish,
  CopyRecord,
  Counted,
  Journal,
  SentId,
  ThreadWish,
  Whereabouts,
} from "../../relay/ports/journal.ts";
import { originalIdScope } from "../contexts.ts";
import { listed } from "../listed.ts";
import { delivery } from "../schema.ts";
import type { Vault } from "../vault.ts";
import { aliasesByKey, answeredStatement, freshKeys, mintStatement, vouchStatements, wantedAlias } from "./aliases.ts";
import { claimStatement, claimsById } from "./claims.ts";
import { withFormerIds } from "./copy-row.ts";
import { countStatement, recordStatement, withSentIndex } from "./ends.ts";
import { knownAs, knownIds, sentRow, sentStatement } from "./sent-ids.ts";
import { anyUnderway, endedStatement, releasedStatement, underwayStatement, whereaboutsOf } from "./whole.ts";

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
    const wanted = await Promise.all(aliases.map((wish) => wantedAlias(this.#vault, wish)));
    const originals = await Promise.all(
      threads.map(({ readerId, originalId }) => this.#vault.indexes(originalIdScope(readerId), originalId)),
    );
    const named = withFormerIds(this.#vault, claims);
    const [claimRows, aliasRows, idRows] = await this.#db.batch([
      claimStatement(this.#db, named, holder, now),
      mintStatement(this.#db, wanted, now),
      knownIds(this.#db, originals),
      this.#noLongerWaiting(superseded),
    ]);
    return {
      claims: claimsById(claimRows, named, holder, now),
      aliases: aliasesByKey(aliasRows, aliases, wanted),
      fresh: freshKeys(aliasRows, aliases, wanted),
      knownAs: await knownAs(this.#vault, idRows, threads, originals),
    };
  }

  async record(
    copies: readonly CopyRecord[],
    sentIds: readonly SentId[],
    counted: readonly Counted[],
    answered?: Answered,
  ): Promise<void> {
    const now = this.#clock.now();
    const ids = await Promise.all(sentIds.map((sent) => sentRow(this.#vault, sent, now)));
    const named = await Promise.all(withFormerIds(this.#vault, copies).map((copy) => withSentIndex(this.#vault, copy)));
    await this.#db.batch([
      recordStatement(this.#db, named, now),
      ...vouchStatements(this.#db, copies),
      ...(answered ? [answeredStatement(this.#db, answered, now)] : []),
      sentStatement(this.#db, ids),
      countStatement(this.#db, counted, now),
    ]);
  }

  async end(row: CopyRecord, copyIds: readonly string[], waitingIds: readonly string[]): Promise<Whereabouts> {
    const now = this.#clock.now();
    const copies = this.#vault.underEveryKey(copyIds);
    const named = withFormerIds(this.#vault, [row]);
    const [, rows] = await this.#db.batch([
      recordStatement(this.#db, named, now, sql`NOT ${anyUnderway(copies, now)}`),
      underwayStatement(this.#db, copies, now),
      this.#noLongerWaiting(waitingIds),
      releasedStatement(this.#db, copies, now),
      endedStatement(this.#db, copies, row, now),
    ]);
    return whereaboutsOf(rows);
  }

  async whereabouts(copyIds: readonly string[]): Promise<Whereabouts> {
    const copies = this.#vault.underEveryKey(copyIds);
    return whereaboutsOf(await underwayStatement(this.#db, copies, this.#clock.now()));
  }

  #noLongerWaiting(ids: readonly string[]) {
    const known = listed(this.#vault.underEveryKey(ids));
    return this.#db.delete(delivery).where(and(inArray(delivery.id, known), eq(delivery.outcome, "retrying")));
  }
}
