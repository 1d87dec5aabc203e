/** A text without the hidden addresses, read as what it is: some have a calendar or a card below other text. */
import { type Edit, shifted } from "../edit.ts";
import { parameter } from "../header/parameters.ts";
import type { Part, Range } from "../mime/parts.ts";
import type { TextKind } from "../mime/text-kind.ts";
import type { SearchContext } from "../search/hit.ts";
import { searchView } from "../search-view.ts";
import { type TextFormat, textEdits } from "./text-body.ts";
import { searchContext, type Walk } from "./walk.ts";

export function textPartEdits(piece: Uint8Array, kind: TextKind, part: Part, walk: Walk): Edit[] {
  const mode = kind === "html" ? "html" : "text";
  const mayShowTags = !part.type.token.includes("html");
  const context = { ...searchContext(walk, mode), charset: parameter(part.type, "charset"), mayShowTags };
  if (kind === "folded") return textEdits(piece, "folded", context);
  return readAround(piece, foldedRange(piece), kind === "delsp" ? "delsp" : "plain", context);
}

/** Searched as folded from where a calendar or a card begins to where the last one ends. */
function readAround(piece: Uint8Array, folded: Range | undefined, format: TextFormat, context: SearchContext): Edit[] {
  if (folded === undefined) return textEdits(piece, format, context);
  return [
    ...textEdits(piece.subarray(0, folded.start), format, context),
    ...shifted(textEdits(piece.subarray(folded.start, folded.end), "folded", context), folded.start),
    ...shifted(textEdits(piece.subarray(folded.end), format, context), folded.end),
  ];
}

const BEGINNINGS = ["BEGIN:V", "begin:v", "B\0E\0G\0I\0N\0:\0V\0"];

function foldedRange(piece: Uint8Array): Range | undefined {
  const view = searchView(piece);
  const starts = BEGINNINGS.map((beginning) => view.indexOf(beginning)).filter((start) => start >= 0);
  if (starts.length === 0) return undefined;
  // In UTF-16 the text is one as a whole, from its byte order mark on.
  if (piece.includes(0)) return { start: 0, end: piece.length };
  const last = Math.max(view.lastIndexOf("END:V"), view.lastIndexOf("end:v"));
  const lineFeed = last < 0 ? -1 : view.indexOf("\n", last);
  return { start: Math.min(...starts), end: lineFeed < 0 ? piece.length : lineFeed + 1 };
}
