/** Aliases: each stands for one correspondent towards one forwarding. */
import { mintAlias } from "../mail/alias-form.ts";
import { randomWord } from "../mail/base-encoding.ts";
import * as store from "../store/admin/aliases.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit } from "../store/admin/db.ts";
import { correspondentContext, nameContext } from "../store/contexts.ts";
import { blockStatements, isBlockedThere, unblockStatements } from "../store/officer-blocks.ts";
import { addressOf } from "../store/stored-address.ts";
import { requireAddress } from "./addresses.ts";
import { type AdminContext, auditEntry, timestamp } from "./context.ts";
import * as contract from "./contract/aliases.ts";
import { maskStored, requireForeign, requireForwarding } from "./forwardings.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { notFound, refused } from "./http/problem.ts";
import { maskAddress, maskInText } from "./mask.ts";

/** Whoever writes to a survey without a name: even a mask would tell which of the families it is. */
const NOBODY = maskAddress({ localPart: "", domain: "" });

async function show(
  context: AdminContext,
  row: Omit<store.AliasRow, "shown">,
  scope: string,
): Promise<contract.AliasAnswer> {
  const nameless = row.survey !== null;
  const [correspondent, name] = await Promise.all([
    nameless ? NOBODY : maskStored(context.vault.unseal(correspondentContext(scope), row.correspondentSealed)),
    context.vault.unseal(nameContext(scope), row.nameSealed),
  ]);
  return {
    id: row.id,
    alias: row.alias,
    name: maskInText(name),
    correspondent,
    nameless,
    blocked: row.blocked,
    createdAt: timestamp(row.createdAt),
    lastUsedAt: timestamp(row.lastUsedAt),
  };
}

const list = endpoint(contract.listAliases, async ({ id, query }, context) => {
  const { scope, addressId } = await requireForwarding(context, id);
  const { address: publicAddress } = await requireAddress(context, addressId);
  const isBlocked = await isBlockedThere(context.db, context.vault, { addressId, scope, publicAddress });
  const inFull = async (row: store.AliasRow) => {
    // Of a nameless one it would tell which other alias is theirs.
    const isAsked = !row.blocked && row.survey === null;
    const blocked = row.blocked || (isAsked && (await isBlocked(await openCorrespondent(context, row, scope))));
    return show(context, { ...row, blocked }, scope);
  };
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfAliases(context.db, id, after, limit),
    (row) => [row.lastUsedAt, row.id] as const,
    inFull,
  );
});

const add = endpoint(contract.addAlias, async ({ id: forwardingId, body }, context) => {
  const forwarding = await requireForwarding(context, forwardingId);
  await requireForeign(context, body.address, "address");
  const { domain, receivedDomain } = await requireAddress(context, forwarding.addressId);
  const { scope } = forwarding;
  const [indexes, correspondentSealed, nameSealed] = await Promise.all([
    context.vault.indexes(correspondentContext(scope), body.address.key),
    context.vault.seal(correspondentContext(scope), body.address.spec),
    context.vault.seal(nameContext(scope), body.name),
  ]);
  const now = context.clock.now();
  const row = {
    ...{ id: randomWord(16), alias: mintAlias(receivedDomain ?? domain), forwardingId },
    ...{ correspondentIndex: indexes[0], correspondentSealed, nameSealed, blocked: false },
    ...{
      createdAt: now,
      lastUsedAt: now,
      deletedAt: null,
      vouched: true,
      survey: null,
      answeredBy: null,
      answeredAt: null,
    },
  };
  const [inserted] = await commit(context.db, [
    store.insertAlias(row, indexes),
    auditIfChanged(auditEntry(context, "alias.add", row.id)),
  ]);
  if (inserted) return show(context, row, scope);
  throw refused(
    409,
    "no-replies",
    undefined,
    "This forwarding takes no replies at present: it is pending, or its replies are switched off.",
  );
});

const change = endpoint(contract.changeAlias, async ({ id, body }, context) => {
  const alias = await requireAlias(context, id);
  const place = await blockPlace(context, alias);
  const { db, vault } = context;
  await commit(db, [
    ...(body.blocked
      ? await blockStatements(db, vault, place, context.clock.now())
      : await unblockStatements(db, vault, place)),
    auditIfChanged(auditEntry(context, body.blocked ? "alias.block" : "alias.release", id)),
  ]);
  return show(context, { ...alias, blocked: body.blocked }, alias.scope);
});

async function blockPlace(context: AdminContext, alias: store.AliasRow & { readonly scope: string }) {
  const { forwardingId, scope, survey } = alias;
  const { addressId } = await requireForwarding(context, forwardingId);
  const { address: publicAddress } = await requireAddress(context, addressId);
  const correspondent = await openCorrespondent(context, alias, scope);
  return { aliasId: alias.id, forwardingId, scope, addressId, publicAddress, correspondent, survey };
}

async function openCorrespondent(
  context: AdminContext,
  row: Pick<store.AliasRow, "correspondentSealed">,
  scope: string,
) {
  return addressOf(await context.vault.unseal(correspondentContext(scope), row.correspondentSealed));
}

const remove = endpoint(contract.deleteAlias, async ({ id }, context) => {
  await requireAlias(context, id);
  await commit(context.db, [
    store.deleteAlias(context.db, id, context.clock.now()),
    auditIfChanged(auditEntry(context, "alias.delete", id)),
  ]);
  return {};
});

/** @throws Problem 404 */
async function requireAlias(context: AdminContext, id: string) {
  const alias = await store.findAlias(context.db, id);
  if (alias) return alias;
  throw notFound("alias");
}

export const aliasEndpoints: readonly Endpoint[] = [list, add, change, remove];
