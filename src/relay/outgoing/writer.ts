/** What an officer's mail says of the officer besides the mailbox that is known. */
import { type Address, parseAddress, readMailboxes } from "../../mail/header/address.ts";
import { fieldsNamed } from "../../mail/header/section.ts";
import type { Incoming } from "../incoming.ts";
import { isOurs, type PublicAddress } from "../model.ts";

/** Further addresses of the writer's that the mail itself names: who sent it, and where answers and failures are to go. */
export function writerMailboxes(
  { envelope, section, fromField, replyToField }: Incoming,
  publicAddress: PublicAddress,
): readonly Address[] {
  const senders = fieldsNamed(section, "sender").flatMap(({ value }) => readMailboxes(value));
  const authors = fromField.kind === "one" ? [fromField.mailbox] : [];
  const mailboxes = [...authors, ...senders, ...replyToField].map(({ address }) => address);
  const all = [...mailboxes, ...[parseAddress(envelope.sender)].filter((one) => one !== undefined)];
  return all.filter((address) => !isOurs(address, publicAddress));
}
