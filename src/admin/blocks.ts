/** Whom a whole public address takes no mail from: correspondents, by an alias of theirs, and domains. */

import { randomWord } from "../mail/base-encoding.ts";
import { parseAddress } from "../mail/header/address.ts";
import { blockedPattern, blockScope } from "../relay/inbound/screening.ts";
import { findAlias } from "../store/admin/aliases.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import * as store from "../store/admin/blocks.ts";
import { commit } from "../store/admin/db.ts";
import { blockContext, correspondentContext } from "../store/contexts.ts";
import { requireAddress } from "./addresses.ts";
import { type AdminContext, auditEntry, timestamp } from "./context.ts";
import * as contract from "./contract/blocks.ts";
import { maskStored } from "./forwardings.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { notFound, refused } from "./http/problem.ts";

async function show(context: AdminContext, row: Omit<store.BlockRow, "senderIndex">): Promise<contract.BlockAnswer> {
  const blocked = context.vault.unseal(blockContext(row.id), row.patternSealed);
  const isDomain = row.kind === "domain";
  return {
    id: row.id,
    correspondent: isDomain ? null : await maskStored(blocked),
    domain: isDomain ? await blocked : null,
    createdAt: timestamp(row.createdAt),
  };
}

const list = endpoint(contract.listBlocks, async ({ id, query }, context) => {
  await requireAddress(context, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfBlocks(context.db, id, after, limit),
    (row) => [row.createdAt, row.id] as const,
    (row) => show(context, row),
  );
});

const add = endpoint(contract.addBlock, async ({ id: addressId, body }, context) => {
  const { address, receivedAs } = await requireAddress(context, addressId);
  const kind = "domain" in body ? "domain" : "correspondent";
  const sender = "domain" in body ? body.domain : await correspondentOf(context, body.aliasId);
  const id = randomWord(16);
  const [patternSealed, indexes, theirs] = await Promise.all([
    context.vault.seal(blockContext(id), sender),
    context.vault.indexes(blockScope(receivedAs ?? address), blockedPattern(sender)),
    kind === "domain" ? [] : aliasIndexes(context, addressId, sender),
  ]);
  const row = { id, addressId, kind, patternSealed, createdAt: context.clock.now(), scope: "" } as const;
  const [inserted] = await commit(context.db, [
    store.insertBlock(row, indexes),
    auditIfChanged(auditEntry(context, `block.add-${kind}`, addressId)),
    store.setBlocked(context.db, theirs, true),
  ]);
  if (!inserted) throw refused(409, "blocked-already", undefined, "That sender is blocked at this address already.");
  return show(context, row);
});

const remove = endpoint(contract.deleteBlock, async ({ id }, context) => {
  const row = await store.findBlock(context.db, id);
  if (!row) throw notFound("block");
  const sender = await context.vault.unseal(blockContext(id), row.patternSealed);
  const theirs = row.kind === "domain" ? [] : await aliasIndexes(context, row.addressId, sender);
  await commit(context.db, [
    store.deleteBlock(context.db, id),
    auditIfChanged(auditEntry(context, `block.delete-${row.kind}`, row.addressId)),
    store.setBlocked(context.db, theirs, false),
  ]);
  return {};
});

/**
 * The correspondent behind an alias, as mail is compared (the address's key). The alias may be one of another public address,
 * so that somebody who must be kept away can be blocked where they have not written yet.
 * @throws Problem 404; 409 of one that is nameless, since the block would show whose it is
 */
async function correspondentOf(context: AdminContext, aliasId: string): Promise<string> {
  const alias = await findAlias(context.db, aliasId);
  if (!alias || isElsewhere(context, alias.addressId)) throw notFound("alias");
  if (alias.survey !== null)
    throw refused(
      409,
      "nameless",
      "aliasId",
      "Who writes to a survey without a name can be blocked by this alias alone.",
    );
  const spec = await context.vault.unseal(correspondentContext(alias.scope), alias.correspondentSealed);
  return parseAddress(spec)?.key ?? spec;
}

/** Whoever is there for one public address alone knows no alias of another. */
function isElsewhere({ onlyAddress }: AdminContext, addressId: string): boolean {
  return onlyAddress !== undefined && addressId !== onlyAddress;
}

/** The indexes of a correspondent's aliases at a public address, under every key at hand. */
async function aliasIndexes(context: AdminContext, addressId: string, key: string): Promise<readonly string[]> {
  const scopes = await store.scopesOf(context.db, addressId);
  const indexes = await Promise.all(scopes.map((scope) => context.vault.indexes(correspondentContext(scope), key)));
  return indexes.flat();
}

export const blockEndpoints: readonly Endpoint[] = [list, add, remove];
