/** The directory port on D1: one batch finds all that a decision needs, and every statement goes by an index. */
import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { hasAliasForm } from "../mail/alias-form.ts";
import { type Address, parseAddress } from "../mail/header/address.ts";
import { HOUR, REPLIES } from "../relay/limits.ts";
import type { Alias, Forwarding, PublicAddress } from "../relay/model.ts";
import type { Directory, Knowledge, Question } from "../relay/ports.ts";
import {
  confirmationScope,
  correspondentContext,
  destinationContext,
  replyFromContext,
  sentIdScope,
} from "./contexts.ts";
import { address, alias, block, forwarding, messageId, replyFrom, tally } from "./schema.ts";
import type { Vault } from "./vault.ts";

type AddressRow = typeof address.$inferSelect;
type AliasRow = typeof alias.$inferSelect;
type ForwardingRow = typeof forwarding.$inferSelect;
type ReplyFromRow = typeof replyFrom.$inferSelect;

export class D1Directory implements Directory {
  readonly #db: DrizzleD1Database;
  readonly #vault: Vault;

  constructor(db: D1Database, vault: Vault) {
    this.#db = drizzle(db);
    this.#vault = vault;
  }

  async lookUp({ recipient, named, msgIds, counters, senders, now }: Question): Promise<Knowledge> {
    const domain = recipient.slice(recipient.lastIndexOf("@") + 1);
    const asked = json([recipient, ...named]);
    const indexes = await Promise.all(msgIds.map((id) => this.#vault.indexes(sentIdScope, id)));
    const confirmations: readonly string[] = hasAliasForm(recipient)
      ? await this.#vault.indexes(confirmationScope, recipient)
      : [];
    const behind = addressesBehind(asked, json(confirmations));
    const [addressRows, aliasRows, forwardingRows, replyFromRows, idRows, counts, blocks] = await this.#db.batch([
      this.#db
        .select()
        .from(address)
        .where(inArray(address.id, addressIds(asked, domain, behind))),
      this.#db
        .select()
        .from(alias)
        .where(and(inArray(alias.alias, asked), isNull(alias.deletedAt))),
      this.#db
        .select()
        .from(forwarding)
        .where(inArray(forwarding.id, forwardingIds(recipient, behind))),
      this.#db
        .select()
        .from(replyFrom)
        .where(inArray(replyFrom.forwardingId, forwardingIds(recipient, behind))),
      this.#db
        .select()
        .from(messageId)
        .where(inArray(messageId.sentIndex, json(indexes.flat()))),
      this.#db
        .select()
        .from(tally)
        .where(and(inArray(tally.counter, counterNames(counters, recipient)), eq(tally.hour, Math.floor(now / HOUR)))),
      this.#db
        .select({ id: block.id })
        .from(block)
        .where(inArray(block.senderIndex, json(this.#vault.underEveryKey(senders)))),
    ]);
    const forwardings = await this.#forwardings(forwardingRows, replyFromRows);
    const invited = forwardingRows.find(
      ({ confirmationIndex: index }) => index !== null && confirmations.includes(index),
    );
    const carrierByIndex = new Map(idRows.map((row) => [row.sentIndex, row.carrier]));
    const carriers = msgIds.flatMap((id, at) =>
      pair(id, indexes[at]?.flatMap((index) => carrierByIndex.get(index) ?? [])[0]),
    );
    return {
      publicAddresses: new Map(addressRows.map((row) => [row.address, publicAddress(row)])),
      aliases: await this.#aliases(aliasRows, forwardings),
      forwardings: ofRecipient(forwardings, recipient, addressRows, aliasRows, invited),
      invited: invited && invitationOf(invited, forwardings),
      ownDomain: addressRows.some((row) => row.domain === domain),
      carriers: new Map(carriers),
      counts: new Map(counts.map(({ counter, count }) => [counter, count])),
      senderBlocked: blocks.length > 0,
    };
  }

  async #forwardings(
    rows: readonly ForwardingRow[],
    extras: readonly ReplyFromRow[],
  ): Promise<ReadonlyMap<string, Forwarding>> {
    const open = async (row: ForwardingRow): Promise<[string, Forwarding]> => {
      const own = extras.filter(({ forwardingId }) => forwardingId === row.id);
      const [destination, ...further] = await Promise.all([
        this.#open(destinationContext(row.id), row.destinationSealed),
        ...own.map((extra) => this.#open(replyFromContext(extra.id), extra.addressSealed)),
      ]);
      return [row.id, { ...row, destination, replyFrom: further }];
    };
    return new Map(await Promise.all(rows.map(open)));
  }

  async #aliases(
    rows: readonly AliasRow[],
    forwardings: ReadonlyMap<string, Forwarding>,
  ): Promise<ReadonlyMap<string, Alias>> {
    const open = async (row: AliasRow): Promise<[string, Alias][]> => {
      const owner = forwardings.get(row.forwardingId);
      if (!owner) return []; // Its forwarding is deleted: the alias is void.
      const correspondent = await this.#open(correspondentContext(owner.scope), row.correspondentSealed);
      return [[row.alias, { ...row, alias: addressOf(row.alias), forwarding: owner, correspondent }]];
    };
    return new Map((await Promise.all(rows.map(open))).flat());
  }

  async #open(place: string, sealed: string): Promise<Address> {
    return addressOf(await this.#vault.unseal(place, sealed));
  }
}

/** A list as one bound parameter, whatever its length: D1 takes 100 parameters at most. */
export function json(list: readonly unknown[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(list)}))`;
}

/** The addresses asked for, those behind the aliases asked for, and one that shows whether the domain is ours. */
function addressIds(asked: SQL, domain: string, behind: SQL): SQL {
  return sql`(SELECT id FROM address WHERE address IN ${asked} AND deleted_at IS NULL
    UNION ${behind}
    UNION SELECT id FROM (SELECT id FROM address WHERE domain = ${domain} AND deleted_at IS NULL LIMIT 1))`;
}

/** Public addresses behind aliases, and behind what a welcome mail came from. */
function addressesBehind(aliases: SQL, confirmations: SQL): SQL {
  return sql`SELECT f.address_id FROM alias a JOIN forwarding f ON f.id = a.forwarding_id JOIN address d ON d.id = f.address_id
      WHERE a.alias IN ${aliases} AND d.deleted_at IS NULL
    UNION SELECT f.address_id FROM forwarding f JOIN address d ON d.id = f.address_id
      WHERE f.confirmation_index IN ${confirmations} AND f.deleted_at IS NULL AND d.deleted_at IS NULL`;
}

/** The counters asked for, and that of the replies of the alias's forwarding. */
function counterNames(counters: readonly string[], recipient: string): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(counters)})
    UNION ALL SELECT ${REPLIES} || forwarding_id FROM alias WHERE alias = ${recipient})`;
}

/** The forwardings of the recipient's public address, and those of the aliases asked for with all beside them. */
function forwardingIds(recipient: string, behind: SQL): SQL {
  return sql`(SELECT id FROM forwarding WHERE deleted_at IS NULL AND address_id IN (
    SELECT id FROM address WHERE address = ${recipient} AND deleted_at IS NULL UNION ${behind}))`;
}

function ofRecipient(
  forwardings: ReadonlyMap<string, Forwarding>,
  recipient: string,
  addressRows: readonly AddressRow[],
  aliasRows: readonly AliasRow[],
  invited: ForwardingRow | undefined,
): readonly Forwarding[] {
  const aliasRow = aliasRows.find((row) => row.alias === recipient);
  const addressId =
    addressRows.find((row) => row.address === recipient)?.id ??
    forwardings.get(aliasRow?.forwardingId ?? "")?.addressId ??
    invited?.addressId;
  return [...forwardings.values()].filter((one) => one.addressId === addressId);
}

function invitationOf(row: ForwardingRow, forwardings: ReadonlyMap<string, Forwarding>): Knowledge["invited"] {
  const forwarding = forwardings.get(row.id);
  return forwarding && { forwarding, answered: row.state === "active" || row.confirmedAt !== null };
}

function publicAddress(row: AddressRow): PublicAddress {
  return { ...row, address: addressOf(row.address) };
}

/** @throws Error when a stored value is no address: the row was not written by us */
export function addressOf(text: string): Address {
  const read = parseAddress(text);
  if (!read) throw new Error("a stored address does not read as one");
  return read;
}

function pair<Value>(key: string, value: Value | undefined): [string, Value][] {
  return value === undefined ? [] : [[key, value]];
}
