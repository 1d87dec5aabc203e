/** Everything that has to change in a part and what is nested in it, as edits of the octets that it stands in. */

import { type Edit, inOrder, shifted } from "../edit.ts";
import { parameter } from "../header/parameters.ts";
import { mayDecode, type Part, partOf, type Range, readPart } from "../mime/parts.ts";
import { isContentField, placeholderEdits } from "../mime/placeholder.ts";
import { kindOfText, looksFolded } from "../mime/text-kind.ts";
import { decodeBody } from "../mime/transfer-encoding.ts";
import { unscrubbableKind } from "../mime/unscrubbable.ts";
import { fromBinaryString } from "../octets.ts";
import { fieldChange, restructuring } from "./part-fields.ts";
import { textEdits } from "./text-body.ts";
import { refusalOf, searchContext, type Walk } from "./walk.ts";

/** The edits of a part, header section and body. */
export function partEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  walk.options.trace?.part(octets, part);
  const note = noteFor(octets, part, walk);
  return note === undefined
    ? [...headerEdits(octets, part, walk), ...bodyEdits(octets, part, walk)]
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
    case "winmail":
      if (walk.options.refuseOpaque && namesSomebody(octets, part, walk)) walk.refusal ??= "winmail";
      return undefined;
    case "none":
      return undefined;
  }
}

/** Whether a hidden address stands in the part's octets, in 8-bit or in UTF-16. */
function namesSomebody(octets: Uint8Array, part: Part, walk: Walk): boolean {
  const pieces = decodeBody(part.encoding, octets.subarray(part.body.start, part.body.end));
  return pieces.some((piece) =>
    [piece.octets, piece.octets.subarray(1)].some(
      (at) => textEdits(at, "plain", searchContext(walk, "text")).length > 0,
    ),
  );
}

function removed(octets: Uint8Array, part: Part, note: string, walk: Walk): Edit[] {
  walk.found++;
  const kept = { ...part, fields: part.fields.filter((field) => !isContentField(field)) };
  return [...headerEdits(octets, kept, walk), ...placeholderEdits(part, note)];
}

function headerEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  const above = { start: part.start, end: part.fields[0]?.start ?? part.start };
  const restructured = restructuring(part, walk);
  const fields = part.fields.flatMap((field): Edit[] => {
    // Its base64 holds the address of its owner, out of reach of a search.
    if (field.key.startsWith("autocrypt"))
      return [{ start: field.start, end: field.end, write: () => new Uint8Array(0) }];
    const change = fieldChange(field, walk, restructured);
    if (change === undefined) return [];
    const end = field.valueStart + field.value.length;
    return [{ start: field.valueStart, end, write: (replacement) => fromBinaryString(change.write(replacement)) }];
  });
  return [...plainEdits(octets, above, walk), ...fields];
}

/** The edits of a part's body, its header section left as it is. */
export function bodyEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  switch (part.content.kind) {
    case "leaf":
      return leafEdits(octets, part, walk);
    case "message":
      return partEdits(octets, part.content.message, walk);
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
  switch (kind) {
    case "none":
      return [];
    case "message":
      return inBody(octets, part.body, part.encoding, walk, (piece) => nestedEdits(piece, part.depth, walk));
    case "multipart":
      return inBody(octets, part.body, part.encoding, walk, (piece) => sameEdits(piece, part, walk));
    default: {
      const mode = kind === "html" ? "html" : "text";
      const charset = parameter(part.type, "charset");
      const format = kind === "folded" || kind === "delsp" ? kind : "plain";
      const find = (piece: Uint8Array) =>
        textEdits(piece, looksFolded(piece) ? "folded" : format, { ...searchContext(walk, mode), charset });
      const edits = counted(inBody(octets, part.body, part.encoding, walk, find), walk);
      return part.encoding === "base64" ? [...edits, ...besideBase64(octets, part.body, walk)] : edits;
    }
  }
}

/** Text below the base64, as list servers put it: it says `@`, `&` or `%` if it says an address, and base64 never does. */
function besideBase64(octets: Uint8Array, body: Range, walk: Walk): Edit[] {
  const encoded = octets.subarray(body.start, body.end);
  return [0x40, 0x26, 0x25].some((octet) => encoded.includes(octet)) ? plainEdits(octets, body, walk) : [];
}

/** A message that had to be decoded first: its octets are a document of their own. */
function nestedEdits(octets: Uint8Array, depth: number, walk: Walk): Edit[] {
  const message = readPart(octets, { start: 0, end: octets.length }, depth + 1, walk.budget);
  return partEdits(octets, message, walk);
}

/** A multipart that somebody encoded, against RFC 2045 §6.4: read again, behind its encoding. */
function sameEdits(octets: Uint8Array, part: Part, walk: Walk): Edit[] {
  const fields = part.fields.filter((field) => field.key !== "content-transfer-encoding");
  const decoded = partOf(octets, fields, 0, { start: 0, end: octets.length }, part.depth + 1, walk.budget);
  return bodyEdits(octets, decoded, walk);
}

/** What `find` finds behind the transfer encoding of a body, as edits of the document. */
function inBody(
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
