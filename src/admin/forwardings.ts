/** Forwardings: one public address leading to one private mailbox. */
import { type Address, foldMailbox, parseAddress } from "../mail/header/address.ts";
import { randomWord } from "../relay/random.ts";
import { type AddressRow, isOurs } from "../store/admin/addresses.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit, isConflict, type Statement } from "../store/admin/db.ts";
import * as store from "../store/admin/forwardings.ts";
import { destinationPlace, destinationScope } from "../store/contexts.ts";
import { requireAddress } from "./addresses.ts";
import { adviceFor } from "../letters/advice.ts";
import * as contract from "./contract/forwardings.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { maskAddress } from "./mask.ts";
import { note, type Office, timestamp } from "./context.ts";
import { openDestination, tellStanding } from "./officer-mail.ts";
import { notFound, Problem } from "./http/problem.ts";
import { welcome } from "./welcome.ts";

export async function showForwarding(office: Office, row: store.ForwardingRow): Promise<contract.ForwardingAnswer> {
  const { id, addressId, label, hideSender, hideName, deliver, allowReply } = row;
  const destination = await maskStored(openDestination(office, row));
  const isPending = row.state === "pending";
  const advice = adviceFor(row.stateReason, office.settings.language);
  return {
    ...{ id, addressId, destination, label, hideSender, hideName, deliver, allowReply },
    state: isPending ? "pending" : "active",
    ...(isPending ? { reason: row.stateReason, advice } : {}),
    ...(row.replacesId === null ? {} : { replacesId: row.replacesId }),
    createdAt: timestamp(row.createdAt),
  };
}

/** An address that was just unsealed, masked before anything else can happen to it. */
export async function maskStored(unsealed: Promise<string>): Promise<string> {
  return maskAddress(parseAddress(await unsealed) ?? { localPart: "", domain: "" });
}

/** @throws Problem 404 */
export async function requireForwarding(office: Office, id: string): Promise<store.ForwardingRow> {
  const row = await store.findForwarding(office.desk, id);
  if (row) return row;
  throw notFound("forwarding");
}

/** @throws Problem 400 when mail to it would come back to us: a loop */
export async function requireForeign(office: Office, address: Address, field: string): Promise<void> {
  if (!(await isOurs(office.desk, address))) return;
  throw new Problem(400, `${field} must be a private mailbox, not an address of this system.`, field);
}

/** The private mailbox, sealed for its row, and the indexes under which it can be found. */
export async function sealDestination(office: Office, id: string, addressId: string, destination: Address) {
  const [destinationSealed, indexes] = await Promise.all([
    office.vault.seal(destinationPlace(id), destination.spec),
    office.vault.indexes(destinationScope(addressId), foldMailbox(destination)),
  ]);
  return { destinationSealed, indexes };
}

/**
 * Inserts a forwarding, greets its destination, and answers it as it stands then.
 * @throws Problem 409
 */
export async function startForwarding(
  office: Office,
  address: AddressRow,
  id: string,
  insertion: Statement,
  action: string,
  refusal: string,
): Promise<store.ForwardingRow> {
  try {
    const [inserted] = await commit(office.desk, [insertion, auditIfChanged(note(office, action, id))]);
    if (!inserted) throw new Problem(409, refusal);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Problem(409, "This public address leads to that mailbox already.", "destination");
  }
  await welcome(office, address, await requireForwarding(office, id));
  return requireForwarding(office, id);
}

const list = endpoint(contract.listForwardings, async ({ id, query }, office) => {
  await requireAddress(office, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfForwardings(office.desk, id, after, limit),
    (row) => [row.createdAt, row.id] as const,
    (row) => showForwarding(office, row),
  );
});

const add = endpoint(contract.addForwarding, async ({ id: addressId, body }, office) => {
  const address = await requireAddress(office, addressId);
  const { destination, ...switches } = body;
  await requireForeign(office, destination, "destination");
  const id = randomWord(16);
  const { destinationSealed, indexes } = await sealDestination(office, id, addressId, destination);
  const createdAt = office.clock.now();
  const row = { id, addressId, scope: id, destinationSealed, ...switches, state: "pending", createdAt } as const;
  const insertion = store.insertForwarding(row, indexes);
  const refusal = `A public address leads to ${store.MAX_FORWARDINGS} mailboxes at most.`;
  const added = await startForwarding(office, address, id, insertion, "forwarding.add", refusal);
  await tellStanding(office, address, "destination-added", added, [id]);
  return showForwarding(office, added);
});

const get = endpoint(contract.getForwarding, async ({ id }, office) =>
  showForwarding(office, await requireForwarding(office, id)),
);

const change = endpoint(contract.changeForwarding, async ({ id, body }, office) => {
  const before = await requireForwarding(office, id);
  if (Object.keys(body).length === 0) throw new Problem(400, "Name at least one member to change.");
  await commit(office.desk, [
    store.updateForwarding(office.desk, id, body),
    auditIfChanged(note(office, "forwarding.change", id, describe(body))),
  ]);
  const after = await requireForwarding(office, id);
  if (before.hideSender && !after.hideSender) {
    await tellStanding(office, await requireAddress(office, after.addressId), "sender-shown", after, []);
  }
  return showForwarding(office, after);
});

/** What was changed, for the audit list: switches with their value, the label without. */
function describe(change: store.ForwardingSwitches): string {
  return Object.entries(change)
    .map(([name, value]) => (typeof value === "boolean" ? `${name}: ${value}` : name))
    .join(", ");
}

const remove = endpoint(contract.deleteForwarding, async ({ id }, office) => {
  const [deleted] = await commit(office.desk, [
    store.deleteForwarding(office.desk, id, office.clock.now()),
    auditIfChanged(note(office, "forwarding.delete", id)),
  ]);
  if (!deleted) throw notFound("forwarding");
  return {};
});

const welcomeAgain = endpoint(contract.sendWelcome, async ({ id }, office) => {
  const row = await requireForwarding(office, id);
  return welcome(office, await requireAddress(office, row.addressId), row);
});

export const forwardingEndpoints: readonly Endpoint[] = [list, add, get, change, remove, welcomeAgain];
