/** Mail to a tag of a contact network: to be let in or out of anybody, to all members of its officers alone. */
import { commander } from "../command/decide.ts";
import type { CounterKeys } from "../limits.ts";
import type { PublicAddress } from "../model.ts";
import type { RelayContext, RelayOutcome } from "../transit.ts";
import { announce, endOfFormer } from "./announce.ts";
import { answerSurvey } from "./answer.ts";
import { changeMembership } from "./membership.ts";
import type { NetworkTag } from "./read.ts";
import { ask } from "./survey.ts";

/** @returns nothing where the tag says nothing to the network, so that the mail goes its ordinary way */
export async function deliverNetwork(
  context: RelayContext,
  publicAddress: PublicAddress,
  tag: NetworkTag,
  counters: CounterKeys,
): Promise<RelayOutcome | undefined> {
  switch (tag.kind) {
    case "join":
    case "leave":
      return changeMembership(context, publicAddress, tag, counters);
    case "answer":
      return answerSurvey(context, publicAddress, tag, counters);
    case "all":
    case "ask": {
      // Anybody else's is ordinary mail, and what only looks like an officer's is told to the officer: see command/.
      const who = commander(context.incoming, context.knowledge.forwardings);
      if (who.kind === "wait") return undefined;
      if (who.kind !== "officer") return endOfFormer(context, publicAddress, who.kind === "unproven");
      return (tag.kind === "all" ? announce : ask)(context, { publicAddress, forwarding: who.forwardings[0] });
    }
  }
}
