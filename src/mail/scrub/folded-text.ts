/** Calendars and vCards: RFC 5545 §3.1, RFC 6350 §3.2. A line is folded anywhere, in the middle of an address, too. */

import type { Edit } from "../edit.ts";
import { type Cut, cutOut, uncutEdits } from "../mime/line-joining.ts";
import { fromBinaryString, toBinaryString } from "../octets.ts";
import { sparing } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import { startsWithAlias } from "../search/hidden.ts";
import { type Hit, inOrderOfStart, replaceHits, type SearchContext } from "../search/hit.ts";
import { cardNameHits } from "../search/personal-names.ts";
import { searchView, utf8Test } from "../search-view.ts";

const [TAB, LF, CR, SPACE] = [0x09, 0x0a, 0x0d, 0x20];

/** Octets of a folded line without its line break. */
const LINE_LENGTH = 75;

/** One edit for each content line in which something is hidden: the whole line is folded anew. */
export function foldedEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  const joined = cutOut(octets, sparing(folds(octets), context.effort));
  const view = searchView(joined.octets);
  const addresses = findFieldHits(view, {
    ...context,
    octets: { charset: context.charset, isUtf8: utf8Test(joined.octets) },
  });
  // The name beside an alias is the other side's own: only who is hidden by an address of theirs is hidden by name.
  const people = addresses.filter((hit) => !startsWithAlias(view.slice(hit.start, hit.end)));
  const hits = inOrderOfStart([...addresses, ...cardNameHits(view, people, context)]);
  const lineBreak = view.includes("\r\n") || !view.includes("\n") ? "\r\n" : "\n";
  return uncutEdits(
    joined,
    byLine(view, hits).map((line) => lineEdit(joined.octets, line, lineBreak)),
  );
}

function* folds(octets: Uint8Array): Generator<Cut> {
  for (let at = octets.indexOf(LF); at >= 0; at = octets.indexOf(LF, at + 1)) {
    const behind = octets[at + 1];
    if (behind === SPACE || behind === TAB) yield { start: octets[at - 1] === CR ? at - 1 : at, end: at + 2 };
  }
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly hits: Hit[];
}

/** The content lines that have hits. */
function byLine(view: string, hits: readonly Hit[]): Line[] {
  const lines: Line[] = [];
  for (const hit of hits) {
    const last = lines.at(-1);
    if (last !== undefined && hit.start < last.end) {
      last.hits.push(hit);
      continue;
    }
    const lineFeed = view.indexOf("\n", hit.end);
    const end = lineFeed < 0 ? view.length : lineFeed;
    const start = hit.start === 0 ? 0 : view.lastIndexOf("\n", hit.start - 1) + 1;
    lines.push({ start, end: view[end - 1] === "\r" ? end - 1 : end, hits: [hit] });
  }
  return lines;
}

function lineEdit(octets: Uint8Array, line: Line, lineBreak: string): Edit {
  const text = toBinaryString(octets.subarray(line.start, line.end));
  const hits = line.hits.map((hit) => ({ ...hit, start: hit.start - line.start, end: hit.end - line.start }));
  return {
    start: line.start,
    end: line.end,
    write: (replacement) => fromBinaryString(refold(replaceHits(text, hits, replacement), lineBreak)),
  };
}

/** Folded at 75 octets, never inside of a UTF-8 character. */
function refold(line: string, lineBreak: string): string {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > LINE_LENGTH - (start > 0 ? 1 : 0)) {
    let end = start + LINE_LENGTH - (start > 0 ? 1 : 0);
    while (end > start + 1 && (line.charCodeAt(end) & 0xc0) === 0x80) end--;
    pieces.push(line.slice(start, end));
    start = end;
  }
  return [...pieces, line.slice(start)].join(`${lineBreak} `);
}
