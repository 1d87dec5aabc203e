/** The hidden addresses in a raw field value: as it stands, and as it reads without its folds, which may cut an address. */
import { cutOut, type JoinedLines } from "../mime/line-joining.ts";
import { fromBinaryString, toBinaryString } from "../octets.ts";
import { findFieldHits } from "../search/field.ts";
import { type Hit, inOrderOfStart, type SearchContext } from "../search/hit.ts";
import { utf8Test } from "../search-view.ts";

/** RFC 5322 §2.2.3 leaves the white space in; a reader of base64, and of an address, passes over it. */
const FOLD = /[ \t]*\r*\n[ \t]+/g;

export function rawFieldHits(value: string, context: SearchContext): Hit[] {
  const hits = hitsIn(value, context);
  if (!value.includes("\n")) return hits;
  const folds = Array.from(value.matchAll(FOLD), ({ index, 0: fold }) => ({ start: index, end: index + fold.length }));
  const joined = cutOut(fromBinaryString(value), folds);
  const across = hitsIn(toBinaryString(joined.octets), { ...context, seams: new Set(joined.at) }).flatMap(
    (hit): Hit[] => {
      const [start, end] = [placeIn(joined, hit.start), placeIn(joined, hit.end - 1) + 1];
      // What no fold cuts has been found where it stands.
      return end - start === hit.end - hit.start ? [] : [{ ...hit, start, end }];
    },
  );
  return across.length === 0 ? hits : inOrderOfStart([...across, ...hits.filter((hit) => isClear(hit, across))]);
}

function hitsIn(value: string, context: SearchContext): Hit[] {
  const octets = { charset: undefined, isUtf8: utf8Test(fromBinaryString(value)) };
  return findFieldHits(value, { ...context, octets });
}

/** Where a character of the joined value stands in the value; found from behind, and the folds of one field are few. */
function placeIn({ at: seams, removed }: JoinedLines, at: number): number {
  return at + (removed[seams.findLastIndex((seam) => seam <= at)] ?? 0);
}

function isClear(hit: Hit, others: readonly Hit[]): boolean {
  return others.every((other) => other.end <= hit.start || hit.end <= other.start);
}
