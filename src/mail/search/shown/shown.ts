/**
 * A stretch of a text as its reader sees it: characters, each with the place in the source that spells it. Layers make one
 * of another: octets become characters (charset-layer.ts), tags and character references go (markup-layer.ts), what is
 * invisible goes and full width becomes half (folding-layer.ts).
 */

import type { Range } from "./ranges.ts";

export interface Shown {
  /** One UTF-16 code unit for each entry of `starts` and `ends`. */
  readonly text: string;
  /** Where each code unit's spelling starts in the source, and where it ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Code units before which something stands that is not seen: tags, or a change of width. An address may start or end there. */
  readonly seams: ReadonlySet<number>;
  /** Code units before which something invisible stands that joins what is around it: `<wbr>`, a soft hyphen. */
  readonly joints: ReadonlySet<number>;
  /** The tags, in order: they stay when the text between them goes. */
  readonly markup: readonly Range[];
  /** ISO-2022-JP's escape sequence in force for each code unit, "" for ASCII; undefined where there are none. */
  readonly states: readonly string[] | undefined;
}

/** A reading that grows by one character after the other. */
export class ShownBuilder {
  #text = "";
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #seams = new Set<number>();
  readonly #joints = new Set<number>();
  readonly #markup: Range[] = [];
  readonly #states: string[] = [];

  /** A character (or code unit) that the source spells from `start` to before `end`. */
  push(character: string, start: number, end: number, state?: string): void {
    for (let unit = 0; unit < character.length; unit++) {
      this.#starts.push(start);
      this.#ends.push(end);
      if (state !== undefined) this.#states.push(state);
    }
    this.#text += character;
  }

  /** What comes next may be another word. */
  seam(): void {
    this.#seams.add(this.#text.length);
  }

  /** What comes next goes on where the text so far ends. */
  joint(): void {
    this.#joints.add(this.#text.length);
  }

  tag(range: Range): void {
    this.#markup.push(range);
  }

  get length(): number {
    return this.#text.length;
  }

  /** The state that the code unit pushed last was in. */
  shown(): Shown {
    return {
      text: this.#text,
      starts: this.#starts,
      ends: this.#ends,
      seams: this.#seams,
      joints: this.#joints,
      markup: this.#markup,
      states: this.#states.length > 0 ? this.#states : undefined,
    };
  }
}
