/** What changes in the header fields of a part. */

import { parameter, readStructured } from "../header/parameters.ts";
import type { HeaderField } from "../header/section.ts";
import type { Part } from "../mime/parts.ts";
import { fromBinaryString } from "../octets.ts";
import { findFieldHits } from "../search/field.ts";
import { replaceHits } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { utf8Test } from "../search-view.ts";
import { type FieldChange, type Restructured, structuredChange } from "./structured-field.ts";
import { searchContext, type Walk } from "./walk.ts";

/** The change of one field's value, undefined when it stays. What is found is counted. */
export function fieldChange(field: HeaderField, walk: Walk, restructured: Restructured): FieldChange | undefined {
  const change = changeOf(field, walk, restructured);
  walk.found += change?.found ?? 0;
  return change;
}

function changeOf(field: HeaderField, walk: Walk, restructured: Restructured): FieldChange | undefined {
  switch (field.key) {
    case "content-type": {
      const unsigned = restructured.unsigned && isSigned(readStructured(field.value).token);
      return structuredChange(field.value, searchContext(walk, "loose"), { ...restructured, unsigned });
    }
    case "content-disposition":
      return structuredChange(field.value, searchContext(walk, "loose"), { unsigned: false });
    default: {
      const mode = field.key === "content-id" ? "ids" : "text";
      const hits = findFieldHits(field.value, {
        ...searchContext(walk, mode),
        octets: { charset: undefined, isUtf8: utf8Test(fromBinaryString(field.value)) },
      });
      if (hits.length === 0) return undefined;
      return { found: hits.length, write: (replacement) => legalLines(replaceHits(field.value, hits, replacement)) };
    }
  }
}

/** Lines of at most 998 octets (RFC 5322 §2.1.1), where there is white space to fold them at. */
function legalLines(value: string): string {
  return value.replace(/[^\r\n]{999,}/g, (line) => line.replace(/(.{1,900})(?=[ \t][^ \t])/g, "$1\r\n"));
}

/** What the structure of a part makes of its Content-Type: a boundary that shows nobody, and no signature. */
export function restructuring(part: Part, walk: Walk): Restructured {
  const declared = parameter(part.type, "boundary")?.trimEnd() ?? "";
  const used = part.content.kind === "multipart" ? part.content.boundary : declared;
  const unsigned = part.content.kind === "multipart" && isSigned(part.type.token);
  const shows = [declared, used].some((boundary) => findHits(boundary, searchContext(walk, "loose")).length > 0);
  return { boundary: shows ? newBoundary(used, walk) : undefined, unsigned };
}

function isSigned(token: string): boolean {
  return token === "multipart/signed";
}

/** Numbered by appearance, so that it tells nothing; `=_` never stands in base64 or quoted-printable (RFC 2045 §6.7). */
function newBoundary(old: string, walk: Walk): string {
  const name = walk.boundaries.get(old) ?? `=_part_${walk.boundaries.size + 1}_${old.length}`;
  walk.boundaries.set(old, name);
  return name;
}
