/** The port through which each copy is claimed once and its end is written down: store/journal/ answers it. */
import type { Address } from "../../mail/header/address.ts";
import type { Alias, Forwarding } from "../model.ts";
import type { RecordedReason, Remark } from "../reasons.ts";

/** `shared`: an officer's answer, to another officer of a shared desk. */
type Direction = "inbound" | "reply" | "shared" | "notice";

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
  /** For an alias of a survey alone: its word. */
  readonly survey?: string | undefined;
}

/** A copy that wants to go out once. */
export interface ClaimWish {
  /** Keyed hash of the message's identity and whom the copy is for. */
  readonly id: string;
  readonly direction: Direction;
  readonly addressId: string;
  /** Undefined for a letter to somebody who is no officer. */
  readonly forwardingId: string | undefined;
  readonly alias: string | undefined;
  /** Octets. */
  readonly size: number;
  readonly spamScore?: number | undefined;
  /**
   * What its forwarding must allow at the moment of the claim: it may have changed since it was looked up. A `letter` of
   * ours to its officer needs only that they have not left.
   */
  readonly needs?: "deliver" | "answer" | "letter";
  /**
   * For a message that nobody vouches for: the id of the same copy of a verified one. Where that is there already this is a
   * retry of it whose verdict was missing for once; the other way round a forgery never takes the genuine mail's place.
   */
  readonly verifiedId?: string | undefined;
  /** For a letter that says that a copy was not sent: that copy's id. Where it is out, or on its way, its claim is what there is. */
  readonly deniesId?: string;
}

/** What became of a claim. */
export type Claim =
  | {
      readonly id: string;
      /** What the attempt before wrote down, if there was one that ended by itself; else "". */
      readonly reason: string;
      /**
       * `spent`: so many attempts died while they held it that none is made any more. `gone`: its forwarding no longer takes
       * the copy, and has to be looked up anew.
       */
      readonly state: "mine" | "busy" | "spent" | "gone";
    }
  | DoneClaim;

/** Its copy has ended: how, why and when. */
export interface DoneClaim {
  readonly id: string;
  readonly state: "done";
  readonly outcome: Outcome;
  /** A word of `RecordedReason`, or of an earlier version. */
  readonly reason: string;
  readonly remark: Remark;
  /** Milliseconds since 1970. */
  readonly time: number;
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
  /** `none` if absent. */
  readonly remark?: Remark | undefined;
  readonly size: number;
  readonly spamScore?: number | undefined;
  /** The row stands for all that came that day: it counts them, and keeps the first one's time. */
  readonly counts?: boolean;
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

/** One more for a counter; with `unless` only where that other one has not been counted in this hour. */
export type Counted = string | { readonly counter: string; readonly unless: string };

/** An answer of a shared desk: who has given it, and the aliases by which its officers know the correspondent. */
export interface Answered {
  readonly forwardingId: string;
  readonly aliasIds: readonly string[];
}

/** Where a message's copies are: at least one is out (since when), or on its way just now, or none is. */
export type Whereabouts =
  | { readonly kind: "out"; readonly since: number }
  | { readonly kind: "on-its-way" }
  | { readonly kind: "none" };

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
  /**
   * Ends a message of which nothing more goes out. One batch: the row is written unless a copy is out, or on its way; what
   * waits as a whole goes. A copy that waited goes too, or ends as the row says where another is out.
   */
  end(row: CopyRecord, copyIds: readonly string[], waitingIds: readonly string[]): Promise<Whereabouts>;
  /** Ends what of these copies waits, or was in the hands of an attempt that died. @returns how many that were */
  abandon(copyIds: readonly string[], end: Pick<CopyRecord, "outcome" | "reason" | "remark">): Promise<number>;
  whereabouts(copyIds: readonly string[]): Promise<Whereabouts>;
  /** One batch: outcomes, replaced ids, one more for each counter, and who is at it. */
  record(
    copies: readonly CopyRecord[],
    sentIds: readonly SentId[],
    counted: readonly Counted[],
    answered?: Answered,
  ): Promise<void>;
}

/** The key of a forwarding's alias of a correspondent in `Claimed.aliases`. */
export function aliasKey(forwardingId: string, correspondentKey: string): string {
  return `${forwardingId} ${correspondentKey}`;
}

/** The key of an original id as a reader knows it in `Claimed.knownAs`. */
export function readerKey(readerId: string, originalId: string): string {
  return `${readerId} ${originalId}`;
}
