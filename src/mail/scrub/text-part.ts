/** A text without the hidden addresses, read as what it is: some have a calendar or a card below other text. */
import { type Edit, shifted } from "../edit.ts";
import { parameter } from "../header/parameters.ts";
import type { Part, Range } from "../mime/parts.ts";
import type { TextKind } from "../mime/text-kind.ts";
import { fromBinaryString } from "../octets.ts";
import { answererHits } from "../search/answerers.ts";
import { hiddenHostHits } from "../search/hidden-domain.ts";
import type { SearchContext } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { searchView, utf8Test } from "../search-view.ts";
import { type TextFormat, textEdits } from "./text-body.ts";
import { searchContext, type Walk } from "./walk.ts";

export function textPartEdits(piece: Uint8Array, kind: TextKind, part: Part, walk: Walk): Edit[] {
  const mode = kind === "html" ? "html" : "text";
  const mayShowTags = !part.type.token.includes("html");
  const context = { ...searchContext(walk, mode), charset: parameter(part.type, "charset"), mayShowTags };
  if (kind === "folded") return textEdits(piece, "folded", context);
  const edits = [
    ...readAround(piece, foldedRange(piece), kind === "delsp" ? "delsp" : "plain", context),
    ...answererEdits(piece, context),
  ];
  return REPORT.test(part.type.token) ? [...edits, ...machineEdits(piece, context)] : edits;
}

function answererEdits(piece: Uint8Array, context: SearchContext): Edit[] {
  if (context.answerers === undefined || context.answerers.length === 0) return [];
  const octets = { charset: context.charset, isUtf8: utf8Test(piece) };
  return answererHits(searchView(piece), { ...context, octets }).map(({ start, end, text }) => {
    return { start, end, write: (replacement) => fromBinaryString(text(replacement)) };
  });
}

/** What a machine writes into reports (RFC 3464 §2.2, RFC 8098 §3.1, RFC 5965): its own name, and ids. */
const REPORT = /^message\/(?:(?:global-)?delivery-status|(?:global-)?disposition-notification|feedback-report)$/;
const ID_LINE = /(?<=^(?:original-|x-original-)?message-id[ \t]*:).*/gim;

function machineEdits(piece: Uint8Array, context: SearchContext): Edit[] {
  const view = searchView(piece);
  const ids = Array.from(view.matchAll(ID_LINE)).flatMap((line) =>
    findHits(line[0], { ...context, mode: "ids" }).map((hit) => {
      return { ...hit, start: line.index + hit.start, end: line.index + hit.end };
    }),
  );
  return [...ids, ...hiddenHostHits(view, context.index)].map((hit) => {
    return { start: hit.start, end: hit.end, write: (replacement) => fromBinaryString(hit.text(replacement)) };
  });
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

const BEGINNING = /begin:v|B\0E\0G\0I\0N\0:\0V\0/i;

function foldedRange(piece: Uint8Array): Range | undefined {
  const view = searchView(piece);
  const start = view.search(BEGINNING);
  if (start < 0) return undefined;
  // In UTF-16 the text is one as a whole, from its byte order mark on.
  if (view.includes("\0")) return { start: 0, end: piece.length };
  const last = Math.max(view.lastIndexOf("END:V"), view.lastIndexOf("end:v"));
  const lineFeed = last < 0 ? -1 : view.indexOf("\n", last);
  return { start, end: lineFeed < 0 ? piece.length : lineFeed + 1 };
}
