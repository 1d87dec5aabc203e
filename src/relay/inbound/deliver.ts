/** The way of a message to a public address: loops, the decision, the limits; then its copies (attempts.ts). */
import { hasAliasForm } from "../../mail/alias-form.ts";
import { withoutTag } from "../../mail/header/address.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import { type CounterKeys, NEW_ALIASES } from "../limits.ts";
import type { PublicAddress } from "../model.ts";
import { isLoop } from "../outgoing/trace.ts";
import type { RelayContext, RelayOutcome } from "../transit.ts";
import { decideInbound, type InboundDecision, type InboundMessage, withoutThirdParties } from "./decide.ts";
import { screen } from "./screening.ts";
import { refuse, suppress, wait } from "./whole.ts";
import { aliasWishes } from "./wishes.ts";

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
  const decision = decideInbound(incoming, publicAddress, knowledge);
  switch (decision.kind) {
    case "reject":
      return refuse(transit, publicAddress, decision.reason);
    case "wait":
      await ports.alarms.raise("no-forwarding-delivers", { address: publicAddress.address.spec });
      return wait(transit, publicAddress, decision.reason, counters);
    case "suppress":
      return suppress(transit, publicAddress, decision.reason);
    case "deliver": {
      if (await isMembersNote(transit, publicAddress, decision)) return suppress(transit, publicAddress, "automatic");
      const screened = await screenOut(transit, publicAddress, counters, decision);
      if (screened) return screened;
      const message = await withinBudget(transit, decision, counters);
      // What reads the content is the larger half of the relay, and what is refused does not need it.
      const { deliverCopies } = await import("./attempts.ts");
      return deliverCopies(transit, message, decision.forwardings, counters);
    }
  }
}

/** The vacation note of a contact network's member: it would tell officers by name who got their mail, without a word of theirs. */
async function isMembersNote(
  { incoming, ports }: RelayContext,
  { id }: PublicAddress,
  { message }: Deliver,
): Promise<boolean> {
  return isAutomaticAnswer(incoming) && ports.surveys.isMember(id, message.author.address);
}

type Deliver = Pick<Extract<InboundDecision, { readonly kind: "deliver" }>, "message" | "forwardings">;

/**
 * Third parties are left out where their new aliases, one a person and officer, are more than this sender's mail, or
 * everybody's to this address, may still make in this hour. Only then is it asked which of them are there already.
 */
async function withinBudget(
  { knowledge: { counts }, ports }: RelayContext,
  { message, forwardings }: Deliver,
  counters: CounterKeys,
): Promise<InboundMessage> {
  const left = (key: string, budget: number) => budget - (counts.get(key) ?? 0);
  const may = Math.min(left(counters.aliases, NEW_ALIASES.sender), left(counters.allAliases, NEW_ALIASES.total));
  const wishes = forwardings.flatMap((forwarding) => aliasWishes(message, forwarding));
  const others = wishes.filter(({ correspondent }) => correspondent.key !== message.author.address.key);
  if (others.length <= may) return message;
  const isWithin = others.length - (await ports.directory.shown(others)) <= may;
  return isWithin ? message : withoutThirdParties(message);
}

/** What a message that must not pass ends in; nothing for one that may. */
export async function screenOut(
  transit: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
  { message, forwardings }: Deliver,
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
      return wait(transit, publicAddress, reason, counters);
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
