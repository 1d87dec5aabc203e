/**
 * What the relay needs of the world. The real ends live in store/ (D1) and cloudflare/ (mail); tests put stricter ones
 * in their place. Every call of a port may throw: that is a transient fault, and the message stays with its sender.
 */
import type { Address } from "../mail/header/address.ts";

/** A public address, as the relay sees it. */
export interface PublicAddress {
  readonly id: string;
  readonly address: Address;
  readonly name: string;
  readonly nameSuffix: string;
  readonly open: boolean;
  /** Refuse files that start by themselves when they are opened. */
  readonly refuseFiles: boolean;
}

/** One public address leading to one destination. */
export interface Forwarding {
  readonly id: string;
  readonly addressId: string;
  /** What its aliases are scoped to (see store/schema.ts). */
  readonly scope: string;
  readonly destination: Address;
  /** Further mailboxes that the destination answers from. */
  readonly replyFrom: readonly Address[];
  readonly hideSender: boolean;
  readonly hideName: boolean;
  readonly deliver: boolean;
  readonly allowReply: boolean;
  readonly state: "pending" | "active" | "replaced" | "deleted";
}

/** Stands for one correspondent towards one forwarding. */
export interface Alias {
  readonly id: string;
  readonly alias: Address;
  readonly forwarding: Forwarding;
  readonly correspondent: Address;
  readonly blocked: boolean;
}

/** What one D1 batch could find out about the addresses and ids that a message names. */
export interface Knowledge {
  /** The public addresses named, by their addr-spec. */
  readonly publicAddresses: ReadonlyMap<string, PublicAddress>;
  /** The aliases named that are not void, by their addr-spec. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** The forwardings of the recipient's public address: of every state but deleted and replaced. */
  readonly forwardings: readonly Forwarding[];
  /** Whether the recipient's domain is ours: it has a public address. */
  readonly ownDomain: boolean;
  /** Carrier tokens for the msg-ids that the platform had put in their place. */
  readonly carriers: ReadonlyMap<string, string>;
  /** How much has been counted in this hour, by counter; also `repliesCounter` of the alias's forwarding. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether the public address blocks the sender. */
  readonly senderBlocked: boolean;
}

/** Everything that is to be found out about a message, in one go. */
export interface Question {
  /** The envelope recipient, lower-case, its `+tag` cut. */
  readonly recipient: string;
  /** Addr-specs (keys) that stand in the message's address fields. */
  readonly named: readonly string[];
  /** Msg-ids that stand in its thread fields. */
  readonly msgIds: readonly string[];
  /** Counters of the limits that it falls under (limits.ts). */
  readonly counters: readonly string[];
  /** Indexes under which a block of its sender would stand (screening.ts). */
  readonly senders: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Directory {
  lookUp(question: Question): Promise<Knowledge>;
}

export type Direction = "inbound" | "reply" | "notice";
export type Outcome = "sent" | "retrying" | "failed" | "rejected" | "suppressed";

/** An alias that a copy needs; made if it is not there yet. */
export interface AliasWish {
  readonly forwarding: Forwarding;
  /** Where a new alias is made: the public address's domain. */
  readonly domain: string;
  readonly correspondent: Address;
  /** The display name, decoded and without addresses; kept from the first mail. */
  readonly name: string;
}

/** A copy that wants to go out once. */
export interface ClaimWish {
  /** Keyed hash of the message's identity and whom the copy is for. */
  readonly id: string;
  readonly direction: Direction;
  readonly addressId: string;
  readonly forwardingId: string;
  readonly alias: string | undefined;
  /** Octets. */
  readonly size: number;
  readonly spamScore?: number | undefined;
}

/** What became of a claim. */
export interface Claim {
  readonly id: string;
  readonly state: "mine" | "done" | "busy";
  /** When the row was last written, in milliseconds since 1970: for a copy that is done, when it ended. */
  readonly time: number;
  /** For a copy that is done: how it ended, and why. */
  readonly outcome: Outcome | undefined;
  readonly reason: string;
}

export interface Claimed {
  readonly claims: ReadonlyMap<string, Claim>;
  /** Aliases by `aliasKey(forwardingId, correspondent.key)`. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** Ids under which a reader knows an original, by `readerKey(readerId, originalId)`. */
  readonly knownAs: ReadonlyMap<string, string>;
}

/** A reader's question: under which id do you know this original? */
export interface ThreadWish {
  readonly readerId: string;
  readonly originalId: string;
}

/** How a copy ended. */
export interface CopyRecord {
  readonly id: string;
  readonly direction: Direction;
  readonly addressId: string | undefined;
  readonly forwardingId: string | undefined;
  readonly alias: string | undefined;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly size: number;
  readonly spamScore?: number | undefined;
  /** The id that send() returned. */
  readonly sentId?: string | undefined;
}

/** A Message-ID that the platform replaced. */
export interface SentId {
  readonly sentId: string;
  readonly carrier: string;
  readonly readerId: string;
  readonly originalId: string;
}

export interface Journal {
  /** One batch: mints missing aliases, claims the copies, looks up the readers' ids. */
  claim(claims: readonly ClaimWish[], aliases: readonly AliasWish[], threads: readonly ThreadWish[]): Promise<Claimed>;
  /** One batch: outcomes, replaced ids, and one more for each counter. */
  record(copies: readonly CopyRecord[], sentIds: readonly SentId[], counted: readonly string[]): Promise<void>;
}

/** What leaves: one recipient, one message. */
export interface Outgoing {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  /** The message in slices; shared ones are views of the message as it came and must not be changed. */
  readonly content: readonly Uint8Array[];
}

export type SendResult =
  | {
      readonly kind: "sent" /** Message-ID as send() returned it, with angle brackets; "" if none. */;
      readonly sentId: string;
    }
  /** It will never work; `reason` is a stable word, never an address. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may work later. */
  | { readonly kind: "deferred"; readonly reason: string };

export interface Transport {
  send(outgoing: Outgoing): Promise<SendResult>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds; `stop` frees it. */
  timer(milliseconds: number): { readonly done: Promise<void>; stop(): void };
}

/** Where an operator looks. Never an address. */
export interface Log {
  write(entry: Readonly<Record<string, string | number | boolean>>): void;
}

/** The key of a forwarding's alias of a correspondent in `Claimed.aliases`. */
export function aliasKey(forwardingId: string, correspondentKey: string): string {
  return `${forwardingId} ${correspondentKey}`;
}

/** The key of an original id as a reader knows it in `Claimed.knownAs`. */
export function readerKey(readerId: string, originalId: string): string {
  return `${readerId} ${originalId}`;
}
