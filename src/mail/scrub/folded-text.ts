/** Calendars and vCards: RFC 5545 §3.1, RFC 6350 §3.2. A line is folded anywhere, in the middle of an address, too. */

import { startsWithAlias } from "../alias-form.ts";
import type { Edit, Replacement } from "../edit.ts";
import { type Cut, cutOut, uncutEdits } from "../mime/line-joining.ts";
import { fromBinaryString, toBinaryString } from "../octets.ts";
import { answererHits } from "../search/answerers.ts";
import { isSpent, sparing } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import { type Hit, inOrderOfStart, replaceHits, type SearchContext } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { cardNameHits } from "../search/personal-names.ts";
import { searchView, utf8Test } from "../search-view.ts";
import { quotedValueHits } from "./quoted-values.ts";

const [TAB, LF, CR, SPACE, EQUALS] = [0x09, 0x0a, 0x0d, 0x20, 0x3d];

/** Octets of a folded line without its line break. */
const LINE_LENGTH = 75;

/** One edit for each content line in which something is hidden: the whole line is folded anew. */
export function foldedEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  return searchView(octets).includes("\0")
    ? [...narrowFoldedEdits(octets, context), ...wideFoldedEdits(octets, context)]
    : narrowFoldedEdits(octets, context);
}

/** In UTF-16: what stands across a fold, and names. */
function wideFoldedEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  return ([true, false] as const).flatMap((littleEndian) => {
    const text = new TextDecoder(littleEndian ? "utf-16le" : "utf-16be", { fatal: false, ignoreBOM: true }).decode(
      octets,
    );
    const cuts = [...sparing(wideFolds(text), context.effort)];
    if (isSpent(context.effort)) return [];
    const joined = cutOut(new Uint8Array(text.length), cuts);
    const unfolded = text.replace(WIDE_FOLD, "");
    const edits = contentHits(unfolded, findHits(unfolded, context), context).map((hit) => ({
      start: hit.start,
      end: hit.end,
      write: (replacement: Replacement) => wide(hit.text(replacement), littleEndian),
    }));
    return uncutEdits(joined, edits).map((edit) => ({
      start: 2 * edit.start,
      end: 2 * edit.end,
      write: (replacement) => edit.write(replacement),
    }));
  });
}

const WIDE_FOLD = /\r*\n[ \t]/g;

function* wideFolds(text: string): Generator<Cut> {
  for (const { index, 0: fold } of text.matchAll(WIDE_FOLD)) yield { start: index, end: index + fold.length };
}

function wide(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(view.buffer);
}

function narrowFoldedEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  const joined = cutOut(octets, sparing(folds(octets), context.effort));
  const view = searchView(joined.octets);
  const inOctets = { ...context, octets: { charset: context.charset, isUtf8: utf8Test(joined.octets) } };
  const addresses = [...findFieldHits(view, inOctets), ...quotedValueHits(view, inOctets)];
  const hits = contentHits(view, addresses, inOctets);
  const lineBreak = view.includes("\r\n") || !view.includes("\n") ? "\r\n" : "\n";
  return uncutEdits(
    joined,
    byLine(view, hits).map((line) => lineEdit(joined.octets, line, lineBreak)),
  );
}

/** The addresses of content lines, the names beside them, and who is invited. */
function contentHits(view: string, found: Hit[], context: SearchContext): Hit[] {
  const addresses = inOrderOfStart(found);
  // The name beside an alias is the other side's own: only who is hidden by an address of theirs is hidden by name.
  const people = addresses.filter((hit) => !startsWithAlias(view.slice(hit.start, hit.end)));
  const names = [...cardNameHits(view, people, context), ...answererHits(view, context)];
  return inOrderOfStart([...addresses, ...names, ...attendeeHits(view, context.invited)]);
}

/** A calendar's invitation of the public address (RFC 5545 §3.8.4.1), wherever in the line it stands. */
function attendeeHits(view: string, invited: string | undefined): Hit[] {
  if (invited === undefined) return [];
  const hits: Hit[] = [];
  for (const line of view.matchAll(/^ATTENDEE[;:][^\r\n]*/gim)) {
    const text = line[0].toLowerCase();
    for (let at = text.indexOf(invited); at >= 0; at = text.indexOf(invited, at + invited.length)) {
      if (/[:"=]/.test(text.charAt(at - 1)) && !/[\w.-]/.test(text.charAt(at + invited.length))) {
        const start = line.index + at;
        hits.push({ start, end: start + invited.length, text: ({ attendee }) => attendee ?? invited });
      }
    }
  }
  return hits;
}

/** Gateways make CR CR LF of CR LF; in a vCard of version 2.1 a value in quoted-printable goes on behind an equals sign. */
function* folds(octets: Uint8Array): Generator<Cut> {
  const isQuoted = /ENCODING=QUOTED-PRINTABLE/i.test(searchView(octets));
  for (let at = octets.indexOf(LF); at >= 0; at = octets.indexOf(LF, at + 1)) {
    let start = at;
    while (octets[start - 1] === CR) start--;
    const behind = octets[at + 1];
    if (behind === SPACE || behind === TAB) yield { start, end: at + 2 };
    else if (isQuoted && octets[start - 1] === EQUALS) yield { start: start - 1, end: at + 1 };
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
    write: (replacement) => {
      const isQuoted = /^[^:]*ENCODING=QUOTED-PRINTABLE/i.test(text);
      return fromBinaryString(
        refold(replaceHits(text, hits, replacement), isQuoted ? `=${lineBreak}` : `${lineBreak} `),
      );
    },
  };
}

/** Folded at 75 octets, never inside of a UTF-8 character. */
function refold(line: string, fold: string): string {
  const pieces: string[] = [];
  let start = 0;
  while (line.length - start > LINE_LENGTH - (start > 0 ? 1 : 0)) {
    let end = start + LINE_LENGTH - (start > 0 ? 1 : 0);
    while (end > start + 1 && (line.charCodeAt(end) & 0xc0) === 0x80) end--;
    // Nor inside of an escape of quoted-printable.
    if (fold.startsWith("=")) end -= /=[0-9A-F]?$/.exec(line.slice(start, end))?.[0].length ?? 0;
    pieces.push(line.slice(start, end));
    start = end;
  }
  return [...pieces, line.slice(start)].join(fold);
}
