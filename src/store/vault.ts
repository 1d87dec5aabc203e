/**
 * What opens and closes the stored values: the keys of `ADDRESS_KEY` and, while they are being changed, those of
 * `ADDRESS_KEY_PREVIOUS`. New things are made with the current keys only; the former ones open, and recognise, what is
 * still theirs (rotation.ts says when they can go). A stolen database reveals nobody without them.
 */
import type { CarrierKey, Keys } from "../relay/ports/keys.ts";
import { KeySet } from "./key-set.ts";

/** The database was written with another `ADDRESS_KEY`, or somebody changed a row. Mail waits at its sender meanwhile. */
export class WrongAddressKey extends Error {
  readonly isOtherKey: boolean;

  /** @param isOtherKey it was sealed with a key that is not at hand; else its row was damaged */
  constructor(sealedBy: string, current: string, isOtherKey = sealedBy !== current) {
    super(
      !isOtherKey
        ? "a stored value does not open: its row was changed, or moved"
        : `a stored value was sealed with key "${sealedBy}", but ADDRESS_KEY is "${current}": set the one that this database was written with, or put it into ADDRESS_KEY_PREVIOUS`,
    );
    this.name = "WrongAddressKey";
    // Written out: Node runs the scripts by taking the types away, and a parameter property is more than a type.
    this.isOtherKey = isOtherKey;
  }
}

/**
 * Claims are named (by `index`) and made within one message, by code that does not know of former keys. So many names
 * are remembered in between; one message has 20 at most.
 */
const REMEMBERED = 4_096;

export class Vault implements Keys {
  readonly current: KeySet;
  /** The keys that are going; `undefined` but for the time of a change. */
  readonly former: KeySet | undefined;
  readonly #formerNames = new Map<string, string>();

  private constructor(current: KeySet, former: KeySet | undefined) {
    this.current = current;
    this.former = former;
  }

  /**
   * @param secret 32 random octets, the decoded `ADDRESS_KEY`
   * @param previous the one before it; the same one again counts for nothing
   */
  static async open(secret: Uint8Array<ArrayBuffer>, previous?: Uint8Array<ArrayBuffer>): Promise<Vault> {
    const [current, former] = await Promise.all([KeySet.derive(secret), previous && KeySet.derive(previous)]);
    return new Vault(current, former?.id === current.id ? undefined : former);
  }

  get carrierKey(): CarrierKey {
    return { ...this.current.carrierKey, former: this.former?.carrierKey };
  }

  get traceKey(): CryptoKey {
    return this.current.traceKey;
  }

  get formerTraceKey(): CryptoKey | undefined {
    return this.former?.traceKey;
  }

  /** Encrypts a value for one place: see KeySet. */
  seal(place: string, text: string): Promise<string> {
    return this.current.seal(place, text);
  }

  /** @throws WrongAddressKey when the value was not sealed for this place with a key that is at hand */
  async unseal(place: string, sealed: string): Promise<string> {
    const maker = [this.current, this.former].find((keys) => keys?.made(sealed));
    const wrong = () => new WrongAddressKey(sealed.slice(0, this.current.id.length), this.current.id, !maker);
    if (!maker) throw wrong();
    try {
      return await maker.unseal(place, sealed);
    } catch {
      throw wrong();
    }
  }

  /** A blind index under the current key; its name under the former one is remembered for `formerName`. */
  async index(scope: string, value: string): Promise<string> {
    const [current, former] = await this.indexes(scope, value);
    if (former !== undefined) this.#remember(current, former);
    return current;
  }

  /** Under every key at hand, the current one first: where a row can stand while keys are changed. */
  async indexes(scope: string, value: string): Promise<readonly [string, ...string[]]> {
    const [current, former] = await Promise.all([this.current.index(scope, value), this.former?.index(scope, value)]);
    return former === undefined ? [current] : [current, former];
  }

  /** What an index that `index` gave a moment ago was under the former key. */
  formerName(index: string): string | undefined {
    return this.#formerNames.get(index);
  }

  /** Those indexes and, while keys are changed, what they were under the former key. */
  underEveryKey(indexes: readonly string[]): readonly string[] {
    return indexes.flatMap((index) => [index, this.formerName(index)].filter((name) => name !== undefined));
  }

  #remember(current: string, former: string): void {
    this.#formerNames.set(current, former);
    const [oldest] = this.#formerNames.keys();
    if (this.#formerNames.size > REMEMBERED && oldest !== undefined) this.#formerNames.delete(oldest);
  }
}
