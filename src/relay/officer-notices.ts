/** Mail to an officer about a message that named them, or was said to be theirs. */

import type { Suspicion, ToldReason } from "../letters/officer-notice.ts";
import { DAY } from "../mail/duration.ts";
import { copyRecord, sendLetter } from "./exactly-once.ts";
import type { Forwarding, PublicAddress } from "./model.ts";
import type { ClaimWish, CopyRecord } from "./ports/journal.ts";
import type { RelayContext } from "./transit.ts";

/** Whom a notice goes to, and which of our addresses it is about. */
export interface Officer {
  readonly publicAddress: PublicAddress;
  readonly forwarding: Forwarding;
  /** The alias or public address that was written to, as an addr-spec. */
  readonly writtenTo: string;
}

/** Mails the officer. @returns whether it could be handed over */
export async function tellOfficer(context: RelayContext, officer: Officer, reason: ToldReason): Promise<boolean> {
  const [{ composeNotice }, { officerNotice }] = await Promise.all([
    import("../letters/compose.ts"),
    import("../letters/officer-notice.ts"),
  ]);
  const { ports, incoming, arrivedAt } = context;
  const { publicAddress, forwarding, writtenTo } = officer;
  const { name, address } = publicAddress;
  const facts = { publicName: name, publicAddress: address.spec, alias: writtenTo, size: incoming.octets.length };
  const { subject, text } = officerNotice(reason, facts, ports.language);
  const sender = { name: name || "SafetyAnswer", address: address.spec };
  const recipient = forwarding.destination.spec;
  const content = composeNotice({ sender, recipient, subject, text, time: arrivedAt });
  const outgoing = { envelopeSender: sender.address, envelopeRecipient: recipient, content: [content] };
  return (await sendLetter(outgoing, context)).kind === "sent";
}

/**
 * Somebody wrote as an officer from elsewhere, or without proof. The officer is told at most once a day (UTC): it may have
 * been the officer, and a flood must not become a flood of notices. Whoever wrote does not wait for it, or the time that
 * their server's answer takes would tell them that they had guessed right.
 *
 * @param whole the journal's row for the message itself
 */
export function warnOfficer(context: RelayContext, officer: Officer, suspicion: Suspicion, whole: ClaimWish): void {
  afterwards(context, () => warn(context, officer, suspicion, whole));
}

/** Somebody wrote to an alias that never was: costs the database what an alias costs that is somebody's. */
export function warnNobody(context: RelayContext): void {
  const { journal } = context.ports;
  afterwards(context, async () => {
    await journal.claim([], [], []);
    await journal.record([], [], []);
  });
}

/** Does what the sending server must not wait for. Nobody is left to hear of a fault, but the log. */
export function afterwards({ ports }: RelayContext, work: () => Promise<unknown>): void {
  const logged = (error: unknown) =>
    ports.log.write({ event: "fault", kind: error instanceof Error ? error.name : "unknown" });
  ports.later(() => work().then(() => {}, logged));
}

async function warn(context: RelayContext, officer: Officer, suspicion: Suspicion, whole: ClaimWish): Promise<void> {
  const { ports, arrivedAt } = context;
  const day = Math.floor(arrivedAt / DAY);
  const id = await ports.keys.index(`notice:${officer.forwarding.id}`, `${suspicion} ${day}`);
  const wish: ClaimWish = { ...whole, id, direction: "notice", needs: "letter", size: 0 };
  const claimed = await ports.journal.claim([wish], [], []);
  const rows: CopyRecord[] = [{ ...copyRecord(whole, "rejected", suspicion), counts: true }];
  if (claimed.claims.get(id)?.state === "mine") {
    const told = await tellOfficer(context, officer, suspicion);
    rows.push(copyRecord(wish, told ? "sent" : "retrying", suspicion));
    await ports.alarms.raise("answer-from-elsewhere", { address: officer.publicAddress.address.spec });
  }
  await ports.journal.record(rows, [], []);
}
