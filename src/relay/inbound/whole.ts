/** The journal row of a message of which no copy goes out. */
import type { Reason } from "../../letters/rejection.ts";
import { DAY } from "../../mail/duration.ts";
import { type CounterKeys, NOTED_WAITS } from "../limits.ts";
import type { PublicAddress } from "../model.ts";
import type { JournalReason } from "../reasons.ts";
import { type RelayContext, type RelayOutcome, rejected } from "../transit.ts";

export async function refuse(
  transit: RelayContext,
  publicAddress: PublicAddress,
  reason: Reason,
): Promise<RelayOutcome> {
  await recordWhole(transit, publicAddress, "rejected", reason);
  return rejected(reason);
}

/**
 * Refused or suppressed: one journal row a day and reason, which counts them, since anybody can have themselves refused
 * without end.
 */
export async function recordWhole(
  transit: RelayContext,
  publicAddress: PublicAddress,
  outcome: "rejected" | "suppressed",
  reason: JournalReason,
): Promise<void> {
  const { ports, arrivedAt } = transit;
  const supersedes = await waitingId(transit, publicAddress);
  const id = await ports.keys.index(`counted:${publicAddress.id}`, `${reason} ${Math.floor(arrivedAt / DAY)}`);
  const row = wholeRow(transit, publicAddress, id);
  await ports.journal.record([{ ...row, outcome, reason, counts: true, supersedes }], [], []);
}

/** Mail that waits: a row of its own, which goes when it goes on; above so many attempts an hour none is noted. */
export async function recordWait(
  transit: RelayContext,
  publicAddress: PublicAddress,
  reason: JournalReason,
  { waits }: Pick<CounterKeys, "waits">,
): Promise<void> {
  const { ports, knowledge } = transit;
  if ((knowledge.counts.get(waits) ?? 0) >= NOTED_WAITS) return;
  const id = await waitingId(transit, publicAddress);
  await ports.journal.record([{ ...wholeRow(transit, publicAddress, id), outcome: "retrying", reason }], [], [waits]);
}

/** Of the row that says that this message waits. */
export function waitingId({ ports, digest }: RelayContext, publicAddress: PublicAddress): Promise<string> {
  return ports.keys.index(`whole:${publicAddress.id}`, digest);
}

function wholeRow({ incoming }: RelayContext, publicAddress: PublicAddress, id: string) {
  const { spamScore } = incoming;
  const size = incoming.octets.length;
  const nobodys = { forwardingId: undefined, alias: undefined };
  return { id, direction: "inbound", addressId: publicAddress.id, ...nobodys, size, spamScore } as const;
}
