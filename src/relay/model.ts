/** The organisation as the relay sees it: public addresses, forwardings to private mailboxes, aliases. */
import { type Address, foldMailbox, withoutTag } from "../mail/header/addr-spec.ts";

/** A public address, as the relay sees it. */
export interface PublicAddress {
  readonly id: string;
  readonly address: Address;
  /** The recipient address under which its mail reaches us, if that is another: key, and domain. */
  readonly receivedAs?: string | null;
  readonly receivedDomain?: string | null;
  readonly name: string;
  readonly nameSuffix: string;
  readonly open: boolean;
  /** Refuse files that start by themselves when they are opened. */
  readonly refuseFiles: boolean;
  /** A shared desk: an officer's answer goes to the other officers, too. */
  readonly shareAnswers: boolean;
}

/** The domain whose mail reaches us, where aliases are made: mail to the public address's own may go elsewhere. */
export function mailDomain({ receivedDomain, address }: Pick<PublicAddress, "receivedDomain" | "address">): string {
  return receivedDomain ?? address.domain;
}

/**
 * Whether an address is the organisation's, and no secret. Where the mail of its domain goes elsewhere, that domain has
 * mailboxes of people.
 */
export function isOurs(address: Address, publicAddress: PublicAddress): boolean {
  return address.domain === mailDomain(publicAddress) || withoutTag(address) === publicAddress.address.key;
}

/** As it is written to: as it is published, and as its mail reaches us. */
export function taggable({ address, receivedAs }: PublicAddress): readonly string[] {
  return receivedAs ? [address.key, receivedAs] : [address.key];
}

/** Who stopped a forwarding by mail: its officer, or whoever held the paper card. */
export type PausedBy = "officer" | "card";

/** One public address leading to one destination. */
export interface Forwarding {
  readonly id: string;
  readonly addressId: string;
  /** What its aliases are scoped to (see store/schema.ts). */
  readonly scope: string;
  /** As the admin calls the officer; all that other officers hear of them. */
  readonly label: string;
  readonly destination: Address;
  /** Further mailboxes that the destination answers from. */
  readonly replyFrom: readonly Address[];
  readonly hideSender: boolean;
  readonly hideName: boolean;
  readonly deliver: boolean;
  readonly allowReply: boolean;
  /** Stopped by mail: neither delivers nor answers, whatever the switches say. */
  readonly pausedBy: PausedBy | null;
  readonly state: "pending" | "invited" | "active" | "replaced" | "deleted";
}

/** Whether mail to its public address goes to it now. */
export function delivers({ state, deliver, pausedBy }: Forwarding): boolean {
  return state === "active" && deliver && pausedBy === null;
}

/** Whether its destination may answer now. */
export function mayAnswer({ state, allowReply, pausedBy }: Forwarding): boolean {
  return state === "active" && allowReply && pausedBy === null;
}

/** Stands for one correspondent towards one forwarding. */
export interface Alias {
  readonly id: string;
  readonly alias: Address;
  readonly forwarding: Forwarding;
  readonly correspondent: Address;
  readonly blocked: boolean;
  /** Of a survey alone: the word in the address that its answers go to. */
  readonly survey?: string | null | undefined;
  /** At a shared desk: the forwarding whose officer last answered its correspondent, and when (milliseconds since 1970). */
  readonly answeredBy: string | null;
  readonly answeredAt: number | null;
}

/** Whether a mailbox is the destination's, or one that the destination answers from. */
export function belongsTo(forwarding: Forwarding, mailbox: Address): boolean {
  return [forwarding.destination, ...forwarding.replyFrom].some((own) => sameMailbox(own, mailbox));
}

/** Whether two addresses are one mailbox: letter case, `+tag`s and Gmail's dots aside. */
export function sameMailbox(one: Address, other: Address): boolean {
  return foldMailbox(one) === foldMailbox(other);
}
