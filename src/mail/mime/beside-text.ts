/** What a message brings beside the text that is read first (first-text.ts): its attachments, each where it stands. */
import { decodeOctets } from "../header/charset.ts";
import { parameter } from "../header/parameters.ts";
import { toBinaryString } from "../octets.ts";
import { firstOctets } from "./edges.ts";
import { fileNames } from "./file-names.ts";
import { isShownText, isText, LIMIT } from "./first-text.ts";
import { newBudget, type Part, type Range, readPart } from "./parts.ts";

type BesideText =
  | { readonly kind: "files"; readonly files: readonly File[] }
  /** More of it is read than one text, or it cannot be taken apart: signed, encrypted, or beyond what is read. */
  | { readonly kind: "inseparable" };

interface File {
  /** With its header section. */
  readonly range: Range;
  readonly names: readonly string[];
}

/** Octets: below that a picture inside of HTML is a logo, a line or a sign; above it somebody may have meant to send it. */
const DECORATION = 16 * 1024;

export function besideText(octets: Uint8Array): BesideText {
  const budget = newBudget(octets.length);
  const message = readPart(octets, { start: 0, end: octets.length }, 0, budget);
  const walk = new Walk(octets);
  walk.visit(message, false);
  const isInseparable = walk.isInseparable || budget.exceeded !== undefined;
  return isInseparable ? { kind: "inseparable" } : { kind: "files", files: walk.files };
}

class Walk {
  readonly files: File[] = [];
  #isInseparable = false;
  readonly #octets: Uint8Array;
  readonly #read = new Set<string>();
  #hasText = false;
  #hasAttachedText = false;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** Where no text is shown an attached one is what is read first: it cannot stay a file. */
  get isInseparable(): boolean {
    return this.#isInseparable || (this.#hasAttachedText && !this.#hasText);
  }

  /** @param isRelated a picture of an HTML text (RFC 2387) */
  visit(part: Part, isRelated: boolean): void {
    const { content, type, body, start } = part;
    if (/^multipart\/(?:signed|encrypted)$|pkcs7|pgp/.test(type.token)) this.#isInseparable = true;
    else if (content.kind === "multipart") {
      const isHtml = type.token === "multipart/related";
      for (const [at, child] of content.parts.entries()) this.visit(child, isHtml && at > 0);
    } else if (isShownText(part)) this.#readText(part);
    else if (isRelated) this.#isInseparable ||= body.end - body.start > DECORATION;
    // The header section of such a file is the message's own: with its Subject, and with who wrote it.
    else if (part.depth === 0) this.#isInseparable ||= body.end > body.start;
    else {
      this.#hasAttachedText ||= isText(part);
      this.files.push({ range: { start, end: body.end }, names: fileNames(part) });
    }
  }

  /** HTML beside a plain text is the same text; a second plain one is more text. */
  #readText(part: Part): void {
    const { token } = part.type;
    this.#hasText = true;
    const octets = firstOctets(this.#octets, part, LIMIT + 1);
    // Nobody loses the end of what they wrote; HTML is that long by its markup, and by what it quotes.
    if (token === "text/plain" && octets.length > LIMIT) this.#isInseparable = true;
    const text = toBinaryString(octets.subarray(0, 4096));
    const isBlank = (decodeOctets(text, parameter(part.type, "charset") ?? "") ?? text).trim() === "";
    if (isBlank) return;
    if (this.#read.has(token)) this.#isInseparable = true;
    this.#read.add(token);
  }
}
