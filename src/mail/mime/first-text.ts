/** The text that a reader sees first: of the first part that is one, as its charset reads, HTML without its tags. */
import { decodeOctets, guessText } from "../header/charset.ts";
import { parameter } from "../header/parameters.ts";
import { toBinaryString } from "../octets.ts";
import { firstOctets } from "./edges.ts";
import { fileNames } from "./file-names.ts";
import { newBudget, type Part, readPart } from "./parts.ts";

/** Octets: what somebody writes themselves stands at the beginning. */
export const LIMIT = 64 * 1024;

/** @param octets a whole message. @returns "" when there is no text in it */
export function firstText(octets: Uint8Array): string {
  const message = readPart(octets, { start: 0, end: octets.length }, 0, newBudget(octets.length));
  const shown = textsIn(message).filter(isShownText);
  const texts = shown.length > 0 ? shown : textsIn(message);
  // Some programs put an empty text before the one that was written.
  for (const type of ["text/plain", "text/html"]) {
    for (const part of texts.filter((one) => one.type.token === type)) {
      const text = readText(octets, part);
      if (text.trim() !== "") return text;
    }
  }
  return "";
}

function readText(octets: Uint8Array, part: Part): string {
  const raw = toBinaryString(firstOctets(octets, part, LIMIT));
  const text = decodeOctets(raw, parameter(part.type, "charset") ?? "") ?? guessText(raw);
  return part.type.token === "text/html" ? withoutMarkup(text) : text;
}

export function isText(part: Part): boolean {
  return part.content.kind === "leaf" && /^text\/(?:plain|html)$/.test(part.type.token);
}

/** A text that is no attachment; that of a message that has no parts is shown whatever it is called. */
export function isShownText(part: Part): boolean {
  const isAttached = part.fields.some(
    ({ key, value }) => key === "content-disposition" && /^\s*attachment/i.test(value),
  );
  return isText(part) && (part.depth === 0 || (!isAttached && fileNames(part).length === 0));
}

/** Parts of attached messages are somebody else's. */
function textsIn(part: Part): readonly Part[] {
  if (part.content.kind === "multipart") return part.content.parts.flatMap(textsIn);
  return isText(part) ? [part] : [];
}

/** What an HTML reader begins a new line for. */
const LINE = /<(?:br|\/?p|\/?div|\/?li|\/?tr|\/?h\d)\b[^<>]*>/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", nbsp: " ", quot: '"' };

function withoutMarkup(html: string): string {
  const shown = ["head", "style", "script"].reduce(withoutElement, html);
  const text = withoutQuotations(shown)
    .replace(/[\r\n]+/g, " ")
    .replace(LINE, "\n")
    .replace(/<[^<>]*>/g, "");
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return name === undefined ? character(code) : (ENTITIES[name.toLowerCase()] ?? whole);
    },
  );
}

/** Mail programs set what is answered into a blockquote: a line that says that something is quoted takes its place. */
function withoutQuotations(html: string): string {
  let depth = 0;
  let own = "";
  for (const piece of html.split(/(<\/?blockquote\b[^<>]*>?)/i)) {
    const [, end] = /^<(\/?)blockquote\b/i.exec(piece) ?? [];
    if (end === "" && depth++ === 0) own += "<br>&gt;<br>";
    else if (end === "/") depth = Math.max(0, depth - 1);
    else if (end === undefined && depth === 0) own += piece;
  }
  return own;
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** Piece by piece, not by one pattern: that would take quadratic time on elements that never end. */
function withoutElement(html: string, name: string): string {
  const [first = "", ...pieces] = html.split(new RegExp(`<${name}\\b`, "i"));
  const end = new RegExp(`</${name}[^<>]*>`, "i");
  return [first, ...pieces.map((piece) => piece.split(end).slice(1).join(""))].join("");
}
