/** One forwarding's copy of an inbound message: its own view of everybody in it. */

import { atItMark } from "../../letters/desk-marks.ts";
import type { Language } from "../../letters/language.ts";
import { isAliasLocalPart } from "../../mail/alias-form.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { DAY } from "../../mail/duration.ts";
import type { Address } from "../../mail/header/address.ts";
import { encodePhrase, phraseText } from "../../mail/header/encoded-word.ts";
import { type Replacement, scrubField, scrubText } from "../../mail/scrub/scrub.ts";
import type { SearchTrace } from "../../mail/search/hit.ts";
import type { Alias, Forwarding } from "../model.ts";
import { mayAnswer, sameMailbox } from "../model.ts";
import type { IdOwner } from "../outgoing/carrier.ts";
import type { Scanned } from "../outgoing/content.ts";
import { cleanName, type NameMark, type NameStyle, neutralName, phraseFor } from "../outgoing/display-name.ts";
import { dateField, type KeptFields } from "../outgoing/fields.ts";
import { type Content, composeCopy, mailboxField, type OwnFields } from "../outgoing/head.ts";
import { type HiddenList, REMOVED } from "../outgoing/hidden-list.ts";
import { type Reader, type Thread, type ThreadFields, threadFor } from "../outgoing/thread.ts";
import { tracesOf } from "../outgoing/trace.ts";
import { aliasKey, type Claimed, readerKey } from "../ports/journal.ts";
import type { RelayContext } from "../transit.ts";
import type { InboundMessage, Party } from "./decide.ts";
import { type InboundWhy, isScrubbedFor, isShown } from "./hidden.ts";
import { isOwnMailbox } from "./wishes.ts";

/** What one copy needs to be written. */
interface CopyView {
  readonly message: InboundMessage;
  readonly forwarding: Forwarding;
  readonly language: Language;
  /** This forwarding's alias of a correspondent. */
  aliasOf(address: Address): Alias | undefined;
  /** What stands for the hidden addresses in this copy. */
  readonly replacement: Replacement;
  readonly list: HiddenList<InboundWhy>;
  /** What the author's name is marked with. */
  readonly marks: readonly NameMark[];
  /** Behind the author's name, on the wire: who of a shared desk is at it; "" where nobody is. */
  readonly atIt: string;
}

export function inboundReplacement(view: Omit<CopyView, "replacement">): Replacement {
  const instead = (why: InboundWhy, spec: string): string => {
    if (isShown(why, view.forwarding) && !isWritersAlias(spec, view.message)) return spec;
    const { address, officer } = why;
    const isOwn = officer?.id === view.forwarding.id || isOwnMailbox(address, view.message, view.forwarding);
    return view.aliasOf(address)?.alias.spec ?? (isOwn ? spec : REMOVED);
  };
  // Their own address in the copy that goes to them tells nobody anything.
  return {
    ...view.list.replacement(instead, REMOVED, ""),
    ...namesFor(view),
    attendee: view.forwarding.destination.spec,
  };
}

/** With `hideName` neutral names in cards and calendars, too: of whoever an alias stands for the one that the fields have. */
function namesFor({ forwarding, message, language, aliasOf }: Omit<CopyView, "replacement">) {
  const alias = aliasOf(message.author.address)?.alias;
  if (!forwarding.hideName || alias === undefined) return { name: "" };
  const nameOf = (instead: string) => {
    const localPart = instead.replace(/@.*$/s, "");
    return isAliasLocalPart(localPart) ? neutralName({ localPart }, language) : REMOVED;
  };
  return { name: neutralName(alias, language), nameOf };
}

function isWritersAlias(spec: string, { resolved }: InboundMessage): boolean {
  return resolved.some(({ alias }) => alias.spec === spec);
}

/** From, To, Cc and Reply-To as this recipient may see them. */
export function inboundFields(view: CopyView, thread: ThreadFields, traces: readonly string[]): OwnFields {
  const { message, forwarding } = view;
  const { publicAddress, author } = message;
  const alias = required(view.aliasOf(author.address));
  const suffix = publicAddress.nameSuffix;
  const style = { ...nameStyle(view, author.address), marks: view.marks, suffix };
  const fields = (parties: readonly Party[]) => unique(parties.map((party) => partyField(party, view)));
  return {
    from: mailboxField(phraseFor(author.phrase, alias.alias, style) + view.atIt, alias.alias.spec),
    to: [
      mailboxField(publicAddress.name && encodePhrase(publicAddress.name), publicAddress.address.spec),
      ...fields(message.to),
    ],
    cc: fields(message.cc),
    replyTo: fields(message.replyTo.filter(({ address }) => !sameMailbox(address, forwarding.destination))),
    thread,
    traces,
  };
}

function unique(fields: readonly string[]): readonly string[] {
  return [...new Set(fields)];
}

function partyField(party: Party, view: CopyView): string {
  const { address, phrase } = party;
  const alias = view.aliasOf(address);
  const style = nameStyle(view, address);
  if (party.kind === "public" || !alias) {
    const name = cleanName(phraseText(phrase), { ours: [], scrub: style.scrub });
    return mailboxField(name && encodePhrase(name), address.spec);
  }
  return mailboxField(phraseFor(phrase, alias.alias, style), alias.alias.spec);
}

function nameStyle(view: CopyView, address: Address): NameStyle {
  const { message, forwarding, language, list } = view;
  const hidden = list.hidden(false, []);
  const nothing = list.replacement((why, spec) => (isShown(why, forwarding) ? spec : ""), "", "");
  const why = list.reasonOf(address) ?? { address, officer: undefined };
  return {
    language,
    hideName: forwarding.hideName,
    marks: [],
    suffix: "",
    ours: [message.publicAddress.name],
    shownAddress: isShown(why, forwarding) ? address.spec : undefined,
    scrub: (text) => (isScrubbedFor(forwarding, message, list) ? scrubText(text, hidden, nothing) : text),
  };
}

/** Who reads this copy, as far as its thread goes: the destination. */
function inboundReader(forwarding: Forwarding, translate: (owner: IdOwner) => IdOwner): Reader {
  return {
    id: forwarding.id,
    owns: (owner) => owner.side === "destination" && owner.forwardingId === forwarding.id,
    translate,
  };
}

/** The alias that answers go to: a carrier opens towards the correspondent behind it. */
function answeringAlias(view: Pick<CopyView, "message" | "aliasOf">): Alias {
  const { message, aliasOf } = view;
  const first = message.replyTo.find(({ kind }) => kind === "person");
  return required((first && aliasOf(first.address)) ?? aliasOf(message.author.address));
}

function required(alias: Alias | undefined): Alias {
  if (alias) return alias;
  throw new Error("an alias that was claimed is missing");
}

/** Everything that the copies share. */
export interface Shipment {
  readonly transit: RelayContext;
  readonly message: InboundMessage;
  readonly marks: readonly NameMark[];
  readonly list: HiddenList<InboundWhy>;
  /** The content with findings, for forwardings that hide the sender and for an officer's mail; the plain one for the others. */
  readonly scrubbed: Scanned;
  readonly plain: Scanned;
  readonly thread: Thread;
  readonly kept: KeptFields;
}

export async function compose(shipment: Shipment, claimed: Claimed, forwarding: Forwarding, content: Content) {
  const { transit, message, marks, list, thread, kept } = shipment;
  const { incoming, ports } = transit;
  const aliasOf = (address: Address) => claimed.aliases.get(aliasKey(forwarding.id, address.key));
  const atIt = atItMarkOf(shipment, claimed);
  const before = { message, marks, atIt, forwarding, language: ports.language, aliasOf, list };
  const view: CopyView = { ...before, replacement: inboundReplacement(before) };
  const answering = answeringAlias(view);
  const threadFields = await threadFor(thread, {
    key: ports.keys.carrierKey,
    domain: message.publicAddress.address.domain,
    writer: message.writer
      ? { side: "destination", forwardingId: message.writer.id }
      : { side: "correspondent", aliasId: answering.id },
    reader: inboundReader(forwarding, (owner) => translated(owner, message, view)),
    knownAs: (originalId) => claimed.knownAs.get(readerKey(forwarding.id, originalId)),
    freshId: `<${randomWord(20)}@${message.publicAddress.address.domain}>`,
  });
  const traces = await tracesOf(transit, message.publicAddress);
  const sender = aliasOf(message.author.address)?.alias.spec ?? "";
  const scrub = isScrubbedFor(forwarding, message, list)
    ? (value: string, trace: SearchTrace) => scrubField(value, list.hidden(false, []), view.replacement, trace)
    : undefined;
  return {
    outgoing: {
      envelopeSender: sender,
      envelopeRecipient: forwarding.destination.spec,
      content: composeCopy(
        inboundFields(view, threadFields, traces),
        dateField(incoming, transit.arrivedAt),
        kept(forwarding.hideSender ? "inbound" : "shown", scrub),
        content,
        view.replacement,
      ),
    },
    messageId: threadFields.messageId,
    thread:
      threadFields.carrier && thread.messageId
        ? { carrier: threadFields.carrier, readerId: forwarding.id, originalId: thread.messageId }
        : undefined,
  };
}

/** For so many milliseconds after an answer its officer is at it. */
const AT_IT = 7 * DAY;

/** Who last answered this correspondent, whichever officer's alias it stands beside: all of them see the same. */
function atItMarkOf({ transit, message }: Shipment, { aliases }: Claimed): string {
  const { knowledge, arrivedAt, ports } = transit;
  if (!message.publicAddress.shareAnswers) return "";
  const own = knowledge.forwardings.flatMap(({ id }) => aliases.get(aliasKey(id, message.author.address.key)) ?? []);
  const [last] = own.toSorted((one, other) => (other.answeredAt ?? 0) - (one.answeredAt ?? 0));
  const officer = knowledge.forwardings.find((one) => one.id === last?.answeredBy && mayAnswer(one));
  if (!officer || arrivedAt - (last?.answeredAt ?? 0) >= AT_IT) return "";
  const label = cleanName(officer.label, { ours: [], scrub: (text) => text });
  return ` ${encodePhrase(atItMark(label, ports.language))}`;
}

/** Another officer's alias of somebody is this reader's own alias of the same person. */
function translated(owner: IdOwner, message: InboundMessage, view: CopyView): IdOwner {
  if (owner.side === "destination") return owner;
  const other = message.resolved.find(({ id }) => id === owner.aliasId);
  const own = other && view.aliasOf(other.correspondent);
  return own ? { side: "correspondent", aliasId: own.id } : owner;
}
