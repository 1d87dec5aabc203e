/** What one scan of a message carries with it through all of its parts. */

import type { Budget, Excess, Part } from "../mime/parts.ts";
import type { ContentIds } from "../search/content-id.ts";
import { type Effort, isSpent } from "../search/effort.ts";
import type { Hidden, HiddenIndex } from "../search/hidden.ts";
import type { Notes, SearchContext, SearchTrace } from "../search/hit.ts";

/** Watches a scan, part by part, in the order of the message. */
export interface ScanTrace extends SearchTrace {
  /** What is searched from now on stands in this part. */
  part(octets: Uint8Array, part: Part): void;
}

export interface ScanOptions {
  readonly hidden: Hidden;
  readonly notes: Notes;
  /** Whether an opaque S/MIME signature, and a winmail.dat or Outlook message that may name somebody, keep the message from being sent. */
  readonly refuseOpaque: boolean;
  /** The public address, which a calendar may invite: each copy invites its reader in its place. */
  readonly invited?: string | undefined;
  readonly trace?: ScanTrace | undefined;
}

/** Why a message cannot be sent without showing somebody, or without having been read to its end. */
export type Refusal = Excess | "too-many-addresses" | "smime-signature" | "outlook-file";

export interface Walk {
  readonly options: ScanOptions;
  readonly index: HiddenIndex;
  readonly contentIds: ContentIds;
  readonly budget: Budget;
  readonly effort: Effort;
  /** New boundaries given so far, by the old ones. */
  readonly boundaries: Map<string, string>;
  /** The names of who answers an invitation with this message. */
  answerers: readonly string[];
  found: number;
  refusal: Refusal | undefined;
}

export function searchContext(walk: Walk, mode: SearchContext["mode"]): SearchContext {
  const { index, contentIds, effort, options, answerers } = walk;
  const { notes, trace, invited } = options;
  return { index, contentIds, effort, mode, notes, trace, invited, answerers };
}

/** Why the walk has not seen the whole message, or may not pass it on. */
export function refusalOf({ budget, effort, refusal }: Walk): Refusal | undefined {
  return budget.exceeded ?? (isSpent(effort) ? "too-many-addresses" : refusal);
}
