/** The port of time, so that tests can hold it still. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds; `stop` frees it. */
  timer(milliseconds: number): { readonly done: Promise<void>; stop(): void };
}
