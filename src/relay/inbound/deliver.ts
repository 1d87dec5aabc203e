/** Carries out what inbound.ts decided: claims the copies, writes one for each forwarding, sends and settles. */

import type { AlarmKind } from "../../letters/alarm.ts";
import type { Reason } from "../../letters/rejection.ts";
import { hasAliasForm } from "../../mail/alias-form.ts";
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
import { type CounterKeys, DAY, NEW_ALIASES } from "../limits.ts";
import type { Forwarding, PublicAddress } from "../model.ts";
import { bringsProgram, NOTHING_HIDDEN, scanMessage } from "../outgoing/content.ts";
import { readThread, threadHeads } from "../outgoing/thread.ts";
import { isLoop } from "../outgoing/trace.ts";
import { aliasKey, type Claim, type Claimed, type ClaimWish } from "../ports.ts";
import type { JournalReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { aliasWishes, compose, inboundHidden, type Shipment } from "./copy.ts";
import { decideInbound, type InboundDecision, type InboundMessage } from "./decide.ts";
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
      return screened ?? deliver(transit, decision.message, decision.forwardings, counters);
    }
  }
}

/** Whether this sender's mail, or everybody's to this address, has made as many new aliases as an hour may see. */
function isSpent({ knowledge: { counts } }: RelayContext, counters: CounterKeys): boolean {
  const { sender, total } = NEW_ALIASES;
  return (counts.get(counters.aliases) ?? 0) >= sender || (counts.get(counters.allAliases) ?? 0) >= total;
}

/** What a message that must not pass ends in; nothing for one that may. */
async function screenOut(
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

async function refuse(transit: RelayContext, publicAddress: PublicAddress, reason: Reason): Promise<RelayOutcome> {
  await recordWhole(transit, publicAddress, "rejected", reason);
  return rejected(reason);
}

/** Refusals that whoever is refused can have without end: one journal row a day, which counts them. */
const COUNTED = ["blocked", "spam", "loop"];

/** One journal row for a message of which no copy goes out. */
async function recordWhole(
  transit: RelayContext,
  publicAddress: PublicAddress,
  outcome: "rejected" | "suppressed" | "retrying",
  reason: JournalReason,
): Promise<void> {
  const { ports, incoming, digest } = transit;
  const id = COUNTED.includes(reason)
    ? await ports.keys.index(`counted:${publicAddress.id}`, `${reason} ${Math.floor(transit.arrivedAt / DAY)}`)
    : await ports.keys.index(`whole:${publicAddress.id}`, digest);
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
  const isOfficers = message.resolved.length > 0;
  const scrubbed =
    isOfficers || forwardings.some(({ hideSender }) => hideSender)
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
  return conclude(transit, message, claimed, sendings, counters);
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
  const isScrubbed = forwarding.hideSender || shipment.message.resolved.length > 0;
  const content = isScrubbed ? shipment.scrubbed : shipment.plain;
  if (typeof content === "string") return refused(content);
  return { copy: { wish: named, compose: () => compose(shipment, claimed, forwarding, content) } };
}

async function conclude(
  transit: RelayContext,
  message: InboundMessage,
  claimed: Claimed,
  { ends, recorded }: Sendings,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { knowledge, ports } = transit;
  const { publicAddress } = message;
  const settlement = settle([...claimed.claims.values()], ends, ports.clock.now());
  const anySent = ends.some(({ outcome }) => outcome === "sent");
  const counted = [
    ...(anySent ? countersOf(transit, message, claimed, counters) : []),
    ...mintedOf(message, claimed, counters),
  ];
  const unrecorded = settlement.ends.filter((end) => !recorded.has(end));
  if (unrecorded.length > 0 || counted.length > 0) await recordEnds(unrecorded, counted, ports);
  const alarms: AlarmKind[] = [...settlement.alarms];
  if (ends.some(({ reason }) => reason === "quota")) alarms.push("quota");
  if (ends.some(({ wish, reason }) => isOurs(wish, reason))) alarms.push("destination-failed");
  if (anySent && (knowledge.counts.get(counters.total) ?? 0) + 1 >= ports.limits.total) alarms.push("flood");
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

function countersOf(
  { incoming }: RelayContext,
  { author, unverified }: InboundMessage,
  { fresh }: Claimed,
  counters: CounterKeys,
): readonly string[] {
  const { correspondent, automatic, total } = counters;
  const isKnown = !unverified && ![...fresh].some((key) => isAliasOf(key, author));
  const domain = isKnown ? [] : [counters.domain];
  return [...new Set([correspondent, ...domain, total, ...(isAutomaticAnswer(incoming) ? [automatic] : [])])];
}

/** One for each third party's alias that was made, whatever became of the copies: the rows stay. */
function mintedOf(
  { author }: InboundMessage,
  { fresh }: Claimed,
  { aliases, allAliases }: CounterKeys,
): readonly string[] {
  return [...fresh].filter((key) => !isAliasOf(key, author)).flatMap(() => [aliases, allAliases]);
}

/** @param key see `aliasKey` */
function isAliasOf(key: string, { address }: InboundMessage["author"]): boolean {
  return key.endsWith(` ${address.key}`);
}

function rejectionOf(copies: readonly Pick<CopyEnd | Claim, "outcome" | "reason">[]): Reason {
  const refused = copies.find(({ outcome }) => outcome === "rejected")?.reason;
  return COPY_REASONS.find((reason) => reason === refused) ?? "undeliverable";
}
