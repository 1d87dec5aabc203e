/** A text without its tags, its character references undone, what is invisible gone and full width read as half. */

import { referenceAt } from "./character-references.ts";
import { asAscii, isInvisible, isSentenceDot } from "./folding-layer.ts";
import { type Shown, ShownBuilder } from "./shown.ts";
import { TagReader } from "./tags.ts";

/** How a text shows characters that another layer has read. */
export function readShown(characters: Shown, isHtml: boolean, mayShowTags = false, hidesElements = false): Shown {
  return new MarkupReader(characters, isHtml, mayShowTags, hidesElements).read();
}

class MarkupReader {
  readonly #from: Shown;
  readonly #tags: TagReader;
  /** Whether nobody sees the tags and references themselves. */
  readonly #isSure: boolean;
  readonly #builder = new ShownBuilder();
  /** Whether the character pushed last was none of ASCII's own. */
  #wasFolded = false;

  constructor(characters: Shown, isHtml: boolean, mayShowTags: boolean, hidesElements: boolean) {
    this.#from = characters;
    this.#isSure = isHtml && !mayShowTags;
    this.#tags = new TagReader(characters.text, isHtml, hidesElements);
  }

  read(): Shown {
    const { text } = this.#from;
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (code === 0x3c) at = this.#tagOr(at);
      else if (code === 0x26) at = this.#referenceOr(at);
      else at = this.#character(String.fromCodePoint(text.codePointAt(at) ?? 0), at);
    }
    return this.#builder.shown();
  }

  #tagOr(at: number): number {
    const tag = this.#tags.tagAt(at);
    if (tag === undefined) return this.#character("<", at);
    const range = { start: this.#start(at), end: this.#end(tag.end - 1) };
    this.#builder.tag(range);
    if (tag.kind === "joint") this.#unseen(this.#isSure);
    if (tag.kind === "inline") this.#builder.seam();
    if (tag.kind === "break") this.#builder.push("\n", range.start, range.end, this.#state(at));
    return tag.end;
  }

  #referenceOr(at: number): number {
    const reference = referenceAt(this.#from.text, at);
    if (reference === undefined) return this.#character("&", at);
    if (!this.#isSure) this.#builder.seam();
    // In a link they are nothing (WHATWG's URL, §4.4), in a text a space.
    if (/[\t\r\n]/.test(reference.character)) this.#unseen(false);
    else this.#push(reference.character, at, reference.end, this.#isSure);
    if (!this.#isSure) this.#builder.seam();
    return reference.end;
  }

  #character(character: string, at: number): number {
    this.#push(character, at, at + character.length);
    return at + character.length;
  }

  /** What is surely not seen joins what stands around it; in a text that is no HTML, `<wbr>` may stand there to be read. */
  #unseen(surely: boolean): void {
    if (surely) this.#builder.joint();
    else this.#builder.seam();
  }

  #push(character: string, at: number, end: number, isSure = true): void {
    const code = character.charCodeAt(0);
    if ((code >= 0x7f || code < 0x20) && isInvisible(character)) {
      this.#unseen(isSure);
      return;
    }
    if (this.#isStrayNul(code, at)) {
      this.#builder.seam();
      return;
    }
    const ascii = code < 0x80 ? undefined : asAscii(character);
    // Where the width changes, another word may begin; a full stop of Japanese ends one.
    if (this.#wasFolded !== (ascii !== undefined) || isSentenceDot(character)) this.#builder.seam();
    this.#wasFolded = ascii !== undefined;
    this.#builder.push(ascii ?? character, this.#start(at), this.#end(end - 1), this.#state(at));
    if (isSentenceDot(character)) this.#builder.seam();
  }

  /** Browsers pass over a NUL, and for others the text ends there; in UTF-16 every other octet is one, and such a text has a search of its own. */
  #isStrayNul(code: number, at: number): boolean {
    const { text } = this.#from;
    return code === 0 && text[at - 2] !== "\0" && text[at + 2] !== "\0";
  }

  #start(at: number): number {
    return this.#from.starts[at] ?? 0;
  }

  #end(at: number): number {
    return this.#from.ends[at] ?? 0;
  }

  #state(at: number): string | undefined {
    return this.#from.states?.[at];
  }
}
