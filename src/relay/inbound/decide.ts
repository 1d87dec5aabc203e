/** Inbound: mail to a public address. What is to happen with it, decided purely; nothing is written or sent here. */

import type { Reason } from "../../letters/rejection.ts";
import { ALIAS_PREFIX } from "../../mail/alias-form.ts";
import { type Address, type Mailbox, withoutTag } from "../../mail/header/address.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import type { Incoming } from "../incoming.ts";
import type { Alias, Forwarding, PublicAddress } from "../model.ts";
import { belongsTo, delivers, mailDomain } from "../model.ts";
import type { Knowledge } from "../ports/directory.ts";

/** Somebody in To, Cc or Reply-To. */
export type Party =
  /** Nobody: an address of ours that stays as it is. */
  | { readonly kind: "public"; readonly address: Address; readonly phrase: string }
  /** A third party, who gets an alias of the receiving forwarding. */
  | { readonly kind: "person"; readonly address: Address; readonly phrase: string }
  /** The correspondent behind the writing officer's alias, who gets the receiving forwarding's own. */
  | { readonly kind: "correspondent"; readonly address: Address; readonly phrase: string };

/** What all copies of a message have in common. */
export interface InboundMessage {
  readonly publicAddress: PublicAddress;
  readonly author: Mailbox;
  readonly unverified: boolean;
  readonly to: readonly Party[];
  readonly cc: readonly Party[];
  readonly replyTo: readonly Party[];
  /** People whom the address fields name, but for whom no alias is made: there are too many, or nobody vouches for the sender. */
  readonly leftOut: readonly Address[];
  /** An officer's mail, copied to the others by a reply-all: the forwarding of the officer who wrote. */
  readonly writer: Forwarding | undefined;
  /** Aliases of the writer in To and Cc: their correspondents are known to the other officers by other aliases. */
  readonly resolved: readonly Alias[];
  /** An answer to a survey: its word. The author's alias is one of this survey alone. */
  readonly survey?: string;
}

export type InboundDecision =
  | { readonly kind: "reject"; readonly reason: Reason }
  /** The mail waits at its sender. */
  | { readonly kind: "wait"; readonly reason: "no-forwarding-delivers" }
  | { readonly kind: "suppress"; readonly reason: "nobody-else" | "shared-already" | "automatic" }
  | { readonly kind: "deliver"; readonly message: InboundMessage; readonly forwardings: readonly Forwarding[] };

/** More third parties than this get no aliases: all of them are left out. */
const THIRD_PARTY_LIMIT = 10;

/** Places to answer to; nobody names more, and each costs an alias. */
const REPLY_TO_LIMIT = 2;

export function decideInbound(incoming: Incoming, publicAddress: PublicAddress, knowledge: Knowledge): InboundDecision {
  if (!publicAddress.open) return { kind: "reject", reason: "closed" };
  if (incoming.fromField.kind !== "one") return { kind: "reject", reason: fromReason(incoming.fromField.kind) };
  const author = incoming.fromField.mailbox;
  const forwardings = knowledge.forwardings.filter(({ addressId }) => addressId === publicAddress.id);
  const delivering = forwardings.filter(delivers);
  if (delivering.length === 0) return { kind: "wait", reason: "no-forwarding-delivers" };
  const message = readMessage(incoming, author, publicAddress, forwardings, knowledge);
  const { writer } = message;
  const unshared = publicAddress.shareAnswers && sharedElsewhere(incoming, author, message, forwardings);
  if (unshared) return { kind: "suppress", reason: unshared };
  const others = writer ? delivering.filter((forwarding) => !belongsTo(forwarding, author.address)) : delivering;
  if (others.length === 0) return { kind: "suppress", reason: "nobody-else" };
  const receiving = others.filter(({ scope }) => !knowledge.blockedBy.has(scope));
  if (receiving.length === 0) return { kind: "reject", reason: "blocked" };
  return { kind: "deliver", message, forwardings: receiving };
}

/**
 * At a shared desk the other officers get an officer's answer from the alias that it is written to: the copy of a reply-all
 * would be a second one. And a vacation note that answers such a copy is for nobody.
 */
function sharedElsewhere(
  incoming: Incoming,
  author: Mailbox,
  { writer, resolved }: InboundMessage,
  forwardings: readonly Forwarding[],
): "shared-already" | "automatic" | undefined {
  if (writer && resolved.some(({ forwarding }) => forwarding.id === writer.id)) return "shared-already";
  const isOfficers = forwardings.some((forwarding) => belongsTo(forwarding, author.address));
  return isOfficers && isAutomaticAnswer(incoming) ? "automatic" : undefined;
}

function fromReason(kind: "none" | "several" | "unreadable"): Reason {
  switch (kind) {
    case "none":
      return "from-missing";
    case "several":
      return "from-several";
    case "unreadable":
      return "from-unreadable";
  }
}

function readMessage(
  incoming: Incoming,
  author: Mailbox,
  publicAddress: PublicAddress,
  forwardings: readonly Forwarding[],
  knowledge: Knowledge,
): InboundMessage {
  const authors = { author, verified: incoming.verdict.kind === "pass" };
  const read = (mailboxes: readonly Mailbox[]) => readParties(mailboxes, authors, publicAddress, knowledge);
  const [to, cc, replyTo] = [read(incoming.toField), read(incoming.ccField), read(incoming.replyToField)];
  const people = [...to.parties, ...cc.parties].filter(({ kind }) => kind === "person");
  const tooMany = new Set(people.map(({ address }) => address.key)).size > THIRD_PARTY_LIMIT;
  // Nobody vouches for an unverified sender, who could name strangers without end: each would be a row for good.
  const nobody = !authors.verified;
  const kept = (parties: readonly Party[]) =>
    tooMany || nobody ? parties.filter(({ kind }) => kind !== "person") : parties;
  const answerTo = replyTo.parties.filter(({ address }) => address.key !== author.address.key);
  const resolved = [...to.resolved, ...cc.resolved];
  return {
    publicAddress,
    author,
    unverified: !authors.verified,
    to: kept(to.parties),
    cc: kept(cc.parties),
    replyTo: kept(answerTo.slice(0, REPLY_TO_LIMIT)),
    leftOut: [
      ...(tooMany || nobody ? people : []),
      ...answerTo.slice(nobody ? 0 : REPLY_TO_LIMIT).filter(({ kind }) => kind === "person"),
    ].map(({ address }) => address),
    // Only of an officer who has proved to be one: else what becomes of the mail would tell who guessed right.
    writer: resolved.length > 0 ? forwardings.find((forwarding) => belongsTo(forwarding, author.address)) : undefined,
    resolved,
  };
}

/** The same message with an alias for its author alone: those for third parties would be above a budget. */
export function withoutThirdParties(message: InboundMessage): InboundMessage {
  const { to, cc, replyTo, leftOut } = message;
  const ours = (parties: readonly Party[]) => parties.filter(({ kind }) => kind !== "person");
  const people = [...to, ...cc, ...replyTo].filter(({ kind }) => kind === "person");
  const others = people.map(({ address }) => address);
  return { ...message, to: ours(to), cc: ours(cc), replyTo: ours(replyTo), leftOut: [...leftOut, ...others] };
}

interface Parties {
  readonly parties: readonly Party[];
  /** Those of them that the author may use, so that their correspondents count as named. */
  readonly resolved: readonly Alias[];
}

/** Addresses of ours are resolved first: nobody gets an alias of an alias. */
function readParties(
  mailboxes: readonly Mailbox[],
  by: { readonly author: Mailbox; readonly verified: boolean },
  publicAddress: PublicAddress,
  knowledge: Knowledge,
): Parties {
  const parties: Party[] = [];
  const resolved: Alias[] = [];
  for (const { address, phrase } of mailboxes) {
    const key = withoutTag(address);
    const alias = knowledge.aliases.get(key);
    const published = knowledge.publicAddresses.get(key);
    if (published?.id === publicAddress.id) continue; // Stands first in every copy's To field anyway.
    if (published) parties.push({ kind: "public", address: published.address, phrase });
    else if (!alias)
      parties.push(...(isOurAliasForm(address, publicAddress) ? [] : [{ kind: "person", address, phrase } as const]));
    else {
      if (!by.verified || !belongsTo(alias.forwarding, by.author.address)) continue; // A stolen alias is worthless.
      resolved.push(alias);
      parties.push({ kind: "correspondent", address: alias.correspondent, phrase });
    }
  }
  return { parties, resolved };
}

/** A void or invented alias at our domain is nobody. */
function isOurAliasForm(address: Address, publicAddress: PublicAddress): boolean {
  const isOurs = address.domain === publicAddress.address.domain || address.domain === mailDomain(publicAddress);
  return isOurs && address.localPart.toLowerCase().startsWith(ALIAS_PREFIX);
}
