/** The journal row of a message of which no copy goes out. */
import type { Reason } from "../../letters/rejection.ts";
import { DAY } from "../../mail/duration.ts";
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

/** Refusals that whoever is refused can have without end: one journal row a day, which counts them. */
const COUNTED = ["blocked", "spam", "loop"];

export async function recordWhole(
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
  await ports.journal.record([{ ...row, outcome, reason, size, spamScore: incoming.spamScore }], [], []);
}
