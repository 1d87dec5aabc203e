/**
 * Our rewrite: reads the header section, scans the message and puts one copy together, by the relay's own functions. What
 * the database and the keys give (the forwarding, the alias, the thread's carrier, the trace) is there already; the whole
 * handler is measured in workerd.
 */

import { removalNotes } from "../../../src/letters/removal-note.ts";
import { type Address, parseAddress } from "../../../src/mail/header/address.ts";
import { type Hidden, type Replacement, scan, scrubField } from "../../../src/mail/scrub/scrub.ts";
import { inboundFields, inboundReplacement } from "../../../src/relay/inbound/copy.ts";
import { decideInbound } from "../../../src/relay/inbound/decide.ts";
import { inboundHidden } from "../../../src/relay/inbound/hidden.ts";
import { type Incoming, readIncoming } from "../../../src/relay/incoming.ts";
import type { Alias, Forwarding, PublicAddress } from "../../../src/relay/model.ts";
import { dateField, keptFields, keptFieldsOnce } from "../../../src/relay/outgoing/fields.ts";
import { type Content, composeCopy, type OwnFields } from "../../../src/relay/outgoing/head.ts";
import type { ThreadFields } from "../../../src/relay/outgoing/thread.ts";
import type { Knowledge } from "../../../src/relay/ports/directory.ts";
import { hiddenOnReply, replyFields, replyHidden, replyReplacement } from "../../../src/relay/reply/copy.ts";
import { decideReply } from "../../../src/relay/reply/decide.ts";
import type { Direction } from "../messages.ts";
import { ALIAS, CORRESPONDENT, DESTINATION, PUBLIC_ADDRESS, PUBLIC_NAME } from "../people.ts";

const publicAddress: PublicAddress = {
  id: "a1",
  address: address(PUBLIC_ADDRESS),
  name: PUBLIC_NAME,
  nameSuffix: "",
  open: true,
  refuseFiles: true,
  shareAnswers: false,
};

const forwarding = forwardingTo("f1", DESTINATION);

const alias: Alias = {
  id: "k1",
  alias: address(ALIAS),
  forwarding,
  correspondent: address(CORRESPONDENT),
  blocked: false,
  answeredBy: null,
  answeredAt: null,
};

const thread: ThreadFields = {
  messageId: `<${"c".repeat(80)}@school.example>`,
  inReplyTo: "",
  references: "",
  carrier: "c".repeat(80),
};
const TRACE = "t".repeat(60);

function address(text: string): Address {
  const read = parseAddress(text);
  if (!read) throw new Error(`not an address: ${text}`);
  return read;
}

function forwardingTo(id: string, destination: string): Forwarding {
  const switches = { hideSender: true, hideName: false, deliver: true, allowReply: true, pausedBy: null } as const;
  return {
    id,
    addressId: "a1",
    scope: id,
    label: "",
    destination: address(destination),
    replyFrom: [],
    state: "active",
    ...switches,
  };
}

function known(forwardings: readonly Forwarding[]): Knowledge {
  return {
    publicAddresses: new Map([[PUBLIC_ADDRESS, publicAddress]]),
    aliases: new Map([[ALIAS, alias]]),
    forwardings,
    ownDomains: new Set(),
    carriers: new Map(),
    counts: new Map(),
    senderBlocked: false,
    blockedBy: new Set(),
    invited: undefined,
  };
}

const ONE = known([forwarding]);

function officers(many: number): Knowledge {
  return known(Array.from({ length: many }, (_, at) => forwardingTo(`f${at}`, `officer${at}@company${at}.example`)));
}

const TEN = officers(10);

export function ours(octets: Buffer, direction: Direction): number {
  return direction === "inbound" ? inbound(octets, ONE) : reply(octets);
}

/** Ten officers behind one address: one scan, ten copies. */
export function oursToTen(octets: Buffer): number {
  return inbound(octets, TEN);
}

/** So many officers behind one address. */
export function oursTo(many: number): (octets: Buffer) => number {
  const knowledge = officers(many);
  return (octets) => inbound(octets, knowledge);
}

function inbound(octets: Buffer, knowledge: Knowledge): number {
  const incoming = read(octets, PUBLIC_ADDRESS);
  const decision = decideInbound(incoming, publicAddress, knowledge);
  if (decision.kind !== "deliver") throw new Error(`not delivered: ${decision.kind}`);
  const { message } = decision;
  const list = inboundHidden(incoming, message, knowledge.forwardings);
  const hidden = list.hidden(false, []);
  const content = scanned(incoming, hidden);
  const once = keptFieldsOnce(incoming, "ja");
  let length = 0;
  for (const receiver of decision.forwardings) {
    const before = {
      message,
      forwarding: receiver,
      language: "ja" as const,
      marks: [],
      atIt: "",
      aliasOf: () => alias,
      list,
    };
    const view = { ...before, replacement: inboundReplacement(before) };
    const kept = once("inbound", (value) => scrubField(value, hidden, view.replacement));
    length += composed(incoming, inboundFields(view, thread, [TRACE]), kept, content, view.replacement);
  }
  return length;
}

function reply(octets: Buffer): number {
  const incoming = read(octets, ALIAS);
  const decision = decideReply(incoming, ONE);
  if (decision.kind !== "send") throw new Error(`not sent: ${decision.kind}`);
  const list = replyHidden(decision.message, ONE.forwardings, incoming);
  const hidden = hiddenOnReply(list, incoming);
  const content = scanned(incoming, hidden);
  const replacement = replyReplacement(list, decision.message);
  const kept = keptFields(incoming, "reply", (value) => scrubField(value, hidden, replacement), "ja");
  return composed(incoming, replyFields(decision.message, thread, [TRACE]), kept, content, replacement);
}

function read(octets: Buffer, recipient: string): Incoming {
  const sender = recipient === ALIAS ? DESTINATION : CORRESPONDENT;
  const incoming = readIncoming({ sender, recipient: address(recipient) }, octets, "mx.cloudflare.net");
  if (!incoming) throw new Error("header section too large");
  return incoming;
}

function scanned(incoming: Incoming, hidden: Hidden): Content {
  const content = scan(incoming.octets, incoming.section, { hidden, notes: removalNotes("ja"), refuseOpaque: true });
  if (content.kind === "refused") throw new Error(`refused: ${content.reason}`);
  return content;
}

function composed(
  incoming: Incoming,
  own: OwnFields,
  kept: string,
  content: Content,
  replacement: Replacement,
): number {
  const slices = composeCopy(own, dateField(incoming, 0), kept, content, replacement);
  return slices.reduce((length, slice) => length + slice.length, 0);
}
