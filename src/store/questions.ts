/** What the directory asks of D1 for each message, and the rows that answer: constant texts (written.ts). Each goes by an index. */
import { HOUR } from "../mail/duration.ts";
import { domainOf } from "../mail/header/addr-spec.ts";
import { ANSWER, COPIES, REPLIES } from "../relay/limits.ts";
import type { Question } from "../relay/ports/directory.ts";
import type { address, alias, block, forwarding, hourly, messageId, replyFrom } from "./schema.ts";
import { listedAs, type Written } from "./written.ts";

type Address = typeof address.$inferSelect;
type Forwarding = typeof forwarding.$inferSelect;

export type AddressRow = Omit<Address, "createdAt" | "deletedAt">;
export type AliasRow = Pick<
  typeof alias.$inferSelect,
  | "id"
  | "alias"
  | "forwardingId"
  | "correspondentSealed"
  | "correspondentIndex"
  | "blocked"
  | "survey"
  | "answeredBy"
  | "answeredAt"
>;
export type ForwardingRow = Pick<
  Forwarding,
  | "id"
  | "addressId"
  | "scope"
  | "destinationSealed"
  | "destinationIndex"
  | "label"
  | "hideSender"
  | "hideName"
  | "deliver"
  | "allowReply"
  | "pausedBy"
  | "state"
  | "confirmationIndex"
  | "confirmedAt"
>;
export type ReplyFromRow = Omit<typeof replyFrom.$inferSelect, "createdAt">;
type IdRow = Pick<typeof messageId.$inferSelect, "sentIndex" | "carrier">;
type CountRow = Pick<typeof hourly.$inferSelect, "counter" | "count">;
type BlockRow = Pick<typeof block.$inferSelect, "senderIndex" | "scope">;

/** SQLite knows no booleans: what stands for one in a row as it comes. */
type Stored<Row> = { readonly [Column in keyof Row]: Row[Column] extends boolean ? 0 | 1 : Row[Column] };

function addressRow(row: unknown): AddressRow {
  const stored = row as Stored<AddressRow>;
  const { open, refuseFiles, shareAnswers } = stored;
  return { ...stored, open: open === 1, refuseFiles: refuseFiles === 1, shareAnswers: shareAnswers === 1 };
}

function aliasRow(row: unknown): AliasRow {
  const stored = row as Stored<AliasRow>;
  return { ...stored, blocked: stored.blocked === 1 };
}

function forwardingRow(row: unknown): ForwardingRow {
  const stored = row as Stored<ForwardingRow>;
  const { hideSender, hideName, deliver, allowReply } = stored;
  return {
    ...stored,
    hideSender: hideSender === 1,
    hideName: hideName === 1,
    deliver: deliver === 1,
    allowReply: allowReply === 1,
  };
}

/** Public addresses behind aliases, `?1`, and behind what a welcome mail came from, `?2`. */
const BEHIND = `SELECT f.address_id FROM alias a JOIN forwarding f ON f.id = a.forwarding_id JOIN address d ON d.id = f.address_id
    WHERE a.alias IN ${listedAs("?1")} AND d.deleted_at IS NULL
  UNION SELECT f.address_id FROM forwarding f JOIN address d ON d.id = f.address_id
    WHERE f.confirmation_index IN ${listedAs("?2")} AND f.deleted_at IS NULL AND d.deleted_at IS NULL`;

/** The addresses asked for, those behind the aliases asked for, and one of each domain, `?3`, that is ours. */
const ADDRESSES = `SELECT id, address, domain, received_as AS "receivedAs", received_domain AS "receivedDomain", name,
    name_suffix AS "nameSuffix", open, refuse_files AS "refuseFiles", share_answers AS "shareAnswers"
  FROM address WHERE id IN (SELECT id FROM address WHERE (address IN ${listedAs("?1")} AND deleted_at IS NULL)
      OR (received_as IN ${listedAs("?1")} AND deleted_at IS NULL)
    UNION ${BEHIND}
    UNION SELECT min(id) FROM address WHERE domain IN ${listedAs("?3")} AND received_domain IS NULL AND deleted_at IS NULL GROUP BY domain
    UNION SELECT min(id) FROM address WHERE received_domain IN ${listedAs("?3")} AND deleted_at IS NULL GROUP BY received_domain)`;

const ALIASES = `SELECT id, alias, forwarding_id AS "forwardingId", correspondent_sealed AS "correspondentSealed",
    correspondent_index AS "correspondentIndex", blocked, survey, answered_by AS "answeredBy", answered_at AS "answeredAt"
  FROM alias WHERE alias IN ${listedAs("?1")} AND deleted_at IS NULL`;

/** The forwardings of the public address that is the recipient, `?3`, and those of the aliases asked for with all beside them. */
const FORWARDING_IDS = `(SELECT id FROM forwarding WHERE deleted_at IS NULL AND address_id IN (
    SELECT id FROM address WHERE address = ?3 AND deleted_at IS NULL
    UNION SELECT id FROM address WHERE received_as = ?3 AND deleted_at IS NULL UNION ${BEHIND}))`;

const FORWARDINGS = `SELECT id, address_id AS "addressId", scope, destination_sealed AS "destinationSealed",
    destination_index AS "destinationIndex", label, hide_sender AS "hideSender", hide_name AS "hideName", deliver,
    allow_reply AS "allowReply", paused_by AS "pausedBy", state, confirmation_index AS "confirmationIndex",
    confirmed_at AS "confirmedAt"
  FROM forwarding WHERE id IN ${FORWARDING_IDS}`;

const REPLY_FROM = `SELECT id, forwarding_id AS "forwardingId", address_sealed AS "addressSealed",
    address_index AS "addressIndex"
  FROM reply_from WHERE forwarding_id IN ${FORWARDING_IDS}`;

const IDS = `SELECT sent_index AS "sentIndex", carrier FROM message_id WHERE sent_index IN ${listedAs("?1")}`;

/** In the hour `?1` the counters asked for, `?2`, and those of the answers of the alias's, `?3`, forwarding; `?4` is this answer. */
const COUNTS = `SELECT counter, count FROM hourly WHERE hour = ?1 AND counter IN (SELECT value FROM json_each(?2)
    UNION ALL SELECT json_each.value || forwarding_id FROM alias, json_each('${JSON.stringify([REPLIES, COPIES])}') WHERE alias = ?3
    UNION ALL SELECT '${ANSWER}' || forwarding_id || ':' || ?4 FROM alias WHERE alias = ?3)`;

/**
 * Blocks of this sender, and all of the public address behind an alias: whom that blocks cannot be asked for by index until the
 * alias has been opened.
 */
const BLOCKS = `SELECT sender_index AS "senderIndex", scope FROM block WHERE sender_index IN ${listedAs("?1")}
  OR address_id IN (SELECT f.address_id FROM alias AS a JOIN forwarding AS f ON f.id = a.forwarding_id
    WHERE a.alias = ?2 AND a.deleted_at IS NULL)`;

/** A question, and the indexes by which it is asked: they are made under every key that is at hand. */
export interface Indexed extends Question {
  /** Of each msg-id. */
  readonly sentIndexes: readonly (readonly string[])[];
  /** Of the recipient, which may be what a welcome mail came from. */
  readonly confirmations: readonly string[];
  readonly blockable: readonly string[];
}

/** All of them at once: each looks by itself for what is behind the recipient. */
export function questionsOf({ recipient, named, sentIndexes, confirmations, ...asked }: Indexed) {
  const addresses = [recipient, ...named];
  const known = JSON.stringify(addresses);
  const behind = [known, JSON.stringify(confirmations)];
  const domains = JSON.stringify([...new Set(addresses.map(domainOf))]);
  const counted = [Math.floor(asked.now / HOUR), JSON.stringify(asked.counters), recipient, asked.answer];
  return {
    addresses: { text: ADDRESSES, values: [...behind, domains] },
    aliases: { text: ALIASES, values: [known] },
    forwardings: { text: FORWARDINGS, values: [...behind, recipient] },
    replyFrom: { text: REPLY_FROM, values: [...behind, recipient] },
    ids: sentIndexes.length > 0 ? { text: IDS, values: [JSON.stringify(sentIndexes.flat())] } : undefined,
    counts: { text: COUNTS, values: counted },
    blocks: { text: BLOCKS, values: [JSON.stringify(asked.blockable), recipient] },
  } satisfies Record<keyof Rows, Written | undefined>;
}

/** What D1 answers to them. */
export interface Rows {
  readonly addresses: readonly AddressRow[];
  readonly aliases: readonly AliasRow[];
  readonly forwardings: readonly ForwardingRow[];
  readonly replyFrom: readonly ReplyFromRow[];
  readonly ids: readonly IdRow[];
  readonly counts: readonly CountRow[];
  readonly blocks: readonly BlockRow[];
}

export function rowsOf(found: Readonly<Record<keyof Rows, readonly unknown[]>>): Rows {
  return {
    addresses: found.addresses.map(addressRow),
    aliases: found.aliases.map(aliasRow),
    forwardings: found.forwardings.map(forwardingRow),
    replyFrom: found.replyFrom as readonly ReplyFromRow[],
    ids: found.ids as readonly IdRow[],
    counts: found.counts as readonly CountRow[],
    blocks: found.blocks as readonly BlockRow[],
  };
}

export const KNOWN_CORRESPONDENT = `SELECT id FROM alias WHERE correspondent_index IN ${listedAs("?1")} AND shown = 1 LIMIT 1`;

export const COUNT_SHOWN = `SELECT count(*) AS count FROM json_each(?1) AS wish
  JOIN alias AS a ON a.shown = 1 AND a.forwarding_id = wish.value ->> 0 AND a.correspondent_index = wish.value ->> 1`;

export const BLOCKED_THERE = `SELECT id FROM block WHERE sender_index IN ${listedAs("?1")} AND scope IN ('', ?2) LIMIT 1`;

export interface FormerRow {
  readonly kind: "alias" | "address" | "forwarding";
  readonly id: string;
}

/** Void ones too: what an alias, `?1`, was, which public address it belonged to, or what that address, `?1`, leads or led to. */
export const FORMERLY = `WITH a AS (SELECT id, forwarding_id FROM alias WHERE alias = ?1),
    p AS (SELECT d.id, d.address FROM forwarding f JOIN address d ON d.id = f.address_id WHERE f.id IN (SELECT forwarding_id FROM a)
      UNION SELECT id, address FROM address WHERE address = ?1 OR received_as = ?1)
  SELECT 'alias' AS kind, id FROM a UNION ALL SELECT 'address', address FROM p
  UNION ALL SELECT 'forwarding', id FROM forwarding WHERE address_id IN (SELECT id FROM p)`;
