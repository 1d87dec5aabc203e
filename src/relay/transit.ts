/** One message on its way through the relay, what is known of it, and how it can end. */

import { type Reason, rejectionText } from "../letters/rejection.ts";
import type { Incoming } from "./incoming.ts";
import type { Knowledge } from "./ports/directory.ts";
import type { RelayPorts } from "./ports/ports.ts";

/** What the sending server is to hear. A temporary failure is a throw (`Deferred`, or any fault of a port). */
export type RelayOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "rejected"; readonly reason: Reason; readonly text: string }
  /** Mail for postmaster@ or abuse@ (RFC 5321 §4.5.1, RFC 2142), to be forwarded to the admin as it is. */
  | { readonly kind: "for-admin" };

/** The mail has to wait at its sender. The reason is a stable word. */
export class Deferred extends Error {
  constructor(readonly reason: string) {
    super(`deferred: ${reason}`);
    this.name = "Deferred";
  }
}

/** What a message's trace fields say of where it has been. */
export interface Travelled {
  /** Ids of public addresses of ours, from genuine traces; forged ones say nothing. */
  readonly ours: readonly string[];
  /**
   * Traces that are not ours: of other installations, or of nobody. They are passed on, so that two installations whose
   * officers are each other's addresses do not feed each other for ever.
   */
  readonly foreign: readonly string[];
}

/** One message on its way, and all that is known of it. */
export interface RelayContext {
  readonly incoming: Incoming;
  readonly knowledge: Knowledge;
  /** The message's identity (identity.ts). */
  readonly digest: string;
  /** Where it has been before. */
  readonly passed: Travelled;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly ports: RelayPorts;
}

export const ACCEPTED: RelayOutcome = { kind: "accepted" };

export function rejected(reason: Reason): RelayOutcome {
  return { kind: "rejected", reason, text: rejectionText(reason) };
}
