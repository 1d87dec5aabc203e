/** What can go wrong with one call of the network, and where. */

export const FAULT_KINDS = [
  /** Nothing was done, and the caller hears so. */
  "error",
  /** Nothing was done, and no answer ever comes. */
  "time-out",
  /** All was done, but the caller hears of an error. */
  "answer-lost",
  /** All was done, and no answer ever comes. */
  "answer-late",
  /** The isolate dies before the work: nothing after that point runs. */
  "crash-before",
  /** The isolate dies after the work, before the answer. */
  "crash-after",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Which call it was, in the words of the relay's story. */
export type Place = "look-up" | "claim" | "send" | "record" | "alarm-claim" | "alarm-settled";

/** A fault that struck. */
export interface Strike {
  /** Which call of the message's whole life, from 0. */
  readonly call: number;
  readonly place: Place;
  readonly kind: FaultKind;
}

/** Which of a message's calls go wrong, counted over all attempts of its sending server. */
export class FaultPlan {
  readonly strikes: Strike[] = [];
  /** All calls so far, in order. */
  readonly calls: Place[] = [];
  readonly #faults: ReadonlyMap<number, FaultKind>;

  constructor(faults: Iterable<readonly [number, FaultKind]> = []) {
    this.#faults = new Map(faults);
  }

  /** Counts a call. @returns how it goes wrong, if it does */
  next(place: Place): FaultKind | undefined {
    const call = this.calls.push(place) - 1;
    const kind = this.#faults.get(call);
    if (kind) this.strikes.push({ call, place, kind });
    return kind;
  }
}
