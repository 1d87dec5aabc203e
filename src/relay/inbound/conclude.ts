/** What becomes of a message whose copies were tried: what is recorded and counted, who is alarmed, what its server hears. */
import type { AlarmKind } from "../../letters/alarm.ts";
import type { Reason } from "../../letters/rejection.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import { type CopyEnd, isOurs, recordEnds, type Sendings, settle } from "../exactly-once.ts";
import type { CounterKeys } from "../limits.ts";
import type { Alias } from "../model.ts";
import type { Claimed, DoneClaim } from "../ports/journal.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import type { InboundMessage } from "./decide.ts";

/** Reasons for which a single copy is refused. */
const COPY_REASONS: readonly Reason[] = [
  "blocked",
  "opaque-signature",
  "outlook-file",
  "unreadable-structure",
  "too-many-addresses",
];

export async function conclude(
  transit: RelayContext,
  message: InboundMessage,
  claimed: Claimed,
  { ends, recorded }: Sendings,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { knowledge, ports } = transit;
  const { publicAddress } = message;
  const settlement = settle([...claimed.claims.values()], ends, ports.clock.now());
  // Counted once, when it makes its rows: one that fails, is refused, or waits since the carrier does not take it, too. Whoever
  // writes to a dead mailbox, is blocked, or floods while the quota is used up, has limits like anybody.
  const isFirst = [...claimed.claims.values()].some(({ state, reason }) => state !== "done" && reason === "");
  const anySent = ends.some(({ outcome }) => outcome === "sent");
  const counted = [
    ...(isFirst ? countersOf(transit, message, claimed, counters) : []),
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
      return rejected(
        rejectionOf([...ends, ...[...claimed.claims.values()].filter((claim) => claim.state === "done")]),
      );
    case "retry":
      throw new Deferred(ends.find(({ outcome }) => outcome === "retrying")?.reason ?? "claimed-elsewhere");
  }
}

function countersOf(
  { incoming }: RelayContext,
  message: InboundMessage,
  claimed: Claimed,
  counters: CounterKeys,
): readonly string[] {
  const { correspondent, automatic, total } = counters;
  const isKnown = !message.unverified && !freshAliases(claimed).some((alias) => isAuthors(alias, message));
  const domain = isKnown ? [] : [counters.domain];
  return [...new Set([correspondent, ...domain, total, ...(isAutomaticAnswer(incoming) ? [automatic] : [])])];
}

/** One for each third party's alias that was made, whatever became of the copies: the rows stay. */
function mintedOf(message: InboundMessage, claimed: Claimed, { aliases, allAliases }: CounterKeys): readonly string[] {
  const others = freshAliases(claimed).filter((alias) => !isAuthors(alias, message));
  return others.flatMap(() => [aliases, allAliases]);
}

function freshAliases({ aliases, fresh }: Claimed): readonly Alias[] {
  return [...fresh].flatMap((key) => aliases.get(key) ?? []);
}

function isAuthors({ correspondent }: Alias, { author }: InboundMessage): boolean {
  return correspondent.key === author.address.key;
}

function rejectionOf(copies: readonly (CopyEnd | DoneClaim)[]): Reason {
  const refused = copies.find(({ outcome }) => outcome === "rejected")?.reason;
  return COPY_REASONS.find((reason) => reason === refused) ?? "undeliverable";
}
