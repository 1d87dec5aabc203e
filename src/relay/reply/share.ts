/**
 * An answer, on to the other officers of a shared desk. The correspondent's own copy goes first, and it alone decides what
 * the officer is told: a colleague's copy that fails calls the admin at most.
 */
import type { AlarmKind } from "../../letters/alarm.ts";
import { type Copy, type CopyEnd, sendAll, settle, spentEnd } from "../exactly-once.ts";
import { scanMessage } from "../outgoing/content.ts";
import { type Thread, threadHeads } from "../outgoing/thread.ts";
import {
  type AliasWish,
  aliasKey,
  type Claim,
  type Claimed,
  type ClaimWish,
  type DoneClaim,
  type ThreadWish,
} from "../ports/journal.ts";
import type { RelayContext } from "../transit.ts";
import { writerNames } from "./copy.ts";
import type { ReplyMessage } from "./decide.ts";
import { answerAliases, composeShared, type SharedShipment, sharedAliasWishes, sharedHidden } from "./shared-copy.ts";
import { sharingOf } from "./sharing.ts";

/** How long what is out may stay off the record, in milliseconds: an answer to a large desk is one record then. */
const OFF_RECORD = 2_000;

/** The copies for colleagues, ready to be claimed. */
export interface Shares {
  readonly shipment: SharedShipment;
  /** One for each colleague, in their order. */
  readonly wishes: readonly ClaimWish[];
}

/** Nothing where nobody else gets the answer, or where it names so many that nobody could make sure of what it shows. */
export async function sharesOf(
  transit: RelayContext,
  message: ReplyMessage,
  thread: Thread,
): Promise<Shares | undefined> {
  const { incoming, knowledge, ports } = transit;
  const sharing = sharingOf(incoming, message, knowledge);
  if (!sharing) return undefined;
  const [list, names] = [sharedHidden(sharing, knowledge.forwardings, incoming), writerNames(incoming)];
  const content = scanMessage(transit, list.hidden(true, names));
  if (content.kind === "refused") {
    await ports.alarms.raise("destination-failed", { address: message.publicAddress.address.spec });
    return undefined;
  }
  const shipment = { transit, sharing, list, names, content, thread };
  return { shipment, wishes: await Promise.all(sharing.colleagues.map(({ id }) => shareWish(transit, message, id))) };
}

/** Of this message's copy for a colleague. */
export function shareId(
  { ports, digest }: Pick<RelayContext, "ports" | "digest">,
  forwardingId: string,
): Promise<string> {
  return ports.keys.index(`shared:${forwardingId}`, digest);
}

/** One a mail and colleague, whichever of several aliases this copy of the mail came to. */
async function shareWish(
  { ports, digest, incoming }: RelayContext,
  { publicAddress }: ReplyMessage,
  forwardingId: string,
): Promise<ClaimWish> {
  return {
    id: await shareId({ ports, digest }, forwardingId),
    direction: "shared",
    needs: "deliver",
    addressId: publicAddress.id,
    forwardingId,
    alias: undefined,
    size: incoming.octets.length,
  };
}

/** What a claim asks for. */
interface ShareClaims {
  readonly wishes: readonly ClaimWish[];
  readonly aliases: readonly AliasWish[];
  readonly threads: readonly ThreadWish[];
}

/**
 * Claimed together with the answer, unless other deliveries of the mail want the same copies: then by whichever of them
 * has got its answer out, since one that has not might never.
 */
export function claimedWithAnswer(shares: Shares | undefined): ShareClaims {
  return shares && !shares.shipment.sharing.isCircular ? shareClaims(shares) : { wishes: [], aliases: [], threads: [] };
}

function shareClaims({ shipment, wishes }: Shares): ShareClaims {
  const heads = threadHeads(shipment.thread);
  const threads = shipment.sharing.colleagues.flatMap(({ id }) =>
    heads.map((originalId) => ({ readerId: id, originalId })),
  );
  return { wishes, aliases: sharedAliasWishes(shipment.sharing), threads };
}

/** What became of the copies for colleagues. */
export interface Shared {
  /** Those that are to be recorded with the answer. */
  readonly ends: readonly CopyEnd[];
  /** Whether the answer's own end has been recorded meanwhile. */
  readonly isAnswerRecorded: boolean;
  /** By which colleagues know the correspondent. */
  readonly aliasIds: readonly string[];
  readonly alarms: readonly AlarmKind[];
  /** Why the mail waits at its sender, though the answer is out. */
  readonly waits: string | undefined;
}

const NOTHING: Shared = { ends: [], isAnswerRecorded: false, aliasIds: [], alarms: [], waits: undefined };

/**
 * @param claimed with the answer
 * @param answer how the answer ended, at this attempt or at one before
 */
export async function shareAnswer(
  shares: Shares | undefined,
  claimed: Claimed,
  answer: CopyEnd | DoneClaim,
): Promise<Shared> {
  if (!shares) return NOTHING;
  return answer.outcome === "sent" ? share(shares, claimed, answer) : unshared(shares, claimed, answer);
}

/** The answer did not go out: nobody hears of it. What was claimed is free again, or done with. */
function unshared(shares: Shares, claimed: Claimed, { outcome }: CopyEnd | DoneClaim): Shared {
  const mine = shares.wishes.filter(({ id }) => claimed.claims.get(id)?.state === "mine");
  const end = (
    outcome === "retrying"
      ? { outcome: "retrying", reason: "not-tried" }
      : { outcome: "suppressed", reason: "not-answered" }
  ) satisfies Omit<CopyEnd, "wish">;
  return { ...NOTHING, ends: mine.map((wish) => ({ wish, ...end })) };
}

async function share(shares: Shares, withAnswer: Claimed, answer: CopyEnd | DoneClaim): Promise<Shared> {
  const { transit, sharing } = shares.shipment;
  const { ports, arrivedAt } = transit;
  const claimed = sharing.isCircular ? await claimNow(shares) : withAnswer;
  const attempts = shares.wishes.map((wish) => attempt(shares, claimed, wish));
  const copies = attempts.flatMap((one) => (one && "copy" in one ? [one.copy] : []));
  const refusals = attempts.flatMap((one) => (one && "end" in one ? [one.end] : []));
  const open = "wish" in answer ? [answer] : [];
  const { ends, recorded } = await sendAll(copies, arrivedAt, ports, { ends: open, milliseconds: OFF_RECORD });
  const settlement = settleShares(shares, claimed, answer, [...refusals, ...ends]);
  const late = settlement.ends.find(({ outcome }) => outcome === "retrying");
  return {
    ends: settlement.ends.filter((end) => !recorded.has(end)),
    isAnswerRecorded: open.some((end) => recorded.has(end)),
    aliasIds: aliasIds(shares, claimed),
    alarms: settlement.alarms,
    waits: settlement.answer === "retry" ? (late?.reason ?? "claimed-elsewhere") : undefined,
  };
}

function claimNow(shares: Shares): Promise<Claimed> {
  const { wishes, aliases, threads } = shareClaims(shares);
  return shares.shipment.transit.ports.journal.claim(wishes, aliases, threads);
}

/** A copy to send, the end of one that must not go out, or nothing for a claim that is not ours. */
function attempt(
  { shipment }: Shares,
  claimed: Claimed,
  wish: ClaimWish,
): { readonly copy: Copy } | { readonly end: CopyEnd } | undefined {
  const reader = shipment.sharing.colleagues.find(({ id }) => id === wish.forwardingId);
  const state = claimed.claims.get(wish.id)?.state;
  if (state === "spent") return { end: spentEnd(wish) };
  if (state !== "mine" || !reader) return undefined;
  const [alias] = answerAliases(shipment.sharing, claimed, reader);
  // Whoever has blocked a correspondent reads nothing more of them.
  if (!alias) return { end: { wish, outcome: "rejected", reason: "blocked" } };
  const named = { ...wish, alias: alias.alias.spec };
  return { copy: { wish: named, compose: () => composeShared(shipment, claimed, reader) } };
}

/**
 * A colleague's copy that lags behind is tried again with the sender's next attempt, as inbound copies are. Of a mail to
 * several aliases another delivery may hold it: that one has got its answer out, and sees to it.
 */
function settleShares(
  { shipment, wishes }: Shares,
  claimed: Claimed,
  answer: CopyEnd | DoneClaim,
  ends: readonly CopyEnd[],
) {
  const now = shipment.transit.ports.clock.now();
  const isHeldElsewhere = shipment.sharing.isCircular && "wish" in answer;
  const claims = wishes.flatMap(({ id }) => {
    const claim = claimed.claims.get(id);
    return !claim || claim.state === "gone" || (claim.state === "busy" && isHeldElsewhere) ? [] : [claim];
  });
  const time = "time" in answer ? answer.time : now;
  const sent: Claim = { id: "", state: "done", outcome: "sent", time, reason: "", remark: "none" };
  return settle([sent, ...claims], ends, now);
}

function aliasIds({ shipment }: Shares, { aliases }: Claimed): readonly string[] {
  const { message, colleagues } = shipment.sharing;
  const { key } = message.alias.correspondent;
  return colleagues.flatMap(({ id }) => aliases.get(aliasKey(id, key))?.id ?? []);
}
