/** Content-Type and Content-Disposition without the hidden addresses: file names in every spelling, and boundaries. */

import { decodeOctets } from "./decoding.ts";
import type { Replacement } from "./edit.ts";
import { findFieldHits } from "./field.ts";
import { replaceHits, type Surroundings } from "./hit.ts";
import { findHits } from "./match.ts";
import { fromBinaryString } from "./octets.ts";
import { continuations, joinContinuations, readStructured, type Segment, writeExtended } from "./parameters.ts";
import { halvesOf } from "./search-view.ts";

/** A value that changes, and how many places in it do. */
export interface Change {
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
export function structuredChange(value: string, around: Surroundings, restructured: Restructured): Change | undefined {
  const { head, segments } = readStructured(value);
  const newHead = headChange(head, around, restructured);
  const changes = segments.map((segment) => segmentChange(segment, segments, around, restructured));
  const found = [newHead, ...changes].filter((change) => change.kind !== "keep").length;
  if (found === 0) return undefined;
  return {
    found,
    write(replacement) {
      const written = segments.flatMap((segment, at) => writeSegment(segment.raw, changes[at] ?? KEEP, replacement));
      return [...writeSegment(head, newHead, replacement), ...written].join(";");
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

function headChange(head: string, around: Surroundings, restructured: Restructured): SegmentChange {
  if (restructured.unsigned) return { kind: "write", write: () => " multipart/mixed" };
  return rawChange(head, around);
}

function segmentChange(
  segment: Segment,
  all: readonly Segment[],
  around: Surroundings,
  { boundary, unsigned }: Restructured,
): SegmentChange {
  if (segment.name === "boundary") {
    if (boundary === undefined) return KEEP;
    return segment.section > 0 ? DROP : { kind: "write", write: () => `\r\n boundary="${boundary}"` };
  }
  if (unsigned && (segment.name === "protocol" || segment.name === "micalg")) return DROP;
  const manner = segment.name === "start" ? "ids" : "loose";
  return segment.extended
    ? extendedChange(segment, all, { ...around, manner })
    : rawChange(segment.raw, { ...around, manner });
}

function rawChange(raw: string, around: Surroundings): SegmentChange {
  const hits = findFieldHits(raw, { ...around, halves: halvesOf(fromBinaryString(raw)) });
  return hits.length === 0 ? KEEP : { kind: "write", write: (replacement) => replaceHits(raw, hits, replacement) };
}

/** RFC 2231 continuations are one name: read whole, an address may be cut anywhere, and written whole in the first's place. */
function extendedChange(segment: Segment, all: readonly Segment[], around: Surroundings): SegmentChange {
  const pieces = continuations({ head: "", token: "", segments: all }, segment.name);
  const { octets, charset } = joinContinuations(pieces);
  const text = decodeOctets(octets, charset) ?? decodeOctets(octets, "utf-8") ?? octets;
  const hits = findHits(text, around);
  if (hits.length === 0) return rawChange(segment.raw, around);
  if (pieces[0] !== segment) return DROP;
  return {
    kind: "write",
    write: (replacement) => writeExtended(segment.name, replaceHits(text, hits, replacement)).join(";"),
  };
}
