/** Forwardings: one public address leading to one private mailbox. */

import { adviceFor } from "../letters/advice.ts";
import { randomWord } from "../mail/base-encoding.ts";
import { type Address, foldMailbox, parseAddress, withoutTag } from "../mail/header/address.ts";
import { type AddressRow, comesToUs } from "../store/admin/addresses.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import type { AuditAction } from "../store/admin/audit-actions.ts";
import { isConflict, type Statement } from "../store/admin/db.ts";
import * as store from "../store/admin/forwardings.ts";
import { tellOfAddition, tellOfShowing } from "../store/admin/telling/changes.ts";
import { destinationContext, destinationScope } from "../store/contexts.ts";
import { WrongAddressKey } from "../store/vault.ts";
import { requireAddress, requireOneMailbox } from "./addresses.ts";
import { type AdminContext, auditEntry, timestamp } from "./context.ts";
import * as contract from "./contract/forwardings.ts";
import { isText, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { commitUnchanged } from "./http/preconditions.ts";
import { notFound, type Problem, refused } from "./http/problem.ts";
import { maskAddress } from "./mask.ts";
import { openDestination } from "./officer-mail.ts";
import { readStart } from "./roster/local-time.ts";
import { tellOfChange } from "./upkeep/telling.ts";
import { welcome } from "./welcome.ts";

export async function showForwarding(
  context: AdminContext,
  row: store.ForwardingRow,
): Promise<contract.ForwardingAnswer> {
  const { id, addressId, label, hideSender, hideName, deliver, allowReply, pausedBy } = row;
  const destination = await maskStored(openDestination(context, row));
  return {
    ...{ id, addressId, destination, label, hideSender, hideName, deliver, allowReply, pausedBy },
    ...showState(row),
    ...(row.state === "active" ? {} : showHandover(row)),
    createdAt: timestamp(row.createdAt),
  };
}

function showHandover({ replacesId, confirmedAt, effectiveAt }: store.ForwardingRow) {
  return {
    ...(replacesId === null ? {} : { replacesId }),
    ...(confirmedAt === null ? {} : { confirmedAt: timestamp(confirmedAt) }),
    ...(effectiveAt === null ? {} : { effectiveAt: timestamp(effectiveAt) }),
  };
}

function showState(row: store.ForwardingRow) {
  switch (row.state) {
    case "pending":
      return { state: "pending", reason: row.stateReason, advice: adviceFor(row.stateReason) } as const;
    case "invited":
      return {
        state: "invited",
        advice: adviceFor(row.confirmedAt === null ? "not-answered" : "handover-day"),
      } as const;
    case "active":
    case "replaced":
    case "deleted":
      return { state: "active" } as const; // Those that are gone are never found.
  }
}

const NOTHING = { localPart: "", domain: "" };

/** An address that was just unsealed, masked before anything else can happen to it. A damaged one shows as nothing, so that it can be deleted. */
export async function maskStored(unsealed: Promise<string>): Promise<string> {
  const text = await unsealed.catch((error: unknown) => {
    if (error instanceof WrongAddressKey && !error.isOtherKey) return "";
    throw error;
  });
  return maskAddress(parseAddress(text) ?? NOTHING);
}

/** @throws Problem 404 */
export async function requireForwarding(context: AdminContext, id: string): Promise<store.ForwardingRow> {
  const row = await store.findForwarding(context.db, id);
  if (row) return row;
  throw notFound("forwarding");
}

/** @throws Problem 400 when mail to it would come back to us: a loop, or nobody's mailbox at all */
export async function requireForeign(context: AdminContext, address: Address, field: string): Promise<void> {
  requireOneMailbox(address, field);
  if (!(await comesToUs(context.db, { domain: address.domain, key: withoutTag(address) }))) return;
  const detail = `${field} must be a private mailbox, not one on a domain whose mail comes here.`;
  throw refused(400, "own-domain", field, detail);
}

/** The private mailbox, sealed for its row, and the indexes under which it can be found. */
async function sealDestination(context: AdminContext, id: string, addressId: string, destination: Address) {
  const [destinationSealed, indexes] = await Promise.all([
    context.vault.seal(destinationContext(id), destination.spec),
    context.vault.indexes(destinationScope(addressId), foldMailbox(destination)),
  ]);
  return { destinationSealed, indexes };
}

/**
 * Inserts a forwarding, greets its destination, and answers it as it stands then.
 * @throws Problem 409
 */
async function startForwarding(
  context: AdminContext,
  address: AddressRow,
  id: string,
  { insertion, others }: { readonly insertion: Statement; readonly others: readonly Statement[] },
  action: AuditAction,
  refusal: Problem,
): Promise<store.ForwardingRow> {
  try {
    const [inserted] = await commitUnchanged(context, [
      insertion,
      auditIfChanged(auditEntry(context, action, id)),
      ...others,
    ]);
    if (!inserted) throw refusal;
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw refused(409, "leads-there-already", "destination", "This public address leads to that mailbox already.");
  }
  await welcome(context, address, await requireForwarding(context, id));
  return requireForwarding(context, id);
}

const list = endpoint(contract.listForwardings, async ({ id, query }, context) => {
  await requireAddress(context, id);
  return page(
    query,
    isText,
    (after, limit) => store.pageOfForwardings(context.db, id, after, limit),
    store.placeOf,
    (row) => showForwarding(context, row),
  );
});

const add = endpoint(contract.addForwarding, async ({ id: addressId, body }, context) => {
  const address = await requireAddress(context, addressId);
  const { destination, ...switches } = body;
  await requireForeign(context, destination, "destination");
  const id = randomWord(16);
  const { destinationSealed, indexes } = await sealDestination(context, id, addressId, destination);
  const createdAt = context.clock.now();
  const row = { id, addressId, scope: id, destinationSealed, ...switches, state: "pending", createdAt } as const;
  const insertion = store.insertForwarding(row, indexes);
  const most = `A public address leads to ${store.MAX_FORWARDINGS} mailboxes at most.`;
  const refusal = refused(409, "too-many", undefined, most);
  const starting = { insertion, others: [tellOfAddition(row, createdAt)] };
  const added = await startForwarding(context, address, id, starting, "forwarding.add", refusal);
  await tellOfChange(context, id);
  return showForwarding(context, added);
});

const get = endpoint(contract.getForwarding, async ({ id }, context) =>
  showForwarding(context, await requireForwarding(context, id)),
);

const change = endpoint(contract.changeForwarding, async ({ id, body }, context) => {
  const { addressId } = await requireForwarding(context, id);
  if (Object.keys(body).length === 0)
    throw refused(400, "nothing-to-change", undefined, "Name at least one member to change.");
  const shows = body.hideSender === false;
  await commitUnchanged(context, [
    ...(shows ? [tellOfShowing({ id, addressId }, context.clock.now())] : []),
    store.updateForwarding(context.db, id, body),
    auditIfChanged(auditEntry(context, "forwarding.change", id, describe(body))),
  ]);
  const after = await requireForwarding(context, id);
  if (shows) await tellOfChange(context, id);
  return showForwarding(context, after);
});

/** What was changed, for the audit list: switches with their value, the label without. */
function describe(change: store.ForwardingSwitches): string {
  return Object.entries(change)
    .map(([name, value]) => (typeof value === "boolean" ? `${name}: ${value}` : name))
    .join(", ");
}

const remove = endpoint(contract.deleteForwarding, async ({ id }, context) => {
  const [deleted] = await commitUnchanged(context, [
    store.deleteForwarding(context.db, id, context.clock.now()),
    auditIfChanged(auditEntry(context, "forwarding.delete", id)),
  ]);
  if (!deleted) throw notFound("forwarding");
  return {};
});

const welcomeAgain = endpoint(contract.sendWelcome, async ({ id }, context) => {
  const row = await requireForwarding(context, id);
  return welcome(context, await requireAddress(context, row.addressId), row);
});

export const forwardingEndpoints: readonly Endpoint[] = [list, add, get, change, remove, welcomeAgain];

export const handoverEndpoint: Endpoint = endpoint(contract.handOver, async ({ id: oldId, body }, context) => {
  const old = await requireForwarding(context, oldId);
  const address = await requireAddress(context, old.addressId);
  await requireForeign(context, body.destination, "destination");
  const start = readStart(body.effectiveAt, context);
  if (typeof start === "object") throw refused(400, start.code, "effectiveAt", start.detail);
  const id = randomWord(16);
  const { destinationSealed, indexes } = await sealDestination(context, id, old.addressId, body.destination);
  const { keepAliases, label = old.label } = body;
  const own = { id, destinationSealed, keepAliases, label, effectiveAt: start ?? null, createdAt: context.clock.now() };
  const row = store.successorOf(old, own);
  const insertion = store.insertSuccessor(row, indexes);
  const detail = "A handover of this forwarding is under way. Delete the pending one first.";
  const refusal = refused(409, "handover-under-way", undefined, detail);
  const starting = { insertion, others: [] };
  return showForwarding(context, await startForwarding(context, address, id, starting, "handover.begin", refusal));
});
