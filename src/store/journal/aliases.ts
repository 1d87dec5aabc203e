/** Aliases that copies need: made where they are missing, met where they are there, trusted when they were answered. */
import { mintAlias } from "../../mail/alias-form.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { DAY } from "../../mail/duration.ts";
import type { Alias } from "../../relay/model.ts";
import { type AliasWish, type Answered, aliasKey, type CopyRecord } from "../../relay/ports/journal.ts";
import { correspondentContext, correspondentValue, nameContext } from "../contexts.ts";
import type { alias } from "../schema.ts";
import { addressOf } from "../stored-address.ts";
import type { Vault } from "../vault.ts";
import { insertInto, listedAs, WISHES, type Written, wished } from "../written.ts";

/** SQLite knows no booleans. */
export type ShownRow = Pick<
  typeof alias.$inferSelect,
  "id" | "alias" | "forwardingId" | "correspondentIndex" | "survey" | "answeredBy" | "answeredAt"
> & { readonly blocked: 0 | 1 };

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
  readonly survey: string | undefined;
}

export async function wantedAlias(
  vault: Vault,
  { forwarding, domain, correspondent, vouched, name, survey }: AliasWish,
): Promise<WantedAlias> {
  const { scope } = forwarding;
  const [[correspondentIndex, formerIndex], correspondentSealed, nameSealed] = await Promise.all([
    vault.indexes(correspondentContext(scope), correspondentValue(correspondent.key, survey)),
    vault.seal(correspondentContext(scope), correspondent.spec),
    vault.seal(nameContext(scope), name),
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
    survey,
  };
}

/** The former index, where an alias stands under it while keys are changed. */
const INDEX_THAT_STANDS = `coalesce((SELECT correspondent_index FROM alias
  WHERE shown = 1 AND forwarding_id = ${wished("forwardingId")} AND correspondent_index = ${wished("formerIndex")}),
  ${wished("correspondentIndex")})`;

const WAS_BLOCKED = `EXISTS (SELECT 1 FROM alias WHERE blocked = 1 AND forwarding_id = ${wished("forwardingId")}
  AND correspondent_index IN (${wished("correspondentIndex")}, ${wished("formerIndex")}))`;

/**
 * Simultaneous first mails of one correspondent agree on one alias: the row that is there first is what both get. One that
 * is there under the former key is met by its former index: a change of keys gives nobody a second alias. Whom a deleted
 * alias blocked stays blocked. When it was last used is written once a day. `?2` is the time.
 */
const MINT = `${insertInto(
  "alias",
  {
    id: wished("id"),
    alias: wished("alias"),
    forwarding_id: wished("forwardingId"),
    correspondent_sealed: wished("correspondentSealed"),
    correspondent_index: INDEX_THAT_STANDS,
    name_sealed: wished("nameSealed"),
    shown: "1",
    blocked: WAS_BLOCKED,
    created_at: "?2",
    last_used_at: "?2",
    deleted_at: "NULL",
    survey: wished("survey"),
    vouched: wished("vouched"),
    answered_by: "NULL",
    answered_at: "NULL",
  },
  `${WISHES} WHERE true`,
)} ON CONFLICT (forwarding_id, correspondent_index) WHERE shown = 1
  DO UPDATE SET last_used_at = excluded.last_used_at, vouched = max(alias.vouched, excluded.vouched)
  WHERE alias.last_used_at / ${DAY} <> excluded.last_used_at / ${DAY} OR alias.vouched < excluded.vouched`;

export function mintStatement(wanted: readonly WantedAlias[], now: number): Written {
  return { text: MINT, values: [JSON.stringify(wanted), now] };
}

/** Those that are shown now: the ones that were there, and the ones just made. */
const SHOWN = `SELECT a.id, a.alias, a.forwarding_id AS "forwardingId", a.correspondent_index AS "correspondentIndex", a.blocked,
    a.survey, a.answered_by AS "answeredBy", a.answered_at AS "answeredAt"
  FROM ${WISHES} JOIN alias AS a ON a.shown = 1 AND a.forwarding_id = ${wished("forwardingId")}
    AND a.correspondent_index IN (${wished("correspondentIndex")}, ${wished("formerIndex")})`;

export function shownStatement(wanted: readonly WantedAlias[]): Written {
  return { text: SHOWN, values: [JSON.stringify(wanted)] };
}

/** The aliases whose rows are the ones that were to be made. */
export function freshKeys(
  rows: readonly ShownRow[],
  wishes: readonly AliasWish[],
  wanted: readonly WantedAlias[],
): ReadonlySet<string> {
  const ids = new Set(rows.map(({ id }) => id));
  const fresh = wishes.filter((_, at) => ids.has(wanted[at]?.id ?? ""));
  return new Set(fresh.map(({ forwarding, correspondent }) => aliasKey(forwarding.id, correspondent.key)));
}

export function aliasesByKey(
  rows: readonly ShownRow[],
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
    const found = { ...row, alias: addressOf(row.alias), blocked: row.blocked === 1, forwarding, correspondent };
    aliases.set(aliasKey(forwarding.id, correspondent.key), found);
  }
  return aliases;
}

const VOUCH = `UPDATE alias SET vouched = 1 WHERE alias IN ${listedAs("?1")} AND vouched = 0`;

/** Whom an officer has answered is no stranger any more. */
export function vouchStatement(copies: readonly CopyRecord[]): Written | undefined {
  const answered = copies.filter(({ direction, outcome }) => direction === "reply" && outcome === "sent");
  const aliases = answered.flatMap((copy) => copy.alias ?? []);
  return aliases.length > 0 ? { text: VOUCH, values: [JSON.stringify(aliases)] } : undefined;
}

const ANSWERED = `UPDATE alias SET answered_by = ?2, answered_at = ?3 WHERE id IN ${listedAs("?1")}`;

/** Who is at it, wherever the desk's officers will look: beside their own alias of the correspondent. */
export function answeredStatement({ forwardingId, aliasIds }: Answered, now: number): Written {
  return { text: ANSWERED, values: [JSON.stringify(aliasIds), forwardingId, now] };
}
