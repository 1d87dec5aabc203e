/** Aliases: each stands for one correspondent towards one forwarding. */
import { mintAlias } from "../mail/alias-form.ts";
import { randomWord } from "../relay/random.ts";
import * as store from "../store/admin/aliases.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit } from "../store/admin/db.ts";
import { correspondentPlace, namePlace } from "../store/contexts.ts";
import { requireAddress } from "./addresses.ts";
import * as contract from "./contract/aliases.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { maskStored, requireForeign, requireForwarding } from "./forwardings.ts";
import { maskInText } from "./mask.ts";
import { note, type Office, timestamp } from "./context.ts";
import { notFound, Problem } from "./http/problem.ts";

async function show(office: Office, row: Omit<store.AliasRow, "shown">, scope: string): Promise<contract.AliasAnswer> {
  const [correspondent, name] = await Promise.all([
    maskStored(office.vault.unseal(correspondentPlace(scope), row.correspondentSealed)),
    office.vault.unseal(namePlace(scope), row.nameSealed),
  ]);
  return {
    id: row.id,
    alias: row.alias,
    name: maskInText(name),
    correspondent,
    blocked: row.blocked,
    createdAt: timestamp(row.createdAt),
    lastUsedAt: timestamp(row.lastUsedAt),
  };
}

const list = endpoint(contract.listAliases, async ({ id, query }, office) => {
  const { scope } = await requireForwarding(office, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfAliases(office.desk, id, after, limit),
    (row) => [row.lastUsedAt, row.id] as const,
    (row) => show(office, row, scope),
  );
});

const add = endpoint(contract.addAlias, async ({ id: forwardingId, body }, office) => {
  const forwarding = await requireForwarding(office, forwardingId);
  await requireForeign(office, body.address, "address");
  const { domain } = await requireAddress(office, forwarding.addressId);
  const { scope } = forwarding;
  const [indexes, correspondentSealed, nameSealed] = await Promise.all([
    office.vault.indexes(correspondentPlace(scope), body.address.key),
    office.vault.seal(correspondentPlace(scope), body.address.spec),
    office.vault.seal(namePlace(scope), body.name),
  ]);
  const now = office.clock.now();
  const row = {
    ...{ id: randomWord(16), alias: mintAlias(domain), forwardingId },
    ...{ correspondentIndex: indexes[0], correspondentSealed, nameSealed, blocked: false },
    ...{ createdAt: now, lastUsedAt: now, deletedAt: null },
  };
  const [inserted] = await commit(office.desk, [
    store.insertAlias(row, indexes),
    auditIfChanged(note(office, "alias.add", row.id)),
  ]);
  if (inserted) return show(office, row, scope);
  throw new Problem(
    409,
    "This forwarding takes no replies at present: it is pending, or its replies are switched off.",
  );
});

const change = endpoint(contract.changeAlias, async ({ id, body }, office) => {
  const alias = await requireAlias(office, id);
  await commit(office.desk, [
    store.blockAlias(office.desk, id, body.blocked),
    auditIfChanged(note(office, body.blocked ? "alias.block" : "alias.release", id)),
  ]);
  return show(office, { ...alias, blocked: body.blocked }, alias.scope);
});

const remove = endpoint(contract.deleteAlias, async ({ id }, office) => {
  await requireAlias(office, id);
  await commit(office.desk, [
    store.deleteAlias(office.desk, id, office.clock.now()),
    auditIfChanged(note(office, "alias.delete", id)),
  ]);
  return {};
});

/** @throws Problem 404 */
async function requireAlias(office: Office, id: string) {
  const alias = await store.findAlias(office.desk, id);
  if (alias) return alias;
  throw notFound("alias");
}

export const aliasEndpoints: readonly Endpoint[] = [list, add, change, remove];
