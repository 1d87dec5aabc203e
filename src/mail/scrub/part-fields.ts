/** What changes in the header fields of a part. */

import { parameter, readStructured } from "../header/parameters.ts";
import type { HeaderField } from "../header/section.ts";
import type { Part } from "../mime/parts.ts";
import { hiddenHostHits, showsHiddenHost } from "../search/hidden-domain.ts";
import { inOrderOfStart, replaceHits, type SearchContext } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { addressFieldHits, rawFieldHits } from "./field-hits.ts";
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
      const mode = HOLDS_IDS.test(field.key) ? "ids" : "text";
      const hits = fieldHits(field, searchContext(walk, mode));
      if (hits.length === 0) return undefined;
      return { found: hits.length, write: (replacement) => legalLines(replaceHits(field.value, hits, replacement)) };
    }
  }
}

/** Fields of msg-ids and Content-IDs, which carry the domain of the machine that made them. */
const HOLDS_IDS =
  /^(?:content-id|x-attachment-id|(?:resent-|original-)?message-id|in-reply-to|references|supersedes|content-translation-of)$/;
/** Fields that name hosts. People's own words, a Subject, say what they say. */
const HOLDS_HOSTS =
  /^(?:content-(?:location|base|duration)|list-.*|archived-at|reporting-.*|remote-mta|received-from-mta)$/;

/** RFC 5322 §3.6.2, §3.6.3, §3.6.6, and what programs have of their own. */
const HOLDS_ADDRESSES = /^(?:.*-)?(?:from|to|cc|bcc|sender|recipient)$/;

function fieldHits(field: HeaderField, context: SearchContext) {
  const find = HOLDS_ADDRESSES.test(field.key) ? addressFieldHits : rawFieldHits;
  const hits = find(field.value, context);
  if (!HOLDS_HOSTS.test(field.key) && context.mode !== "ids") return hits;
  return inOrderOfStart([...hits, ...hiddenHostHits(field.value, context.index)]);
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
  const shows = [declared, used].some((boundary) => isTelling(boundary, walk));
  // Of two boundaries, or of one that the body does not have, readers make different parts: one of them leaves.
  const isAmbiguous = part.content.kind === "multipart" && (declared !== used || boundaryNames(part) > 1);
  return { boundary: shows || isAmbiguous ? newBoundary(used, walk) : undefined, unsigned };
}

function isTelling(boundary: string, walk: Walk): boolean {
  return findHits(boundary, searchContext(walk, "loose")).length > 0 || showsHiddenHost(boundary, walk.index);
}

/** How many boundaries a part declares; the pieces of one that is cut (RFC 2231 §3) are one. */
function boundaryNames({ type }: Part): number {
  const named = type.segments.filter(({ name }) => name === "boundary");
  return named.filter((one) => !one.numbered).length + (named.some((one) => one.numbered) ? 1 : 0);
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
