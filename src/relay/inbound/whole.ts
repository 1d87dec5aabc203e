/** A message of which no further copy goes out: refused, suppressed, or waiting as a whole. */
import type { Reason } from "../../letters/rejection.ts";
import { countedId } from "../counted.ts";
import { isOutTooLong } from "../exactly-once.ts";
import { type CounterKeys, NOTED_WAITS } from "../limits.ts";
import type { PublicAddress } from "../model.ts";
import type { CopyRecord, Whereabouts } from "../ports/journal.ts";
import type { SuppressReason, WaitReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";

/**
 * Exactly once comes first, then policy: a sender that tries again since it has not heard of a copy that is out, or since others
 * were late, is not told that nobody got the mail, whatever was closed or blocked meanwhile.
 */
export async function refuse(
  transit: RelayContext,
  publicAddress: PublicAddress,
  reason: Reason,
): Promise<RelayOutcome> {
  return outcomeOf(await end(transit, publicAddress, "rejected", reason), rejected(reason));
}

export async function suppress(
  transit: RelayContext,
  publicAddress: PublicAddress,
  reason: SuppressReason,
): Promise<RelayOutcome> {
  return outcomeOf(await end(transit, publicAddress, "suppressed", reason), ACCEPTED);
}

/** @throws Deferred while a copy is on its way: how that ends is not known yet */
function outcomeOf(copies: Whereabouts, unlessOut: RelayOutcome): RelayOutcome {
  switch (copies.kind) {
    case "out":
      return ACCEPTED;
    case "on-its-way":
      throw new Deferred("claimed-elsewhere");
    case "none":
      return unlessOut;
  }
}

async function end(
  transit: RelayContext,
  publicAddress: PublicAddress,
  outcome: "rejected" | "suppressed",
  reason: Reason | SuppressReason,
): Promise<Whereabouts> {
  const id = await countedId(transit, publicAddress.id, reason);
  const row = { ...wholeRow(transit, publicAddress, id), outcome, reason, counts: true } as const;
  return endAs(transit, publicAddress, row);
}

async function endAs(transit: RelayContext, publicAddress: PublicAddress, row: CopyRecord): Promise<Whereabouts> {
  const [whole, copies] = await Promise.all([waitingId(transit, publicAddress), copyIds(transit, publicAddress)]);
  return transit.ports.journal.end(row, copies, [whole]);
}

/**
 * Mail that waits: a row of its own, which goes when it goes on; above so many attempts an hour none is noted. Where a copy
 * has been out for long, nothing waits any more: its sender would hear after days that the mail failed.
 *
 * @throws Deferred unless it is over
 */
export async function wait(
  transit: RelayContext,
  publicAddress: PublicAddress,
  reason: WaitReason | "robots",
  { waits }: Pick<CounterKeys, "waits">,
): Promise<RelayOutcome> {
  const { ports, knowledge } = transit;
  const id = await waitingId(transit, publicAddress);
  const row = { ...wholeRow(transit, publicAddress, id), outcome: "retrying", reason } as const;
  const out = await ports.journal.whereabouts(await copyIds(transit, publicAddress));
  if (out.kind === "out" && isOutTooLong(out.since, ports)) {
    await endAs(transit, publicAddress, { ...row, outcome: "failed", remark: "given-up" });
    await ports.alarms.raise("partly-delivered", { address: publicAddress.address.spec });
    return ACCEPTED;
  }
  if ((knowledge.counts.get(waits) ?? 0) < NOTED_WAITS) await ports.journal.record([row], [], [waits]);
  throw new Deferred(reason);
}

/** Of the row that says that this message waits. */
export function waitingId({ ports, digest }: RelayContext, publicAddress: PublicAddress): Promise<string> {
  return ports.keys.index(`whole:${publicAddress.id}`, digest);
}

/** Of this message's copy to a forwarding; of one that nobody vouches for in a place of its own. */
export function copyId(
  { ports, digest }: Pick<RelayContext, "ports" | "digest">,
  forwardingId: string,
  kind: "inbound" | "unverified" = "inbound",
): Promise<string> {
  return ports.keys.index(`${kind}:${forwardingId}`, digest);
}

/**
 * Of all copies that this message may have at the address, also of officers who take none now, or have left. A copy that nobody vouched for
 * says nothing of a verified message: whoever forged it must not make the genuine one vanish.
 */
async function copyIds(transit: RelayContext, publicAddress: PublicAddress): Promise<readonly string[]> {
  const desk = transit.knowledge.forwardings.filter(({ addressId }) => addressId === publicAddress.id);
  const isVerified = transit.incoming.verdict.kind === "pass";
  const kinds = isVerified ? (["inbound"] as const) : (["inbound", "unverified"] as const);
  const former = isVerified ? (await transit.ports.directory.formerly(publicAddress.address.key)).forwardingIds : [];
  const ids = new Set([...desk.map(({ id }) => id), ...former]);
  return Promise.all([...ids].flatMap((id) => kinds.map((kind) => copyId(transit, id, kind))));
}

function wholeRow({ incoming }: RelayContext, publicAddress: PublicAddress, id: string) {
  const { spamScore } = incoming;
  const size = incoming.octets.length;
  const nobodys = { forwardingId: undefined, alias: undefined };
  return { id, direction: "inbound", addressId: publicAddress.id, ...nobodys, size, spamScore } as const;
}
