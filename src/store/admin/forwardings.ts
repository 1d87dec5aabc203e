/** Forwardings that are not void: pending, invited or active. */
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { listed } from "../listed.ts";
import { address, forwarding } from "../schema.ts";
import { type AdminDb, insertWhere, type Statement } from "./db.ts";

export type ForwardingRow = typeof forwarding.$inferSelect;
type NewForwarding = Omit<typeof forwarding.$inferInsert, "destinationIndex">;

/** Keyed hashes of one value, that of the current key first (see Vault.indexes). */
export type Indexes = readonly [string, ...string[]];

/** A public address leads to so many mailboxes at most: one mail must stay within one invocation. */
export const MAX_FORWARDINGS = 20;

export const alive = isNull(forwarding.deletedAt);

/** In a list a successor stands where the predecessor stood, and beside them while both are there. */
export const inPlace = sql<string>`printf('%015d %015d %s', coalesce(${forwarding.placedAt}, ${forwarding.createdAt}),
  ${forwarding.createdAt}, ${forwarding.id})`;

/** The same of a row that was read. */
export function placeOf({ placedAt, createdAt, id }: ForwardingRow): string {
  return [placedAt ?? createdAt, createdAt]
    .map((time) => String(time).padStart(15, "0"))
    .join(" ")
    .concat(" ", id);
}

/** @param after the place of the last one of the page before */
export function pageOfForwardings(
  db: AdminDb,
  addressId: string,
  after: string | undefined,
  limit: number,
): Promise<ForwardingRow[]> {
  const beyond = after === undefined ? undefined : sql`${inPlace} > ${after}`;
  return db
    .select()
    .from(forwarding)
    .where(and(eq(forwarding.addressId, addressId), alive, beyond))
    .orderBy(inPlace)
    .limit(limit);
}

export async function findForwarding(db: AdminDb, id: string): Promise<ForwardingRow | undefined> {
  const rows = await db
    .select()
    .from(forwarding)
    .where(and(eq(forwarding.id, id), alive));
  return rows[0];
}

/** One that a handover has ended; its row is kept for a while. */
export async function findReplaced(db: AdminDb, id: string): Promise<ForwardingRow | undefined> {
  const rows = await db
    .select()
    .from(forwarding)
    .where(and(eq(forwarding.id, id), eq(forwarding.state, "replaced")));
  return rows[0];
}

/** Those that deliver to somebody now, or will: whom a change at a public address concerns. */
export function standingForwardings(db: AdminDb, addressId: string): Promise<ForwardingRow[]> {
  return db
    .select()
    .from(forwarding)
    .where(and(eq(forwarding.addressId, addressId), alive, eq(forwarding.state, "active")))
    .limit(MAX_FORWARDINGS);
}

/**
 * Inserts nothing where the address is gone or has its 20. Those that take over from another don't count.
 * @param indexes the mailbox's, under every key at hand
 * @throws a conflict (see desk.ts) on commit when the address leads to this mailbox already
 */
export function insertForwarding(row: NewForwarding, indexes: Indexes): Statement {
  return insertWhere(
    forwarding,
    { ...row, destinationIndex: standingIndex(row.addressId, indexes) },
    sql`EXISTS (SELECT 1 FROM ${address} WHERE id = ${row.addressId} AND deleted_at IS NULL)
      AND (SELECT count(*) FROM ${forwarding}
        WHERE address_id = ${row.addressId} AND deleted_at IS NULL AND replaces_id IS NULL) < ${MAX_FORWARDINGS}`,
  );
}

/** What of a successor is not its predecessor's. */
type SuccessorColumns = Pick<
  ForwardingRow,
  "id" | "destinationSealed" | "keepAliases" | "label" | "effectiveAt" | "createdAt"
>;

/** Whoever takes over gets everything as it stands, but for what belongs to one person's mailbox and its confirmation. */
export function successorOf(
  old: ForwardingRow,
  own: SuccessorColumns,
): NewForwarding & { readonly replacesId: string } {
  const { destinationIndex: _, ...carried } = old;
  return {
    ...carried,
    ...NOT_CONFIRMED,
    ...own,
    // Kept aliases stay sealed under the first officer's scope: a handover rewrites no alias.
    scope: own.keepAliases ? old.scope : own.id,
    replacesId: old.id,
    placedAt: old.placedAt ?? old.createdAt,
    // It was the predecessor's phone that was lost, and the predecessor's card.
    deliver: old.deliverBeforeStop ?? old.deliver,
    allowReply: old.allowReplyBeforeStop ?? old.allowReply,
    ...NOT_STOPPED,
    cardIndex: null,
  };
}

const NOT_CONFIRMED = {
  state: "pending",
  stateReason: "",
  triedAt: 0,
  confirmationSealed: null,
  confirmationIndex: null,
  invitedAt: null,
  reminders: 0,
  welcomeSentIndex: null,
  confirmedAt: null,
  effectiveAt: null,
  welcomedWith: null,
  untoldId: null,
} as const;

const NOT_STOPPED = { deliverBeforeStop: null, allowReplyBeforeStop: null, pausedBy: null } as const;

/** Inserts nothing where the old one is gone, or is being handed over already. */
export function insertSuccessor(row: NewForwarding & { readonly replacesId: string }, indexes: Indexes): Statement {
  return insertWhere(
    forwarding,
    { ...row, destinationIndex: standingIndex(row.addressId, indexes) },
    sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${row.replacesId} AND deleted_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM ${forwarding}
        WHERE address_id = ${row.addressId} AND deleted_at IS NULL AND replaces_id = ${row.replacesId})`,
  );
}

/**
 * While keys are changed a mailbox may stand here under the former key. The new row then takes that very index, so that
 * the unique index still sees one and the same mailbox.
 */
function standingIndex(addressId: string, [current, ...former]: Indexes): SQL {
  return sql`coalesce((SELECT destination_index FROM ${forwarding} WHERE address_id = ${addressId}
    AND destination_index IN ${listed(former)} AND deleted_at IS NULL), ${current})`;
}

type Switchable = "label" | "hideSender" | "hideName" | "deliver" | "allowReply";
/** What is absent or undefined stays as it is. */
export type ForwardingSwitches = { readonly [K in Switchable]?: ForwardingRow[K] | undefined };

export function updateForwarding(db: AdminDb, id: string, change: ForwardingSwitches): Statement {
  // Whoever throws a switch after a stop has decided how it stands from now on.
  const decided = change.deliver !== undefined || change.allowReply !== undefined;
  return db
    .update(forwarding)
    .set({ ...change, ...(decided ? NOT_STOPPED : {}) })
    .where(and(eq(forwarding.id, id), alive));
}

/** The code of a former card is void from now on. @param index the new code's keyed hash */
export function setCard(db: AdminDb, id: string, index: string): Statement {
  return db
    .update(forwarding)
    .set({ cardIndex: index })
    .where(and(eq(forwarding.id, id), alive));
}

/** Its aliases are void from now on: whoever reads an alias reads its forwarding's state with it. */
export function deleteForwarding(db: AdminDb, id: string, now: number): Statement {
  return db
    .update(forwarding)
    .set({ state: "deleted", deletedAt: now })
    .where(and(eq(forwarding.id, id), alive));
}

/**
 * Switches delivery and replies off, and remembers how they stood; a second stop forgets nothing.
 * @param leading pairs of a public address's id and the mailbox's index there
 * @param answering pairs of a forwarding's id and the mailbox's index among its further ones
 */
export function stopForwardings(db: AdminDb, leading: readonly Pair[], answering: readonly Pair[]): Statement {
  return db
    .update(forwarding)
    .set({
      deliver: false,
      allowReply: false,
      deliverBeforeStop: sql`coalesce(${forwarding.deliverBeforeStop}, ${forwarding.deliver})`,
      allowReplyBeforeStop: sql`coalesce(${forwarding.allowReplyBeforeStop}, ${forwarding.allowReply})`,
    })
    .where(and(alive, sql`${forwarding.id} IN (${idsLeading(leading)} UNION ${idsAnswering(answering)})`));
}

/** Where to look, and the keyed hash to look for. */
export type Pair = readonly [id: string, index: string];

function idsLeading(pairs: readonly Pair[]): SQL {
  return sql`SELECT f.id FROM json_each(${JSON.stringify(pairs)}) AS p
    JOIN forwarding AS f ON f.address_id = p.value->>0 AND f.destination_index = p.value->>1 AND f.deleted_at IS NULL`;
}

function idsAnswering(pairs: readonly Pair[]): SQL {
  return sql`SELECT r.forwarding_id FROM json_each(${JSON.stringify(pairs)}) AS p
    JOIN reply_from AS r ON r.forwarding_id = p.value->>0 AND r.address_index = p.value->>1`;
}
