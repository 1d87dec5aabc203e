/**
 * What the relay needs of the world. The real ends live in store/ (D1) and cloudflare/ (mail); tests put stricter ones
 * in their place. Every call of a port may throw: that is a transient fault, and the message stays with its sender.
 */

import type { AlarmKind } from "../letters/alarm.ts";
import type { Language } from "../letters/language.ts";
import type { Address } from "../mail/header/address.ts";
import type { Limits } from "./limits.ts";
import type { Alias, Forwarding, PausedBy, PublicAddress } from "./model.ts";
import type { RecordedReason, TransportReason, WaitReason } from "./reasons.ts";

/** What one D1 batch could find out about the addresses and ids that a message names. */
export interface Knowledge {
  /** The public addresses named, by their addr-spec. */
  readonly publicAddresses: ReadonlyMap<string, PublicAddress>;
  /** The aliases named that are not void, by their addr-spec. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** When the recipient is the address that a welcome mail came from: whose it was. */
  readonly invited: { readonly forwarding: Forwarding; readonly answered: boolean } | undefined;
  /** The forwardings of the recipient's public address: of every state but deleted and replaced. */
  readonly forwardings: readonly Forwarding[];
  /** Which domains of the recipient and of the addresses named are ours: they have a public address. */
  readonly ownDomains: ReadonlySet<string>;
  /** Carrier tokens for the msg-ids that the platform had put in their place. */
  readonly carriers: ReadonlyMap<string, string>;
  /** How much has been counted in this hour, by counter; also `repliesCounter` of the alias's forwarding. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether the public address blocks the sender. */
  readonly senderBlocked: boolean;
  /** Something stored does not open, and at which public address; whether this mail has to wait until it is mended. */
  readonly damage?: { readonly address: string | undefined; readonly isNeeded: boolean } | undefined;
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
  /** Whether one of these forwardings has an alias of this correspondent already. */
  knows(forwardings: readonly Forwarding[], correspondent: Address): Promise<boolean>;
}

/** What became of an answer to a welcome mail. */
export type Confirmed =
  | { readonly kind: "active" }
  /** A handover whose day is yet to come. @property effectiveAt milliseconds since 1970 */
  | { readonly kind: "waits"; readonly effectiveAt: number }
  /** The forwarding is gone meanwhile. */
  | { readonly kind: "void" };

export interface Confirmations {
  /**
   * The destination has answered; doing it twice changes nothing more.
   * @param further another mailbox of the same person's, which answers are taken from hereafter
   */
  confirm(forwardingId: string, further: Address | undefined): Promise<Confirmed>;
}

export type Direction = "inbound" | "reply" | "notice";
export type Outcome = "sent" | "retrying" | "failed" | "rejected" | "suppressed";

/** An alias that a copy needs; made if it is not there yet. */
export interface AliasWish {
  readonly forwarding: Forwarding;
  /** Where a new alias is made: the public address's domain. */
  readonly domain: string;
  readonly correspondent: Address;
  /** Whether it is theirs who wrote, and their provider vouches for them: others' are erased when nobody answers them. */
  readonly vouched: boolean;
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
  /** What its forwarding must allow at the moment of the claim: it may have changed since it was looked up. */
  readonly needs?: "deliver" | "answer";
  /**
   * For a message that nobody vouches for: the id of the same copy of a verified one. Where that is there already this is a
   * retry of it whose verdict was missing for once; the other way round a forgery never takes the genuine mail's place.
   */
  readonly verifiedId?: string | undefined;
}

/** What became of a claim. */
export interface Claim {
  readonly id: string;
  /**
   * `spent`: so many attempts died while they held it that none is made any more. `gone`: its forwarding no longer takes
   * the copy, and has to be looked up anew.
   */
  readonly state: "mine" | "done" | "busy" | "spent" | "gone";
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
  /** The keys of those that were made just now. */
  readonly fresh: ReadonlySet<string>;
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
  readonly reason: RecordedReason;
  readonly size: number;
  readonly spamScore?: number | undefined;
  /** The id that send() returned. */
  readonly sentId?: string | undefined;
  readonly verifiedId?: string | undefined;
}

/** A Message-ID that the platform replaced. */
export interface SentId {
  readonly sentId: string;
  readonly carrier: string;
  readonly readerId: string;
  readonly originalId: string;
}

export interface Journal {
  /**
   * One batch: mints missing aliases, claims the copies, looks up the readers' ids.
   * @param superseded ids of rows that say that this message waits: they go, since it goes on now
   */
  claim(
    claims: readonly ClaimWish[],
    aliases: readonly AliasWish[],
    threads: readonly ThreadWish[],
    superseded?: readonly string[],
  ): Promise<Claimed>;
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
  | { readonly kind: "refused"; readonly reason: TransportReason }
  /** It may work later. */
  | { readonly kind: "deferred"; readonly reason: WaitReason };

export interface Transport {
  send(outgoing: Outgoing): Promise<SendResult>;
}

/** What officers' commands by mail change (command/). Each change is one transaction with its line in the audit list. */
export interface CommandStore {
  /** @returns whether it was running until now */
  pause(forwardingId: string, by: PausedBy): Promise<boolean>;
  /** @param by whose stop is lifted: with the card every one, without it only the officer's own */
  resume(forwardingId: string, by: PausedBy): Promise<boolean>;
  block(aliasId: string, blocked: boolean): Promise<boolean>;
  /** The id of the forwarding whose paper card has this code. */
  forwardingOfCard(addressId: string, code: string): Promise<string | undefined>;
  /** How many new people its officer has written to. @param since milliseconds since 1970 */
  writtenFirst(forwardingId: string, since: number): Promise<number>;
  noteWrittenFirst(forwardingId: string): Promise<void>;
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

/** The keyed functions that the relay needs; store/vault.ts derives the keys. */
export interface Keys {
  /** A blind index: the same value under the same scope gives the same word, which says nothing about the value. */
  index(scope: string, value: string): Promise<string>;
  readonly carrierKey: CarrierKey;
  /** AES-256-GCM. */
  readonly traceKey: CryptoKey;
  /** The one before, while keys are changed. */
  readonly formerTraceKey?: CryptoKey | undefined;
}

export interface CarrierKey {
  /** HMAC-SHA-256. */
  readonly mac: CryptoKey;
  /** AES-256-CTR. */
  readonly cipher: CryptoKey;
  /** The one before, while keys are changed: it opens what it has closed, and readers know ids by it still. */
  readonly former?: CarrierKey | undefined;
}

export interface RelayPorts extends DeliveryPorts {
  readonly directory: Directory;
  readonly commands: CommandStore;
  readonly alarms: Alarms;
  readonly confirmations: Confirmations;
  readonly keys: Keys;
  readonly authservId: string;
  readonly limits: Limits;
  readonly language: Language;
  /** Whether answers go out at all: off until the first production check has passed (docs/operations.md). */
  readonly replies: "on" | "off";
  /** Does what no sending server is to wait for, beside or after the answer. */
  readonly later: (work: () => Promise<void>) => void;
}

export interface Alarms {
  /** @param about the public address that it happened at; it is also what the alarm is sent from */
  raise(kind: AlarmKind, about: { readonly address: string }): Promise<void>;
}

/** Remembers which alarms have gone out (store/desk/alarm-claims.ts). */
export interface AlarmClaims {
  /** Whether the caller is to send this alarm: true for one caller a kind and day, until it is known that it failed. */
  claim(kind: AlarmKind, day: string, now: number): Promise<boolean>;
  /** It went out: nobody else sends it that day. */
  settle(kind: AlarmKind, day: string, now: number): Promise<void>;
}

export interface DeliveryPorts {
  readonly transport: Transport;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}

/** Why a reply that was handed over did not arrive, or why no other will. */
export type LateReason = "bounced" | "bounced-soft" | "complained" | "recipient-suppressed" | "undeliverable";

/** What an event says. */
export interface LateFailure {
  /** The id that send() returned, with or without angle brackets. */
  readonly sentId: string;
  readonly reason: LateReason;
  /** Enhanced status code (RFC 3463), such as 5.1.1; "5.0.0" when none was given. */
  readonly status: string;
}

/** The reply that failed. */
export interface FailedReply {
  /** The id of its row in the journal. */
  readonly id: string;
  readonly publicAddress: Pick<PublicAddress, "address" | "name">;
  readonly alias: string;
  readonly destination: Address;
  /** Octets. */
  readonly size: number;
}

export interface LateFailures {
  /** The reply, marked as failed; `undefined` when it is unknown, or its officer has been told. */
  find(failure: LateFailure): Promise<FailedReply | undefined>;
  /** Its officer has been told. */
  settle(reply: FailedReply, failure: LateFailure): Promise<void>;
}
