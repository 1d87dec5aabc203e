/**
 * How much searching one message may cause. Each look costs little, but a hostile message is made of nothing but places to
 * look at; above the limits it is refused, and nobody's mail comes near them.
 */

/** Addresses that one message may have replaced. */
const HIT_LIMIT = 10_000;

/**
 * Steps, of about a microsecond each: to see that a plain address is nobody's takes less than one, beside tags some ten, where it
 * is spelled out in escapes some twenty.
 */
const STEP_LIMIT = 60_000;

/** What replacing one takes is not what looking in vain takes: there is a limit of its own to it. */
const STEPS_A_HIT = 10;

/** What is left, shared by all the texts of one message; below zero the search has stopped. */
export interface Effort {
  steps: number;
  hits: number;
}

export function newEffort(): Effort {
  return { steps: STEP_LIMIT, hits: HIT_LIMIT };
}

/** One more address that is replaced, or several. */
export function countHit(effort: Effort, hits = 1): void {
  effort.hits -= hits;
  // Never back from where it was spent: something has not been looked at since.
  if (effort.steps >= 0) effort.steps += hits * STEPS_A_HIT;
}

/** What reading so many characters escape by escape takes, or trying as many small things. */
export function spendOn(effort: Effort, characters: number): void {
  effort.steps -= 1 + characters / 4;
}

/** Small things that take a quarter of a step each, as long as there is anything left. */
export function* sparing<Item>(items: Iterable<Item>, effort: Effort): Generator<Item> {
  for (const item of items) {
    effort.steps -= 1 / 4;
    if (isSpent(effort)) return;
    yield item;
  }
}

/** Whether the search has stopped before it had seen everything. */
export function isSpent({ steps, hits }: Effort): boolean {
  return steps < 0 || hits < 0;
}
