/** What an officer's mail says of the officer besides the mailbox that is known. */
import { type Address, parseAddress } from "../../mail/header/address.ts";
import { readAddressesLoosely } from "../../mail/header/loose-addresses.ts";
import { fieldsNamed } from "../../mail/header/section.ts";
import type { Incoming } from "../incoming.ts";
import { isOurs, type PublicAddress } from "../model.ts";

/** Fields in which programs name mailboxes of whoever writes; what only a lenient reader sees in them counts, too. */
const OWN_FIELDS = [
  ...["from", "sender", "reply-to", "mail-reply-to", "return-path", "resent-from", "resent-sender", "resent-reply-to"],
  ...["disposition-notification-to", "return-receipt-to", "errors-to", "x-sender", "x-google-original-from"],
];

/** Further addresses of the writer's that the mail itself names: who sent it, and where answers and failures are to go. */
export function writerMailboxes(
  { envelope, section, fromField, replyToField }: Incoming,
  publicAddress: PublicAddress,
): readonly Address[] {
  const mailboxes = [...(fromField.kind === "one" ? [fromField.mailbox] : []), ...replyToField];
  const named = OWN_FIELDS.flatMap((key) => fieldsNamed(section, key)).flatMap(({ value }) =>
    readAddressesLoosely(value),
  );
  const all = [
    ...mailboxes.map(({ address }) => address),
    ...named,
    ...[parseAddress(envelope.sender)].filter((one) => one !== undefined),
  ];
  return all.filter((address) => !isOurs(address, publicAddress));
}
