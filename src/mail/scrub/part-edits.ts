/** Everything that has to change in a part and what is nested in it, as edits of the octets that it stands in. */

import { type Edit, inOrder, shifted } from "../edit.ts";
import type { PlacedField } from "../mime/part-header.ts";
import { mayDecode, type Part, partOf, type Range, readContentFields, readPart } from "../mime/parts.ts";
import { isContentField, placeholderEdits } from "../mime/placeholder.ts";
import { kindOfText, type TextKind } from "../mime/text-kind.ts";
import { decodeBody, isCutWord } from "../mime/transfer-encoding.ts";
import { unscrubbableKind } from "../mime/unscrubbable.ts";
import { fromBinaryString, hasOctet, utf8 } from "../octets.ts";
import { messagesIn, withCount } from "./message-files.ts";
import { mayNameSomebody } from "./outlook-file.ts";
import { fieldChange, restructuring } from "./part-fields.ts";
import type { Restructured } from "./structured-field.ts";
import { textEdits } from "./text-body.ts";
import { textPartEdits } from "./text-part.ts";
import { isTraceField } from "./trace-fields.ts";
import { refusalOf, searchContext, type Walk } from "./walk.ts";

/** The edits of a part, header section and body. */
function partEdits(octets: Uint8Array, part: Part, walk: Walk, isMessage = false): Edit[] {
  walk.options.trace?.part(octets, part);
  const note = noteFor(octets, part, walk);
  return note === undefined
    ? [...headerEdits(octets, part, walk, isMessage), ...bodyEdits(octets, part, walk)]
    : removed(octets, part, note, walk);
}

/** What stands in place of the part if it is taken out; on what cannot be sent at all the walk is refused. */
export function noteFor(octets: Uint8Array, part: Part, walk: Walk): string | undefined {
  const opacity = unscrubbableKind(part, octets);
  switch (opacity) {
    case "signature":
      return walk.options.notes.signature;
    case "keys":
      return walk.options.notes.keys;
    case "opaque-signature":
      if (walk.options.refuseOpaque) walk.refusal ??= "smime-signature";
      return undefined;
    case "tnef":
    case "compound":
      refuseIfNaming(opacity, octets, part, walk);
      return undefined;
    case "none":
      return undefined;
  }
}

/** What cannot be rewritten must not leave if it names somebody, or if that cannot be told. */
function refuseIfNaming(kind: "tnef" | "compound", octets: Uint8Array, part: Part, walk: Walk): void {
  const body = octets.subarray(part.body.start, part.body.end);
  if (!walk.options.refuseOpaque || !mayDecode(walk.budget, body.length)) return;
  const pieces = decodeBody(part.encoding, body).map((piece) => piece.octets);
  // The first piece is the file; what else a lenient reader finds is searched, and need not be a whole one.
  const [file, ...others] = pieces;
  const naming = file === undefined || mayNameSomebody(kind, file, walk);
  const also = others.some((piece) => textEdits(piece, "plain", searchContext(walk, "text")).length > 0);
  if (naming || also) walk.refusal ??= "outlook-file";
}

function removed(octets: Uint8Array, part: Part, note: string, walk: Walk): Edit[] {
  walk.found++;
  const kept = { ...part, fields: part.fields.filter((field) => !isContentField(field)) };
  return [...headerEdits(octets, kept, walk), ...placeholderEdits(part, note)];
}

function headerEdits(octets: Uint8Array, part: Part, walk: Walk, isMessage = false): Edit[] {
  const above = { start: part.start, end: part.fields[0]?.start ?? part.start };
  const restructured = restructuring(part, walk);
  const read = new Set(readContentFields(part.fields));
  const fields = part.fields.flatMap((field): Edit[] => {
    // Its base64 holds the address of its owner, out of reach of a search.
    const isKey = field.key.startsWith("autocrypt");
    const isSecond = isContentField(field) && !read.has(field);
    if (isKey || isSecond || (isMessage && isTraceField(field.key))) return [without(field, walk)];
    const written = newValue(field, part, walk, restructured);
    const end = field.valueStart + field.value.length;
    return written === undefined ? [] : [{ start: field.valueStart, end, write: written }];
  });
  return [...plainEdits(octets, above, walk), ...fields];
}

function without(field: PlacedField, walk: Walk): Edit {
  walk.found++;
  return { start: field.start, end: field.end, write: () => new Uint8Array(0) };
}

/** The new value of a field, undefined when it stays. */
function newValue(field: PlacedField, part: Part, walk: Walk, restructured: Restructured): Edit["write"] | undefined {
  if (field.key === "content-transfer-encoding" && isCutWord(field.value)) {
    walk.found++;
    return () => utf8(` ${part.encoding}`);
  }
  const change = fieldChange(field, walk, restructured);
  return change && ((replacement) => fromBinaryString(change.write(replacement)));
}

/** The edits of a part's body, its header section left as it is. */
export function bodyEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  switch (part.content.kind) {
    case "leaf":
      return leafEdits(octets, part, walk);
    case "message":
      return partEdits(octets, part.content.message, walk, true);
    case "multipart":
      return multipartEdits(octets, part, part.content, walk);
  }
}

type Multipart = Extract<Part["content"], { kind: "multipart" }>;

function multipartEdits(octets: Uint8Array, part: Part, content: Multipart, walk: Walk): Edit[] {
  const margins = content.margins.flatMap((range) => plainEdits(octets, range, walk));
  const { boundary, unsigned } = restructuring(part, walk);
  const parts = content.parts.flatMap((child, at) => {
    // RFC 1847 §2.1: the second part of a multipart/signed is the signature, whatever it calls itself.
    return unsigned && at === 1 ? signatureEdits(octets, child, walk) : partEdits(octets, child, walk);
  });
  if (boundary === undefined) return [...margins, ...parts];
  const written = fromBinaryString(boundary);
  const delimiters = content.delimiters.map(({ start }) => {
    return { start: start + 2, end: start + 2 + content.boundary.length, write: () => written };
  });
  return [...margins, ...delimiters, ...parts];
}

function signatureEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  walk.options.trace?.part(octets, part);
  return removed(octets, part, walk.options.notes.signature, walk);
}

function plainEdits(octets: Uint8Array, range: Range, walk: Walk): Edit[] {
  return counted(
    inBody(octets, range, "identity", walk, (piece) => textEdits(piece, "plain", searchContext(walk, "text"))),
    walk,
  );
}

function leafEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  const kind = kindOfText(octets, part);
  if (kind === "none") return [];
  const edits = textLeafEdits(octets, part, kind, walk);
  return part.encoding === "base64" ? [...edits, ...besideBase64(octets, part.body, walk)] : edits;
}

function textLeafEdits(octets: Uint8Array, part: Part, kind: Exclude<TextKind, "none">, walk: Walk): Edit[] {
  switch (kind) {
    case "message":
      return inBody(octets, part.body, part.encoding, walk, (piece) => messageFileEdits(piece, part.depth, walk));
    case "multipart":
      return inBody(octets, part.body, part.encoding, walk, (piece) => sameEdits(piece, part, walk));
    default: {
      const find = (piece: Uint8Array) => textPartEdits(piece, kind, part, walk);
      return counted(inBody(octets, part.body, part.encoding, walk, find), walk);
    }
  }
}

/** Text below the base64, as list servers put it: it has a dot, a hyphen or such a sign if it says an address, and base64 has none. */
function besideBase64(octets: Uint8Array, body: Range, walk: Walk): Edit[] {
  const encoded = octets.subarray(body.start, body.end);
  return [0x2e, 0x40, 0x2d, 0x26, 0x25].some((octet) => hasOctet(encoded, octet)) ? plainEdits(octets, body, walk) : [];
}

/** Messages that had to be decoded first, or that a type does not announce: their octets are documents of their own. */
function messageFileEdits(octets: Uint8Array, depth: number, walk: Walk): Edit[] {
  const edits = messagesIn(octets).flatMap((range) =>
    partEdits(octets, readPart(octets, range, depth + 1, walk.budget), walk, true),
  );
  return withCount(octets, edits);
}

/** A multipart that somebody encoded, against RFC 2045 §6.4: read again, behind its encoding. */
function sameEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  const fields = part.fields.filter((field) => field.key !== "content-transfer-encoding");
  const decoded = partOf(octets, fields, 0, { start: 0, end: octets.length }, part.depth + 1, walk.budget);
  return bodyEdits(octets, decoded, walk);
}

/** What `find` finds behind the transfer encoding of a body, as edits of the document. */
export function inBody(
  octets: Uint8Array,
  body: Range,
  encoding: Part["encoding"],
  walk: Walk,
  find: (piece: Uint8Array) => Edit[],
): Edit[] {
  // What has been refused is read no further: its depth alone would exhaust the stack.
  if (body.end <= body.start || refusalOf(walk) !== undefined) return [];
  if (encoding !== "identity" && !mayDecode(walk.budget, body.end - body.start)) return [];
  const encoded = octets.subarray(body.start, body.end);
  return decodeBody(encoding, encoded).flatMap((piece) => {
    const edits = inOrder(find(piece.octets));
    return edits.length === 0 ? [] : shifted(piece.encode(edits), body.start);
  });
}

function counted(edits: Edit[], walk: Walk): Edit[] {
  walk.found += edits.length;
  return edits;
}
