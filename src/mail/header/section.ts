/** The header section of a message: RFC 5322 §2.2, read leniently, written strictly. */

import { toBinaryString } from "../octets.ts";

/** Header sections above this many octets are refused: no real mail has one, and every look at it costs CPU. */
export const HEADER_SECTION_LIMIT = 256 * 1024;

/** One header field as it stands in the message. */
export interface HeaderField {
  /** The field name as written. */
  readonly name: string;
  /** The field name in lower case, for comparing. */
  readonly key: string;
  /** Binary string: all between the colon and the field's last line break; line breaks of folding are kept. */
  readonly value: string;
}

export interface HeaderSection {
  readonly fields: readonly HeaderField[];
  /** Where the body starts, in octets from the start of the message. */
  readonly bodyOffset: number;
}

type HeaderReading = { readonly kind: "read"; readonly section: HeaderSection } | { readonly kind: "too-large" };

const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads the header section. Broken mail is read as its writer meant it: CRLF, bare LF, and CR alone where no LF stands at
 * all; a missing blank line; an mbox `From ` line on top. Only the first `limit + 1` octets are looked at.
 *
 * @param limit in octets, blank line included
 * @returns `too-large` when the section does not end within the limit
 */
export function readHeaderSection(message: Uint8Array, limit = HEADER_SECTION_LIMIT): HeaderReading {
  const head = message.subarray(0, limit + 1);
  const spans: FieldSpan[] = [];
  const bodyOffset = findFields(head, limit, spans);
  if (bodyOffset > limit) return { kind: "too-large" };
  const text = toBinaryString(head.subarray(0, spans.at(-1)?.end ?? 0));
  return { kind: "read", section: { fields: spans.map((span) => fieldAt(text, span)), bodyOffset } };
}

/** Where one field stands in the section, in octets. */
interface FieldSpan {
  readonly start: number;
  readonly colon: number;
  /** Before the last line break. */
  end: number;
}

/** Fills `spans` and returns where the section ends. Every octet is looked at a fixed number of times. */
function findFields(head: Uint8Array, limit: number, spans: FieldSpan[]): number {
  const lineBreak = head.includes(LF) ? LF : CR;
  let start = 0;
  while (start < head.length) {
    const next = nextLine(head, start, lineBreak);
    if (next > limit) return next; // The line may be cut: what it is cannot be told.
    const end = withoutBreak(head, start, next);
    if (end === start) return next;
    const field = spans.at(-1);
    const colon = colonAt(head, start, end);
    if (colon > 0) spans.push({ start, colon, end });
    else if (field && isWsp(head[start])) field.end = end;
    else if (start > 0 || !isMboxLine(head)) return start;
    start = next;
  }
  return start;
}

function nextLine(head: Uint8Array, start: number, lineBreak: number): number {
  const at = head.indexOf(lineBreak, start);
  return at < 0 ? head.length : at + 1;
}

/** The end of a line's content. CR CR LF, which some gateways make of CRLF, is one line break. */
function withoutBreak(head: Uint8Array, start: number, next: number): number {
  let end = next;
  if (end > start && head[end - 1] === LF) end--;
  while (end > start && head[end - 1] === CR) end--;
  return end;
}

/**
 * The colon after a field name, or -1 when the line is no field. A name is ftext, 33 to 126 without the colon (RFC 5322
 * §3.6.8); white space before the colon is obsolete but seen (§4.5).
 */
function colonAt(head: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isFieldText(head[at])) at++;
  if (at === start) return -1;
  while (at < end && isWsp(head[at])) at++;
  return at < end && head[at] === 0x3a ? at : -1;
}

function isFieldText(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 33 && octet <= 126 && octet !== 0x3a;
}

function isWsp(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09;
}

/** A line that mailbox files put before a message, also in their quoted form. */
function isMboxLine(head: Uint8Array): boolean {
  return /^>?From /.test(toBinaryString(head.subarray(0, 6)));
}

function fieldAt(text: string, span: FieldSpan): HeaderField {
  const name = trimWsp(text.slice(span.start, span.colon));
  return { name, key: name.toLowerCase(), value: text.slice(span.colon + 1, span.end) };
}

/** The fields of one name, in order. */
export function fieldsNamed(section: HeaderSection, key: string): readonly HeaderField[] {
  return section.fields.filter((field) => field.key === key);
}

/** A field value on one line: the breaks of folding (RFC 5322 §2.2.3), stray CR and LF, and NUL go; white space stays. */
export function unfold(value: string): string {
  return trimWsp(value.replace(/[\0\r\n]+/g, ""));
}

/**
 * Without white space around. `String.trim` would also take the octet A0, which may be half a character, and a pattern
 * like `/\s+$/` takes quadratic time on a long run of spaces.
 */
export function trimWsp(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWsp(text.charCodeAt(start))) start++;
  while (end > start && isWsp(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const FIELD_NAME = /^[!-9;-~]+$/;
const NOT_FOR_WIRE = /[^\x01-\x09\x0b\x0c\x0e-\x7f]/;
const LINE_LENGTH = 78;
/** A long first word stays on the field's first line up to here: some readers want a msg-id beside its name. */
const LINE_LIMIT = 998;

/**
 * One field as it goes on the wire, CRLF included, folded before white space to lines of 78 octets (RFC 5322 §2.1.1) where
 * its words allow it. The last guard against header injection: whatever reaches it, one field leaves.
 *
 * @throws RangeError on CR, LF, NUL or non-ASCII in the value, or a bad name: the caller must have encoded its text
 */
export function foldField(name: string, value: string): string {
  if (!FIELD_NAME.test(name)) throw new RangeError("not a field name");
  if (NOT_FOR_WIRE.test(value)) throw new RangeError(`${name}: not a value for the wire`);
  let wire = "";
  let line = `${name}:`;
  // No line is ever white space alone: some readers take such a line for the end of the section.
  for (const [, gap = "", word = ""] of trimWsp(value).matchAll(/([ \t]*)([^ \t]+)/g)) {
    const part = (isOrdinary(gap) ? gap : " ") + word;
    if (line.length + part.length > (line.endsWith(":") && wire === "" ? LINE_LIMIT : LINE_LENGTH)) {
      wire += `${line}\r\n`;
      line = "";
    }
    line += part;
  }
  return `${wire}${line}\r\n`;
}

/** A run of spaces longer than a line could not be folded without a blank-looking line. */
function isOrdinary(gap: string): boolean {
  return gap.length > 0 && gap.length < LINE_LENGTH;
}
