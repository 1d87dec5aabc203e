/** Carries out what reply.ts decided: sends the answer, or tells its officer why it was not sent. */

import type { ReplyRefusal, Suspicion } from "../../letters/officer-notice.ts";
import { withoutTag } from "../../mail/header/addr-spec.ts";
import type { CommandSubject } from "../command/carry-out.ts";
import { type Command, readAliasCommand } from "../command/read.ts";
import { countedId } from "../counted.ts";
import { type Copy, copyRecord, sendAll } from "../exactly-once.ts";
import { warnNobody, warnOfficer } from "../officer-notices.ts";
import { bringsProgram, scanMessage } from "../outgoing/content.ts";
import { readThread, threadHeads } from "../outgoing/thread.ts";
import { isLoop } from "../outgoing/trace.ts";
import type { ClaimWish } from "../ports/journal.ts";
import type { SuppressReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { dropShares, endShares } from "./abandoned.ts";
import { compose, hiddenOnReply, replyHidden } from "./copy.ts";
import { decideReply, type ReplyMessage, refusalOf } from "./decide.ts";
import { holdFlood } from "./flood.ts";
import { inTurn, officerOf, type ReplyEnd } from "./in-turn.ts";
import { claimedWithAnswer, sharesOf } from "./share.ts";
import { wentOut } from "./went-out.ts";

export async function deliverReply(transit: RelayContext): Promise<RelayOutcome> {
  const decision = decideReply(transit.incoming, transit.knowledge);
  const command = readAliasCommand(transit.incoming.envelope);
  const written = withoutTag(transit.incoming.envelope.recipient);
  switch (decision.kind) {
    case "suppress":
      await suppress(transit, decision.message, decision.reason);
      return ACCEPTED;
    case "unknown":
      return (await wentOut(transit, written)) ?? unknown(transit);
    case "suspect": {
      const out = await wentOut(transit, written);
      if (out) return out;
      warnOfficer(
        transit,
        officerOf(decision.message),
        decision.suspicion,
        await countWish(transit, decision.message, decision.suspicion),
      );
      return rejected("no-such-address");
    }
    case "wait":
      throw new Deferred(decision.reason);
    case "refuse":
      return command
        ? commanded(transit, decision.message, command)
        : (await refuse(transit, decision.message, decision.reason)).outcome;
    case "send":
      return command
        ? commanded(transit, decision.message, command)
        : answered(await sendReply(transit, decision.message));
  }
}

/** @throws Deferred while colleagues wait for their copies */
function answered({ outcome, waits }: ReplyEnd): RelayOutcome {
  if (waits !== undefined) throw new Deferred(waits);
  return outcome;
}

/** Sends what an officer who has proved to be one writes, or says why not. */
export async function sendReply(transit: RelayContext, message: ReplyMessage): Promise<ReplyEnd> {
  const reason = transit.ports.replies === "off" ? "replies-unchecked" : refusalOf(message.alias);
  if (reason) return refuse(transit, message, reason);
  await holdFlood(transit, message);
  return send(transit, message);
}

function unknown(transit: RelayContext): RelayOutcome {
  warnNobody(transit);
  return rejected("no-such-address");
}

/** Commands are rare, and their letters long: loaded when there is one. */
async function commanded(transit: RelayContext, message: ReplyMessage, command: Command): Promise<RelayOutcome> {
  const { carryOut } = await import("../command/carry-out.ts");
  return carryOut(transit, onAlias(message), command);
}

/** What a command to this alias is about. */
function onAlias({ alias, publicAddress }: ReplyMessage): CommandSubject {
  return { publicAddress, forwarding: alias.forwarding, alias };
}

/** A batch is written for an alias that never was, too: how long an answer takes tells nothing. */
async function suppress(
  transit: RelayContext,
  message: ReplyMessage | undefined,
  reason: SuppressReason,
): Promise<void> {
  if (!message) return transit.ports.journal.record([], [], []);
  await transit.ports.journal.record(
    [{ ...copyRecord(await countWish(transit, message, reason), "suppressed", reason), counts: true }],
    [],
    [],
  );
}

/**
 * What was suppressed, suspected or refused has rows of its own: whoever forges an answer must not take the genuine one's
 * place, and an answer that was refused may be sent again once it is allowed.
 */
async function claimWish(
  transit: RelayContext,
  message: ReplyMessage,
  kind: "reply" | "refused" = "reply",
): Promise<ClaimWish> {
  return wishOf(transit, message, await transit.ports.keys.index(`${kind}:${message.alias.id}`, transit.digest));
}

async function countWish(
  transit: RelayContext,
  message: ReplyMessage,
  reason: SuppressReason | Suspicion,
): Promise<ClaimWish> {
  return wishOf(transit, message, await countedId(transit, message.alias.id, reason));
}

function wishOf({ incoming }: RelayContext, { alias, publicAddress }: ReplyMessage, id: string): ClaimWish {
  return {
    id,
    direction: "reply",
    addressId: publicAddress.id,
    forwardingId: alias.forwarding.id,
    alias: alias.alias.spec,
    size: incoming.octets.length,
  };
}

/** The officer is known: told by mail, and only when that fails by a rejection. */
async function refuse(transit: RelayContext, message: ReplyMessage, reason: ReplyRefusal): Promise<ReplyEnd> {
  // It may have waited for being sent: it does not any more. Or it is out, and its server has not heard of it.
  const waiting = (await claimWish(transit, message)).id;
  const wish = { ...(await claimWish(transit, message, "refused")), needs: "letter", deniesId: waiting } as const;
  const claimed = await transit.ports.journal.claim([wish], [], [], [waiting]);
  const end = await inTurn(transit, message, { claimed, wish }, async () => ({ wish, outcome: "rejected", reason }));
  await endShares(transit, message, claimed.claims.get(wish.id), reason);
  return end;
}

async function send(transit: RelayContext, message: ReplyMessage): Promise<ReplyEnd> {
  const { incoming, knowledge, ports } = transit;
  if (isLoop(transit, message.publicAddress)) {
    await ports.alarms.raise("loop", { address: message.publicAddress.address.spec });
    return { outcome: rejected("loop"), sent: "not", waits: undefined };
  }
  const list = replyHidden(message, knowledge.forwardings, incoming);
  const content = scanMessage(transit, hiddenOnReply(list, incoming));
  if (content.kind === "refused") return refuse(transit, message, content.reason);
  if (message.publicAddress.refuseFiles && bringsProgram(content)) return refuse(transit, message, "file-type");
  const thread = await readThread(incoming, knowledge.carriers, ports.keys.carrierKey);
  const wish = { ...(await claimWish(transit, message)), needs: "answer" } as const;
  const readerId = message.alias.id;
  const threads = threadHeads(thread).map((originalId) => ({ readerId, originalId }));
  const shares = await sharesOf(transit, message, thread);
  const also = claimedWithAnswer(shares);
  const claimed = await ports.journal.claim([wish, ...also.wishes], also.aliases, [...threads, ...also.threads]);
  await dropShares(
    transit,
    message,
    claimed.claims.get(wish.id),
    (shares?.wishes ?? []).map(({ id }) => id),
  );
  const copy: Copy = { wish, compose: () => compose(transit, message, list, content, thread, claimed) };
  return inTurn(transit, message, { claimed, wish, shares }, async () => {
    const [end] = (await sendAll([copy], transit.arrivedAt, ports)).ends;
    return end ?? { wish, outcome: "retrying", reason: "not-tried" };
  });
}
