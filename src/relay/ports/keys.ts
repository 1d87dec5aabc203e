/** The port of the keyed functions: store/vault.ts derives the keys. */

/** The keyed functions that the relay needs; store/vault.ts derives the keys. */
export interface Keys {
  /** A blind index: the same value under the same scope gives the same word, which says nothing about the value. */
  index(scope: string, value: string): Promise<string>;
  readonly carrierKey: CarrierKey;
  /** AES-256-GCM. */
  readonly traceKey: CryptoKey;
  /** The one before, while keys are changed. */
  readonly formerTraceKey?: CryptoKey | undefined;
}

export interface CarrierKey {
  /** HMAC-SHA-256. */
  readonly mac: CryptoKey;
  /** AES-256-CTR. */
  readonly cipher: CryptoKey;
  /** The one before, while keys are changed: it opens what it has closed, and readers know ids by it still. */
  readonly former?: CarrierKey | undefined;
}
