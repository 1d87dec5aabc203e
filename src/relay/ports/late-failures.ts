/** The port of the replies that fail after they were handed over: store/late-failures.ts. */
import type { Address } from "../../mail/header/address.ts";
import type { PublicAddress } from "../model.ts";

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
  settle(reply: FailedReply): Promise<void>;
}
