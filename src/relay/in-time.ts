/**
 * Nothing is waited for without end. A handler that never answers is cut off by the platform, and that bounces the mail
 * for good; a throw in time makes it wait at its sender.
 */
import type { Clock } from "./ports.ts";

/** Something took too long. It may be done all the same. */
export class TookTooLong extends Error {
  constructor() {
    super("took too long");
    this.name = "TookTooLong";
  }
}

/** @throws TookTooLong after so many milliseconds */
export async function inTime<Value>(clock: Clock, milliseconds: number, work: Promise<Value>): Promise<Value> {
  const timer = clock.timer(milliseconds);
  const late = timer.done.then(() => {
    throw new TookTooLong();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.stop();
  }
}
