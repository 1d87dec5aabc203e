/** HTML's tags and comments in a text: what shows nothing by itself, and what begins a new line. */

import { NextIndex, NextMatch } from "./ranges.ts";

interface Tag {
  readonly end: number;
  /** `break`: what follows stands elsewhere. `inline`: it stands beside. `joint`: nothing at all is seen. */
  readonly kind: "break" | "inline" | "joint";
}

const BREAKS = new Set(
  (
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt fieldset " +
    "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li " +
    "main menu nav ol optgroup option p pre search section select summary table tbody td textarea tfoot th thead title tr ul"
  ).split(" "),
);
const JOINTS = new Set(["wbr", "meta", "link", "base", "param", "source", "track", "area"]);
/** Elements whose content nobody sees. */
const UNSEEN = new Set(["script", "style", "template"]);
/** A block that is set in line; an element that shows nothing. */
const IN_LINE = /\bdisplay\s*:\s*(?:inline|contents)/i;
const HIDDEN =
  /\bdisplay\s*:\s*none|\bfont-size\s*:\s*0(?![.\d]*[1-9])|\bmso-hide\s*:\s*all|<[^>]*\shidden(?=[\s=>])|\btype\s*=\s*["']?hidden/i;
/** Where a text is not known to be HTML, only these are taken for tags: `<taro@company.example>` is none. */
const INLINE = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr o:p q s samp small span " +
    "strike strong sub sup time tt u var"
  ).split(" "),
);

/** Whether something in a text is not shown because its tag says so. */
export function mayHideElements(text: string): boolean {
  return HIDDEN.test(text);
}

/** Elements without content (HTML, §13.1.2). */
const VOID = new Set(["input", "img", "br", "hr", "wbr", "meta", "link", "embed"]);

/** Nobody hides elements of more names than so in one stretch: where each of them ends is looked for once. */
const NAMES_LIMIT = 40;

/** Longer tags are nobody's. */
const TAG_LIMIT = 8192;

const NAME = /<\/?([a-zA-Z][^\s/>]{0,63})(?=[\s/>])/y;

/** Reads the tags of one text; asked from front to back it looks at each character a few times at most. */
export class TagReader {
  readonly #text: string;
  readonly #isHtml: boolean;
  readonly #next: ReadonlyMap<string, NextIndex>;
  /** By an element's name, where tags close it. */
  readonly #closing = new Map<string, NextMatch>();
  /** Blocks set in line, and not closed yet. */
  readonly #inLine: string[] = [];
  /** Whether what a style hides is passed over. It is not seen, and its source is there to be read: both readings count. */
  readonly hidesElements: boolean;

  constructor(text: string, isHtml: boolean, hidesElements = false) {
    this.hidesElements = hidesElements;
    this.#text = text;
    this.#isHtml = isHtml;
    this.#next = new Map([">", '"', "'", "-->", "--!>"].map((needle) => [needle, new NextIndex(text, needle)]));
  }

  /** The tag or comment that starts at `at`, where a `<` stands. */
  tagAt(at: number): Tag | undefined {
    if (this.#text.startsWith("<!--", at)) return this.#comment(at);
    // A declaration, `<![endif]>` or `<?xml …>`: HTML's bogus comments.
    if (/[!?]/.test(this.#text[at + 1] ?? "")) return this.#within(">", at, at, "joint");
    if (this.#text.startsWith("</>", at)) return this.#isHtml ? { end: at + 3, kind: "joint" } : undefined;
    NAME.lastIndex = at;
    const name = NAME.exec(this.#text)?.[1]?.toLowerCase();
    const kind = name === undefined ? undefined : this.#kindOf(name);
    const tag = kind === undefined ? undefined : this.#closed(at, kind);
    return tag === undefined || name === undefined ? tag : this.#asStyled(at, tag, name);
  }

  /** HTML, §13.2.5.52: `--!>` ends a comment, too. */
  #comment(at: number): Tag | undefined {
    const bang = this.#within("--!>", at + 4, at, "joint");
    const tag = this.#within("-->", at + 2, at, "joint");
    return bang !== undefined && bang.end < (tag?.end ?? Number.POSITIVE_INFINITY) ? bang : tag;
  }

  /** A block may be set in line, and then so is where it ends. */
  #asStyled(at: number, tag: Tag, name: string): Tag {
    if (!this.#isHtml) return tag;
    if (this.#text[at + 1] === "/") {
      const isInLine = tag.kind === "break" && this.#inLine.at(-1) === name;
      if (isInLine) this.#inLine.pop();
      return isInLine ? { ...tag, kind: "inline" } : tag;
    }
    const written = this.#text.slice(at, tag.end);
    if (UNSEEN.has(name) || (this.hidesElements && HIDDEN.test(written))) {
      const end = VOID.has(name) ? tag.end : this.#behindElement(name, tag.end, at);
      if (end !== undefined) return { end, kind: "joint" };
    }
    if (tag.kind !== "break" || !IN_LINE.test(written)) return tag;
    this.#inLine.push(name);
    return { ...tag, kind: "inline" };
  }

  /** Behind the first tag that closes an element of that name. */
  #behindElement(name: string, from: number, start: number): number | undefined {
    const known = this.#closing.get(name);
    if (known === undefined && this.#closing.size >= NAMES_LIMIT) return undefined;
    // A name may have any sign in it, those of patterns, too.
    const written = name.replace(/[^a-z0-9]/g, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
    const closing = known ?? new NextMatch(this.#text, new RegExp(`</${written}[^>]{0,64}>`, "giu"));
    this.#closing.set(name, closing);
    const { end } = closing.at(from);
    return end <= start + TAG_LIMIT ? end : undefined;
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
  const opening = /--!?$/.test(text.slice(Math.max(0, at - 3), at)) ? "<!--" : "<";
  const found = text.slice(from, at).lastIndexOf(opening);
  return found < 0 ? -1 : from + found;
}
