/** Public addresses. */

import { randomWord } from "../mail/base-encoding.ts";
import { type Address, withoutTag } from "../mail/header/address.ts";
import { blockedPattern, blockScope } from "../relay/inbound/screening.ts";
import {
  type AddressRow,
  deleteAddress,
  findAddress,
  insertAddress,
  isOtherDomain,
  isTaken,
  pageOfAddresses,
  updateAddress,
} from "../store/admin/addresses.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { blocksOf, reindexBlocks } from "../store/admin/blocks.ts";
import { commit, isConflict, type Statement } from "../store/admin/db.ts";
import { blockContext } from "../store/contexts.ts";
import { closingNetwork } from "../store/network/members.ts";
import { type AdminContext, auditEntry, timestamp } from "./context.ts";
import * as contract from "./contract/addresses.ts";
import { isText, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { commitUnchanged } from "./http/preconditions.ts";
import { notFound, type Problem, refused } from "./http/problem.ts";
import { publishingFault, wildcardFault } from "./publishing.ts";

type Shown = Pick<
  AddressRow,
  "id" | "address" | "name" | "nameSuffix" | "open" | "refuseFiles" | "shareAnswers" | "receivedAs" | "createdAt"
>;

export function showAddress(row: Shown): contract.AddressAnswer {
  const { id, address, name, nameSuffix, open, refuseFiles, shareAnswers, receivedAs } = row;
  const createdAt = timestamp(row.createdAt);
  return { id, address, name, nameSuffix, open, refuseFiles, shareAnswers, receivedAs, createdAt };
}

/** @throws Problem 404 */
export async function requireAddress(context: AdminContext, id: string): Promise<AddressRow> {
  const row = await findAddress(context.db, id);
  if (row) return row;
  throw notFound("public address");
}

const list = endpoint(contract.listAddresses, ({ query }, { db, onlyAddress }) =>
  page(
    query,
    isText,
    (after, limit) => pageOfAddresses(db, after, limit, onlyAddress),
    (row) => row.address,
    showAddress,
  ),
);

const add = endpoint(contract.addAddress, async ({ body }, context) => {
  const { domain, key } = body.address;
  requireOneMailbox(body.address, "address");
  requirePublishable(key, withoutTag(body.address));
  if (await isTaken(context.db, [key], "")) throw publishedAlready();
  await requireOwnDomain(context, domain, body.confirmDomain);
  const { name, nameSuffix, shareAnswers } = body;
  const id = randomWord(16);
  const received = await receivedUnder(context, body.receivedAs, key, id);
  const row = { id, address: key, domain, name, nameSuffix, shareAnswers, ...received };
  const createdAt = context.clock.now();
  try {
    await commit(context.db, [
      insertAddress(context.db, { ...row, createdAt }),
      auditIfChanged(auditEntry(context, "address.add", row.id)),
    ]);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw publishedAlready();
  }
  return showAddress({ ...row, open: true, refuseFiles: true, createdAt });
});

function publishedAlready(): Problem {
  return refused(409, "published-already", "address", "This address is published already.");
}

/** @throws Problem 400, or 409 when it is another's, or the public address itself */
async function receivedUnder(context: AdminContext, address: Address | null, published: string, id: string) {
  if (address === null) return { receivedAs: null, receivedDomain: null };
  const { key, domain } = address;
  const fault = wildcardFault(address) ?? publishingFault(key, withoutTag(address));
  if (fault) throw refused(400, fault.code, "receivedAs", `receivedAs ${fault.detail}.`);
  if (key !== published && !(await isTaken(context.db, [key], id))) return { receivedAs: key, receivedDomain: domain };
  throw refused(
    409,
    "taken",
    "receivedAs",
    "receivedAs is a public address itself, or another one is received under it.",
  );
}

/** @throws Problem 400 for addresses that mail could never reach, or that belong to something else */
function requirePublishable(key: string, untagged: string): void {
  const fault = publishingFault(key, untagged);
  if (fault) throw refused(400, fault.code, "address", `address ${fault.detail}.`);
}

/** @throws Problem 400 */
export function requireOneMailbox(address: Address, field: string): void {
  const fault = wildcardFault(address);
  if (fault) throw refused(400, fault.code, field, `${field} ${fault.detail}.`);
}

/** @throws Problem 409: what is published on a mistyped domain is dead, or somebody else's */
async function requireOwnDomain(context: AdminContext, domain: string, confirmed: boolean): Promise<void> {
  if (confirmed || !(await isOtherDomain(context.db, domain))) return;
  const detail =
    "address is not on the domain of your other addresses. If its mail reaches this worker, send confirmDomain: true.";
  throw refused(409, "other-domain", "address", detail);
}

const get = endpoint(contract.getAddress, async ({ id }, context) => showAddress(await requireAddress(context, id)));

const change = endpoint(contract.changeAddress, async ({ id, body }, context) => {
  const { receivedAs, ...plain } = body;
  const members = Object.keys(body);
  if (members.length === 0)
    throw refused(
      400,
      "nothing-to-change",
      undefined,
      "Name at least one of name, nameSuffix, open, refuseFiles, shareAnswers, receivedAs.",
    );
  const before = await requireAddress(context, id);
  const received = receivedAs === undefined ? {} : await receivedUnder(context, receivedAs, before.address, id);
  const detail = members.map((member) => switchDetail(member, body)).join(" ");
  await commitUnchanged(context, [
    updateAddress(context.db, id, { ...plain, ...received }),
    auditIfChanged(auditEntry(context, "address.change", id, detail)),
    ...(receivedAs === undefined ? [] : [await movedBlocks(context, id, receivedAs?.key ?? before.address)]),
  ]);
  return showAddress(await requireAddress(context, id));
});

/** Blocks are found by the address that mail comes to. */
async function movedBlocks({ db, vault }: AdminContext, id: string, receivedAs: string): Promise<Statement> {
  const rows = await blocksOf(db, id);
  const renewed = rows.map(async (row) => {
    const sender = await vault.unseal(blockContext(row.id), row.patternSealed);
    return [row.id, await vault.index(blockScope(receivedAs), blockedPattern(sender))] as const;
  });
  return reindexBlocks(await Promise.all(renewed));
}

/** Switches with their new value; texts by their name alone, for they may hold anything. */
function switchDetail(member: string, body: contract.AddressChange): string {
  const value: unknown = Reflect.get(body, member);
  return typeof value === "boolean" ? `${member}: ${value}` : member;
}

const remove = endpoint(contract.deleteAddress, async ({ id }, context) => {
  const [forwardings, address] = deleteAddress(context.db, id, context.clock.now());
  const audit = auditIfChanged(auditEntry(context, "address.delete", id));
  const [deleted] = (await commitUnchanged(context, [...closingNetwork(id), forwardings, address, audit])).slice(-2);
  if (!deleted) throw notFound("public address");
  return {};
});

export const addressEndpoints: readonly Endpoint[] = [list, add, get, change, remove];
