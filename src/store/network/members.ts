/** Who is in a contact network: joining and leaving, each in one statement. */
import { type SQL, sql } from "drizzle-orm";
import { randomWord } from "../../mail/base-encoding.ts";
import { type Address, foldMailbox } from "../../mail/header/addr-spec.ts";
import type { Clock } from "../../relay/ports/clock.ts";
import type { Membership, Networks } from "../../relay/ports/networks.ts";
import { type AdminDb, commit, openAdminDb, type Statement } from "../admin/db.ts";
import { listed } from "../listed.ts";
import { openedAddress } from "../stored-address.ts";
import type { Vault } from "../vault.ts";
import { joinScope, memberContext, memberScope, voteScope } from "./contexts.ts";
import { selectInto } from "./rows.ts";
import { announcementCopy, member, network, survey, vote } from "./schema.ts";

export class D1Networks implements Networks {
  readonly #db: AdminDb;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(db: D1Database, vault: Vault, clock: Clock) {
    this.#db = openAdminDb(db);
    this.#vault = vault;
    this.#clock = clock;
  }

  async join(addressId: string, code: string, mailbox: Address): Promise<Membership | undefined> {
    const id = randomWord(16);
    const [codes, standing, sealed] = await Promise.all([
      this.#vault.indexes(joinScope(addressId), code),
      this.#vault.indexes(memberScope(addressId), foldMailbox(mailbox)),
      this.#vault.seal(memberContext(id), mailbox.spec),
    ]);
    const [index] = standing;
    // Who stands there under the former key is met by the former index: a change of keys makes nobody a member twice.
    const known = sql`(SELECT member_index FROM ${member} WHERE address_id = ${addressId} AND member_index IN ${listed(standing)} LIMIT 1)`;
    const rows = await this.#db
      .insert(member)
      .select(
        selectInto(
          member,
          {
            id: sql`${id}`,
            addressId: sql`${addressId}`,
            memberSealed: sql`${sealed}`,
            memberIndex: sql`coalesce(${known}, ${index})`,
            joinedAt: sql`${this.#clock.now()}`,
            suppressedAt: sql`NULL`,
          },
          // A mail that comes again once its code is void is from somebody who is in.
          sql`${network} WHERE address_id = ${addressId} AND (join_index IN ${listed(codes)} OR ${known} IS NOT NULL)`,
        ),
      )
      .onConflictDoUpdate({
        target: [member.addressId, member.memberIndex],
        set: { joinedAt: sql`${member.joinedAt}` },
      })
      .returning({ id: member.id, joinedAt: member.joinedAt });
    return rows[0];
  }

  async leave(addressId: string, mailbox: Address): Promise<void> {
    const indexes = await this.#vault.indexes(memberScope(addressId), foldMailbox(mailbox));
    await commit(this.#db, await leaving(this.#db, this.#vault, amongMembers(indexes)));
  }
}

/** Whose index is one of these: those of one mailbox in one network, or in all. */
export function amongMembers(indexes: readonly string[]): SQL {
  return sql`member_index IN ${listed(indexes)}`;
}

/** The public addresses that have members. */
export async function allNetworkIds(db: AdminDb): Promise<readonly string[]> {
  const rows = await db.selectDistinct({ id: member.addressId }).from(member);
  return rows.map(({ id }) => id);
}

/**
 * Ends and erases memberships, the last statement; before, whatever says that they were: votes in surveys that are not
 * closed go with them, copies that are out still count, but are nobody's.
 * @param which a condition on `member`
 */
export async function leaving(db: AdminDb, vault: Vault, which: SQL): Promise<readonly Statement[]> {
  return [...(await forgettingVotes(db, vault, which)), ...departing(which)];
}

interface OpenVoter {
  readonly id: string;
  readonly sealed: string;
  readonly index: string;
  readonly survey: string;
}

/** A vote stands under a hash of its voter: who has left would be found there until the survey is closed. */
async function forgettingVotes(db: AdminDb, vault: Vault, which: SQL): Promise<readonly Statement[]> {
  const rows =
    await db.all<OpenVoter>(sql`SELECT m.id, m.member_sealed AS sealed, m.member_index AS "index", s.id AS survey
    FROM (SELECT * FROM ${member} WHERE ${which}) AS m
    JOIN ${survey} AS s ON s.address_id = m.address_id AND s.closed_at IS NULL`);
  const votes = (await Promise.all(rows.map((row) => votesOf(vault, row)))).flat();
  if (votes.length === 0) return [];
  return [
    sql`DELETE FROM ${vote} WHERE (survey_id, voter_index) IN
      (SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(votes)}))`,
  ];
}

async function votesOf(vault: Vault, { id, sealed, index, survey }: OpenVoter) {
  const mailbox = await openedAddress(vault, memberContext(id), sealed, index);
  const indexes = mailbox ? await vault.indexes(voteScope(survey), foldMailbox(mailbox)) : [];
  return indexes.map((voter) => [survey, voter] as const);
}

function departing(which: SQL): readonly Statement[] {
  const theirs = sql`member_id IN (SELECT id FROM ${member} WHERE ${which})`;
  return [
    sql`DELETE FROM ${announcementCopy} WHERE outcome IN ('claimed', 'retrying') AND ${theirs}`,
    sql`UPDATE ${announcementCopy} SET member_id = lower(hex(randomblob(8))), sent_index = NULL WHERE ${theirs}`,
    sql`DELETE FROM ${member} WHERE ${which}`,
  ];
}

/** A public address goes, and its network with all who are in it. */
export function closingNetwork(addressId: string): readonly Statement[] {
  const surveys = sql`(SELECT id FROM ${survey} WHERE address_id = ${addressId})`;
  return [
    sql`DELETE FROM ${network} WHERE address_id = ${addressId}`,
    sql`DELETE FROM ${vote} WHERE survey_id IN ${surveys}`,
    ...departing(sql`address_id = ${addressId}`),
  ];
}
