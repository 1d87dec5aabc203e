/** Content-Type and Content-Disposition without the hidden addresses: file names in every spelling, and boundaries. */

import type { Replacement } from "../edit.ts";
import { decodeOctets } from "../header/charset.ts";
import {
  continuations,
  joinContinuations,
  PARAMETER_LIMIT,
  readStructured,
  type Segment,
  writeExtended,
} from "../header/parameters.ts";
import { type Hit, replaceHits, type SearchContext } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { rawFieldHits } from "./field-hits.ts";

/** A value that changes, and how many places in it do. */
export interface FieldChange {
  readonly found: number;
  write(replacement: Replacement): string;
}

/** What the structure of the message, not its words, changes in a Content-Type. */
export interface Restructured {
  /** In place of a boundary that carries a hidden address. */
  readonly boundary?: string | undefined;
  /** multipart/signed becomes multipart/mixed: the signature is dropped. */
  readonly unsigned: boolean;
}

type SegmentChange =
  | { readonly kind: "keep" | "drop" }
  | { readonly kind: "write"; write(replacement: Replacement): string };

const KEEP: SegmentChange = { kind: "keep" };
const DROP: SegmentChange = { kind: "drop" };

/** The change of a structured value, undefined when it stays as it is. */
export function structuredChange(
  value: string,
  context: SearchContext,
  restructured: Restructured,
): FieldChange | undefined {
  const { head, segments } = readStructured(value);
  const newHead = headChange(head, context, restructured);
  const joined = new Map<string, Joined>();
  const extended = (name: string) =>
    joined.get(name) ?? remembered(joined, name, joinSegments(segments, name, context));
  const first = segments.find(({ name }) => name === "boundary");
  const changes = segments.map((segment, at) => {
    // The last one holds all that stands behind it, unread: some reader would read it.
    if (at === PARAMETER_LIMIT - 1) return DROP;
    return segmentChange(segment, segment === first, extended, context, restructured);
  });
  const added =
    first === undefined && restructured.boundary !== undefined ? [boundaryParameter(restructured.boundary)] : [];
  const found = [newHead, ...changes].filter((change) => change.kind !== "keep").length + added.length;
  if (found === 0) return undefined;
  return {
    found,
    write(replacement) {
      const written = segments.flatMap((segment, at) => writeSegment(segment.raw, changes[at] ?? KEEP, replacement));
      return [...writeSegment(head, newHead, replacement), ...written, ...added].join(";");
    },
  };
}

function writeSegment(raw: string, change: SegmentChange, replacement: Replacement): string[] {
  switch (change.kind) {
    case "keep":
      return [raw];
    case "drop":
      return [];
    case "write":
      return [change.write(replacement)];
  }
}

function headChange(head: string, context: SearchContext, restructured: Restructured): SegmentChange {
  if (restructured.unsigned) return { kind: "write", write: () => " multipart/mixed" };
  return rawChange(head, context);
}

function segmentChange(
  segment: Segment,
  isFirstBoundary: boolean,
  extended: (name: string) => Joined,
  context: SearchContext,
  { boundary, unsigned }: Restructured,
): SegmentChange {
  if (segment.name === "boundary" && boundary !== undefined) {
    return isFirstBoundary ? { kind: "write", write: () => boundaryParameter(boundary) } : DROP;
  }
  if (unsigned && (segment.name === "protocol" || segment.name === "micalg")) return DROP;
  const mode = mannerOf(segment.name);
  return (
    (segment.extended && extendedChange(segment, extended(segment.name))) ||
    rawChange(segment.raw, { ...context, mode })
  );
}

function boundaryParameter(boundary: string): string {
  return `\r\n boundary="${boundary}"`;
}

function rawChange(raw: string, context: SearchContext): SegmentChange {
  const hits = rawFieldHits(raw, context);
  return hits.length === 0 ? KEEP : { kind: "write", write: (replacement) => replaceHits(raw, hits, replacement) };
}

/** RFC 2387 §3.2: `start` is a Content-ID, RFC 2046 §5.2.2: `id` has a Message-ID's form; any other parameter may be a file name. */
function mannerOf(name: string): SearchContext["mode"] {
  return name === "start" || name === "id" ? "ids" : "loose";
}

/** RFC 2231 continuations are one value: an address may be cut anywhere in it. */
interface Joined {
  readonly first: Segment | undefined;
  readonly text: string;
  readonly hits: readonly Hit[];
}

function joinSegments(segments: readonly Segment[], name: string, context: SearchContext): Joined {
  const pieces = continuations({ head: "", token: "", segments }, name);
  const { octets, charset } = joinContinuations(pieces);
  const text = decodeOctets(octets, charset) ?? decodeOctets(octets, "utf-8") ?? octets;
  return { first: pieces[0], text, hits: findHits(text, { ...context, mode: mannerOf(name) }) };
}

/** Once a name, however many continuations it has: a hostile field has hundreds. */
function remembered(known: Map<string, Joined>, name: string, joined: Joined): Joined {
  known.set(name, joined);
  return joined;
}

/** Written whole in the first continuation's place; undefined when nothing is hidden in it. */
function extendedChange(segment: Segment, { first, text, hits }: Joined): SegmentChange | undefined {
  if (hits.length === 0) return undefined;
  if (first !== segment) return DROP;
  return {
    kind: "write",
    write: (replacement) => writeExtended(segment.name, replaceHits(text, hits, replacement)).join(";"),
  };
}
