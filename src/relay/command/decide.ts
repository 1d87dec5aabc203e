/** Who writes to a public address with a tag: an officer, somebody who only says so, or anybody else. Decided purely. */
import type { Suspicion } from "../../letters/officer-notice.ts";
import type { Address } from "../../mail/header/addr-spec.ts";
import { authenticated, authenticatedAs } from "../authentication.ts";
import { isAutomatic } from "../automatic.ts";
import type { Incoming } from "../incoming.ts";
import { belongsTo, type Forwarding, mayAnswer, sameMailbox } from "../model.ts";

type Commander =
  /** Nobody of ours: the tag says nothing, and the mail goes its ordinary way. */
  | { readonly kind: "anybody" }
  /** From an officer's address, without proof: the same, and the officer is told. */
  | { readonly kind: "unproven"; readonly forwardings: Officers; readonly suspicion: Suspicion }
  | { readonly kind: "wait"; readonly reason: "authentication-temperror" }
  | { readonly kind: "officer"; readonly forwardings: Officers };

/** All for whom a mailbox speaks, as that of an office does for two of its people. What only one can do, the first does. */
type Officers = readonly [Forwarding, ...Forwarding[]];

/** @param forwardings those of the public address that was written to */
export function commander(incoming: Incoming, forwardings: readonly Forwarding[]): Commander {
  const { fromField } = incoming;
  if (isAutomatic(incoming) || fromField.kind !== "one") return { kind: "anybody" };
  const { address } = fromField.mailbox;
  // Whoever it is from: a temporary error must not tell who guessed an officer's address right.
  const waiting = authenticated(incoming);
  if (waiting.kind === "wait") return waiting;
  const theirs = forwardings.filter((one) => one.state === "active" && belongsTo(one, address));
  const [first, ...others] = theirs.sort((one, other) => inOrder(one, other, address));
  if (!first) return { kind: "anybody" };
  const proof = authenticatedAs(incoming, first);
  const officers: Officers = [first, ...others];
  return proof.kind === "unproven" ? { ...proof, forwardings: officers } : { kind: "officer", forwardings: officers };
}

/** Whose own mailbox it is comes first, then who may answer now; at each attempt of a sending server the same. */
function inOrder(one: Forwarding, other: Forwarding, mailbox: Address): number {
  const rank = (forwarding: Forwarding) =>
    sameMailbox(forwarding.destination, mailbox) ? 0 : mayAnswer(forwarding) ? 1 : 2;
  return rank(one) - rank(other) || (one.id < other.id ? -1 : 1);
}
