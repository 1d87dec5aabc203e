/** HTML's tags and comments in a text: what shows nothing by itself, and what begins a new line. */

import { NextIndex } from "./ranges.ts";

interface Tag {
  readonly end: number;
  /** `break`: what follows stands elsewhere. `inline`: it stands beside. `joint`: nothing at all is seen. */
  readonly kind: "break" | "inline" | "joint";
}

const BREAKS = new Set(
  (
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt fieldset " +
    "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe input legend li " +
    "link main menu meta nav ol optgroup option p pre script search section select style summary table tbody td " +
    "textarea tfoot th thead title tr ul"
  ).split(" "),
);
const JOINTS = new Set(["wbr"]);
/** Where a text is not known to be HTML, only these are taken for tags: `<taro@company.example>` is none. */
const INLINE = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr o:p q s samp small span " +
    "strike strong sub sup time tt u var"
  ).split(" "),
);

/** Longer tags are nobody's. */
const TAG_LIMIT = 8192;

const NAME = /<\/?([a-zA-Z][^\s/>]{0,63})(?=[\s/>])/y;

/** Reads the tags of one text; asked from front to back it looks at each character a few times at most. */
export class TagReader {
  readonly #text: string;
  readonly #isHtml: boolean;
  readonly #next: ReadonlyMap<string, NextIndex>;

  constructor(text: string, isHtml: boolean) {
    this.#text = text;
    this.#isHtml = isHtml;
    this.#next = new Map([">", '"', "'", "-->"].map((needle) => [needle, new NextIndex(text, needle)]));
  }

  /** The tag or comment that starts at `at`, where a `<` stands. */
  tagAt(at: number): Tag | undefined {
    if (this.#text.startsWith("<!--", at)) return this.#within("-->", at + 2, at, "joint");
    // A declaration, `<![endif]>` or `<?xml …>`: HTML's bogus comments.
    if (/[!?]/.test(this.#text[at + 1] ?? "")) return this.#within(">", at, at, "joint");
    NAME.lastIndex = at;
    const name = NAME.exec(this.#text)?.[1]?.toLowerCase();
    const kind = name === undefined ? undefined : this.#kindOf(name);
    return kind === undefined ? undefined : this.#closed(at, kind);
  }

  #kindOf(name: string): Tag["kind"] | undefined {
    if (BREAKS.has(name)) return "break";
    if (JOINTS.has(name)) return "joint";
    return this.#isHtml || INLINE.has(name) ? "inline" : undefined;
  }

  #find(needle: string, from: number): number {
    return this.#next.get(needle)?.at(from) ?? this.#text.length;
  }

  #within(needle: string, from: number, start: number, kind: Tag["kind"]): Tag | undefined {
    const found = this.#find(needle, from);
    const end = found + needle.length;
    return found < this.#text.length && end - start <= TAG_LIMIT ? { end, kind } : undefined;
  }

  /** Up to the `>` that stands in no attribute's quotes, or to the first one, when the quotes do not close. */
  #closed(at: number, kind: Tag["kind"]): Tag | undefined {
    const first = this.#within(">", at, at, kind);
    if (first === undefined) return undefined;
    let from = at;
    let end = first.end;
    for (let turn = 0; turn < 8; turn++) {
      const quote = openQuote(this.#text.slice(from, end));
      if (quote === undefined) return { end, kind };
      from = this.#find(quote, end) + 1;
      end = this.#find(">", from) + 1;
      if (end > this.#text.length || end - at > TAG_LIMIT) break;
    }
    return first;
  }
}

/** The quote in which a piece of a tag ends, if it ends inside of an attribute's value. */
function openQuote(piece: string): string | undefined {
  const bare = piece.replace(/=\s*(?:"[^"]*"|'[^']*')/g, "");
  return /=\s*(["'])[^"']*$/.exec(bare)?.[1];
}

/** Where the tag or comment starts that a `>` at `at` may end, not before `floor`; -1 when there is none. */
export function openingOf(text: string, at: number, floor: number): number {
  const from = Math.max(floor, at - TAG_LIMIT);
  const opening = text.startsWith("--", at - 2) ? "<!--" : "<";
  const found = text.slice(from, at).lastIndexOf(opening);
  return found < 0 ? -1 : from + found;
}
