/**
 * Surveys on D1. A vote stands under a keyed hash of who gave it, scoped to its survey, so that a later one can take its place;
 * when the survey is closed the votes go, and numbers are all that is left.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import { randomWord } from "../../mail/base-encoding.ts";
import { type Address, foldMailbox } from "../../mail/header/addr-spec.ts";
import type { Clock } from "../../relay/ports/clock.ts";
import type { Survey, Surveys, SurveyWish, Tally } from "../../relay/ports/surveys.ts";
import { type AdminDb, commit, openAdminDb, type Statement } from "../admin/db.ts";
import { listed } from "../listed.ts";
import type { Vault } from "../vault.ts";
import { choiceScope, memberScope, voteScope, voteTimeScope } from "./contexts.ts";
import { announcement, member, survey, vote } from "./schema.ts";

/** So many people must have answered, or changed their answer, before the numbers are told, and before they are told anew. */
const FEWEST_ANSWERS = 5;

/** 60 bits, as an alias. */
export const WORD_LENGTH = 12;

export class D1Surveys implements Surveys {
  readonly #db: AdminDb;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(db: D1Database, vault: Vault, clock: Clock) {
    this.#db = openAdminDb(db);
    this.#vault = vault;
    this.#clock = clock;
  }

  async open({ id, addressId, choices, choiceWords, messageId, forwardingId }: SurveyWish): Promise<Survey> {
    const marks = await Promise.all(choiceWords.map((word) => this.#vault.index(choiceScope(id), word)));
    const choiceMarks = JSON.stringify(marks);
    const [row] = await this.#db
      .insert(survey)
      .values({ id, addressId, choices, choiceMarks, messageId, word: randomWord(WORD_LENGTH) })
      .onConflictDoUpdate({ target: survey.id, set: { choices } })
      .returning();
    if (!row) throw new Error("a survey that was opened is missing");
    return { ...row, forwardingId };
  }

  async find(addressId: string, word: string): Promise<Survey | undefined> {
    const [found] = await this.#db
      .select({ survey, forwardingId: announcement.forwardingId })
      .from(survey)
      .innerJoin(announcement, eq(announcement.id, survey.id))
      .where(and(eq(survey.word, word), eq(survey.addressId, addressId)));
    return found && { ...found.survey, forwardingId: found.forwardingId };
  }

  async isMember(addressId: string, mailbox: Address): Promise<boolean> {
    const indexes = await this.#vault.indexes(memberScope(addressId), foldMailbox(mailbox));
    const rows = await this.#db
      .select({ id: member.id })
      .from(member)
      .where(and(eq(member.addressId, addressId), inArray(member.memberIndex, [...indexes])));
    return rows.length > 0;
  }

  /** Of a member alone, in this very statement: whoever has just left gives no vote that nobody would forget. */
  async vote({ id, addressId }: Survey, mailbox: Address, choice: number, writtenAt: number): Promise<boolean> {
    const voter = foldMailbox(mailbox);
    const [[index, former], members, [delay, formerDelay]] = await Promise.all([
      this.#vault.indexes(voteScope(id), voter),
      this.#vault.indexes(memberScope(addressId), voter),
      this.#vault.indexes(voteTimeScope(id), voter),
    ]);
    const isMember = sql`EXISTS (SELECT 1 FROM ${member} WHERE address_id = ${addressId} AND member_index IN ${listed(members)})`;
    const known = sql`(SELECT voter_index FROM ${vote} WHERE survey_id = ${id} AND voter_index = ${former ?? index})`;
    // Whoever stands there under the former key has the former key's delay.
    const time = (word: string) => writtenAt + delayOf(word);
    const late = sql`CASE WHEN ${known} IS NULL THEN ${time(delay)} ELSE ${time(formerDelay ?? delay)} END`;
    const batch = sql`(SELECT batch FROM ${survey} WHERE id = ${id} AND closed_at IS NULL)`;
    const [counted = 0] = await commit(this.#db, [
      sql`INSERT INTO ${vote} (survey_id, voter_index, choice, written_at, batch)
        SELECT ${id}, coalesce(${known}, ${index}), ${choice}, ${late}, ${batch} WHERE ${batch} IS NOT NULL AND ${isMember}
        ON CONFLICT (survey_id, voter_index) DO UPDATE SET choice = excluded.choice, written_at = excluded.written_at,
          batch = CASE WHEN choice = excluded.choice THEN batch ELSE excluded.batch END
        WHERE excluded.written_at >= written_at`,
    ]);
    if (counted > 0) return true;
    const rows = await this.#db.all(sql`SELECT 1 WHERE ${batch} IS NOT NULL AND ${isMember}`);
    return rows.length > 0;
  }

  async names({ id, choiceMarks }: Survey, words: readonly string[]): Promise<boolean> {
    if (words.length === 0) return false;
    const marks: readonly string[] = choiceMarks === "" ? [] : JSON.parse(choiceMarks);
    if (marks.length === 0) return true;
    const kept = new Set(marks);
    const indexes = await Promise.all(words.map((word) => this.#vault.indexes(choiceScope(id), word)));
    return indexes.flat().some((index) => kept.has(index));
  }

  async voted({ id }: Survey, mailboxKeys: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const members = await Promise.all(
      [...mailboxKeys].map(
        async ([memberId, key]) => [memberId, await this.#vault.indexes(voteScope(id), key)] as const,
      ),
    );
    const asked = members.flatMap(([, indexes]) => indexes);
    const rows = await this.#db
      .select({ index: vote.voterIndex })
      .from(vote)
      .where(and(eq(vote.surveyId, id), inArray(vote.voterIndex, listed(asked))));
    const found = new Set(rows.map(({ index }) => index));
    return new Set(
      members.flatMap(([memberId, indexes]) => (indexes.some((index) => found.has(index)) ? [memberId] : [])),
    );
  }

  async tally({ id, choices }: Survey): Promise<Tally> {
    await commit(this.#db, [publish(id)]);
    const [row] = await this.#db.select({ published: survey.published }).from(survey).where(eq(survey.id, id));
    return countsOf(row?.published ?? "", choices);
  }

  async close(closing: Survey): Promise<Tally> {
    const { id } = closing;
    const now = this.#clock.now();
    await commit(this.#db, [
      publish(id),
      sql`UPDATE ${survey} SET closed_at = ${now}, choice_marks = '' WHERE id = ${id} AND closed_at IS NULL`,
      sql`DELETE FROM ${vote} WHERE survey_id = ${id}`,
    ]);
    return this.tally(closing);
  }
}

/** All counts at once, when enough people have answered or changed their answer since: no single one can be watched coming in. */
function publish(id: string): Statement {
  const fresh = sql`(SELECT count(*) FROM ${vote} WHERE survey_id = ${id} AND batch = survey.batch)`;
  const counts = sql`(SELECT json_group_object(choice, n) FROM
    (SELECT choice, count(*) AS n FROM ${vote} WHERE survey_id = ${id} GROUP BY choice))`;
  return sql`UPDATE ${survey} SET published = ${counts}, batch = batch + 1 WHERE id = ${id} AND ${fresh} >= ${FEWEST_ANSWERS}`;
}

/** @param published choices and how many chose each; "" when nothing may be told yet */
export function countsOf(published: string, choices: number): Tally {
  if (published === "") return undefined;
  const counts: Readonly<Record<string, number>> = JSON.parse(published);
  return Array.from({ length: choices }, (_, at) => counts[String(at + 1)] ?? 0);
}

/** Milliseconds, up to some thirty years: of a keyed hash its last characters. */
function delayOf(index: string): number {
  return [...index.slice(-8)].reduce((sum, character) => sum * 32 + (character.charCodeAt(0) % 32), 0);
}
