/** What a probe shows (probe.ts): no address, no value of a field. */
export interface ProbeEvidence {
  readonly verdict: string;
  /** The authserv-id of its first Authentication-Results field; "" without one. */
  readonly authservId: string;
  /** The names of its first fields, separated by spaces. */
  readonly fields: string;
}

/** Mail that somebody waits for, to see whether mail comes through (store/probes.ts). */
export interface Probes {
  /** Whether a probe with this code is waited for. */
  receive(code: string, evidence: ProbeEvidence, now: number): Promise<boolean>;
}
