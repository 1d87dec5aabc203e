/** Which addresses a copy must not show, and what stands in their place: one list a message, one replacement a copy. */
import type { Address } from "../../mail/header/address.ts";
import type { Hidden, Replacement } from "../../mail/scrub/scrub.ts";

/** Stands for a person that nobody made an alias for. ASCII, so that it fits into text of every charset. */
export const REMOVED = "***";

/** A list of hidden addresses, each once, that remembers why it is hidden. */
export class HiddenList<Why> {
  readonly #entries = new Map<string, { readonly spec: string; readonly why: Why }>();

  #hidden: Hidden | undefined;
  readonly #tagged: readonly string[];

  /** @param tagged public addresses whose tags may spell somebody's address */
  constructor(tagged: readonly string[] = []) {
    this.#tagged = tagged;
  }

  /** The first reason given for an address stays. */
  add(address: Address, why: Why): void {
    if (!this.#entries.has(address.key)) this.#entries.set(address.key, { spec: address.spec, why });
  }

  reasonOf(address: Address): Why | undefined {
    return this.#entries.get(address.key)?.why;
  }

  some(test: (why: Why) => boolean): boolean {
    for (const { why } of this.#entries.values()) if (test(why)) return true;
    return false;
  }

  /** The same object at each call, so that it is compiled once (mail/hidden.ts). */
  hidden(aliasForm: boolean, names: readonly string[]): Hidden {
    this.#hidden ??= {
      addresses: [...this.#entries.values()].map(({ spec }) => spec),
      aliasForm,
      names,
      tagged: this.#tagged,
    };
    return this.#hidden;
  }

  /** @param instead what stands for an address in this copy */
  replacement(instead: (why: Why, spec: string) => string, aliasForm: string, name: string): Replacement {
    const addresses = [...this.#entries.values()].map(({ spec, why }) => instead(why, spec));
    return { addresses, aliasForm, name };
  }
}
