/**
 * A stolen officer's account must not write to everybody: above a limit answers wait at their sender, and the admin is told.
 * What counts is mails. Each alias in To is a delivery of its own, so a mail to forty parents is forty copies of one answer;
 * copies have a limit of their own.
 */
import { answerIndex } from "../identity.ts";
import { answerCounter, copiesCounter, repliesCounter } from "../limits.ts";
import type { Counted } from "../ports/journal.ts";
import { Deferred, type RelayContext } from "../transit.ts";
import type { ReplyMessage } from "./decide.ts";

/** @throws Deferred above the limit of mails, unless this one is counted already, and above that of copies */
export async function holdFlood(
  { digest, knowledge, ports }: RelayContext,
  { alias, publicAddress }: ReplyMessage,
): Promise<void> {
  const count = (counter: string) => knowledge.counts.get(counter) ?? 0;
  const { id } = alias.forwarding;
  const isCounted = count(answerCounter(id, await answerIndex(ports.keys, digest))) > 0;
  const isOver = !isCounted && count(repliesCounter(id)) >= ports.limits.replies;
  if (!isOver && count(copiesCounter(id)) < ports.limits.copies) return;
  await ports.alarms.raise("reply-flood", { address: publicAddress.address.spec });
  throw new Deferred("too-many");
}

/** What an answer that has gone out counts towards. */
export async function countedAnswer({ digest, ports }: RelayContext, { alias }: ReplyMessage): Promise<Counted[]> {
  const { id } = alias.forwarding;
  const answer = answerCounter(id, await answerIndex(ports.keys, digest));
  return [{ counter: repliesCounter(id), unless: answer }, answer, copiesCounter(id)];
}
