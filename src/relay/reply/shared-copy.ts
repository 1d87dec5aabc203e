/** The copy of an answer for another officer of a shared desk: as strict about both sides as the answer and the inbound mail are. */
import { answeredName } from "../../letters/desk-marks.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import type { Address } from "../../mail/header/address.ts";
import { encodePhrase, phraseText } from "../../mail/header/encoded-word.ts";
import { type Replacement, scrubField, scrubText, withoutAnswerers } from "../../mail/scrub/scrub.ts";
import type { ComposedCopy } from "../exactly-once.ts";
import type { Incoming } from "../incoming.ts";
import { type Alias, type Forwarding, mailDomain, taggable } from "../model.ts";
import type { IdOwner } from "../outgoing/carrier.ts";
import { cleanName, type NameStyle, phraseFor } from "../outgoing/display-name.ts";
import { dateField, keptFields } from "../outgoing/fields.ts";
import { type Content, composeCopy, mailboxField, type OwnFields } from "../outgoing/head.ts";
import { HiddenList, REMOVED } from "../outgoing/hidden-list.ts";
import { type Reader, type Thread, type ThreadFields, threadFor } from "../outgoing/thread.ts";
import { tracesOf } from "../outgoing/trace.ts";
import { writerMailboxes } from "../outgoing/writer.ts";
import { type AliasWish, aliasKey, type Claimed, readerKey } from "../ports/journal.ts";
import type { RelayContext } from "../transit.ts";
import type { Sharing } from "./sharing.ts";

/** Why an address is hidden from a colleague. */
type SharedWhy =
  /** An officer's mailbox; a colleague may read their own. */
  | { readonly kind: "officer"; readonly forwardingId: string }
  /** The writer's alias of somebody, whom the colleague knows by another. */
  | { readonly kind: "alias"; readonly correspondent: Address }
  /** Somebody behind such an alias. */
  | { readonly kind: "correspondent"; readonly address: Address };

type SharedHidden = HiddenList<SharedWhy>;

/** Everybody on either side: a colleague knows the officers by their labels, and the correspondents by aliases of their own. */
export function sharedHidden(
  { message, named }: Sharing,
  forwardings: readonly Forwarding[],
  incoming: Incoming,
): SharedHidden {
  const list: SharedHidden = new HiddenList(taggable(message.publicAddress));
  for (const { id, destination, replyFrom } of [message.alias.forwarding, ...forwardings]) {
    for (const mailbox of [destination, ...replyFrom]) list.add(mailbox, { kind: "officer", forwardingId: id });
  }
  const { id: forwardingId } = message.alias.forwarding;
  for (const mailbox of writerMailboxes(incoming, message.publicAddress)) {
    if (mailbox.key !== message.alias.correspondent.key) list.add(mailbox, { kind: "officer", forwardingId });
  }
  for (const { alias, correspondent } of named) {
    list.add(alias, { kind: "alias", correspondent });
    list.add(correspondent, { kind: "correspondent", address: correspondent });
  }
  return list;
}

/** The colleague's own aliases that the copy needs. */
export function sharedAliasWishes({ message, colleagues, answerees }: Sharing): readonly AliasWish[] {
  const { name } = message.publicAddress;
  return colleagues.flatMap((forwarding) =>
    answerees.map(({ alias, phrase }) => ({
      forwarding,
      domain: mailDomain(message.publicAddress),
      correspondent: alias.correspondent,
      vouched: true,
      name: cleanName(phraseText(phrase), { ours: [name], scrub: (text) => text }),
    })),
  );
}

/** What the copies of one answer have in common. */
export interface SharedShipment {
  readonly transit: RelayContext;
  readonly sharing: Sharing;
  readonly list: SharedHidden;
  /** Names of the writer's that programs put into calendars and cards. */
  readonly names: readonly string[];
  readonly content: Content;
  readonly thread: Thread;
}

/** One colleague's view of it. */
interface SharedView {
  readonly shipment: SharedShipment;
  readonly reader: Forwarding;
  aliasOf(correspondent: Address): Alias | undefined;
  readonly replacement: Replacement;
}

/** The aliases that a colleague answers by: not those that they have blocked. */
export function answerAliases({ answerees }: Sharing, claimed: Claimed, reader: Forwarding): readonly Alias[] {
  const own = answerees.map(({ alias }) => claimed.aliases.get(aliasKey(reader.id, alias.correspondent.key)));
  return own.flatMap((alias) => (alias && !alias.blocked ? [alias] : []));
}

export async function composeShared(
  shipment: SharedShipment,
  claimed: Claimed,
  reader: Forwarding,
): Promise<ComposedCopy> {
  const { transit, sharing, list, names, content, thread } = shipment;
  const { incoming, ports, arrivedAt } = transit;
  const { publicAddress } = sharing.message;
  const view = viewOf(shipment, claimed, reader);
  const threadFields = await threadOf(view, claimed);
  const traces = await tracesOf(transit, publicAddress);
  const hidden = list.hidden(true, names);
  const scrub = (value: string) =>
    withoutAnswerers(scrubField(value, hidden, view.replacement), content.answerers, view.replacement.name);
  const own = sharedFields(view, answerAliases(sharing, claimed, reader), threadFields, traces);
  const kept = keptFields(incoming, "reply", scrub, ports.language);
  return {
    outgoing: {
      envelopeSender: publicAddress.address.spec,
      envelopeRecipient: reader.destination.spec,
      content: composeCopy(own, dateField(incoming, arrivedAt), kept, content, view.replacement),
    },
    messageId: threadFields.messageId,
    thread:
      threadFields.carrier && thread.messageId
        ? { carrier: threadFields.carrier, readerId: reader.id, originalId: thread.messageId }
        : undefined,
  };
}

function viewOf(shipment: SharedShipment, claimed: Claimed, reader: Forwarding): SharedView {
  const aliasOf = (correspondent: Address) => claimed.aliases.get(aliasKey(reader.id, correspondent.key));
  const publicSpec = shipment.sharing.message.publicAddress.address.spec;
  const instead = (why: SharedWhy, spec: string): string => {
    switch (why.kind) {
      case "officer":
        return why.forwardingId === reader.id ? spec : publicSpec;
      case "alias":
        return aliasOf(why.correspondent)?.alias.spec ?? publicSpec;
      case "correspondent":
        return reader.hideSender ? (aliasOf(why.address)?.alias.spec ?? REMOVED) : spec;
    }
  };
  const replacement = shipment.list.replacement(instead, publicSpec, answererOf(shipment));
  return { shipment, reader, aliasOf, replacement };
}

/** `label（返信済み）` from the public address, so that nobody takes it for the correspondent's mail, and answers go where the answer went. */
function sharedFields(
  view: SharedView,
  aliases: readonly Alias[],
  thread: ThreadFields,
  traces: readonly string[],
): OwnFields {
  const { sharing } = view.shipment;
  return {
    from: mailboxField(encodePhrase(answererOf(view.shipment)), sharing.message.publicAddress.address.spec),
    to: aliases.map((alias) =>
      mailboxField(phraseFor(phraseTo(view, alias), alias.alias, nameStyle(view, alias)), alias.alias.spec),
    ),
    cc: [],
    replyTo: aliases.map(({ alias }) => alias.spec),
    thread,
    traces,
  };
}

function answererOf(shipment: SharedShipment): string {
  const { label } = shipment.sharing.message.alias.forwarding;
  const name = cleanName(label, { ours: [], scrub: (text) => withoutHidden(shipment, text) });
  return answeredName(name, shipment.transit.ports.language);
}

function withoutHidden({ list, names }: SharedShipment, text: string): string {
  const hidden = list.hidden(true, names);
  return scrubText(text, hidden, { addresses: hidden.addresses.map(() => ""), aliasForm: "", name: "" });
}

function phraseTo({ shipment }: SharedView, own: Alias): string {
  const { answerees } = shipment.sharing;
  return answerees.find(({ alias }) => alias.correspondent.key === own.correspondent.key)?.phrase ?? "";
}

function nameStyle({ shipment, reader }: SharedView, { correspondent }: Alias): NameStyle {
  const { transit, sharing } = shipment;
  return {
    language: transit.ports.language,
    hideName: reader.hideName,
    marks: [],
    suffix: "",
    ours: [sharing.message.publicAddress.name],
    shownAddress: reader.hideSender ? undefined : correspondent.spec,
    scrub: (text) => withoutHidden(shipment, text),
  };
}

/** As in the copy of a reply-all: the correspondent's ids and the desk's are the ones under which this reader knows them. */
async function threadOf({ shipment, reader, aliasOf }: SharedView, claimed: Claimed): Promise<ThreadFields> {
  const { transit, sharing, thread } = shipment;
  const { domain } = sharing.message.publicAddress.address;
  const translate = (owner: IdOwner): IdOwner => {
    if (owner.side === "destination") return owner;
    const named = sharing.named.find(({ id }) => id === owner.aliasId);
    const own = named && aliasOf(named.correspondent);
    return own ? { side: "correspondent", aliasId: own.id } : owner;
  };
  const asReader: Reader = {
    id: reader.id,
    owns: (owner) => owner.side === "destination" && owner.forwardingId === reader.id,
    translate,
  };
  return threadFor(thread, {
    key: transit.ports.keys.carrierKey,
    domain,
    writer: { side: "destination", forwardingId: sharing.message.alias.forwarding.id },
    reader: asReader,
    knownAs: (originalId) => claimed.knownAs.get(readerKey(reader.id, originalId)),
    freshId: `<${randomWord(20)}@${domain}>`,
  });
}
