/** Carries out what decide.ts decided: claims the copies, writes one for each forwarding and sends them. */
import type { Reason } from "../../letters/rejection.ts";
import { type Copy, type CopyEnd, sendAll, spentEnd } from "../exactly-once.ts";
import type { CounterKeys } from "../limits.ts";
import type { Forwarding } from "../model.ts";
import { bringsLockedArchive, bringsProgram, NOTHING_HIDDEN, type Scanned, scanMessage } from "../outgoing/content.ts";
import type { NameMark } from "../outgoing/display-name.ts";
import { keptFieldsOnce } from "../outgoing/fields.ts";
import { readThread, threadHeads } from "../outgoing/thread.ts";
import { aliasKey, type Claimed, type ClaimWish } from "../ports/journal.ts";
import type { RelayContext, RelayOutcome } from "../transit.ts";
import { conclude } from "./conclude.ts";
import { compose, type Shipment } from "./copy.ts";
import type { InboundMessage } from "./decide.ts";
import { inboundHidden, isScrubbedFor } from "./hidden.ts";
import { reaches } from "./screening.ts";
import { copyId, refuse, waitingId } from "./whole.ts";
import { aliasWishes } from "./wishes.ts";

export async function deliverCopies(
  transit: RelayContext,
  message: InboundMessage,
  forwardings: readonly Forwarding[],
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = transit;
  const list = inboundHidden(incoming, message, knowledge.forwardings);
  const invited = message.publicAddress.address.key;
  const plain = scanMessage(transit, NOTHING_HIDDEN, invited);
  const scrubbed = forwardings.some((one) => isScrubbedFor(one, message, list))
    ? scanMessage(transit, list.hidden(false, []), invited)
    : plain;
  if (message.publicAddress.refuseFiles && bringsProgram(scrubbed))
    return refuse(transit, message.publicAddress, "file-type");
  const refusal = refusalOfAll(forwardings, { message, list, scrubbed, plain });
  if (refusal) return refuse(transit, message.publicAddress, refusal);
  const thread = await readThread(incoming, knowledge.carriers, ports.keys.carrierKey);
  const marks = marksOf(transit, message, bringsLockedArchive(scrubbed));
  const kept = keptFieldsOnce(incoming, ports.language);
  const shipment: Shipment = { transit, message, marks, list, scrubbed, plain, thread, kept };
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

/** What the reader should know before anything else, as marks in the name. */
function marksOf(
  { incoming, ports }: RelayContext,
  { unverified }: InboundMessage,
  locked: boolean,
): readonly NameMark[] {
  const spam = reaches(incoming.spamScore, ports.limits.spamHint);
  return MARKS_IN_TURN.filter((mark) => ({ unverified, spam, locked })[mark]);
}

const MARKS_IN_TURN: readonly NameMark[] = ["unverified", "spam", "locked"];

type Contents = Pick<Shipment, "message" | "list" | "scrubbed" | "plain">;

/** Why no copy at all can go out: then none is claimed, and the refusal is counted like any other. */
function refusalOfAll(forwardings: readonly Forwarding[], contents: Contents): Reason | undefined {
  const reasons = forwardings.map((forwarding) => {
    const content = contentFor(forwarding, contents);
    return content.kind === "refused" ? content.reason : undefined;
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/**
 * Where it may stand that this message waits: as a whole, each copy while nobody vouched for it, and those for officers who take
 * it no more, since they have stopped or blocked its sender meanwhile.
 */
async function waitingRows({ transit, message }: Shipment, forwardings: readonly Forwarding[]): Promise<string[]> {
  const { publicAddress, unverified } = message;
  const own = unverified ? "unverified" : "inbound";
  const left = transit.knowledge.forwardings.filter(
    (one) => one.addressId === publicAddress.id && !forwardings.includes(one),
  );
  return Promise.all([
    waitingId(transit, publicAddress),
    ...(unverified ? [] : forwardings.map(({ id }) => copyId(transit, id, "unverified"))),
    ...left.map(({ id }) => copyId(transit, id, own)),
  ]);
}

async function claimWish(shipment: Shipment, forwarding: Forwarding): Promise<ClaimWish> {
  const { transit, message } = shipment;
  const verifiedId = await copyId(transit, forwarding.id);
  const unverified = message.unverified && { id: await copyId(transit, forwarding.id, "unverified"), verifiedId };
  return {
    ...(unverified || { id: verifiedId }),
    direction: "inbound",
    needs: "deliver",
    addressId: message.publicAddress.id,
    forwardingId: forwarding.id,
    alias: undefined,
    size: transit.incoming.octets.length,
    spamScore: transit.incoming.spamScore,
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
  const content = contentFor(forwarding, shipment);
  if (content.kind === "refused") return refused(content.reason);
  return { copy: { wish: named, compose: () => compose(shipment, claimed, forwarding, content) } };
}

/**
 * Where no sender is hidden, nothing is refused for whom it may name: a stranger who puts somebody into Cc would learn
 * whether they are an officer.
 */
function contentFor(forwarding: Forwarding, { message, list, scrubbed, plain }: Contents): Scanned {
  if (!isScrubbedFor(forwarding, message, list)) return plain;
  const mayRefuse = forwarding.hideSender || message.resolved.length > 0;
  return mayRefuse || scrubbed.kind === "scanned" ? scrubbed : plain;
}
