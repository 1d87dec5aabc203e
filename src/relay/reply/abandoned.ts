/** Copies of an answer for colleagues that wait for another attempt, and will not get it. */
import type { ReplyRefusal } from "../../letters/officer-notice.ts";
import type { Claim } from "../ports/journal.ts";
import type { RelayContext } from "../transit.ts";
import type { ReplyMessage } from "./decide.ts";
import { shareId } from "./share.ts";
import { sharingOf } from "./sharing.ts";

/**
 * The answer is refused now. Where it had gone out, the colleagues who have no copy yet get none any more, and the admin hears of it.
 * Of a mail to several aliases another delivery may still bring them.
 */
export async function endShares(
  transit: RelayContext,
  message: ReplyMessage,
  answer: Claim | undefined,
  reason: ReplyRefusal,
): Promise<void> {
  const { incoming, knowledge, ports } = transit;
  if (sharingOf(incoming, message, knowledge)?.isCircular) return;
  const isOut = answer?.state === "done" && answer.outcome === "sent";
  const ids = await idsBut(transit, message, []);
  if (ids.length === 0) return;
  const ended = await ports.journal.abandon(
    ids,
    isOut
      ? { outcome: "failed", reason, remark: "given-up" }
      : { outcome: "suppressed", reason: "not-answered", remark: "none" },
  );
  if (isOut && ended > 0) await ports.alarms.raise("partly-delivered", { address: message.publicAddress.address.spec });
}

/** At a further attempt: whoever takes no copy any more waits for none. @param wanted ids of the copies that there are now */
export async function dropShares(
  transit: RelayContext,
  message: ReplyMessage,
  answer: Claim | undefined,
  wanted: readonly string[],
): Promise<void> {
  const isFirst = answer?.state !== "done" && (answer?.reason ?? "") === "";
  const ids = isFirst ? [] : await idsBut(transit, message, wanted);
  if (ids.length > 0) await transit.ports.journal.claim([], [], [], ids);
}

async function idsBut(
  transit: RelayContext,
  { publicAddress, alias }: ReplyMessage,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const others = transit.knowledge.forwardings.filter(
    ({ id, addressId }) => addressId === publicAddress.id && id !== alias.forwarding.id,
  );
  const ids = await Promise.all(others.map(({ id }) => shareId(transit, id)));
  return ids.filter((id) => !wanted.includes(id));
}
