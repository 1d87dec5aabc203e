/** Carries out what decide.ts decided about the answer to a welcome mail. The answer itself ends here: nobody gets it. */
import { composeNotice } from "../../letters/compose.ts";
import { type ConfirmationWord, confirmationLetter } from "../../letters/confirmation.ts";
import { DAY } from "../../mail/duration.ts";
import { copyRecord, sendLetter } from "../exactly-once.ts";
import { afterwards } from "../officer-notices.ts";
import type { ClaimWish } from "../ports/journal.ts";
import type { SuppressReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { type ConfirmationDecision, decideConfirmation, type Invitation } from "./decide.ts";

export async function deliverConfirmation(transit: RelayContext, invitation: Invitation): Promise<RelayOutcome> {
  const decision = decideConfirmation(transit.incoming, invitation, transit.knowledge);
  switch (decision.kind) {
    case "suppress":
      await note(transit, invitation, decision.reason);
      return ACCEPTED;
    case "wait":
      throw new Deferred(decision.reason);
    case "doubt":
      // The time that the answer takes must not tell that this is no alias that never was.
      afterwards(transit, () => tellOnce(transit, invitation, { kind: decision.doubt }));
      return rejected("no-such-address");
    case "confirm":
      return confirm(transit, invitation, decision);
  }
}

/** Confirming twice changes nothing more, so that an answer whose short mail could not be sent just comes again. */
async function confirm(
  transit: RelayContext,
  invitation: Invitation,
  { further, isFurther }: Extract<ConfirmationDecision, { kind: "confirm" }>,
): Promise<RelayOutcome> {
  const confirmed = await transit.ports.confirmations.confirm(invitation.forwarding.id, further);
  if (confirmed.kind === "void") return rejected("no-such-address");
  const told = await tellOnce(transit, invitation, { ...confirmed, isFurther });
  if (!told) throw new Deferred("confirmation-not-told");
  return ACCEPTED;
}

/** One journal row a day for what led to nothing, which counts it. */
async function note(transit: RelayContext, invitation: Invitation, reason: SuppressReason): Promise<void> {
  const wish = await noticeWish(transit, invitation, reason);
  await transit.ports.journal.record([{ ...copyRecord(wish, "suppressed", reason), counts: true }], [], []);
}

/**
 * At most one letter of a kind and day (UTC), always to the destination: whoever used its welcome mail from elsewhere, its
 * owner hears of it.
 * @returns whether the destination has been told, or never can be
 */
async function tellOnce(transit: RelayContext, invitation: Invitation, word: ConfirmationWord): Promise<boolean> {
  const { ports } = transit;
  const reason = `confirmation-${word.kind}` as const;
  const wish = await noticeWish(transit, invitation, reason);
  const claim = (await ports.journal.claim([wish], [], [])).claims.get(wish.id);
  if (claim?.state === "done" || claim?.state === "spent") return true;
  if (claim?.state !== "mine") throw new Deferred("claimed-elsewhere");
  const result = await send(transit, invitation, word);
  const outcome = { sent: "sent", refused: "failed", deferred: "retrying" } as const;
  await ports.journal.record([copyRecord(wish, outcome[result.kind], reason)], [], []);
  return result.kind !== "deferred";
}

async function noticeWish(transit: RelayContext, invitation: Invitation, reason: string): Promise<ClaimWish> {
  const { forwarding, publicAddress } = invitation;
  const day = Math.floor(transit.arrivedAt / DAY);
  return {
    id: await transit.ports.keys.index(`notice:${forwarding.id}`, `${reason} ${day}`),
    direction: "notice",
    needs: "letter",
    addressId: publicAddress.id,
    forwardingId: forwarding.id,
    alias: undefined,
    size: 0,
  };
}

async function send({ ports, arrivedAt }: RelayContext, invitation: Invitation, word: ConfirmationWord) {
  const { name, address } = invitation.publicAddress;
  const letter = confirmationLetter(word, { address: address.spec, domain: address.domain }, ports.language);
  const recipient = invitation.forwarding.destination.spec;
  const sender = { name: name || "SafetyAnswer", address: address.spec };
  const content = composeNotice({ sender, recipient, ...letter, time: arrivedAt });
  const outgoing = { envelopeSender: sender.address, envelopeRecipient: recipient, content: [content] };
  return sendLetter(outgoing, { arrivedAt, ports });
}
