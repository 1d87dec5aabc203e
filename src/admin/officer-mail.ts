/** Sends the desk's own mail to the people behind a public address, from that address. */

import { composeNotice } from "../letters/compose.ts";
import type { SendResult } from "../relay/ports.ts";
import type { AddressRow } from "../store/admin/addresses.ts";
import { type ForwardingRow, standingForwardings } from "../store/admin/forwardings.ts";
import { destinationPlace } from "../store/contexts.ts";
import type { Office } from "./context.ts";
import { type Change, changeLetter } from "../letters/change.ts";
import type { Letter } from "../letters/welcome.ts";

/** Where a private address is read, and only in order to write to it or to mask it. */
export function openDestination(office: Office, row: ForwardingRow): Promise<string> {
  return office.vault.unseal(destinationPlace(row.id), row.destinationSealed);
}

/** One letter to one destination. A broken connection is an answer, too: it may work later. */
export async function post(
  office: Office,
  address: AddressRow,
  forwarding: ForwardingRow,
  letter: Letter,
): Promise<SendResult> {
  const recipient = await openDestination(office, forwarding);
  const content = composeNotice({ sender: address, recipient, ...letter, time: office.clock.now() });
  try {
    return await office.transport.send({
      envelopeSender: address.address,
      envelopeRecipient: recipient,
      content: [content],
    });
  } catch {
    return { kind: "deferred", reason: "unknown" }; // The error's text can carry the recipient: it goes nowhere.
  }
}

/** Tells one person what has changed. Best effort: the change stands, whether or not the notice got out. */
export async function tell(
  office: Office,
  address: AddressRow,
  recipient: ForwardingRow,
  change: Change,
  about: ForwardingRow,
): Promise<void> {
  const facts = { ...about, address: address.address, domain: address.domain };
  const result = await post(office, address, recipient, changeLetter(change, facts, office.settings.language));
  office.log.write({ event: "told", change, forwarding: recipient.id, outcome: result.kind });
}

/** Tells everybody who stands behind the address now, but for those whom it is not news to. There are 20 at most. */
export async function tellStanding(
  office: Office,
  address: AddressRow,
  change: Change,
  about: ForwardingRow,
  except: readonly string[],
): Promise<void> {
  const standing = await standingForwardings(office.desk, address.id);
  const others = standing.filter((row) => !except.includes(row.id));
  await Promise.all(others.map((row) => tell(office, address, row, change, about)));
}
