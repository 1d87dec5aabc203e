/** What rows that were found say of a message, once what is sealed in them has been opened. */
import { type Alias, delivers, type Forwarding, type PublicAddress } from "../relay/model.ts";
import type { Knowledge } from "../relay/ports/directory.ts";
import type { AddressRow, ForwardingRow, Indexed, Rows } from "./questions.ts";
import { addressOf } from "./stored-address.ts";

/** What became of the rows of a table: those that opened, and the ids of forwardings of which something did not. */
export interface Opened<Value> {
  readonly rows: Map<string, Value>;
  readonly damaged: ReadonlySet<string>;
}

interface OpenedRows {
  readonly forwardings: Opened<Forwarding>;
  readonly aliases: Opened<Alias>;
}

export function knowledgeOf(asked: Indexed, rows: Rows, opened: OpenedRows): Knowledge {
  const invited = invitedRow(asked, rows);
  const reached = ofRecipient(asked.recipient, rows, opened.forwardings.rows, invited);
  const scopes = scopesThatBlock(asked, rows);
  return {
    publicAddresses: new Map(rows.addresses.flatMap((row) => spellings(row).map((key) => [key, publicAddress(row)]))),
    aliases: opened.aliases.rows,
    forwardings: reached,
    invited: invited && invitationOf(invited, opened.forwardings.rows),
    ownDomains: new Set(rows.addresses.map((row) => row.receivedDomain ?? row.domain)),
    carriers: carriersOf(asked, rows),
    counts: new Map(rows.counts.map(({ counter, count }) => [counter, count])),
    senderBlocked: scopes.includes(""),
    blockedBy: new Set(scopes.filter((scope) => scope !== "")),
    damage: damageOf(asked.recipient, rows, opened, { invited, reached }),
  };
}

function invitedRow({ confirmations }: Indexed, { forwardings }: Rows): ForwardingRow | undefined {
  return forwardings.find(({ confirmationIndex: index }) => index !== null && confirmations.includes(index));
}

function scopesThatBlock({ blockable }: Indexed, { blocks }: Rows): readonly string[] {
  return blocks.filter(({ senderIndex }) => blockable.includes(senderIndex)).map(({ scope }) => scope);
}

function carriersOf({ msgIds, sentIndexes }: Indexed, { ids }: Rows): ReadonlyMap<string, string> {
  const byIndex = new Map(ids.map((row) => [row.sentIndex, row.carrier]));
  const found = msgIds.map((id, at) => [id, sentIndexes[at]?.flatMap((index) => byIndex.get(index) ?? [])[0]] as const);
  return new Map(found.flatMap(([id, carrier]) => (carrier === undefined ? [] : [[id, carrier]])));
}

/** The addresses under which mail to a public address may name it. */
function spellings({ address: published, receivedAs }: AddressRow): readonly string[] {
  return receivedAs === null ? [published] : [published, receivedAs];
}

function ofRecipient(
  recipient: string,
  { addresses, aliases }: Rows,
  forwardings: ReadonlyMap<string, Forwarding>,
  invited: ForwardingRow | undefined,
): readonly Forwarding[] {
  const aliasRow = aliases.find((row) => row.alias === recipient);
  const addressId =
    addresses.find((row) => spellings(row).includes(recipient))?.id ??
    forwardings.get(aliasRow?.forwardingId ?? "")?.addressId ??
    invited?.addressId;
  return [...forwardings.values()].filter((one) => one.addressId === addressId);
}

interface Wanted {
  readonly invited: ForwardingRow | undefined;
  readonly reached: readonly Forwarding[];
}

/** Whether the mail needs what is damaged: it is about nobody else, or nobody else would get it. */
function damageOf(
  recipient: string,
  rows: Rows,
  { forwardings, aliases }: OpenedRows,
  { invited, reached }: Wanted,
): Knowledge["damage"] {
  const harmed = rows.forwardings.filter(({ id }) => forwardings.damaged.has(id) || aliases.damaged.has(id));
  const [first] = harmed;
  if (!first) return undefined;
  const ofAlias =
    rows.aliases.some((row) => row.alias === recipient && harmed.some(({ id }) => id === row.forwardingId)) &&
    !aliases.rows.has(recipient);
  const ofInvited = invited !== undefined && !forwardings.rows.has(invited.id);
  const ofAddress = rows.addresses.some((row) => spellings(row).includes(recipient)) && !reached.some(delivers);
  const at = rows.addresses.find(({ id }) => id === first.addressId)?.address;
  return { address: at, isNeeded: ofAlias || ofInvited || ofAddress };
}

function invitationOf(row: ForwardingRow, forwardings: ReadonlyMap<string, Forwarding>): Knowledge["invited"] {
  const forwarding = forwardings.get(row.id);
  return forwarding && { forwarding, answered: row.state === "active" || row.confirmedAt !== null };
}

function publicAddress(row: AddressRow): PublicAddress {
  return { ...row, address: addressOf(row.address) };
}
