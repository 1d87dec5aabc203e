/** Picks one of the messages that left, or fails the test. */
import type { Sent, World } from "./world.ts";

export function the(sent: Sent | undefined): Sent {
  if (!sent) throw new Error("nothing was sent");
  return sent;
}

/** The messages that left since the last call, sorted by envelope recipient. */
export function taken(world: World): readonly Sent[] {
  return world.takeSent().sort((a, b) => (a.envelopeRecipient < b.envelopeRecipient ? -1 : 1));
}

/** The message that left for a mailbox since the last call; the others are forgotten. */
export function takenBy(world: World, mailbox: string): Sent {
  return the(taken(world).find((sent) => sent.envelopeRecipient === mailbox));
}
