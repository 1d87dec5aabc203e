/** The directory port on D1: one batch finds all that a decision needs, and every statement goes by an index. */
import { hasAliasForm } from "../mail/alias-form.ts";
import { HOUR } from "../mail/duration.ts";
import { type Address, foldMailbox, parseAddress } from "../mail/header/address.ts";
import { blockScope } from "../relay/inbound/screening.ts";
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
import {
  ADDRESSES,
  type AddressRow,
  ALIASES,
  type AliasRow,
  addressRow,
  aliasRow,
  BLOCKED_THERE,
  BLOCKS,
  type BlockRow,
  COUNT_SHOWN,
  COUNTS,
  type CountRow,
  FORWARDINGS,
  type ForwardingRow,
  forwardingRow,
  IDS,
  type IdRow,
  KNOWN_CORRESPONDENT,
  REPLY_FROM,
  type ReplyFromRow,
} from "./questions.ts";
import { type ForeignRow, foreignKey, openedUnlessDamaged, requireEveryKey } from "./row-keys.ts";
import type { Vault } from "./vault.ts";
import { runTogether } from "./written.ts";

/** What became of the rows of a table: those that opened, and the ids of forwardings of which something did not. */
interface Opened<Value> {
  readonly rows: Map<string, Value>;
  readonly damaged: ReadonlySet<string>;
}

export class D1Directory implements Directory {
  readonly #d1: D1Database;
  readonly #vault: Vault;

  constructor(db: D1Database, vault: Vault) {
    this.#d1 = db;
    this.#vault = vault;
  }

  async lookUp({ recipient, named, msgIds, counters, answer, senders, now }: Question): Promise<Knowledge> {
    const indexes = await Promise.all(msgIds.map((id) => this.#vault.indexes(sentIdScope, id)));
    const confirmations: readonly string[] = hasAliasForm(recipient)
      ? await this.#vault.indexes(confirmationScope, recipient)
      : [];
    const blockable = this.#vault.underEveryKey(senders);
    const asked = JSON.stringify([recipient, ...named]);
    const behind = [asked, JSON.stringify(confirmations)];
    const domains = JSON.stringify([...new Set([recipient, ...named].map(domainOf))]);
    const found = await runTogether(this.#d1, {
      addresses: { text: ADDRESSES, values: [...behind, domains] },
      aliases: { text: ALIASES, values: [asked] },
      forwardings: { text: FORWARDINGS, values: [...behind, recipient] },
      replyFrom: { text: REPLY_FROM, values: [...behind, recipient] },
      ids: msgIds.length > 0 ? { text: IDS, values: [JSON.stringify(indexes.flat())] } : undefined,
      counts: { text: COUNTS, values: [Math.floor(now / HOUR), JSON.stringify(counters), recipient, answer] },
      blocks: { text: BLOCKS, values: [JSON.stringify(blockable), recipient] },
      foreign: foreignKey(this.#vault),
    });
    const [addressRows, aliasRows] = [found.addresses.map(addressRow), found.aliases.map(aliasRow)];
    const forwardingRows = found.forwardings.map(forwardingRow);
    const replyFromRows = found.replyFrom as readonly ReplyFromRow[];
    const idRows = found.ids as readonly IdRow[];
    const counts = found.counts as readonly CountRow[];
    const blocks = found.blocks as readonly BlockRow[];
    const [foreign] = found.foreign as readonly ForeignRow[];
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
    return this.#isThere(KNOWN_CORRESPONDENT, JSON.stringify((await Promise.all(scopes)).flat()));
  }

  async shown(wishes: readonly Pick<AliasWish, "forwarding" | "correspondent">[]): Promise<number> {
    const places = await Promise.all(
      wishes.map(async ({ forwarding: { id, scope }, correspondent }) =>
        (await this.#vault.indexes(correspondentContext(scope), correspondent.key)).map((index) => [id, index]),
      ),
    );
    const found = await this.#d1.prepare(COUNT_SHOWN).bind(JSON.stringify(places.flat())).first<number>("count");
    return found ?? 0;
  }

  async blocks(
    { address: at, receivedAs }: PublicAddress,
    { scope }: Forwarding,
    correspondent: Address,
  ): Promise<boolean> {
    const indexes = await this.#vault.indexes(blockScope(receivedAs ?? at.spec), foldMailbox(correspondent));
    return this.#isThere(BLOCKED_THERE, JSON.stringify(indexes), scope);
  }

  async #isThere(text: string, ...values: readonly string[]): Promise<boolean> {
    return (
      (await this.#d1
        .prepare(text)
        .bind(...values)
        .first()) !== null
    );
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
    // A nameless alias of a survey is blocked by itself alone: it must not tell whom else the officer has blocked.
    if (!asked || asked.survey || !at || blocks.length === 0) return;
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

/** The addresses under which mail to a public address may name it. */
function spellings({ address: published, receivedAs }: AddressRow): readonly string[] {
  return receivedAs === null ? [published] : [published, receivedAs];
}

function domainOf(addrSpec: string): string {
  return addrSpec.slice(addrSpec.lastIndexOf("@") + 1);
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
