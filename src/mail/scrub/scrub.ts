/**
 * Nobody's address where it must not be seen: one walk over a message finds every place, and each copy is then the
 * original's slices with that copy's replacements between them. What has nothing to hide keeps its octets.
 */

import { type Edit, edited, inOrder, type Replacement } from "../edit.ts";
import { type HeaderSection, unfold } from "../header/section.ts";
import { wireValue } from "../header/wire-value.ts";
import { type AttachedFile, attachedFiles } from "../mime/attached-files.ts";
import { PART_HEADER_LIMIT } from "../mime/part-header.ts";
import { type Budget, newBudget, type Part, partOf, readContentFields } from "../mime/parts.ts";
import { NOTE_FIELDS, noteBody } from "../mime/placeholder.ts";
import { fromBinaryString } from "../octets.ts";
import { newContentIds } from "../search/content-id.ts";
import { isSpent, newEffort } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import { type Hidden, hidesNothing, indexOfHidden } from "../search/hidden.ts";
import { replaceHits, type SearchContext, type SearchTrace } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { utf8Test } from "../search-view.ts";
import { answererNames } from "./calendar-answer.ts";
import { invitationEdits } from "./invitation.ts";
import { bodyEdits, noteFor } from "./part-edits.ts";
import { fieldChange, restructuring } from "./part-fields.ts";
import { type Refusal, refusalOf, type ScanOptions, type Walk } from "./walk.ts";

export type { Replacement } from "../edit.ts";
export type { Hidden } from "../search/hidden.ts";
export { withoutAnswerers } from "./calendar-answer.ts";
export type { Refusal, ScanOptions, ScanTrace } from "./walk.ts";

/** A header field to write; the value is ASCII without line breaks. */
interface ContentField {
  readonly name: string;
  readonly value: string;
}

export type Scan =
  | {
      readonly kind: "scanned";
      /** How many places change. */
      readonly found: number;
      /** The Content-* fields of the message itself. */
      contentFields(replacement: Replacement): readonly ContentField[];
      /** The body: slices of the original, shared and not copied, and replacements. */
      body(replacement: Replacement): readonly Uint8Array[];
      /** All files, those in attached messages included. */
      files(): readonly AttachedFile[];
      /** What may be the name of who answers an invitation with it; none in other mail, and none inbound. */
      readonly answerers: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: Refusal };

/**
 * Walks the message once. Never throws on bad mail: what cannot be understood is searched as text, and what is too deep
 * or too much to be searched is refused.
 *
 * @param section the message's own header section, which the caller has read already and rewrites itself
 */
export function scan(message: Uint8Array, section: HeaderSection, options: ScanOptions): Scan {
  if (hidesNothing(options.hidden)) return untouched(message, section, options);
  const walk = newWalk(options, message.length);
  const part = rootPart(message, section, walk.budget);
  const excess = refusalOf(walk);
  if (excess !== undefined) return { kind: "refused", reason: excess };
  if (walk.index.aliasForm) walk.answerers = answererNames(message, part, walk.index.names);
  options.trace?.part(message, part);
  const note = noteFor(message, part, walk);
  if (note !== undefined) return allRemoved(note);
  const fields = contentFields(part, walk);
  const edits = inOrder(bodyEdits(message, part, walk));
  const reason = refusalOf(walk);
  if (reason !== undefined) return { kind: "refused", reason };
  const files = () => attachedFiles(message, part);
  return {
    kind: "scanned",
    found: walk.found,
    contentFields: fields,
    body: slices(message, section, edits),
    files,
    answerers: walk.answerers,
  };
}

/**
 * One field value (binary string): the same string when nothing is hidden in it; what changes in it is ASCII. One that would
 * take too much searching says nothing to anybody and is dropped.
 */
export function scrubField(value: string, hidden: Hidden, replacement: Replacement, trace?: SearchTrace): string {
  const octets = { charset: undefined, isUtf8: utf8Test(fromBinaryString(value)) };
  const context = { ...surroundings(hidden), octets, trace };
  const hits = findFieldHits(value, context);
  if (isSpent(context.effort)) return "";
  return hits.length === 0 ? value : replaceHits(value, hits, replacement);
}

/** Text that is decoded already, a display name for instance. */
export function scrubText(text: string, hidden: Hidden, replacement: Replacement): string {
  const context = surroundings(hidden);
  const hits = findHits(text, context);
  return isSpent(context.effort) ? "" : replaceHits(text, hits, replacement);
}

function surroundings(hidden: Hidden): SearchContext {
  return { index: indexOfHidden(hidden), contentIds: newContentIds(), effort: newEffort(), mode: "text" };
}

function newWalk(options: ScanOptions, octetsInMessage: number): Walk {
  const index = indexOfHidden(options.hidden);
  const left = { budget: newBudget(octetsInMessage), effort: newEffort() };
  return {
    options,
    index,
    contentIds: newContentIds(),
    ...left,
    boundaries: new Map(),
    answerers: [],
    found: 0,
    refusal: undefined,
  };
}

/** The message as its fields will be written, without CR and NUL: `boundary=ou\0ter` is `outer` to whoever gets the copy. */
function rootPart(message: Uint8Array, section: HeaderSection, budget: Budget): Part {
  const content = section.fields.filter(({ key }) => key.startsWith("content-"));
  // As in a part's header section: each of them is read, and searched.
  const octets = content.reduce((sum, { value }) => sum + value.length, 0);
  if (octets > PART_HEADER_LIMIT) budget.exceeded ??= "part-header-too-large";
  const fields = section.fields.map((field) => {
    return { ...field, value: unfold(field.value), start: 0, valueStart: 0, end: 0 };
  });
  return partOf(message, fields, 0, { start: section.bodyOffset, end: message.length }, 0, budget);
}

function slices(message: Uint8Array, section: HeaderSection, edits: readonly Edit[]) {
  return (replacement: Replacement) => edited(message, section.bodyOffset, edits, replacement);
}

function untouched(message: Uint8Array, section: HeaderSection, options: ScanOptions): Scan {
  const walk = newWalk(options, message.length);
  const part = rootPart(message, section, walk.budget);
  const edits = options.invited === undefined ? [] : inOrder(invitationEdits(message, part, walk));
  const fields = readContentFields(section.fields).map((field) => ({
    name: field.name,
    value: wireValue(field.key, field.value),
  }));
  const files = () => attachedFiles(message, part);
  return {
    kind: "scanned",
    found: 0,
    contentFields: () => fields,
    body: slices(message, section, edits),
    files,
    answerers: [],
  };
}

/** The message was nothing but a key or a signature. */
function allRemoved(note: string): Scan {
  const body = noteBody(note);
  return {
    kind: "scanned",
    found: 1,
    contentFields: () => NOTE_FIELDS,
    body: () => [body],
    files: () => [],
    answerers: [],
  };
}

function contentFields(part: Part, walk: Walk): (replacement: Replacement) => ContentField[] {
  const restructured = restructuring(part, walk);
  const fields = readContentFields(part.fields).map((field) => ({
    field,
    change: fieldChange(field, walk, restructured),
  }));
  return (replacement) =>
    fields.map(({ field, change }) => {
      return { name: field.name, value: wireValue(field.key, change?.write(replacement) ?? field.value) };
    });
}
