/** Carries out what reply.ts decided: sends the answer, or tells its officer why it was not sent. */

import { type ReplyRefusal, replyRefusal } from "../../letters/officer-notice.ts";
import { type CommandSubject, carryOut } from "../command/carry-out.ts";
import { readAliasCommand } from "../command/read.ts";
import { type Copy, type CopyEnd, copyRecord, recordEnds, sendAll, spentEnd } from "../exactly-once.ts";
import { repliesCounter } from "../limits.ts";
import { type Officer, tellOfficer, warnNobody, warnOfficer } from "../officer-notices.ts";
import { bringsProgram, scanMessage } from "../outgoing/content.ts";
import { readThread, threadHeads } from "../outgoing/thread.ts";
import { isLoop } from "../outgoing/trace.ts";
import type { Claimed, ClaimWish, DoneClaim } from "../ports/journal.ts";
import type { SuppressReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { compose, hiddenOnReply, replyHidden } from "./copy.ts";
import { decideReply, type ReplyMessage, refusalOf } from "./decide.ts";

export async function deliverReply(transit: RelayContext): Promise<RelayOutcome> {
  const decision = decideReply(transit.incoming, transit.knowledge);
  const command = readAliasCommand(transit.incoming.envelope.recipient);
  switch (decision.kind) {
    case "suppress":
      await suppress(transit, decision.message, decision.reason);
      return ACCEPTED;
    case "unknown":
      warnNobody(transit);
      return rejected("no-such-address");
    case "suspect":
      warnOfficer(
        transit,
        officerOf(decision.message),
        decision.suspicion,
        await claimWish(transit, decision.message, "suspect"),
      );
      return rejected("no-such-address");
    case "wait":
      throw new Deferred(decision.reason);
    case "refuse":
      return command
        ? carryOut(transit, onAlias(decision.message), command)
        : (await refuse(transit, decision.message, decision.reason)).outcome;
    case "send":
      return command
        ? carryOut(transit, onAlias(decision.message), command)
        : (await sendReply(transit, decision.message)).outcome;
  }
}

/** What the sending server is to hear, and whether the answer went out at this attempt or at one before. */
interface ReplyEnd {
  readonly outcome: RelayOutcome;
  readonly sent: "now" | "before" | "not";
}

/** Sends what an officer who has proved to be one writes, or says why not. */
export async function sendReply(transit: RelayContext, message: ReplyMessage): Promise<ReplyEnd> {
  const reason = transit.ports.replies === "off" ? "replies-unchecked" : refusalOf(message.alias);
  if (reason) return refuse(transit, message, reason);
  await holdFlood(transit, message);
  return send(transit, message);
}

/** A stolen officer's account must not write to everybody: above the limit answers wait, and the admin is told. */
async function holdFlood({ knowledge, ports }: RelayContext, { alias, publicAddress }: ReplyMessage): Promise<void> {
  if ((knowledge.counts.get(repliesCounter(alias.forwarding.id)) ?? 0) < ports.limits.replies) return;
  await ports.alarms.raise("reply-flood", { address: publicAddress.address.spec });
  throw new Deferred("too-many");
}

/** What a command to this alias is about. */
function onAlias({ alias, publicAddress }: ReplyMessage): CommandSubject {
  return { publicAddress, forwarding: alias.forwarding, alias };
}

function officerOf({ alias, publicAddress }: ReplyMessage): Officer {
  return { publicAddress, forwarding: alias.forwarding, writtenTo: alias.alias.spec };
}

/** A batch is written for an alias that never was, too: how long an answer takes tells nothing. */
async function suppress(
  transit: RelayContext,
  message: ReplyMessage | undefined,
  reason: SuppressReason,
): Promise<void> {
  if (!message) return transit.ports.journal.record([], [], []);
  await transit.ports.journal.record(
    [copyRecord(await claimWish(transit, message, "suppressed"), "suppressed", reason)],
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
  kind: "reply" | "suppressed" | "suspect" | "refused" = "reply",
): Promise<ClaimWish> {
  const { alias, publicAddress } = message;
  return {
    id: await transit.ports.keys.index(`${kind}:${alias.id}`, transit.digest),
    direction: "reply",
    addressId: publicAddress.id,
    forwardingId: alias.forwarding.id,
    alias: alias.alias.spec,
    size: transit.incoming.octets.length,
  };
}

/** The officer is known: told by mail, and only when that fails by a rejection. */
async function refuse(transit: RelayContext, message: ReplyMessage, reason: ReplyRefusal): Promise<ReplyEnd> {
  const wish = await claimWish(transit, message, "refused");
  const claimed = await transit.ports.journal.claim([wish], [], []);
  return inTurn(transit, message, claimed, wish, async () => ({
    wish,
    outcome: "rejected",
    reason,
  }));
}

async function send(transit: RelayContext, message: ReplyMessage): Promise<ReplyEnd> {
  const { incoming, knowledge, ports } = transit;
  if (isLoop(transit, message.publicAddress)) {
    await ports.alarms.raise("loop", { address: message.publicAddress.address.spec });
    return { outcome: rejected("loop"), sent: "not" };
  }
  const list = replyHidden(message, knowledge.forwardings);
  const content = scanMessage(transit, hiddenOnReply(list, incoming));
  if (content.kind === "refused") return refuse(transit, message, content.reason);
  if (message.publicAddress.refuseFiles && bringsProgram(content)) return refuse(transit, message, "file-type");
  const thread = await readThread(incoming, knowledge.carriers, ports.keys.carrierKey);
  const wish = { ...(await claimWish(transit, message)), needs: "answer" } as const;
  const readerId = message.alias.id;
  const threads = threadHeads(thread).map((originalId) => ({ readerId, originalId }));
  const claimed = await ports.journal.claim([wish], [], threads);
  const copy: Copy = { wish, compose: () => compose(transit, message, list, content, thread, claimed) };
  return inTurn(transit, message, claimed, wish, async () => {
    const [end] = (await sendAll([copy], transit.arrivedAt, ports)).ends;
    return end ?? { wish, outcome: "retrying", reason: "not-tried" };
  });
}

/** Does the one thing that is to be done for a reply, if the claim is ours, and settles. */
async function inTurn(
  transit: RelayContext,
  message: ReplyMessage,
  claimed: Claimed,
  wish: ClaimWish,
  act: () => Promise<CopyEnd>,
): Promise<ReplyEnd> {
  const { ports } = transit;
  const claim = claimed.claims.get(wish.id);
  if (claim?.state === "done") return { outcome: outcomeOf(claim), sent: claim.outcome === "sent" ? "before" : "not" };
  if (claim?.state !== "mine" && claim?.state !== "spent") throw new Deferred("claimed-elsewhere");
  const end = claim.state === "mine" ? await act() : spentEnd(wish);
  if (claim.state === "spent") {
    await ports.alarms.raise("destination-failed", { address: message.publicAddress.address.spec });
  }
  const lost = end.outcome === "failed" || end.outcome === "rejected";
  const told = lost && (await tellOfficer(transit, officerOf(message), replyRefusal(end.reason)));
  const final: CopyEnd = lost && !told ? { ...end, remark: "untold" } : end;
  const counted = end.outcome === "sent" ? [repliesCounter(message.alias.forwarding.id)] : [];
  await recordEnds([final], counted, ports);
  if (end.reason === "quota") await ports.alarms.raise("quota", { address: message.publicAddress.address.spec });
  if (end.outcome === "retrying") throw new Deferred(end.reason);
  return { outcome: outcomeOf(final), sent: end.outcome === "sent" ? "now" : "not" };
}

/** Where the officer could not be told by mail, the sending server has to be, also when it asks once more. */
function outcomeOf({ reason, remark }: CopyEnd | DoneClaim): RelayOutcome {
  return remark === "untold" ? rejected(replyRefusal(reason)) : ACCEPTED;
}
