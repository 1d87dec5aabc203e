/** Whose addresses an inbound message may not show, and to whom: correspondents to officers, officers to one another. */
import { hasAliasForm } from "../../mail/alias-form.ts";
import { type Address, foldMailbox, parseAddress } from "../../mail/header/address.ts";
import { phraseText } from "../../mail/header/encoded-word.ts";
import { readAddressesLoosely } from "../../mail/header/loose-addresses.ts";
import { fieldsNamed } from "../../mail/header/section.ts";
import { twinsOf } from "../../mail/header/twin-domains.ts";
import { toBinaryString } from "../../mail/octets.ts";
import { nameOrders } from "../../mail/search/name-orders.ts";
import type { Incoming } from "../incoming.ts";
import { type Forwarding, isOurs, taggable } from "../model.ts";
import { HiddenList } from "../outgoing/hidden-list.ts";
import { namedAsWriter } from "../outgoing/writer.ts";
import { namedByReport } from "./bounce.ts";
import type { InboundMessage } from "./decide.ts";
import { people } from "./wishes.ts";

/** Why an address is hidden. */
export interface InboundWhy {
  /** Whose alias stands in its place. */
  readonly address: Address;
  /** Of the desk itself, whose mailbox it is: hidden from the others, also where no sender is. */
  readonly officer: Forwarding | undefined;
}

/** A report (RFC 3464 §2.3) names further addresses of the correspondent's. */
const REPORT_RECIPIENT = /^(?:original|final)-recipient[ \t]*:[^;\r\n]*;[ \t]*([^\s<>]+@[^\s<>]+)/gim;
const REPORT_SEARCH_LIMIT = 64 * 1024;

/** All that the fields name but our own, a report's recipients, and every mailbox of the desk when one of its officers wrote. */
export function inboundHidden(
  incoming: Incoming,
  message: InboundMessage,
  desk: readonly Forwarding[],
): HiddenList<InboundWhy> {
  const officerOf = officersOf(desk);
  const author = message.author.address;
  const writer = officerOf(author);
  const list = new HiddenList<InboundWhy>(writer ? taggable(message.publicAddress) : []);
  const add = (address: Address, instead: Address) =>
    list.add(address, { address: instead, officer: officerOf(address) ?? (instead === author ? writer : undefined) });
  // In a copy for another officer the writer's aliases become that officer's own, in the text as in the fields.
  for (const { alias, correspondent } of message.resolved) add(alias, correspondent);
  for (const { address } of people(message)) add(address, address);
  for (const address of [...message.leftOut, ...named(incoming, message)]) add(address, address);
  for (const address of furtherOfAuthor(incoming, message)) add(address, author);
  for (const address of namedByReport(incoming)) if (!isOurs(address, message.publicAddress)) add(address, address);
  for (const officer of writer ? desk : []) {
    for (const address of mailboxesOf(officer)) add(address, officer.id === writer?.id ? author : address);
  }
  // Compiled once, with the names: cards and calendars have them (see copy.ts).
  const isNameless = message.survey !== undefined || desk.some(({ hideName }) => hideName);
  list.hidden(false, isNameless ? nameOrders(phraseText(phraseOf(incoming, message))) : []);
  return list;
}

/** Words for a survey have no name left in the message: the one to look for is that of the mail itself. */
function phraseOf({ fromField }: Incoming, { author }: InboundMessage): string {
  return fromField.kind === "one" ? fromField.mailbox.phrase : author.phrase;
}

/** Whether a copy may show it. Officers hide from one another whatever the switch says. */
export function isShown({ officer }: InboundWhy, { hideSender, id }: Forwarding): boolean {
  return !hideSender && (officer === undefined || officer.id === id);
}

/** Whether there is anything that a copy may not show. */
export function isScrubbedFor(
  { hideSender, id }: Forwarding,
  { resolved }: InboundMessage,
  list: HiddenList<InboundWhy>,
): boolean {
  return hideSender || resolved.length > 0 || list.some(({ officer }) => officer !== undefined && officer.id !== id);
}

function mailboxesOf({ destination, replyFrom }: Forwarding): readonly Address[] {
  return [destination, ...replyFrom];
}

/** Whose of the desk a mailbox is. Most domains are none of theirs, which is all that thousands of addresses are asked. */
function officersOf(desk: readonly Forwarding[]): (address: Address) => Forwarding | undefined {
  const mailboxes = desk.flatMap((officer) => mailboxesOf(officer).map((mailbox) => [mailbox, officer] as const));
  const domains = new Set(mailboxes.flatMap(([{ domain }]) => twinsOf(domain)));
  const officers = new Map(mailboxes.map(([mailbox, officer]) => [foldMailbox(mailbox), officer]));
  return (address) => (domains.has(address.domain) ? officers.get(foldMailbox(address)) : undefined);
}

/**
 * Not only those who get an alias: the 201st in To, the eleventh in Reply-To, and whom only a lenient reader sees. Each is
 * hidden as itself, so that nobody else's alias stands for it. What is the organisation's own is no secret.
 */
function named({ section }: Incoming, { publicAddress, to, cc }: InboundMessage): readonly Address[] {
  const published = new Set([...to, ...cc].flatMap(({ kind, address }) => (kind === "public" ? [address.key] : [])));
  const fields = ["to", "cc", "bcc", "reply-to"].flatMap((key) => fieldsNamed(section, key));
  return fields
    .flatMap(({ value }) => readAddressesLoosely(value))
    .filter((one) => !published.has(one.key) && !hasAliasForm(one.key) && !isOurs(one, publicAddress));
}

/** Those of the author's own side, for which the author's alias stands. */
function furtherOfAuthor(incoming: Incoming, { publicAddress }: InboundMessage): readonly Address[] {
  const envelopeSender = parseAddress(incoming.envelope.sender);
  const all = [...namedAsWriter(incoming), ...(envelopeSender ? [envelopeSender] : [])];
  return [...all, ...reportRecipients(incoming)].filter((address) => !isOurs(address, publicAddress));
}

function reportRecipients(incoming: Incoming): readonly Address[] {
  const contentType = fieldsNamed(incoming.section, "content-type")[0]?.value ?? "";
  if (!/^\s*multipart\/report\b/i.test(contentType)) return [];
  const start = incoming.section.bodyOffset;
  const text = toBinaryString(incoming.octets.subarray(start, start + REPORT_SEARCH_LIMIT));
  return [...text.matchAll(REPORT_RECIPIENT)].flatMap(([, written = ""]) => parseAddress(written) ?? []);
}
