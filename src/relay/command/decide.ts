/** Who writes to a public address with a tag: an officer, somebody who only says so, or anybody else. Decided purely. */
import type { Suspicion } from "../../letters/officer-notice.ts";
import { authenticated, authenticatedAs } from "../authentication.ts";
import { isAutomatic } from "../automatic.ts";
import type { Incoming } from "../incoming.ts";
import { belongsTo, type Forwarding } from "../model.ts";

type Commander =
  /** Nobody of ours: the tag says nothing, and the mail goes its ordinary way. */
  | { readonly kind: "anybody" }
  /** From an officer's address, without proof: the same, and the officer is told. */
  | { readonly kind: "unproven"; readonly forwarding: Forwarding; readonly suspicion: Suspicion }
  | { readonly kind: "wait"; readonly reason: "authentication-temperror" }
  | { readonly kind: "officer"; readonly forwarding: Forwarding };

/** @param forwardings those of the public address that was written to */
export function commander(incoming: Incoming, forwardings: readonly Forwarding[]): Commander {
  const { fromField } = incoming;
  if (isAutomatic(incoming) || fromField.kind !== "one") return { kind: "anybody" };
  const { address } = fromField.mailbox;
  // Whoever it is from: a temporary error must not tell who guessed an officer's address right.
  const waiting = authenticated(incoming);
  if (waiting.kind === "wait") return waiting;
  const forwarding = forwardings.find((one) => one.state === "active" && belongsTo(one, address));
  if (!forwarding) return { kind: "anybody" };
  const proof = authenticatedAs(incoming, forwarding);
  return proof.kind === "unproven" ? { ...proof, forwarding } : { kind: "officer", forwarding };
}
