/** HTML that is escaped unless it was made here. */

export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Piece = string | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A template whose pieces are escaped, but for those that are HTML themselves. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(strings.map((text, at) => text + (at < pieces.length ? show(pieces[at] ?? "") : "")).join(""));
}

/** Text that is HTML already. */
export function raw(text: string): Html {
  return new Html(text);
}

function show(piece: Piece): string {
  if (typeof piece === "string") return piece.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
  return piece instanceof Html ? piece.toString() : piece.map(String).join("");
}
