/** What all members' copies of an officer's mail have in common, and what each has of its own: To, and the way out. */
import { tagged } from "../../letters/tagged-address.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { encodePhrase, phraseText } from "../../mail/header/encoded-word.ts";
import { foldField } from "../../mail/header/section.ts";
import { fromBinaryString } from "../../mail/octets.ts";
import { type Replacement, scrubField, withoutAnswerers } from "../../mail/scrub/scrub.ts";
import type { Hidden } from "../../mail/search/hidden.ts";
import { nameOrders } from "../../mail/search/name-orders.ts";
import type { ComposedCopy } from "../exactly-once.ts";
import { type Forwarding, type PublicAddress, taggable } from "../model.ts";
import { closeId } from "../outgoing/carrier.ts";
import { dateField, keptFields } from "../outgoing/fields.ts";
import { type Content, contentFields, mailboxField, ownFields } from "../outgoing/head.ts";
import { HiddenList } from "../outgoing/hidden-list.ts";
import { tracesOf } from "../outgoing/trace.ts";
import { writerMailboxes } from "../outgoing/writer.ts";
import type { MemberCopy } from "../ports/announcements.ts";
import type { RelayContext } from "../transit.ts";

/** Every mailbox behind the public address; nobody's alias goes out to all, either. */
interface MailingView {
  readonly hidden: Hidden;
  readonly replacement: Replacement;
}

export function mailingView(context: RelayContext, publicAddress: PublicAddress): MailingView {
  const { incoming, knowledge } = context;
  const list = new HiddenList<"officer">(taggable(publicAddress));
  for (const { destination, replyFrom } of knowledge.forwardings) {
    for (const mailbox of [destination, ...replyFrom]) list.add(mailbox, "officer");
  }
  for (const mailbox of writerMailboxes(incoming, publicAddress)) list.add(mailbox, "officer");
  const { fromField } = incoming;
  const name = fromField.kind === "one" ? phraseText(fromField.mailbox.phrase) : "";
  const { spec } = publicAddress.address;
  return {
    hidden: list.hidden(true, nameOrders(name)),
    replacement: list.replacement(() => spec, spec, publicAddress.name || spec),
  };
}

/** Ready to be addressed to one member after the other. */
export interface Mailing {
  readonly context: RelayContext;
  readonly publicAddress: PublicAddress;
  /** The same in all copies: an id of its own would tell two copies apart that somebody passes on. */
  readonly messageId: string;
  readonly thread: { readonly carrier: string; readonly originalId: string } | undefined;
  /** Where answers go, if not to the public address. */
  readonly replyTo: readonly string[];
  readonly inReplyTo: string;
  /** Where a member leaves by one click; "" where nobody knows it. */
  readonly origin: string;
  readonly announcementId: string;
  /** The header fields behind those of our own. */
  readonly fields: string;
  /** The message's own octets with replacements between them: shared by all copies. */
  readonly body: readonly Uint8Array[];
}

/** What an officer wrote, for all. */
export async function officersMailing(
  context: RelayContext,
  publicAddress: PublicAddress,
  forwarding: Forwarding,
  content: Content,
  view: MailingView,
): Promise<Pick<Mailing, "messageId" | "thread" | "fields" | "body">> {
  const { incoming, ports, arrivedAt } = context;
  const { hidden, replacement } = view;
  const scrub = (value: string) =>
    withoutAnswerers(scrubField(value, hidden, replacement), content.answerers, replacement.name);
  const { domain } = publicAddress.address;
  const owner = { side: "destination", forwardingId: forwarding.id } as const;
  const originalId = incoming.messageId;
  const carrier = originalId && (await closeId(ports.keys.carrierKey, { owner, id: originalId }));
  return {
    messageId: `<${carrier || randomWord(20)}@${domain}>`,
    thread: carrier && originalId ? { carrier, originalId } : undefined,
    fields:
      dateField(incoming, arrivedAt) +
      keptFields(incoming, "reply", scrub, ports.language) +
      contentFields(content, replacement),
    body: content.body(replacement),
  };
}

export async function copyFor(mailing: Mailing, member: MemberCopy): Promise<ComposedCopy> {
  const { context, publicAddress, messageId, thread, announcementId, inReplyTo, replyTo } = mailing;
  const { name, address } = publicAddress;
  const own = ownFields({
    from: mailboxField(name && encodePhrase(name), address.spec),
    to: [member.mailbox.spec],
    cc: [],
    replyTo,
    thread: { messageId, carrier: undefined, inReplyTo, references: inReplyTo },
    traces: await tracesOf(context, publicAddress),
  });
  const head = `${own}${listFields(mailing, member)}${mailing.fields}\r\n`;
  return {
    outgoing: {
      envelopeSender: address.spec,
      envelopeRecipient: member.mailbox.spec,
      content: [fromBinaryString(head), ...mailing.body],
    },
    messageId,
    thread: thread && { ...thread, readerId: announcementId },
  };
}

/** RFC 2919; RFC 2369 §3.2; RFC 8058 §3.1: with the last of them a mail program's own button is enough. */
function listFields({ publicAddress, origin }: Mailing, { leaveToken }: MemberCopy): string {
  const { name, address } = publicAddress;
  const label = address.localPart.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-");
  const leave = `<mailto:${tagged(address.spec, "leave").replace("+", "%2B")}>`;
  const byClick = origin && `<${origin}/leave/${leaveToken}>, `;
  return (
    foldField(
      "List-Id",
      mailboxField(name && encodePhrase(name), `${label}.${address.domain}`).replace(/^[^<]*$/, "<$&>"),
    ) +
    foldField("List-Unsubscribe", byClick + leave) +
    (origin && foldField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
  );
}
