/** Carries out what reply.ts decided: sends the answer, or tells its officer why it was not sent. */

import { composeNotice } from "../../letters/compose.ts";
import {
  officerNotice,
  type ReplyRefusal,
  replyRefusal,
  type Suspicion,
  type ToldReason,
} from "../../letters/officer-notice.ts";
import { type Copy, type CopyEnd, copyRecord, recordEnds, sendAll, sendInTime } from "../exactly-once.ts";
import { repliesCounter } from "../limits.ts";
import { bringsProgram, scanMessage } from "../outgoing/content.ts";
import { readThread, threadHeads } from "../outgoing/thread.ts";
import { isLoop } from "../outgoing/trace.ts";
import type { Claim, Claimed, ClaimWish, CopyRecord } from "../ports.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { compose, hiddenOnReply, replyHidden } from "./copy.ts";
import { decideReply, type ReplyMessage } from "./decide.ts";

const DAY = 24 * 60 * 60 * 1000;

export async function deliverReply(transit: RelayContext): Promise<RelayOutcome> {
  const decision = decideReply(transit.incoming, transit.knowledge);
  switch (decision.kind) {
    case "suppress":
      if (decision.message) await suppress(transit, decision.message, decision.reason);
      return ACCEPTED;
    case "unknown":
      return rejected("no-such-address");
    case "suspect":
      await warn(transit, decision.message, decision.suspicion);
      return rejected("no-such-address");
    case "wait":
      throw new Deferred(decision.reason);
    case "refuse":
      return refuse(transit, decision.message, decision.reason);
    case "send":
      await holdFlood(transit, decision.message);
      return send(transit, decision.message);
  }
}

/** A stolen officer's account must not write to everybody: above the limit answers wait, and the admin is told. */
async function holdFlood({ knowledge, ports }: RelayContext, { alias, publicAddress }: ReplyMessage): Promise<void> {
  if ((knowledge.counts.get(repliesCounter(alias.forwarding.id)) ?? 0) < ports.limits.replies) return;
  await ports.alarms.raise("reply-flood", { address: publicAddress.address.spec });
  throw new Deferred("too-many");
}

async function suppress(transit: RelayContext, message: ReplyMessage, reason: string): Promise<void> {
  await transit.ports.journal.record([copyRecord(await claimWish(transit, message), "suppressed", reason)], [], []);
}

async function claimWish(transit: RelayContext, message: ReplyMessage): Promise<ClaimWish> {
  const { alias, publicAddress } = message;
  return {
    id: await transit.ports.keys.index(`reply:${alias.id}`, transit.digest),
    direction: "reply",
    addressId: publicAddress.id,
    forwardingId: alias.forwarding.id,
    alias: alias.alias.spec,
    size: transit.incoming.octets.length,
  };
}

/**
 * Somebody used an alias from elsewhere, or without proof. Its officer is told at most once a day (UTC): it may have been
 * the officer, and a flood must not become a flood of notices.
 */
async function warn(transit: RelayContext, message: ReplyMessage, suspicion: Suspicion): Promise<void> {
  const { ports } = transit;
  const { forwarding } = message.alias;
  const day = Math.floor(transit.arrivedAt / DAY);
  const whole = await claimWish(transit, message);
  const id = await ports.keys.index(`notice:${forwarding.id}`, `${suspicion} ${day}`);
  const wish: ClaimWish = { ...whole, id, direction: "notice", size: 0 };
  const claimed = await ports.journal.claim([wish], [], []);
  const rows: CopyRecord[] = [copyRecord(whole, "rejected", suspicion)];
  if (claimed.claims.get(id)?.state === "mine") {
    const told = await tell(transit, message, suspicion);
    rows.push(copyRecord(wish, told ? "sent" : "retrying", suspicion));
    await ports.alarms.raise("answer-from-elsewhere", { address: message.publicAddress.address.spec });
  }
  await ports.journal.record(rows, [], []);
}

/** Mails the officer. @returns whether it could be handed over */
async function tell(transit: RelayContext, message: ReplyMessage, reason: ToldReason): Promise<boolean> {
  const { ports, incoming } = transit;
  const { alias, publicAddress } = message;
  const context = {
    publicName: publicAddress.name,
    publicAddress: publicAddress.address.spec,
    alias: alias.alias.spec,
    size: incoming.octets.length,
  };
  const { subject, text } = officerNotice(reason, context, ports.language);
  const sender = { name: publicAddress.name || "SafetyAnswer", address: publicAddress.address.spec };
  const recipient = alias.forwarding.destination.spec;
  const content = composeNotice({ sender, recipient, subject, text, time: transit.arrivedAt });
  const outgoing = { envelopeSender: sender.address, envelopeRecipient: recipient, content: [content] };
  const result = await sendInTime(outgoing, ports);
  return result.kind === "sent";
}

/** The officer is known: told by mail, and only when that fails by a rejection. */
async function refuse(transit: RelayContext, message: ReplyMessage, reason: ReplyRefusal): Promise<RelayOutcome> {
  const wish = await claimWish(transit, message);
  const claimed = await transit.ports.journal.claim([wish], [], []);
  return inTurn(transit, message, claimed, wish, async () => ({
    wish,
    outcome: "rejected",
    reason,
  }));
}

async function send(transit: RelayContext, message: ReplyMessage): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = transit;
  if (isLoop(transit, message.publicAddress)) {
    await ports.alarms.raise("loop", { address: message.publicAddress.address.spec });
    return rejected("loop");
  }
  const list = replyHidden(message, knowledge.forwardings);
  const content = scanMessage(transit, hiddenOnReply(list, incoming));
  if (typeof content === "string") return refuse(transit, message, content);
  if (message.publicAddress.refuseFiles && bringsProgram(content)) return refuse(transit, message, "file-type");
  const thread = await readThread(incoming, knowledge.carriers, ports.keys.carrierKey);
  const wish = await claimWish(transit, message);
  const readerId = message.alias.id;
  const threads = threadHeads(thread).map((originalId) => ({ readerId, originalId }));
  const claimed = await ports.journal.claim([wish], [], threads);
  const copy: Copy = { wish, compose: () => compose(transit, message, list, content, thread, claimed) };
  return inTurn(transit, message, claimed, wish, async () => {
    const [end] = await sendAll([copy], transit.arrivedAt, ports);
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
): Promise<RelayOutcome> {
  const { ports } = transit;
  const claim = claimed.claims.get(wish.id);
  if (claim?.state === "done") return outcomeOf(claim);
  if (claim?.state !== "mine") throw new Deferred("claimed-elsewhere");
  const end = await act();
  const lost = end.outcome === "failed" || end.outcome === "rejected";
  const told = lost && (await tell(transit, message, replyRefusal(end.reason)));
  const final = lost && !told ? { ...end, reason: UNTOLD + end.reason } : end;
  const counted = end.outcome === "sent" ? [repliesCounter(message.alias.forwarding.id)] : [];
  await recordEnds([final], counted, ports);
  if (end.reason === "quota") await ports.alarms.raise("quota", { address: message.publicAddress.address.spec });
  if (end.outcome === "retrying") throw new Deferred(end.reason);
  return outcomeOf(final);
}

/** The officer could not be told by mail: the sending server has to be, also when it asks once more. */
const UNTOLD = "untold:";

function outcomeOf({ reason }: Pick<Claim, "reason">): RelayOutcome {
  return reason.startsWith(UNTOLD) ? rejected(replyRefusal(reason.slice(UNTOLD.length))) : ACCEPTED;
}
