/** The directory port on D1: one batch finds all that a decision needs, and every statement goes by an index. */
import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { hasAliasForm } from "../mail/alias-form.ts";
import { HOUR } from "../mail/duration.ts";
import { type Address, foldMailbox, parseAddress } from "../mail/header/address.ts";
import { blockScope } from "../relay/inbound/screening.ts";
import { ANSWER, COPIES, REPLIES } from "../relay/limits.ts";
import { type Alias, delivers, type Forwarding, type PublicAddress } from "../relay/model.ts";
import type { Directory, Knowledge, Question } from "../relay/ports/directory.ts";
import type { AliasWish } from "../relay/ports/journal.ts";
import {
  confirmationScope,
  correspondentContext,
  destinationContext,
  replyFromContext,
  sentIdScope,
} from "./contexts.ts";
import { listed } from "./listed.ts";
import { foreignKey, openedUnlessDamaged, requireEveryKey } from "./row-keys.ts";
import { address, alias, block, forwarding, messageId, replyFrom, tally } from "./schema.ts";
import type { Vault } from "./vault.ts";

type AddressRow = typeof address.$inferSelect;
type AliasRow = typeof alias.$inferSelect;
type ForwardingRow = typeof forwarding.$inferSelect;
type ReplyFromRow = typeof replyFrom.$inferSelect;

/** What became of the rows of a table: those that opened, and the ids of forwardings of which something did not. */
interface Opened<Value> {
  readonly rows: Map<string, Value>;
  readonly damaged: ReadonlySet<string>;
}

export class D1Directory implements Directory {
  readonly #db: DrizzleD1Database;
  readonly #vault: Vault;

  constructor(db: D1Database, vault: Vault) {
    this.#db = drizzle(db);
    this.#vault = vault;
  }

  async lookUp({ recipient, named, msgIds, counters, answer, senders, now }: Question): Promise<Knowledge> {
    const domains = [...new Set([recipient, ...named].map(domainOf))];
    const asked = listed([recipient, ...named]);
    const indexes = await Promise.all(msgIds.map((id) => this.#vault.indexes(sentIdScope, id)));
    const confirmations: readonly string[] = hasAliasForm(recipient)
      ? await this.#vault.indexes(confirmationScope, recipient)
      : [];
    const behind = addressesBehind(asked, listed(confirmations));
    const blockable = this.#vault.underEveryKey(senders);
    const [addressRows, aliasRows, forwardingRows, replyFromRows, idRows, counts, blocks, [foreign]] =
      await this.#db.batch([
        this.#db
          .select()
          .from(address)
          .where(inArray(address.id, addressIds(asked, listed(domains), behind))),
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
          .where(inArray(messageId.sentIndex, listed(indexes.flat()))),
        this.#db
          .select()
          .from(tally)
          .where(
            and(
              inArray(tally.counter, counterNames(counters, recipient, answer)),
              eq(tally.hour, Math.floor(now / HOUR)),
            ),
          ),
        this.#db
          .select({ senderIndex: block.senderIndex, scope: block.scope })
          .from(block)
          .where(or(inArray(block.senderIndex, listed(blockable)), inArray(block.addressId, addressBehind(recipient)))),
        this.#db.select({ id: foreignKey(this.#vault) }).from(sql`(SELECT 1)`),
      ]);
    requireEveryKey(this.#vault, foreign?.id);
    const { rows: forwardings, damaged } = await this.#forwardings(forwardingRows, replyFromRows);
    const aliases = await this.#aliases(aliasRows, forwardings);
    const ofSender = blocks.filter(({ senderIndex }) => blockable.includes(senderIndex)).map(({ scope }) => scope);
    await this.#markBlocked(aliases.rows, recipient, addressRows, blocks);
    const invited = forwardingRows.find(
      ({ confirmationIndex: index }) => index !== null && confirmations.includes(index),
    );
    const carrierByIndex = new Map(idRows.map((row) => [row.sentIndex, row.carrier]));
    const carriers = msgIds.flatMap((id, at) =>
      pair(id, indexes[at]?.flatMap((index) => carrierByIndex.get(index) ?? [])[0]),
    );
    const reached = ofRecipient(forwardings, recipient, addressRows, aliasRows, invited);
    const harmed = forwardingRows.filter(({ id }) => damaged.has(id) || aliases.damaged.has(id));
    return {
      publicAddresses: new Map(addressRows.flatMap((row) => spellings(row).map((key) => [key, publicAddress(row)]))),
      aliases: aliases.rows,
      forwardings: reached,
      invited: invited && invitationOf(invited, forwardings),
      ownDomains: new Set(addressRows.map((row) => row.receivedDomain ?? row.domain)),
      carriers: new Map(carriers),
      counts: new Map(counts.map(({ counter, count }) => [counter, count])),
      senderBlocked: ofSender.includes(""),
      blockedBy: new Set(ofSender.filter((scope) => scope !== "")),
      damage: damageOf(harmed, addressRows, {
        ofAlias:
          aliasRows.some((row) => row.alias === recipient && harmed.some(({ id }) => id === row.forwardingId)) &&
          !aliases.rows.has(recipient),
        ofInvited: invited !== undefined && !forwardings.has(invited.id),
        ofAddress: addressRows.some((row) => spellings(row).includes(recipient)) && !reached.some(delivers),
      }),
    };
  }

  async knows(forwardings: readonly Forwarding[], { key }: Address): Promise<boolean> {
    const scopes = forwardings.map(({ scope }) => this.#vault.indexes(correspondentContext(scope), key));
    const found = await this.#db
      .select({ id: alias.id })
      .from(alias)
      .where(and(inArray(alias.correspondentIndex, listed((await Promise.all(scopes)).flat())), eq(alias.shown, true)))
      .limit(1);
    return found.length > 0;
  }

  async shown(wishes: readonly Pick<AliasWish, "forwarding" | "correspondent">[]): Promise<number> {
    const places = await Promise.all(
      wishes.map(async ({ forwarding: { id, scope }, correspondent }) =>
        (await this.#vault.indexes(correspondentContext(scope), correspondent.key)).map((index) => [id, index]),
      ),
    );
    const [row] = await this.#db.all<{
      count: number;
    }>(sql`SELECT count(*) AS count FROM json_each(${JSON.stringify(places.flat())}) AS wish
      JOIN alias AS a ON a.shown = 1 AND a.forwarding_id = wish.value ->> 0 AND a.correspondent_index = wish.value ->> 1`);
    return row?.count ?? 0;
  }

  async blocks(
    { address: at, receivedAs }: PublicAddress,
    { scope }: Forwarding,
    correspondent: Address,
  ): Promise<boolean> {
    const indexes = await this.#vault.indexes(blockScope(receivedAs ?? at.spec), foldMailbox(correspondent));
    const found = await this.#db
      .select({ id: block.id })
      .from(block)
      .where(and(inArray(block.senderIndex, listed(indexes)), inArray(block.scope, ["", scope])))
      .limit(1);
    return found.length > 0;
  }

  /** One damaged row costs its own officer the mail, not all others; of another key none opens, and all mail waits. */
  async #forwardings(rows: readonly ForwardingRow[], extras: readonly ReplyFromRow[]): Promise<Opened<Forwarding>> {
    const opened = new Map<string, Forwarding>();
    const damaged = new Set<string>();
    const open = async (row: ForwardingRow): Promise<void> => {
      const own = extras.filter(({ forwardingId }) => forwardingId === row.id);
      const [destination, ...further] = await Promise.all([
        this.#open(destinationContext(row.id), row.destinationSealed, row.destinationIndex),
        ...own.map((extra) => this.#open(replyFromContext(extra.id), extra.addressSealed, extra.addressIndex)),
      ]);
      const replyFrom = further.filter((address) => address !== undefined);
      if (!destination || replyFrom.length < own.length) damaged.add(row.id);
      if (destination) opened.set(row.id, { ...row, destination, replyFrom });
    };
    await Promise.all(rows.map(open));
    return { rows: opened, damaged };
  }

  async #aliases(rows: readonly AliasRow[], forwardings: ReadonlyMap<string, Forwarding>): Promise<Opened<Alias>> {
    const opened = new Map<string, Alias>();
    const damaged = new Set<string>();
    const open = async (row: AliasRow): Promise<void> => {
      const owner = forwardings.get(row.forwardingId);
      if (!owner) return; // Its forwarding is deleted: the alias is void. Or it is damaged, and known to be.
      const place = correspondentContext(owner.scope);
      const correspondent = await this.#open(place, row.correspondentSealed, row.correspondentIndex);
      if (!correspondent) damaged.add(row.forwardingId);
      else opened.set(row.alias, { ...row, alias: addressOf(row.alias), forwarding: owner, correspondent });
    };
    await Promise.all(rows.map(open));
    return { rows: opened, damaged };
  }

  /** Whom an officer, or the public address, blocks under another spelling gets no answers either. */
  async #markBlocked(
    aliases: Map<string, Alias>,
    recipient: string,
    addressRows: readonly AddressRow[],
    blocks: readonly { readonly senderIndex: string; readonly scope: string }[],
  ): Promise<void> {
    const asked = aliases.get(recipient);
    const at = addressRows.find(({ id }) => id === asked?.forwarding.addressId);
    if (!asked || !at || blocks.length === 0) return;
    const indexes = await this.#vault.indexes(
      blockScope(at.receivedAs ?? at.address),
      foldMailbox(asked.correspondent),
    );
    const holds = ({ senderIndex, scope }: (typeof blocks)[number]) =>
      indexes.includes(senderIndex) && (scope === "" || scope === asked.forwarding.scope);
    if (blocks.some(holds)) aliases.set(recipient, { ...asked, blocked: true });
  }

  #open(place: string, sealed: string, index: string): Promise<Address | undefined> {
    return openedUnlessDamaged(this.#vault, index, async () => addressOf(await this.#vault.unseal(place, sealed)));
  }
}

/** The addresses asked for, those behind the aliases asked for, and one of each domain that is ours. */
function addressIds(asked: SQL, domains: SQL, behind: SQL): SQL {
  return sql`(SELECT id FROM address WHERE (address IN ${asked} AND deleted_at IS NULL)
      OR (received_as IN ${asked} AND deleted_at IS NULL)
    UNION ${behind}
    UNION SELECT min(id) FROM address WHERE domain IN ${domains} AND received_domain IS NULL AND deleted_at IS NULL GROUP BY domain
    UNION SELECT min(id) FROM address WHERE received_domain IN ${domains} AND deleted_at IS NULL GROUP BY received_domain)`;
}

/** The addresses under which mail to a public address may name it. */
function spellings({ address: published, receivedAs }: AddressRow): readonly string[] {
  return receivedAs === null ? [published] : [published, receivedAs];
}

function domainOf(addrSpec: string): string {
  return addrSpec.slice(addrSpec.lastIndexOf("@") + 1);
}

/** Public addresses behind aliases, and behind what a welcome mail came from. */
function addressesBehind(aliases: SQL, confirmations: SQL): SQL {
  return sql`SELECT f.address_id FROM alias a JOIN forwarding f ON f.id = a.forwarding_id JOIN address d ON d.id = f.address_id
      WHERE a.alias IN ${aliases} AND d.deleted_at IS NULL
    UNION SELECT f.address_id FROM forwarding f JOIN address d ON d.id = f.address_id
      WHERE f.confirmation_index IN ${confirmations} AND f.deleted_at IS NULL AND d.deleted_at IS NULL`;
}

/** The public address behind an alias: whom it blocks cannot be asked for by index until the alias has been opened. */
function addressBehind(recipient: string): SQL {
  return sql`(SELECT f.address_id FROM alias AS a JOIN forwarding AS f ON f.id = a.forwarding_id
    WHERE a.alias = ${recipient} AND a.deleted_at IS NULL)`;
}

/** The counters asked for, and those of the answers of the alias's forwarding. */
function counterNames(counters: readonly string[], recipient: string, answer: string): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(counters)})
    UNION ALL SELECT json_each.value || forwarding_id FROM alias, json_each(${JSON.stringify([REPLIES, COPIES])})
      WHERE alias = ${recipient}
    UNION ALL SELECT ${ANSWER} || forwarding_id || ${`:${answer}`} FROM alias WHERE alias = ${recipient})`;
}

/** The forwardings of the recipient's public address, and those of the aliases asked for with all beside them. */
function forwardingIds(recipient: string, behind: SQL): SQL {
  return sql`(SELECT id FROM forwarding WHERE deleted_at IS NULL AND address_id IN (
    SELECT id FROM address WHERE address = ${recipient} AND deleted_at IS NULL
    UNION SELECT id FROM address WHERE received_as = ${recipient} AND deleted_at IS NULL UNION ${behind}))`;
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
    addressRows.find((row) => spellings(row).includes(recipient))?.id ??
    forwardings.get(aliasRow?.forwardingId ?? "")?.addressId ??
    invited?.addressId;
  return [...forwardings.values()].filter((one) => one.addressId === addressId);
}

/** Whether the mail needs what is damaged: it is about nobody else, or nobody else would get it. */
function damageOf(
  harmed: readonly ForwardingRow[],
  addressRows: readonly AddressRow[],
  needed: { readonly ofAlias: boolean; readonly ofInvited: boolean; readonly ofAddress: boolean },
): Knowledge["damage"] {
  const [first] = harmed;
  if (!first) return undefined;
  const at = addressRows.find(({ id }) => id === first.addressId)?.address;
  return { address: at, isNeeded: Object.values(needed).some(Boolean) };
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
