/** Sends the desk's own mail to the people behind a public address, from that address. */

import { type Change, changeLetter } from "../letters/change.ts";
import { composeNotice } from "../letters/compose.ts";
import type { Letter } from "../letters/letter.ts";
import { sendInTime } from "../relay/exactly-once.ts";
import { cleanName } from "../relay/outgoing/display-name.ts";
import type { SendResult } from "../relay/ports/transport.ts";
import type { AddressRow } from "../store/admin/addresses.ts";
import { type ForwardingRow, standingForwardings } from "../store/admin/forwardings.ts";
import { destinationContext } from "../store/contexts.ts";
import type { OfficerContext } from "./context.ts";

/** Where a private address is read, and only in order to write to it or to mask it. */
export function openDestination(context: OfficerContext, row: ForwardingRow): Promise<string> {
  return context.vault.unseal(destinationContext(row.id), row.destinationSealed);
}

/** Whom a letter comes from. */
export type LetterSender = Pick<AddressRow, "name" | "address">;

/** One letter to one destination. A broken connection is an answer, too: it may work later. */
export async function post(
  context: OfficerContext,
  sender: LetterSender,
  forwarding: ForwardingRow,
  letter: Letter,
): Promise<SendResult> {
  const recipient = await openDestination(context, forwarding);
  const content = composeNotice({ sender, recipient, ...letter, time: context.clock.now() });
  return sendInTime({ envelopeSender: sender.address, envelopeRecipient: recipient, content: [content] }, context);
}

/**
 * Tells one person what has changed. Best effort, twice at most: the change stands, whether or not the notice got out, and a
 * mail service that is down for longer must not keep the cron from all else.
 * @returns whether the letter has ended: it is out, or never can be; not when it may work later
 */
export async function notifyOfficer(
  context: OfficerContext,
  address: AddressRow,
  recipient: ForwardingRow,
  change: Change,
  about: ForwardingRow,
): Promise<boolean> {
  // Whoever fills a roster in may take the mailbox for the label.
  const label = cleanName(about.label, { ours: [], scrub: (text) => text });
  const facts = { ...about, label, address: address.address, domain: address.domain };
  const letter = changeLetter(change, facts, context.settings.language);
  const first = await post(context, address, recipient, letter);
  // One that was never answered may be out: twice is better than never.
  const { kind } = first.kind === "deferred" ? await post(context, address, recipient, letter) : first;
  context.log.write({ event: "told", change, forwarding: recipient.id, outcome: kind });
  return kind !== "deferred";
}

/** Whom `tellAll` is to tell. Asked for before the first letter goes out, so that a database that fails then loses no letter. */
export async function standingBut(
  { db }: OfficerContext,
  { id }: AddressRow,
  except: readonly string[],
): Promise<readonly ForwardingRow[]> {
  return (await standingForwardings(db, id)).filter((row) => !except.includes(row.id));
}

/** @returns whether all letters have ended, as above */
export async function tellAll(
  context: OfficerContext,
  address: AddressRow,
  change: Change,
  about: ForwardingRow,
  recipients: readonly ForwardingRow[],
): Promise<boolean> {
  const told = await Promise.all(recipients.map((row) => notifyOfficer(context, address, row, change, about)));
  return told.every((one) => one);
}
