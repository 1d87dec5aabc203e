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
export type Place = "look-up" | "claim" | "change" | "send" | "record" | "alarm-claim" | "alarm-settled";

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

  /** How often something went otherwise than it should. */
  get disturbances(): number {
    return this.strikes.length;
  }

  /** What happens elsewhere just before the call that was counted last. */
  async meanwhile(): Promise<void> {}

  /** Another attempt begins. */
  begin(): void {}

  /** Counts a call. @returns how it goes wrong, if it does */
  next(place: Place): FaultKind | undefined {
    const call = this.calls.push(place) - 1;
    const kind = this.kindAt(call);
    if (kind) this.strikes.push({ call, place, kind });
    return kind;
  }

  protected kindAt(call: number): FaultKind | undefined {
    return this.#faults.get(call);
  }
}

/** The same fault at the same call of each attempt, so many attempts long. */
export class StubbornPlan extends FaultPlan {
  readonly #at: number;
  readonly #kind: FaultKind;
  #attempts: number;
  #first = 0;

  /** @param at which call of an attempt, from 0 */
  constructor(at: number, kind: FaultKind, attempts: number) {
    super();
    this.#at = at;
    this.#kind = kind;
    this.#attempts = attempts;
  }

  override begin(): void {
    this.#first = this.calls.length;
  }

  protected override kindAt(call: number): FaultKind | undefined {
    return call - this.#first === this.#at && this.#attempts-- > 0 ? this.#kind : undefined;
  }
}

/** Somebody changes something at the desk just before a call. */
export class DeskPlan extends FaultPlan {
  readonly #at: number;
  readonly #change: () => Promise<unknown>;

  /** @param at which call of the message's whole life, from 0 */
  constructor(at: number, change: () => Promise<unknown>) {
    super();
    this.#at = at;
    this.#change = change;
  }

  override get disturbances(): number {
    return this.calls.length > this.#at ? 1 : 0;
  }

  override async meanwhile(): Promise<void> {
    if (this.calls.length - 1 === this.#at) await this.#change();
  }
}
