/** The way of a message to a public address: loops, the decision, the limits; then its copies (attempts.ts). */
import { hasAliasForm } from "../../mail/alias-form.ts";
import { withoutTag } from "../../mail/header/address.ts";
import { type CounterKeys, NEW_ALIASES } from "../limits.ts";
import type { PublicAddress } from "../model.ts";
import { isLoop } from "../outgoing/trace.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome } from "../transit.ts";
import { deliverCopies } from "./attempts.ts";
import { decideInbound, type InboundDecision } from "./decide.ts";
import { screen } from "./screening.ts";
import { recordWhole, refuse } from "./whole.ts";

export async function deliverInbound(
  transit: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = transit;
  const circle = isLoop(transit, publicAddress) ? "loop" : fromOurselves(transit);
  if (circle) {
    await ports.alarms.raise("loop", { address: publicAddress.address.spec });
    return refuse(transit, publicAddress, circle);
  }
  const decision = decideInbound(incoming, publicAddress, knowledge, isSpent(transit, counters));
  switch (decision.kind) {
    case "reject":
      return refuse(transit, publicAddress, decision.reason);
    case "wait":
      await ports.alarms.raise("no-forwarding-delivers", { address: publicAddress.address.spec });
      await recordWhole(transit, publicAddress, "retrying", decision.reason);
      throw new Deferred(decision.reason);
    case "suppress":
      await recordWhole(transit, publicAddress, "suppressed", decision.reason);
      return ACCEPTED;
    case "deliver": {
      const screened = await screenOut(transit, publicAddress, counters, decision);
      return screened ?? deliverCopies(transit, decision.message, decision.forwardings, counters);
    }
  }
}

/** Whether this sender's mail, or everybody's to this address, has made as many new aliases as an hour may see. */
function isSpent({ knowledge: { counts } }: RelayContext, counters: CounterKeys): boolean {
  const { sender, total } = NEW_ALIASES;
  return (counts.get(counters.aliases) ?? 0) >= sender || (counts.get(counters.allAliases) ?? 0) >= total;
}

/** What a message that must not pass ends in; nothing for one that may. */
export async function screenOut(
  transit: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
  { message, forwardings }: Pick<Extract<InboundDecision, { readonly kind: "deliver" }>, "message" | "forwardings">,
): Promise<RelayOutcome | undefined> {
  const { incoming, knowledge, ports } = transit;
  const { counts, senderBlocked } = knowledge;
  const screening = screen(incoming, { blocked: senderBlocked, counts, counters, limits: ports.limits });
  switch (screening.kind) {
    case "pass":
      return undefined;
    case "reject":
      return refuse(transit, publicAddress, screening.reason);
    case "wait": {
      // A known correspondent counts towards their own limit alone: nobody at the same provider can hold their mail up.
      const isKnown = () => ports.directory.knows(forwardings, message.author.address);
      if (screening.reason === "many-at-domain" && !message.unverified && (await isKnown())) return undefined;
      const reason = screening.reason === "many-at-domain" ? "too-many" : screening.reason;
      await recordWhole(transit, publicAddress, "retrying", reason);
      throw new Deferred(reason);
    }
  }
}

/**
 * Mail that says it is from an address of ours comes back from somebody who forwards what they got from us. Public addresses
 * are known to everybody; of an alias nobody is told whether it is one, so whatever has the form of one gets one answer.
 */
function fromOurselves({ incoming, knowledge }: RelayContext): "loop" | "no-such-address" | undefined {
  if (incoming.fromField.kind !== "one") return undefined;
  const { address } = incoming.fromField.mailbox;
  const author = withoutTag(address);
  if (knowledge.publicAddresses.has(author)) return "loop";
  return hasAliasForm(author) && knowledge.ownDomains.has(address.domain) ? "no-such-address" : undefined;
}
