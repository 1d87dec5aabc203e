/**
 * A lossless walk over the parts of a message: RFC 2046. The walk only says where things stand; every octet of the
 * message lies in exactly one header section, leaf, delimiter or margin, whatever the message looks like.
 */

import { parameter, readStructured, type Structured } from "../header/parameters.ts";
import type { HeaderField } from "../header/section.ts";
import { type Delimiter, findDelimiters } from "./boundary.ts";
import { type PlacedField, readPartHeader } from "./part-header.ts";
import { readTransferEncoding, type TransferEncoding } from "./transfer-encoding.ts";

/** Nesting deeper than this is nobody's mail: each level is searched once more for its boundary. */
export const DEPTH_LIMIT = 30;
/** Parts of one message, nested ones included. */
export const PART_LIMIT = 1000;
/** Header fields of all parts: each is read, and searched by itself. */
const FIELD_LIMIT = 60_000;
/** So many octets of a header section count as one field more: a field may be made of thousands of parameters. */
const OCTETS_A_FIELD = 50;

/** Why a message is not read to its end. What is not read cannot be promised to hide anybody. */
export type Excess = "too-deep" | "too-many-parts" | "too-many-fields" | "part-header-too-large" | "too-much-encoded";

/** Octets from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is left of the limits, shared by a message and everything nested in it. */
export interface Budget {
  parts: number;
  fields: number;
  /** Encoded octets that may still be decoded. */
  octets: number;
  /** Octets that may still be looked at for boundaries. */
  looks: number;
  exceeded: Excess | undefined;
}

export interface Part {
  readonly fields: readonly PlacedField[];
  /** The Content-Type that decides; `text/plain` when there is none. */
  readonly type: Structured;
  readonly encoding: TransferEncoding;
  /** Where the header section starts. */
  readonly start: number;
  readonly body: Range;
  readonly depth: number;
  readonly content: PartContent;
}

type PartContent =
  | { readonly kind: "leaf" }
  | { readonly kind: "message"; readonly message: Part }
  | {
      readonly kind: "multipart";
      readonly boundary: string;
      readonly delimiters: readonly Delimiter[];
      readonly parts: readonly Part[];
      /** Preamble and epilogue: nobody's part, shown by some readers. */
      readonly margins: readonly Range[];
    };

/** Base64 inside of base64 is a quarter shorter at each level: all levels together have four times the message. */
const DECODED_TIMES = 4;
/** So much may always be decoded, and looked at. */
const GROUND = 64 * 1024;

/** Of the octets of a message, one in so many may be looked at for boundaries: five levels as programs write them look at a sixth. */
const LOOKS_SHARE = 2;

/** @param length of the message, in octets */
export function newBudget(length: number): Budget {
  const octets = DECODED_TIMES * length + GROUND;
  return { parts: PART_LIMIT, fields: FIELD_LIMIT, octets, looks: length / LOOKS_SHARE + GROUND, exceeded: undefined };
}

/** Whether so many encoded octets may still be decoded: read in two ways at each level, a few of them would be millions. */
export function mayDecode(budget: Budget, length: number): boolean {
  budget.octets -= length;
  if (budget.octets < 0) budget.exceeded ??= "too-much-encoded";
  return budget.exceeded === undefined;
}

/** Reads the part (or message) whose header section starts at `start`. */
export function readPart(
  octets: Uint8Array,
  range: Range,
  depth: number,
  budget: Budget,
  fallback = "text/plain",
): Part {
  const header = readPartHeader(octets, range.start, range.end);
  if (header.kind === "too-large") budget.exceeded ??= "part-header-too-large";
  budget.fields -= header.fields.length + (header.bodyOffset - range.start) / OCTETS_A_FIELD;
  if (budget.fields < 0) budget.exceeded ??= "too-many-fields";
  const body = { start: header.bodyOffset, end: range.end };
  return partOf(octets, header.fields, range.start, body, depth, budget, fallback);
}

/** The part whose header section has been read already. */
export function partOf(
  octets: Uint8Array,
  fields: readonly PlacedField[],
  start: number,
  body: Range,
  depth: number,
  budget: Budget,
  fallback = "text/plain",
): Part {
  const type = contentType(fields, fallback);
  const encoding = readTransferEncoding(effectiveTransferEncoding(fields)?.value ?? "");
  const content = withinLimits(depth, budget) ? readContent(octets, type, encoding, body, depth, budget) : LEAF;
  return { fields, type, encoding, start, body, depth, content };
}

const LEAF: PartContent = { kind: "leaf" };

function withinLimits(depth: number, budget: Budget): boolean {
  if (depth > DEPTH_LIMIT) budget.exceeded ??= "too-deep";
  if (budget.parts-- <= 0) budget.exceeded ??= "too-many-parts";
  return budget.exceeded === undefined;
}

function readContent(
  octets: Uint8Array,
  type: Structured,
  encoding: TransferEncoding,
  body: Range,
  depth: number,
  budget: Budget,
): PartContent {
  if (type.token.startsWith("multipart/")) return readMultipart(octets, type, body, depth, budget);
  if (encoding === "identity" && isMessage(type.token)) {
    return { kind: "message", message: readPart(octets, body, depth + 1, budget) };
  }
  return LEAF;
}

/** Types whose body is a header section, mostly with a body of its own behind it. */
export function isMessage(token: string): boolean {
  return /^(?:message\/(?:rfc822|x-rfc822|global|global-headers|news|partial|external-body)|text\/rfc822-headers)$/.test(
    token,
  );
}

function readMultipart(octets: Uint8Array, type: Structured, body: Range, depth: number, budget: Budget): PartContent {
  const found = delimitersIn(octets, parameter(type, "boundary")?.trimEnd() ?? "", body, budget);
  if (found === undefined) return LEAF;
  const { boundary, delimiters } = found;
  const parts: Part[] = [];
  const margins: Range[] = [{ start: body.start, end: delimiters[0]?.before ?? body.end }];
  const fallback = type.token === "multipart/digest" ? "message/rfc822" : "text/plain";
  delimiters.forEach((delimiter, at) => {
    const range = { start: delimiter.after, end: Math.max(delimiters[at + 1]?.before ?? body.end, delimiter.after) };
    // Behind the closing delimiter RFC 2046 wants an epilogue; further delimiters there are read as some readers do.
    if (delimiter.closing) margins.push(range);
    else if (budget.exceeded === undefined) parts.push(readPart(octets, range, depth + 1, budget, fallback));
  });
  return { kind: "multipart", boundary, delimiters, parts, margins };
}

type Delimited = Pick<Extract<PartContent, { kind: "multipart" }>, "boundary" | "delimiters">;

/** The delimiters of the declared boundary if the body has it, else of the one that the body obviously uses. */
function delimitersIn(octets: Uint8Array, declared: string, body: Range, budget: Budget): Delimited | undefined {
  const found = declared === "" ? [] : delimitersOf(octets, declared, body, budget);
  if (found.length > 0) return { boundary: declared, delimiters: found };
  const guessed = budget.exceeded === undefined ? guessBoundary(octets, body) : undefined;
  return guessed === undefined
    ? undefined
    : { boundary: guessed, delimiters: delimitersOf(octets, guessed, body, budget) };
}

/** Each level is searched once more, and the shorter the boundary the more of its octets are looked at. */
function delimitersOf(octets: Uint8Array, boundary: string, body: Range, budget: Budget): Delimiter[] {
  const least = (body.end - body.start) / (boundary.length + 3);
  if (budget.looks < least) budget.exceeded ??= "too-deep";
  if (budget.exceeded !== undefined) return [];
  const delimiters = findDelimiters(octets, boundary, body.start, body.end, budget.parts, budget);
  if (budget.looks < 0) budget.exceeded ??= "too-deep";
  return delimiters;
}

/** Looked at when the declared boundary is not in the body, in octets. */
const GUESS_WINDOW = 16 * 1024;

/**
 * A mailer that declares one boundary and writes another still shows its parts in lenient readers, base64 and all: the
 * first line of two dashes with a Content- field behind it is what they find, too.
 */
function guessBoundary(octets: Uint8Array, body: Range): string | undefined {
  const window = octets.subarray(body.start, Math.min(body.end, body.start + GUESS_WINDOW));
  const text = String.fromCharCode(...window);
  return /(?:^|\n)--([^\r\n]{1,200})\r*\nContent-/i.exec(text)?.[1]?.trimEnd();
}

function contentType(fields: readonly PlacedField[], fallback: string): Structured {
  const deciding = effectiveContentType(fields.filter((field) => field.key === "content-type"));
  const type = readStructured(deciding?.value ?? fallback);
  return isType(type) ? type : { ...type, token: fallback };
}

/** RFC 2045 §5.1; an invalid type is what it would be without one (§5.2), and its words are somebody's to read. A multipart is walked all the same. */
function isType({ head, token }: Structured): boolean {
  const isOneWord = !/[^\s/]\s+[^\s/(]/.test(head.trim());
  return (
    token.startsWith("multipart/") || (isOneWord && /^[!#$%&'*+.^_`{|}~\w-]+\/[!#$%&'*+.^_`{|}~\w-]+$/.test(token))
  );
}

/** Of several Content-Type fields the one that hides most from a plain look, a multipart; else the first. */
function effectiveContentType<Field extends HeaderField>(types: readonly Field[]): Field | undefined {
  return types.find((field) => readStructured(field.value).token.startsWith("multipart/")) ?? types[0];
}

/**
 * Of several Content-Transfer-Encoding fields the one that hides most from a plain look: base64, in which a plain text is
 * looked for as well; else quoted-printable; else the first.
 */
function effectiveTransferEncoding<Field extends HeaderField>(fields: readonly Field[]): Field | undefined {
  const named = fields.filter(({ key }) => key === "content-transfer-encoding");
  const reading = (encoding: TransferEncoding) => named.find(({ value }) => readTransferEncoding(value) === encoding);
  return reading("base64") ?? reading("quoted-printable") ?? named[0];
}

/**
 * Every Content-* field once: of two, readers may take either, so only the one that was read goes on.
 * @param fields of one part, in order
 */
export function readContentFields<Field extends HeaderField>(fields: readonly Field[]): readonly Field[] {
  const kept = new Map<string, Field>();
  const type = effectiveContentType(fields.filter((field) => field.key === "content-type"));
  for (const field of [type, effectiveTransferEncoding(fields)]) if (field !== undefined) kept.set(field.key, field);
  for (const field of fields) {
    if (field.key.startsWith("content-") && !kept.has(field.key)) kept.set(field.key, field);
  }
  const others = fields.filter((field) => field !== type && kept.get(field.key) === field);
  return type === undefined ? others : [type, ...others];
}
