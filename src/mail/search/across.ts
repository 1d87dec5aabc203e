/** Hidden addresses that something cuts which a reader passes over: folds, comments in an address, line breaks in a link, a picture in a tag. */
import { firstIndex } from "../in-order.ts";
import type { Hit } from "./hit.ts";
import type { Range } from "./shown/ranges.ts";

/** Stands in the joined text where something was cut out that must stay; no octet is one of these. */
const [OPEN, CLOSE] = ["\ue000", "\ue001"];
const KEPT = /\ue000(\d{1,9})\ue001/g;

/**
 * The hits of a text without its cuts that go over one of them, in the text's own terms.
 *
 * @param cuts in order, disjoint
 * @param keeps whether what is cut out stands again in what replaces a hit
 */
export function hitsAcross(
  text: string,
  cuts: readonly Range[],
  keeps: boolean,
  search: (joined: string, seams: ReadonlySet<number>) => readonly Hit[],
): Hit[] {
  if (cuts.length === 0) return [];
  const [pieces, seams, removed]: [string[], number[], number[]] = [[], [], []];
  let [from, length] = [0, 0];
  for (const [number, { start, end }] of cuts.entries()) {
    const mark = keeps ? `${OPEN}${number}${CLOSE}` : "";
    pieces.push(text.slice(from, start), mark);
    length += start - from + mark.length;
    seams.push(length);
    removed.push(end - length);
    from = end;
  }
  const place = (at: number) => at + (removed[firstIndex(seams, (seam) => seam > at) - 1] ?? 0);
  const keptIn = (written: string) =>
    written.replace(KEPT, (_, number: string) => text.slice(cuts[Number(number)]?.start, cuts[Number(number)]?.end));
  return search(pieces.join("") + text.slice(from), new Set(seams)).flatMap((hit): Hit[] => {
    const [start, end] = [place(hit.start), place(hit.end - 1) + 1];
    // What no cut is in has been found where it stands.
    if (end - start === hit.end - hit.start) return [];
    return [{ start, end, text: keeps ? (replacement) => keptIn(hit.text(replacement)) : hit.text }];
  });
}

/** The hits, those over a cut instead of their pieces. */
export function preferring(across: readonly Hit[], hits: readonly Hit[]): Hit[] {
  const sorted = [...across].sort((one, other) => one.start - other.start);
  return hits.filter((hit) => {
    const before = sorted[firstIndex(sorted, ({ end }) => end > hit.start)];
    return before === undefined || before.start >= hit.end;
  });
}
