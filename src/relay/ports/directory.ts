/** The port through which the relay asks what is known of a message: store/directory.ts answers it. */
import type { Address } from "../../mail/header/address.ts";
import type { Alias, Forwarding, PublicAddress } from "../model.ts";
import type { AliasWish } from "./journal.ts";

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
  /** How much has been counted in this hour, by counter; also the counters of answers of the alias's forwarding. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether the public address blocks the sender. */
  readonly senderBlocked: boolean;
  /** The scopes of the forwardings whose officers block the sender. */
  readonly blockedBy: ReadonlySet<string>;
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
  /** The mail's index, whichever copy of it this is (limits.ts). */
  readonly answer: string;
  /** Indexes under which a block of its sender would stand (screening.ts). */
  readonly senders: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Whose name a recipient is or was: aliases and forwardings, void ones too, until they are erased. */
export interface Former {
  readonly publicAddress: string | undefined;
  readonly aliasIds: readonly string[];
  /** Those of the public address that it is, or that the alias belongs to. */
  readonly forwardingIds: readonly string[];
}

export interface Directory {
  lookUp(question: Question): Promise<Knowledge>;
  /** Whether one of these forwardings has an alias of this correspondent already. */
  knows(forwardings: readonly Forwarding[], correspondent: Address): Promise<boolean>;
  /** How many of these aliases are there already. */
  shown(aliases: readonly Pick<AliasWish, "forwarding" | "correspondent">[]): Promise<number>;
  /** Whose name a recipient is or was. */
  formerly(recipient: string): Promise<Former>;
  /** Whether this officer, or the whole public address, blocks this correspondent's mailbox. */
  blocks(at: PublicAddress, forwarding: Forwarding, correspondent: Address): Promise<boolean>;
}
