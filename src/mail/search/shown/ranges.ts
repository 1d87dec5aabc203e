/** Places in a text. */

/** From `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the next of some characters stands, asked again and again from further on: a text without any is looked through
 * once, not once for each question.
 */
export class NextIndex {
  readonly #text: string;
  readonly #needle: string;
  /** No needle starts from here to before `#found`. */
  #from = 0;
  #found = -1;

  constructor(text: string, needle: string) {
    this.#text = text;
    this.#needle = needle;
  }

  /** The first place at or behind `from`; the text's length when there is none. */
  at(from: number): number {
    if (from < this.#from) return this.#before(from);
    if (from > this.#found) {
      const found = this.#text.indexOf(this.#needle, from);
      this.#from = from;
      this.#found = found < 0 ? this.#text.length : found;
    }
    return this.#found;
  }

  #before(from: number): number {
    const found = this.#text.slice(from, this.#from + this.#needle.length - 1).indexOf(this.#needle);
    if (found >= 0) return from + found;
    this.#from = from;
    return this.#found;
  }
}

/** The same for what a pattern (global) matches, which is asked for from front to back. */
export class NextMatch {
  readonly #text: string;
  readonly #pattern: RegExp;
  /** No match starts from here to before `#found`. */
  #from = 0;
  #found: Range = { start: -1, end: -1 };

  constructor(text: string, pattern: RegExp) {
    this.#text = text;
    this.#pattern = pattern;
  }

  /** The first match at or behind `from`; behind the text when there is none. */
  at(from: number): Range {
    if (from >= this.#from && from <= this.#found.start) return this.#found;
    this.#pattern.lastIndex = from;
    const match = this.#pattern.exec(this.#text);
    this.#from = from;
    const start = match?.index ?? Number.POSITIVE_INFINITY;
    this.#found = { start, end: start + (match?.[0].length ?? 0) };
    return this.#found;
  }
}
