/** Carries out what inbound.ts decided: claims the copies, writes one for each forwarding, sends and settles. */
import { type Address, withoutTag } from "../../mail/header/address.ts";
import { startsByItself } from "../../mail/mime/file-names.ts";
import { type Hidden, scan, scrubField } from "../../mail/scrub/scrub.ts";
import type { AlarmKind } from "../../letters/alarm.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import type { IdOwner } from "../outgoing/carrier.ts";
import { type Content, composeCopy } from "../outgoing/head.ts";
import { type Copy, type CopyEnd, recordEnds, sendAll, settle } from "../exactly-once.ts";
import { dateField, keptFields } from "../outgoing/fields.ts";
import type { HiddenList } from "../outgoing/hidden-list.ts";
import { decideInbound, type InboundMessage } from "./decide.ts";
import {
  aliasWishes,
  answeringAlias,
  type CopyView,
  inboundFields,
  inboundHidden,
  inboundReader,
  inboundReplacement,
} from "./copy.ts";
import type { CounterKeys } from "../limits.ts";
import {
  aliasKey,
  type Claim,
  type Claimed,
  type ClaimWish,
  type Forwarding,
  type PublicAddress,
  readerKey,
} from "../ports.ts";
import { randomWord } from "../random.ts";
import type { Reason } from "../../letters/rejection.ts";

import { removalNotes } from "../../letters/removal-note.ts";
import { screen, spamScore } from "./screening.ts";
import { readThread, type Thread, threadFor, threadHeads } from "../outgoing/thread.ts";
import { sealTrace } from "../outgoing/trace.ts";
import { ACCEPTED, Deferred, isLoop, type RelayOutcome, rejected, type Transit } from "../transit.ts";

/** Reasons for which a single copy is refused. */
const COPY_REASONS: readonly Reason[] = ["blocked", "opaque-signature", "unreadable-structure"];

const NOTHING_HIDDEN: Hidden = { addresses: [], aliasForm: false, names: [] };

export async function deliverInbound(
  transit: Transit,
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
  transit: Transit,
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
    case "suppress":
      await recordWhole(transit, publicAddress, "suppressed", screening.reason);
      return ACCEPTED;
    case "wait":
      await recordWhole(transit, publicAddress, "retrying", screening.reason);
      throw new Deferred(screening.reason);
  }
}

/** Mail that says it is from an address of ours comes back from somebody who forwards what they got from us. */
function isFromOurselves({ incoming, knowledge }: Transit): boolean {
  if (incoming.fromField.kind !== "one") return false;
  const author = withoutTag(incoming.fromField.mailbox.address);
  return knowledge.publicAddresses.has(author) || knowledge.aliases.has(author);
}

async function refuse(transit: Transit, publicAddress: PublicAddress, reason: Reason): Promise<RelayOutcome> {
  await recordWhole(transit, publicAddress, "rejected", reason);
  return rejected(reason);
}

/** One journal row for a message of which no copy goes out. */
async function recordWhole(
  transit: Transit,
  publicAddress: PublicAddress,
  outcome: "rejected" | "suppressed" | "retrying",
  reason: string,
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

/** Everything that the copies share. */
interface Shipment {
  readonly transit: Transit;
  readonly message: InboundMessage;
  readonly list: HiddenList<Address>;
  /** The content with findings, for forwardings that hide the sender; the plain one for the others. */
  readonly scrubbed: Content | Reason;
  readonly plain: Content | Reason;
  readonly thread: Thread;
}

async function deliver(
  transit: Transit,
  message: InboundMessage,
  forwardings: readonly Forwarding[],
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = transit;
  const list = inboundHidden(incoming, message);
  const plain = scanMessage(transit, NOTHING_HIDDEN);
  const scrubbed = forwardings.some(({ hideSender }) => hideSender)
    ? scanMessage(transit, list.hidden(false, []))
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
  );
  const attempts = forwardings.map((forwarding, at) => attempt(shipment, claimed, forwarding, wishes[at]));
  const refusals = attempts.flatMap((one) => (one && "end" in one ? [one.end] : []));
  const copies = attempts.flatMap((one) => (one && "copy" in one ? [one.copy] : []));
  const ends = [...refusals, ...(await sendAll(copies, transit.arrivedAt, ports))];
  return conclude(transit, message.publicAddress, claimed, ends, counters);
}

/** The content with its findings, or why it must not pass. */
export function scanMessage({ incoming, ports }: Transit, hidden: Hidden): Content | Reason {
  const { octets, section } = incoming;
  const notes = removalNotes(ports.language);
  const content = scan(octets, section, { hidden, notes, refuseOpaque: hidden !== NOTHING_HIDDEN });
  if (content.kind === "scanned") return content;
  return content.reason === "smime-signature" || content.reason === "winmail"
    ? "opaque-signature"
    : "unreadable-structure";
}

/** Whether a file in it starts by itself when somebody opens it. */
export function bringsProgram(content: Content | Reason): boolean {
  return typeof content !== "string" && content.fileNames().some(startsByItself);
}

async function claimWish(shipment: Shipment, forwarding: Forwarding): Promise<ClaimWish> {
  const { transit, message } = shipment;
  return {
    id: await transit.ports.keys.index(`inbound:${forwarding.id}`, transit.digest),
    direction: "inbound",
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
  if (!wish || claimed.claims.get(wish.id)?.state !== "mine") return undefined;
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

async function compose(shipment: Shipment, claimed: Claimed, forwarding: Forwarding, content: Content) {
  const { transit, message, list, thread } = shipment;
  const { incoming, ports } = transit;
  const aliasOf = (address: Address) => claimed.aliases.get(aliasKey(forwarding.id, address.key));
  const before = { message, forwarding, language: ports.language, aliasOf, list };
  const view: CopyView = { ...before, replacement: inboundReplacement(before) };
  const answering = answeringAlias(view);
  const threadFields = await threadFor(thread, {
    key: ports.keys.carrierKey,
    domain: message.publicAddress.address.domain,
    writer: message.writer
      ? { side: "destination", forwardingId: message.writer.id }
      : { side: "correspondent", aliasId: answering.id },
    reader: inboundReader(forwarding, (owner) => translated(owner, message, view)),
    knownAs: (originalId) => claimed.knownAs.get(readerKey(forwarding.id, originalId)),
    freshId: `<${randomWord(20)}@${message.publicAddress.address.domain}>`,
  });
  const trace = await sealTrace(ports.keys.traceKey, [...transit.passed, message.publicAddress.id]);
  const sender = aliasOf(message.author.address)?.alias.spec ?? "";
  const scrub = (value: string) =>
    forwarding.hideSender ? scrubField(value, list.hidden(false, []), view.replacement) : value;
  return {
    outgoing: {
      envelopeSender: sender,
      envelopeRecipient: forwarding.destination.spec,
      content: composeCopy(
        inboundFields(view, threadFields, trace),
        dateField(incoming, transit.arrivedAt),
        keptFields(incoming, forwarding.hideSender ? "inbound" : "shown", scrub),
        content,
        view.replacement,
      ),
    },
    messageId: threadFields.messageId,
    thread:
      threadFields.carrier && thread.messageId
        ? { carrier: threadFields.carrier, readerId: forwarding.id, originalId: thread.messageId }
        : undefined,
  };
}

/** Another officer's alias of somebody is this reader's own alias of the same person. */
function translated(owner: IdOwner, message: InboundMessage, view: CopyView): IdOwner {
  if (owner.side === "destination") return owner;
  const other = message.resolved.find(({ id }) => id === owner.aliasId);
  const own = other && view.aliasOf(other.correspondent);
  return own ? { side: "correspondent", aliasId: own.id } : owner;
}

async function conclude(
  transit: Transit,
  publicAddress: PublicAddress,
  claimed: Claimed,
  ends: readonly CopyEnd[],
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { knowledge, ports } = transit;
  const settlement = settle([...claimed.claims.values()], ends, ports.clock.now());
  const counted = ends.some(({ outcome }) => outcome === "sent") ? countersOf(transit, counters) : [];
  if (settlement.ends.length > 0) await recordEnds(settlement.ends, counted, ports);
  const alarms: AlarmKind[] = [...settlement.alarms];
  if (ends.some(({ reason }) => reason === "quota")) alarms.push("quota");
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

function countersOf({ incoming }: Transit, counters: CounterKeys): readonly string[] {
  const { correspondent, domain, automatic, total } = counters;
  return [...new Set([correspondent, domain, total, ...(isAutomaticAnswer(incoming) ? [automatic] : [])])];
}

function rejectionOf(copies: readonly Pick<CopyEnd | Claim, "outcome" | "reason">[]): Reason {
  const refused = copies.find(({ outcome }) => outcome === "rejected")?.reason;
  return COPY_REASONS.find((reason) => reason === refused) ?? "undeliverable";
}
