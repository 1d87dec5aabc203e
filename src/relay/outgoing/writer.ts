/** What a mail says of whoever writes it besides the mailbox that is known. */
import { type Address, parseAddress } from "../../mail/header/address.ts";
import { readAddressesLoosely } from "../../mail/header/loose-addresses.ts";
import { fieldsNamed } from "../../mail/header/section.ts";
import type { Incoming } from "../incoming.ts";
import { isOurs, type PublicAddress } from "../model.ts";

/** Fields in which programs name mailboxes of whoever writes. Answers may be meant for others, so Reply-To is not among them. */
const WRITERS_FIELDS = [
  ...["from", "sender", "return-path", "resent-from", "resent-sender", "resent-reply-to", "mail-reply-to"],
  ...["disposition-notification-to", "return-receipt-to", "errors-to", "x-sender", "x-google-original-from"],
];

/** Whom these fields name; what only a lenient reader sees in them counts, too. */
export function namedAsWriter({ section }: Incoming, ...further: readonly string[]): readonly Address[] {
  const fields = [...WRITERS_FIELDS, ...further].flatMap((key) => fieldsNamed(section, key));
  return fields.flatMap(({ value }) => readAddressesLoosely(value));
}

/** Further addresses of the writer's that the mail itself names: who sent it, and where answers and failures are to go. */
export function writerMailboxes(incoming: Incoming, publicAddress: PublicAddress): readonly Address[] {
  const { envelope, fromField, replyToField } = incoming;
  const mailboxes = [...(fromField.kind === "one" ? [fromField.mailbox] : []), ...replyToField];
  const all = [
    ...mailboxes.map(({ address }) => address),
    ...namedAsWriter(incoming, "reply-to"),
    ...[parseAddress(envelope.sender)].filter((one) => one !== undefined),
  ];
  return all.filter((address) => !isOurs(address, publicAddress));
}
