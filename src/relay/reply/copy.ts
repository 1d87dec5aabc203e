/** The one copy of a reply: from the public address, to the correspondent alone. */

import { surveyAddress } from "../../letters/tagged-address.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { encodePhrase, phraseText } from "../../mail/header/encoded-word.ts";
import type { Hidden, Replacement } from "../../mail/scrub/scrub.ts";
import { scrubField, withoutAnswerers } from "../../mail/scrub/scrub.ts";
import { nameOrders } from "../../mail/search/name-orders.ts";
import type { ComposedCopy } from "../exactly-once.ts";
import type { Incoming } from "../incoming.ts";
import { type Forwarding, taggable } from "../model.ts";
import { dateField, keptFields } from "../outgoing/fields.ts";
import { type Content, composeCopy, mailboxField, type OwnFields } from "../outgoing/head.ts";
import { HiddenList } from "../outgoing/hidden-list.ts";
import { type Reader, type Thread, type ThreadFields, threadFor } from "../outgoing/thread.ts";
import { tracesOf } from "../outgoing/trace.ts";
import { writerMailboxes } from "../outgoing/writer.ts";
import { type Claimed, readerKey } from "../ports/journal.ts";
import type { RelayContext } from "../transit.ts";
import type { ReplyMessage } from "./decide.ts";

/** Why an address is hidden on a reply. */
type Why = "destination" | "own-alias";

type ReplyHidden = HiddenList<Why>;

/** Every mailbox behind the public address: one officer's address must not show in another's answer either. */
export function replyHidden(
  message: ReplyMessage,
  forwardings: readonly Forwarding[],
  incoming: Incoming,
): HiddenList<Why> {
  const list = new HiddenList<Why>(taggable(message.publicAddress));
  for (const { destination, replyFrom } of [message.alias.forwarding, ...forwardings]) {
    for (const mailbox of [destination, ...replyFrom]) list.add(mailbox, "destination");
  }
  list.add(message.alias.alias, "own-alias");
  for (const mailbox of writerMailboxes(incoming, message.publicAddress)) {
    // A correspondent may read their own.
    if (mailbox.key !== message.alias.correspondent.key) list.add(mailbox, "destination");
  }
  return list;
}

export function hiddenOnReply(list: HiddenList<Why>, incoming: Incoming): Hidden {
  return list.hidden(true, writerNames(incoming));
}

/** The From field's name, which is what the officer's software writes into calendars and cards. */
export function writerNames({ fromField }: Incoming): readonly string[] {
  return nameOrders(fromField.kind === "one" ? phraseText(fromField.mailbox.phrase) : "");
}

/** The correspondent reads the own address where the alias stood, and the public one in place of all others. */
export function replyReplacement(list: HiddenList<Why>, message: ReplyMessage): Replacement {
  const own = message.alias.correspondent.spec;
  const publicSpec = message.publicAddress.address.spec;
  const instead = (why: Why) => (why === "own-alias" ? own : publicSpec);
  return list.replacement(instead, publicSpec, message.publicAddress.name || publicSpec);
}

export function replyFields(message: ReplyMessage, thread: ThreadFields, traces: readonly string[]): OwnFields {
  const { name, address } = message.publicAddress;
  const { survey } = message.alias;
  return {
    from: mailboxField(name && encodePhrase(name), address.spec),
    to: [message.alias.correspondent.spec],
    cc: [],
    // What the other side writes next must not come under another alias than this one.
    replyTo: survey ? [mailboxField(name && encodePhrase(name), surveyAddress(address.spec, survey))] : [],
    thread,
    traces,
  };
}

/** Who reads a reply: the correspondent behind the alias. */
function replyReader(message: ReplyMessage): Reader {
  return {
    id: message.alias.id,
    owns: (owner) => owner.side === "correspondent" && owner.aliasId === message.alias.id,
    translate: (owner) => owner,
  };
}

export async function compose(
  transit: RelayContext,
  message: ReplyMessage,
  list: ReplyHidden,
  content: Content,
  thread: Thread,
  claimed: Claimed,
): Promise<ComposedCopy> {
  const { incoming, ports, arrivedAt } = transit;
  const { alias, publicAddress } = message;
  const hidden = hiddenOnReply(list, incoming);
  const replacement = replyReplacement(list, message);
  const { domain, spec } = publicAddress.address;
  const threadFields = await threadFor(thread, {
    key: ports.keys.carrierKey,
    domain,
    writer: { side: "destination", forwardingId: alias.forwarding.id },
    reader: replyReader(message),
    knownAs: (originalId) => claimed.knownAs.get(readerKey(alias.id, originalId)),
    freshId: `<${randomWord(20)}@${domain}>`,
  });
  const traces = await tracesOf(transit, publicAddress);
  const scrub = (value: string) =>
    withoutAnswerers(scrubField(value, hidden, replacement), content.answerers, replacement.name);
  const kept = keptFields(incoming, "reply", scrub, ports.language);
  const own = replyFields(message, threadFields, traces);
  return {
    outgoing: {
      envelopeSender: spec,
      envelopeRecipient: alias.correspondent.spec,
      content: composeCopy(own, dateField(incoming, arrivedAt), kept, content, replacement),
    },
    messageId: threadFields.messageId,
    thread:
      threadFields.carrier && thread.messageId
        ? { carrier: threadFields.carrier, readerId: alias.id, originalId: thread.messageId }
        : undefined,
  };
}
