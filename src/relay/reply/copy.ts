/** The one copy of a reply: from the public address, to the correspondent alone. */
import { encodePhrase, phraseText } from "../../mail/header/encoded-word.ts";
import type { Hidden, Replacement } from "../../mail/scrub/scrub.ts";
import { mailboxField, type OwnFields } from "../outgoing/head.ts";
import { HiddenList } from "../outgoing/hidden-list.ts";
import type { Incoming } from "../incoming.ts";
import type { Forwarding } from "../ports.ts";
import type { ReplyMessage } from "./decide.ts";
import type { Reader, ThreadFields } from "../outgoing/thread.ts";

/** Why an address is hidden on a reply. */
type Why = "destination" | "own-alias";

export type ReplyHidden = HiddenList<Why>;

/** Every mailbox behind the public address: one officer's address must not show in another's answer either. */
export function replyHidden(message: ReplyMessage, forwardings: readonly Forwarding[]): HiddenList<Why> {
  const list = new HiddenList<Why>();
  for (const { destination, replyFrom } of [message.alias.forwarding, ...forwardings]) {
    for (const mailbox of [destination, ...replyFrom]) list.add(mailbox, "destination");
  }
  list.add(message.alias.alias, "own-alias");
  return list;
}

/** @param incoming its From field's name is what the officer's software writes into calendars and cards */
export function hiddenOnReply(list: HiddenList<Why>, incoming: Incoming): Hidden {
  const { fromField } = incoming;
  const name = fromField.kind === "one" ? phraseText(fromField.mailbox.phrase) : "";
  return list.hidden(true, name ? [name] : []);
}

/** The correspondent reads the own address where the alias stood, and the public one in place of all others. */
export function replyReplacement(list: HiddenList<Why>, message: ReplyMessage): Replacement {
  const own = message.alias.correspondent.spec;
  const publicSpec = message.publicAddress.address.spec;
  const instead = (why: Why) => (why === "own-alias" ? own : publicSpec);
  return list.replacement(instead, publicSpec, message.publicAddress.name || publicSpec);
}

export function replyFields(message: ReplyMessage, thread: ThreadFields, trace: string): OwnFields {
  const { name, address } = message.publicAddress;
  return {
    from: mailboxField(name && encodePhrase(name), address.spec),
    to: [message.alias.correspondent.spec],
    cc: [],
    replyTo: [],
    thread,
    trace,
  };
}

/** Who reads a reply: the correspondent behind the alias. */
export function replyReader(message: ReplyMessage): Reader {
  return {
    id: message.alias.id,
    owns: (owner) => owner.side === "correspondent" && owner.aliasId === message.alias.id,
    translate: (owner) => owner,
  };
}
