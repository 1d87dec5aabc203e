/**
 * How much searching one message may cause. Each look costs little, but a hostile message is made of nothing but places to
 * look at; above the limits it is refused, and nobody's mail comes near them.
 */

/** Addresses that one message may have replaced. */
const HIT_LIMIT = 10_000;

/** Steps around at signs: a plain address takes two or three, one beside tags some ten, one that is spelled out in escapes some twenty. */
const STEP_LIMIT = 200_000;

/** What is left, shared by all the texts of one message; below zero the search has stopped. */
export interface Effort {
  steps: number;
  hits: number;
}

export function newEffort(): Effort {
  return { steps: STEP_LIMIT, hits: HIT_LIMIT };
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
