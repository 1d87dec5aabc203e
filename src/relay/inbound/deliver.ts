/** Carries out what inbound.ts decided: claims the copies, writes one for each forwarding, sends and settles. */

import type { AlarmKind } from "../../letters/alarm.ts";
import type { Reason } from "../../letters/rejection.ts";
import { withoutTag } from "../../mail/header/address.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import {
  type Copy,
  type CopyEnd,
  isOurs,
  recordEnds,
  type Sendings,
  sendAll,
  settle,
  spentEnd,
} from "../exactly-once.ts";
import type { CounterKeys } from "../limits.ts";
import type { Forwarding, PublicAddress } from "../model.ts";
import { bringsProgram, NOTHING_HIDDEN, scanMessage } from "../outgoing/content.ts";
import { readThread, threadHeads } from "../outgoing/thread.ts";
import { isLoop } from "../outgoing/trace.ts";
import { aliasKey, type Claim, type Claimed, type ClaimWish } from "../ports.ts";
import type { JournalReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { aliasWishes, compose, inboundHidden, type Shipment } from "./copy.ts";
import { decideInbound, type InboundMessage } from "./decide.ts";
import { screen, spamScore } from "./screening.ts";

/** Reasons for which a single copy is refused. */
const COPY_REASONS: readonly Reason[] = [
  "blocked",
  "opaque-signature",
  "outlook-file",
  "unreadable-structure",
  "too-many-addresses",
];

export async function deliverInbound(
  transit: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = transit;
  if (isLoop(transit, publicAddress) || isFromOurselves(transit)) {
    await ports.alarms.raise("loop", { address: publicAddress.address.spec });
    return refuse(transit, publicAddress, "loop");
  }
  const decision = decideInbound(incoming, publicAddress, knowledge);
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
      const screened = await screenOut(transit, publicAddress, counters);
      return screened ?? deliver(transit, decision.message, decision.forwardings, counters);
    }
  }
}

/** What a message that must not pass ends in; nothing for one that may. */
async function screenOut(
  transit: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
): Promise<RelayOutcome | undefined> {
  const { incoming, knowledge, ports } = transit;
  const { counts, senderBlocked } = knowledge;
  const screening = screen(incoming, { blocked: senderBlocked, counts, counters, limits: ports.limits });
  switch (screening.kind) {
    case "pass":
      return undefined;
    case "reject":
      return refuse(transit, publicAddress, screening.reason);
    case "wait":
      await recordWhole(transit, publicAddress, "retrying", screening.reason);
      throw new Deferred(screening.reason);
  }
}

/** Mail that says it is from an address of ours comes back from somebody who forwards what they got from us. */
function isFromOurselves({ incoming, knowledge }: RelayContext): boolean {
  if (incoming.fromField.kind !== "one") return false;
  const author = withoutTag(incoming.fromField.mailbox.address);
  return knowledge.publicAddresses.has(author) || knowledge.aliases.has(author);
}

async function refuse(transit: RelayContext, publicAddress: PublicAddress, reason: Reason): Promise<RelayOutcome> {
  await recordWhole(transit, publicAddress, "rejected", reason);
  return rejected(reason);
}

/** One journal row for a message of which no copy goes out. */
async function recordWhole(
  transit: RelayContext,
  publicAddress: PublicAddress,
  outcome: "rejected" | "suppressed" | "retrying",
  reason: JournalReason,
): Promise<void> {
  const { ports, incoming, digest } = transit;
  const id = await ports.keys.index(`whole:${publicAddress.id}`, digest);
  const size = incoming.octets.length;
  const row = {
    id,
    direction: "inbound",
    addressId: publicAddress.id,
    forwardingId: undefined,
    alias: undefined,
  } as const;
  await ports.journal.record([{ ...row, outcome, reason, size, spamScore: spamScore(incoming) }], [], []);
}

async function deliver(
  transit: RelayContext,
  message: InboundMessage,
  forwardings: readonly Forwarding[],
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = transit;
  const list = inboundHidden(incoming, message);
  const invited = message.publicAddress.address.key;
  const plain = scanMessage(transit, NOTHING_HIDDEN, invited);
  const scrubbed = forwardings.some(({ hideSender }) => hideSender)
    ? scanMessage(transit, list.hidden(false, []), invited)
    : plain;
  if (message.publicAddress.refuseFiles && bringsProgram(scrubbed))
    return refuse(transit, message.publicAddress, "file-type");
  const thread = await readThread(incoming, knowledge.carriers, ports.keys.carrierKey);
  const shipment: Shipment = { transit, message, list, scrubbed, plain, thread };
  const wishes = await Promise.all(forwardings.map((forwarding) => claimWish(shipment, forwarding)));
  const heads = threadHeads(thread);
  const claimed = await ports.journal.claim(
    wishes,
    forwardings.flatMap((forwarding) => aliasWishes(message, forwarding)),
    forwardings.flatMap(({ id }) => heads.map((originalId) => ({ readerId: id, originalId }))),
    await waitingRows(shipment, forwardings),
  );
  const attempts = forwardings.map((forwarding, at) => attempt(shipment, claimed, forwarding, wishes[at]));
  const refusals = attempts.flatMap((one) => (one && "end" in one ? [one.end] : []));
  const copies = attempts.flatMap((one) => (one && "copy" in one ? [one.copy] : []));
  const { ends, recorded } = await sendAll(copies, transit.arrivedAt, ports);
  const sendings = { ends: [...refusals, ...ends], recorded };
  return conclude(transit, message.publicAddress, claimed, sendings, counters);
}

/** Where it may stand that this message waits: as a whole, or each copy while nobody vouched for it. */
async function waitingRows({ transit, message }: Shipment, forwardings: readonly Forwarding[]): Promise<string[]> {
  const { keys } = transit.ports;
  const whole = keys.index(`whole:${message.publicAddress.id}`, transit.digest);
  const copies = message.unverified ? [] : forwardings.map(({ id }) => keys.index(`unverified:${id}`, transit.digest));
  return Promise.all([whole, ...copies]);
}

async function claimWish(shipment: Shipment, forwarding: Forwarding): Promise<ClaimWish> {
  const { transit, message } = shipment;
  const { keys } = transit.ports;
  const verifiedId = await keys.index(`inbound:${forwarding.id}`, transit.digest);
  const unverified = message.unverified && {
    id: await keys.index(`unverified:${forwarding.id}`, transit.digest),
    verifiedId,
  };
  return {
    ...(unverified || { id: verifiedId }),
    direction: "inbound",
    needs: "deliver",
    addressId: message.publicAddress.id,
    forwardingId: forwarding.id,
    alias: undefined,
    size: transit.incoming.octets.length,
    spamScore: spamScore(transit.incoming),
  };
}

/** A copy to send, the end of one that must not go out, or nothing for a claim that is not ours. */
function attempt(
  shipment: Shipment,
  claimed: Claimed,
  forwarding: Forwarding,
  wish: ClaimWish | undefined,
): { readonly copy: Copy } | { readonly end: CopyEnd } | undefined {
  const state = wish && claimed.claims.get(wish.id)?.state;
  if (wish && state === "spent") return { end: spentEnd(wish) };
  if (!wish || state !== "mine") return undefined;
  const author = claimed.aliases.get(aliasKey(forwarding.id, shipment.message.author.address.key));
  const named: ClaimWish = { ...wish, alias: author?.alias.spec };
  const refused = (reason: Reason) => ({
    end: { wish: named, outcome: "rejected", reason } as const,
  });
  if (author?.blocked) return refused("blocked");
  const content = forwarding.hideSender ? shipment.scrubbed : shipment.plain;
  if (typeof content === "string") return refused(content);
  return { copy: { wish: named, compose: () => compose(shipment, claimed, forwarding, content) } };
}

async function conclude(
  transit: RelayContext,
  publicAddress: PublicAddress,
  claimed: Claimed,
  { ends, recorded }: Sendings,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { knowledge, ports } = transit;
  const settlement = settle([...claimed.claims.values()], ends, ports.clock.now());
  const counted = ends.some(({ outcome }) => outcome === "sent") ? countersOf(transit, counters) : [];
  const unrecorded = settlement.ends.filter((end) => !recorded.has(end));
  if (unrecorded.length > 0) await recordEnds(unrecorded, counted, ports);
  const alarms: AlarmKind[] = [...settlement.alarms];
  if (ends.some(({ reason }) => reason === "quota")) alarms.push("quota");
  if (ends.some(({ wish, reason }) => isOurs(wish, reason))) alarms.push("destination-failed");
  if (knowledge.counts.get(counters.total) === ports.limits.total - 1) alarms.push("flood");
  for (const kind of alarms) await ports.alarms.raise(kind, { address: publicAddress.address.spec });
  switch (settlement.answer) {
    case "accept":
      return ACCEPTED;
    case "reject":
      return rejected(rejectionOf([...ends, ...claimed.claims.values()]));
    case "retry":
      throw new Deferred(ends.find(({ outcome }) => outcome === "retrying")?.reason ?? "claimed-elsewhere");
  }
}

function countersOf({ incoming }: RelayContext, counters: CounterKeys): readonly string[] {
  const { correspondent, domain, automatic, total } = counters;
  return [...new Set([correspondent, domain, total, ...(isAutomaticAnswer(incoming) ? [automatic] : [])])];
}

function rejectionOf(copies: readonly Pick<CopyEnd | Claim, "outcome" | "reason">[]): Reason {
  const refused = copies.find(({ outcome }) => outcome === "rejected")?.reason;
  return COPY_REASONS.find((reason) => reason === refused) ?? "undeliverable";
}
