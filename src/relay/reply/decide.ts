/** Reply: mail to an alias. Only its one destination may use it, and has to prove who it is. Decided purely. */

import type { ReplyRefusal, Suspicion } from "../../letters/officer-notice.ts";
import { withoutTag } from "../../mail/header/addr-spec.ts";
import { authenticated, authenticatedAs } from "../authentication.ts";
import { isAutomatic } from "../automatic.ts";
import type { Incoming } from "../incoming.ts";
import type { Alias, PublicAddress } from "../model.ts";
import { mayAnswer } from "../model.ts";
import type { Knowledge } from "../ports/directory.ts";

export interface ReplyMessage {
  readonly alias: Alias;
  readonly publicAddress: PublicAddress;
}

type ReplyDecision =
  /** Accepted, recorded, not passed on. */
  | { readonly kind: "suppress"; readonly reason: "automatic"; readonly message: ReplyMessage | undefined }
  /** The same words as for an alias that never was. */
  | { readonly kind: "unknown" }
  | { readonly kind: "suspect"; readonly suspicion: Suspicion; readonly message: ReplyMessage }
  /** The mail waits at its sender. */
  | { readonly kind: "wait"; readonly reason: "authentication-temperror" }
  /** The officer is known, and told by mail. */
  | { readonly kind: "refuse"; readonly reason: ReplyRefusal; readonly message: ReplyMessage }
  | { readonly kind: "send"; readonly message: ReplyMessage };

export function decideReply(incoming: Incoming, knowledge: Knowledge): ReplyDecision {
  const message = existing(incoming, knowledge);
  if (isAutomatic(incoming)) return { kind: "suppress", reason: "automatic", message };
  // Before anything is said about the alias: who wrote from where, and the sender's DNS, must not tell who may use it.
  const waiting = authenticated(incoming);
  if (waiting.kind === "wait") return waiting;
  if (!message) return { kind: "unknown" };
  const { alias } = message;
  const proof = authenticatedAs(incoming, alias.forwarding);
  if (proof.kind === "unproven") return { kind: "suspect", suspicion: proof.suspicion, message };
  const reason = refusalOf(alias);
  return reason ? { kind: "refuse", reason, message } : { kind: "send", message };
}

/** Why the officer of an alias may not write to its correspondent now. */
export function refusalOf(alias: Alias): ReplyRefusal | undefined {
  if (!mayAnswer(alias.forwarding)) return "replies-off";
  return alias.blocked ? "blocked" : undefined;
}

function existing(incoming: Incoming, knowledge: Knowledge): ReplyMessage | undefined {
  const alias = knowledge.aliases.get(withoutTag(incoming.envelope.recipient));
  if (alias?.forwarding.state !== "active") return undefined;
  const publicAddress = [...knowledge.publicAddresses.values()].find(({ id }) => id === alias.forwarding.addressId);
  return publicAddress && { alias, publicAddress };
}
