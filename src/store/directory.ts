/** The directory port on D1: one batch finds all that a decision needs, and every statement goes by an index. */
import { hasAliasForm } from "../mail/alias-form.ts";
import { type Address, foldMailbox } from "../mail/header/address.ts";
import { blockScope } from "../relay/inbound/screening.ts";
import type { Alias, Forwarding, PublicAddress } from "../relay/model.ts";
import type { Directory, Former, Knowledge, Question } from "../relay/ports/directory.ts";
import type { AliasWish } from "../relay/ports/journal.ts";
import {
  confirmationScope,
  correspondentContext,
  destinationContext,
  replyFromContext,
  sentIdScope,
} from "./contexts.ts";
import { knowledgeOf, type Opened } from "./knowledge.ts";
import {
  type AliasRow,
  BLOCKED_THERE,
  COUNT_SHOWN,
  FORMERLY,
  type FormerRow,
  type ForwardingRow,
  type Indexed,
  KNOWN_CORRESPONDENT,
  questionsOf,
  type ReplyFromRow,
  type Rows,
  rowsOf,
} from "./questions.ts";
import { type ForeignRow, foreignKey, requireEveryKey } from "./row-keys.ts";
import { addressOf, openedAddress } from "./stored-address.ts";
import type { Vault } from "./vault.ts";
import { runTogether } from "./written.ts";

export class D1Directory implements Directory {
  readonly #d1: D1Database;
  readonly #vault: Vault;

  constructor(db: D1Database, vault: Vault) {
    this.#d1 = db;
    this.#vault = vault;
  }

  async lookUp(question: Question): Promise<Knowledge> {
    const indexed = await this.#indexed(question);
    const rows = await this.#rows(indexed);
    const forwardings = await this.#forwardings(rows.forwardings, rows.replyFrom);
    const aliases = await this.#aliases(rows.aliases, forwardings.rows);
    await this.#markBlocked(aliases.rows, question.recipient, rows);
    return knowledgeOf(indexed, rows, { forwardings, aliases });
  }

  async #indexed(question: Question): Promise<Indexed> {
    const { recipient, msgIds, senders } = question;
    const sentIndexes = await Promise.all(msgIds.map((id) => this.#vault.indexes(sentIdScope, id)));
    const confirmations = hasAliasForm(recipient) ? await this.#vault.indexes(confirmationScope, recipient) : [];
    return { ...question, sentIndexes, confirmations, blockable: this.#vault.underEveryKey(senders) };
  }

  async #rows(indexed: Indexed): Promise<Rows> {
    const asked = { ...questionsOf(indexed), foreign: foreignKey(this.#vault) };
    const { foreign: keys, ...found } = await runTogether(this.#d1, asked);
    const [foreign] = keys as readonly ForeignRow[];
    requireEveryKey(this.#vault, foreign?.id);
    return rowsOf(found);
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

  async formerly(recipient: string): Promise<Former> {
    const { results } = await this.#d1.prepare(FORMERLY).bind(recipient).all<FormerRow>();
    const ids = (of: FormerRow["kind"]) => results.filter(({ kind }) => kind === of).map(({ id }) => id);
    const publicAddress = results.find(({ kind }) => kind === "address")?.id;
    return { publicAddress, aliasIds: ids("alias"), forwardingIds: ids("forwarding") };
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
        openedAddress(this.#vault, destinationContext(row.id), row.destinationSealed, row.destinationIndex),
        ...own.map((extra) =>
          openedAddress(this.#vault, replyFromContext(extra.id), extra.addressSealed, extra.addressIndex),
        ),
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
      const correspondent = await openedAddress(this.#vault, place, row.correspondentSealed, row.correspondentIndex);
      if (!correspondent) damaged.add(row.forwardingId);
      else opened.set(row.alias, { ...row, alias: addressOf(row.alias), forwarding: owner, correspondent });
    };
    await Promise.all(rows.map(open));
    return { rows: opened, damaged };
  }

  /** Whom an officer, or the public address, blocks under another spelling gets no answers either. */
  async #markBlocked(aliases: Map<string, Alias>, recipient: string, { addresses, blocks }: Rows): Promise<void> {
    const asked = aliases.get(recipient);
    const at = addresses.find(({ id }) => id === asked?.forwarding.addressId);
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
}
