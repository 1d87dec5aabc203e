/**
 * The answer to a welcome mail. The address that the mail came from is random and only that mail names it, so an answer
 * shows that somebody reads the destination's mailbox; what the answer says is never looked at. Decided purely.
 */
import type { ConfirmationDoubt } from "../../letters/confirmation.ts";
import type { Suspicion } from "../../letters/officer-notice.ts";
import type { Address } from "../../mail/header/address.ts";
import { authenticated } from "../authentication.ts";
import { isAutomatic } from "../automatic.ts";
import type { Incoming } from "../incoming.ts";
import { belongsTo, type Forwarding, mailDomain, type PublicAddress, sameMailbox } from "../model.ts";
import type { Knowledge } from "../ports/directory.ts";

/** A welcome mail's forwarding, found by the address that the mail came from. */
export interface Invitation {
  readonly forwarding: Forwarding;
  readonly publicAddress: PublicAddress;
  /** It has been answered before. */
  readonly answered: boolean;
}

export type ConfirmationDecision =
  /** A vacation note shows that a mailbox is there, not that its owner has read anything. */
  | { readonly kind: "suppress"; readonly reason: "automatic" }
  | { readonly kind: "doubt"; readonly doubt: ConfirmationDoubt }
  /** The mail waits at its sender. */
  | { readonly kind: "wait"; readonly reason: "authentication-temperror" }
  /**
   * @property further another mailbox of the same person, which answers are to be taken from hereafter
   * @property isFurther it came from another mailbox than the destination, be it that it is known by now
   */
  | { readonly kind: "confirm"; readonly further: Address | undefined; readonly isFurther: boolean };

export function decideConfirmation(
  incoming: Incoming,
  invitation: Invitation,
  knowledge: Knowledge,
): ConfirmationDecision {
  if (isAutomatic(incoming)) return { kind: "suppress", reason: "automatic" };
  const { fromField } = incoming;
  if (fromField.kind !== "one") return { kind: "doubt", doubt: "elsewhere" };
  const author = fromField.mailbox.address;
  const isOwn = belongsTo(invitation.forwarding, author);
  if (!isOwn && !canBeFurther(author, invitation, knowledge)) return { kind: "doubt", doubt: "elsewhere" };
  const proof = authenticated(incoming);
  if (proof.kind === "wait") return proof;
  if (proof.kind === "unproven") return { kind: "doubt", doubt: DOUBTS[proof.suspicion] };
  const isFurther = !sameMailbox(invitation.forwarding.destination, author);
  return { kind: "confirm", further: isOwn ? undefined : author, isFurther };
}

const DOUBTS: Readonly<Record<Suspicion, ConfirmationDoubt>> = {
  "answer-from-elsewhere": "elsewhere",
  "answer-unverified": "unverified",
  "answer-not-addressed": "not-addressed",
};

/** The address is spent with the first answer; and no other officer, nor we ourselves, can be the same person. */
function canBeFurther(
  author: Address,
  { forwarding, publicAddress, answered }: Invitation,
  { forwardings }: Knowledge,
): boolean {
  if (answered || author.domain === mailDomain(publicAddress)) return false;
  return !forwardings.some((other) => other.id !== forwarding.id && belongsTo(other, author));
}
