/** Whom a whole public address takes no mail from: correspondents, by an alias of theirs, and domains. */
import { parseAddress } from "../mail/header/address.ts";
import { randomWord } from "../relay/random.ts";
import { blockScope } from "../relay/inbound/screening.ts";
import { findAlias } from "../store/admin/aliases.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import * as store from "../store/admin/blocks.ts";
import { commit } from "../store/admin/db.ts";
import { blockPlace, correspondentPlace } from "../store/contexts.ts";
import { requireAddress } from "./addresses.ts";
import * as contract from "./contract/blocks.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { maskStored, requireForwarding } from "./forwardings.ts";
import { note, type Office, timestamp } from "./context.ts";
import { notFound, Problem } from "./http/problem.ts";

async function show(office: Office, row: Omit<store.BlockRow, "senderIndex">): Promise<contract.BlockAnswer> {
  const blocked = office.vault.unseal(blockPlace(row.id), row.patternSealed);
  const isDomain = row.kind === "domain";
  return {
    id: row.id,
    correspondent: isDomain ? null : await maskStored(blocked),
    domain: isDomain ? await blocked : null,
    createdAt: timestamp(row.createdAt),
  };
}

const list = endpoint(contract.listBlocks, async ({ id, query }, office) => {
  await requireAddress(office, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfBlocks(office.desk, id, after, limit),
    (row) => [row.createdAt, row.id] as const,
    (row) => show(office, row),
  );
});

const add = endpoint(contract.addBlock, async ({ id: addressId, body }, office) => {
  const { address } = await requireAddress(office, addressId);
  const kind = "domain" in body ? "domain" : "correspondent";
  const sender = "domain" in body ? body.domain : await correspondentOf(office, addressId, body.aliasId);
  const id = randomWord(16);
  const [patternSealed, indexes, theirs] = await Promise.all([
    office.vault.seal(blockPlace(id), sender),
    office.vault.indexes(blockScope(address), sender),
    kind === "domain" ? [] : aliasIndexes(office, addressId, sender),
  ]);
  const row = { id, addressId, kind, patternSealed, createdAt: office.clock.now() } as const;
  const [inserted] = await commit(office.desk, [
    store.insertBlock(row, indexes),
    auditIfChanged(note(office, `block.add-${kind}`, addressId)),
    store.setBlocked(office.desk, theirs, true),
  ]);
  if (!inserted) throw new Problem(409, "That sender is blocked at this address already.");
  return show(office, row);
});

const remove = endpoint(contract.deleteBlock, async ({ id }, office) => {
  const row = await store.findBlock(office.desk, id);
  if (!row) throw notFound("block");
  const sender = await office.vault.unseal(blockPlace(id), row.patternSealed);
  const theirs = row.kind === "domain" ? [] : await aliasIndexes(office, row.addressId, sender);
  await commit(office.desk, [
    store.deleteBlock(office.desk, id),
    auditIfChanged(note(office, `block.delete-${row.kind}`, row.addressId)),
    store.setBlocked(office.desk, theirs, false),
  ]);
  return {};
});

/**
 * The correspondent behind an alias of this public address, as mail is compared (the address's key).
 * @throws Problem 404
 */
async function correspondentOf(office: Office, addressId: string, aliasId: string): Promise<string> {
  const alias = await findAlias(office.desk, aliasId);
  const forwarding = alias && (await requireForwarding(office, alias.forwardingId));
  if (!alias || forwarding?.addressId !== addressId) throw notFound("alias");
  const spec = await office.vault.unseal(correspondentPlace(alias.scope), alias.correspondentSealed);
  return parseAddress(spec)?.key ?? spec;
}

/** The indexes of a correspondent's aliases at a public address, under every key at hand. */
async function aliasIndexes(office: Office, addressId: string, key: string): Promise<readonly string[]> {
  const scopes = await store.scopesOf(office.desk, addressId);
  const indexes = await Promise.all(scopes.map((scope) => office.vault.indexes(correspondentPlace(scope), key)));
  return indexes.flat();
}

export const blockEndpoints: readonly Endpoint[] = [list, add, remove];
