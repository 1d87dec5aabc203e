/** One letter of ours to somebody of a contact network, once, however often its cause comes again. */
import { composeNotice } from "../../letters/compose.ts";
import type { Letter } from "../../letters/letter.ts";
import type { Address } from "../../mail/header/addr-spec.ts";
import { recordEnds, sendLetter } from "../exactly-once.ts";
import type { PublicAddress } from "../model.ts";
import type { ClaimWish } from "../ports/journal.ts";
import type { Outgoing } from "../ports/transport.ts";
import type { JournalReason } from "../reasons.ts";
import { Deferred, type RelayContext } from "../transit.ts";

/** Whom a letter is for, and what it goes out once for. */
interface Telling {
  readonly publicAddress: PublicAddress;
  readonly recipient: Address;
  /** Undefined for somebody who is no officer. */
  readonly forwardingId: string | undefined;
  readonly about: string;
  readonly reason: JournalReason;
  /** Where an answer to it goes, if not to the public address. */
  readonly answerTo?: string | undefined;
}

/**
 * @returns whether it is out; not when the platform has refused it for good, or attempt after attempt died
 * @throws Deferred when it may work later
 */
export async function tellOnce(context: RelayContext, telling: Telling, letter: Letter): Promise<boolean> {
  const { ports } = context;
  const wish = await networkWish(context, telling.publicAddress, telling.about, "notice", telling.forwardingId);
  const claim = (await ports.journal.claim([wish], [], [])).claims.get(wish.id);
  if (claim?.state === "done") return claim.outcome === "sent";
  if (claim?.state === "spent") return false;
  if (claim?.state !== "mine") throw new Deferred("claimed-elsewhere");
  const result = await sendLetter(networkLetter(context, telling, letter), context);
  const outcome = { sent: "sent", refused: "failed", deferred: "retrying" } as const;
  await recordEnds([{ wish, outcome: outcome[result.kind], reason: telling.reason }], [], ports);
  if (result.kind === "deferred") throw new Deferred(result.reason);
  return result.kind === "sent";
}

/** A journal row that is there once for whatever it is about. */
export async function networkWish(
  { ports }: RelayContext,
  { id }: PublicAddress,
  about: string,
  direction: "inbound" | "notice",
  forwardingId?: string,
): Promise<ClaimWish> {
  const name = await ports.keys.index(`network:${id}`, about);
  return { id: name, direction, addressId: id, forwardingId, alias: undefined, size: 0 };
}

export function networkLetter(
  { arrivedAt }: Pick<RelayContext, "arrivedAt">,
  { publicAddress, recipient, answerTo }: Pick<Telling, "publicAddress" | "recipient" | "answerTo">,
  letter: Letter,
): Outgoing {
  const { address, name } = publicAddress;
  const sender = { name: name || "SafetyAnswer", address: address.spec };
  const content = composeNotice({ sender, recipient: recipient.spec, answerTo, ...letter, time: arrivedAt });
  return { envelopeSender: address.spec, envelopeRecipient: recipient.spec, content: [content] };
}
