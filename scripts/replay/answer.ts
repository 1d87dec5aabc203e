/** What the replay worker answers: how a message ended, and what left for it. */
import type { Ending } from "../support/local-worker.ts";

export interface ReplayedCopy {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  /** In base64. */
  readonly raw: string;
}

export interface ReplayAnswer {
  readonly ending: Ending;
  /** Why it waits, in the worker's words. */
  readonly fault: string;
  readonly copies: readonly ReplayedCopy[];
}
