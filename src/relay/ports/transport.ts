/** The port through which a message leaves: cloudflare/transport.ts. */
import type { TransportReason, WaitReason } from "../reasons.ts";

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
