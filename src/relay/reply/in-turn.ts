/** An answer whose claim is ours is sent or refused, its officer told if it is lost, its colleagues served, and all of it recorded. */
import type { AlarmKind } from "../../letters/alarm.ts";
import type { ReplyRefusal } from "../../letters/officer-notice.ts";
import { type CopyEnd, recordEnds, spentEnd } from "../exactly-once.ts";
import { type Officer, tellOfficer } from "../officer-notices.ts";
import type { Answered, Claimed, ClaimWish, DoneClaim } from "../ports/journal.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import type { ReplyMessage } from "./decide.ts";
import { countedAnswer } from "./flood.ts";
import { type Shared, type Shares, shareAnswer } from "./share.ts";

/** What the sending server is to hear, and whether the answer went out at this attempt or at one before. */
export interface ReplyEnd {
  readonly outcome: RelayOutcome;
  readonly sent: "now" | "before" | "not";
  /** Why the mail has to come once more although the answer is out: colleagues of a shared desk wait for their copies. */
  readonly waits: string | undefined;
}

/** What was claimed for an answer. */
interface Turn {
  readonly claimed: Claimed;
  /** The correspondent's own copy. */
  readonly wish: ClaimWish;
  readonly shares?: Shares | undefined;
}

export function officerOf({ alias, publicAddress }: ReplyMessage): Officer {
  return { publicAddress, forwarding: alias.forwarding, writtenTo: alias.alias.spec };
}

/** Does the one thing that is to be done for a reply, if the claim is ours, and settles. */
export async function inTurn(
  transit: RelayContext,
  message: ReplyMessage,
  turn: Turn,
  act: () => Promise<CopyEnd>,
): Promise<ReplyEnd> {
  const { claimed, wish } = turn;
  const claim = claimed.claims.get(wish.id);
  if (claim?.state === "done") return onceMore(transit, message, turn, claim);
  if (claim?.state !== "mine" && claim?.state !== "spent") throw new Deferred("claimed-elsewhere");
  if (claim.state === "spent") await raise(transit, message, ["destination-failed"]);
  return finish(transit, message, turn, claim.state === "mine" ? await act() : spentEnd(wish));
}

async function finish(transit: RelayContext, message: ReplyMessage, turn: Turn, end: CopyEnd): Promise<ReplyEnd> {
  const isSent = end.outcome === "sent";
  const shared = await shareAnswer(turn.shares, turn.claimed, end);
  const lost = end.outcome === "failed" || end.outcome === "rejected";
  const told = lost && (await tellOfficer(transit, officerOf(message), await refusalNamed(end.reason)));
  const final: CopyEnd = lost && !told ? { ...end, remark: "untold" } : end;
  const ends = shared.isAnswerRecorded ? shared.ends : [final, ...shared.ends];
  const counted = isSent ? await countedAnswer(transit, message) : [];
  await recordEnds(ends, counted, transit.ports, atIt(message, isSent, shared));
  await raise(transit, message, end.reason === "quota" ? [...shared.alarms, "quota"] : shared.alarms);
  if (end.outcome === "retrying") throw new Deferred(end.reason);
  return { outcome: await outcomeOf(final), sent: isSent ? "now" : "not", waits: shared.waits };
}

/** At an attempt before it was sent, or refused for good; some colleagues may wait for their copies. */
async function onceMore(transit: RelayContext, message: ReplyMessage, turn: Turn, claim: DoneClaim): Promise<ReplyEnd> {
  const isSent = claim.outcome === "sent";
  const shared = await shareAnswer(turn.shares, turn.claimed, claim);
  if (shared.ends.length > 0) await recordEnds(shared.ends, [], transit.ports, atIt(message, isSent, shared));
  await raise(transit, message, shared.alarms);
  return { outcome: await outcomeOf(claim), sent: isSent ? "before" : "not", waits: shared.waits };
}

async function raise(
  { ports }: RelayContext,
  { publicAddress }: ReplyMessage,
  kinds: readonly AlarmKind[],
): Promise<void> {
  for (const kind of kinds) await ports.alarms.raise(kind, { address: publicAddress.address.spec });
}

/** At a shared desk the next mail of that correspondent says who is at it. */
function atIt({ alias, publicAddress }: ReplyMessage, isSent: boolean, shared: Shared): Answered | undefined {
  if (!isSent || !publicAddress.shareAnswers) return undefined;
  return { forwardingId: alias.forwarding.id, aliasIds: [alias.id, ...shared.aliasIds] };
}

/** Where the officer could not be told by mail, the sending server has to be, also when it asks once more. */
async function outcomeOf({ reason, remark }: CopyEnd | DoneClaim): Promise<RelayOutcome> {
  return remark === "untold" ? rejected(await refusalNamed(reason)) : ACCEPTED;
}

/** Loaded with the letters about answers, which most answers need none of. */
async function refusalNamed(word: string): Promise<ReplyRefusal> {
  const { replyRefusal } = await import("../../letters/officer-notice.ts");
  return replyRefusal(word);
}
