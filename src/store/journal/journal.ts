/**
 * The journal port on D1. A claim is a row that only one attempt can hold: the statement that makes it is the same that
 * finds it there already, so that two servers with the same message agree, with no moment in between.
 */
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
import type { Vault } from "../vault.ts";
import { listedAs, runTogether, type Written } from "../written.ts";
import {
  aliasesByKey,
  answeredStatement,
  freshKeys,
  mintStatement,
  type ShownRow,
  shownStatement,
  vouchStatement,
  wantedAlias,
} from "./aliases.ts";
import { type ClaimRow, claimStatement, claimsById } from "./claims.ts";
import { withFormerIds } from "./copy-row.ts";
import { countStatement, recordStatements, recordUnlessUnderway, withSentIndex } from "./ends.ts";
import { type KnownRow, knownAs, knownIds, sentRow, sentStatement } from "./sent-ids.ts";
import { endedStatement, releasedStatement, type UnderwayRow, underwayStatement, whereaboutsOf } from "./whole.ts";

export class D1Journal implements Journal {
  readonly #d1: D1Database;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(db: D1Database, vault: Vault, clock: Clock) {
    this.#d1 = db;
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
    const named = claims.map((wish) => withFormerIds(this.#vault, wish));
    const rows = await runTogether(this.#d1, {
      claims: claimStatement(named, holder, now),
      made: wanted.length > 0 ? mintStatement(wanted, now) : undefined,
      aliases: wanted.length > 0 ? shownStatement(wanted) : undefined,
      ids: originals.length > 0 ? knownIds(originals) : undefined,
      waiting: this.#noLongerWaiting(superseded),
    });
    const aliasRows = rows.aliases as readonly ShownRow[];
    return {
      claims: claimsById(rows.claims as readonly ClaimRow[], named, holder, now),
      aliases: aliasesByKey(aliasRows, aliases, wanted),
      fresh: freshKeys(aliasRows, aliases, wanted),
      knownAs: await knownAs(this.#vault, rows.ids as readonly KnownRow[], threads, originals),
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
    const named = await Promise.all(copies.map((copy) => withSentIndex(this.#vault, withFormerIds(this.#vault, copy))));
    // The first two are there for an alias that never was, too: how long an answer takes tells nothing.
    await runTogether(this.#d1, {
      ...recordStatements(named, now),
      vouched: vouchStatement(copies),
      answered: answered && answeredStatement(answered, now),
      ids: ids.length > 0 ? sentStatement(ids) : undefined,
      counts: counted.length > 0 ? countStatement(counted, now) : undefined,
    });
  }

  async end(row: CopyRecord, copyIds: readonly string[], waitingIds: readonly string[]): Promise<Whereabouts> {
    const now = this.#clock.now();
    const copies = this.#vault.underEveryKey(copyIds);
    const found = await runTogether(this.#d1, {
      ...recordUnlessUnderway(withFormerIds(this.#vault, row), copies, now),
      underway: underwayStatement(copies, now),
      waiting: this.#noLongerWaiting(waitingIds),
      released: releasedStatement(copies, now),
      ended: endedStatement(copies, row, now),
    });
    return whereaboutsOf(found.underway as readonly UnderwayRow[]);
  }

  async abandon(copyIds: readonly string[], end: Pick<CopyRecord, "outcome" | "reason" | "remark">): Promise<number> {
    const ids = this.#vault.underEveryKey(copyIds);
    const { ended } = await runTogether(this.#d1, { ended: endedStatement(ids, end, this.#clock.now()) });
    return ended.length;
  }

  async whereabouts(copyIds: readonly string[]): Promise<Whereabouts> {
    const copies = this.#vault.underEveryKey(copyIds);
    const { underway } = await runTogether(this.#d1, { underway: underwayStatement(copies, this.#clock.now()) });
    return whereaboutsOf(underway as readonly UnderwayRow[]);
  }

  #noLongerWaiting(ids: readonly string[]): Written | undefined {
    const known = this.#vault.underEveryKey(ids);
    return known.length > 0 ? { text: NO_LONGER_WAITING, values: [JSON.stringify(known)] } : undefined;
  }
}

const NO_LONGER_WAITING = `DELETE FROM delivery WHERE id IN ${listedAs("?1")} AND outcome = 'retrying'`;
