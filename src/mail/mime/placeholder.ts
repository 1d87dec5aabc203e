/** What stands where a part was taken out: a line of text that says so. */

import { type Edit, joined } from "../edit.ts";
import { utf8 } from "../octets.ts";
import { encodeBase64Lines } from "./base64.ts";
import type { PlacedField } from "./part-header.ts";
import type { Part } from "./parts.ts";

/** The Content-* fields of a note. Base64, because a note may be in any language and every server takes it. */
export const NOTE_FIELDS = [
  { name: "Content-Type", value: "text/plain; charset=utf-8" },
  { name: "Content-Transfer-Encoding", value: "base64" },
] as const;

/** The body of a note, without a line break at its end. */
export function noteBody(note: string): Uint8Array {
  return encodeBase64Lines(utf8(`${note}\r\n`), "\r\n");
}

/** The part's own Content-* fields and its body go, the note's stand in their place; all other fields stay. */
export function placeholderEdits(part: Part, note: string): Edit[] {
  const dropped = part.fields
    .filter(isContentField)
    .map((field) => ({ start: field.start, end: field.end, write: nothing }));
  const header = NOTE_FIELDS.map(({ name, value }) => `${name}: ${value}\r\n`).join("");
  const written = joined([utf8(`${header}\r\n`), noteBody(note)]);
  return [...dropped, { start: part.fields.at(-1)?.end ?? part.start, end: part.body.end, write: () => written }];
}

/** RFC 2045 §9: the fields that describe the body, whatever else begins the same way. */
export function isContentField(field: Pick<PlacedField, "key">): boolean {
  return field.key.startsWith("content-");
}

function nothing(): Uint8Array {
  return new Uint8Array(0);
}
