/** The hidden addresses in one text, as edits of its octets, whatever charset it is in. */

import type { Edit, Replacement } from "../edit.ts";
import { isUtf7, readUtf7, utf7 } from "../header/utf-7.ts";
import { type Cut, cutOut, uncutEdits } from "../mime/line-joining.ts";
import { fromBinaryString } from "../octets.ts";
import { answererHits } from "../search/answerers.ts";
import { armorHits } from "../search/armor.ts";
import { isSpent, sparing } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import type { Hit, SearchContext } from "../search/hit.ts";
import { findHits, findShownHits } from "../search/match.ts";
import { reactionHits } from "../search/personal-names.ts";
import { isRichText, readRichText } from "../search/shown/rtf-layer.ts";
import { searchView, utf8Test } from "../search-view.ts";
import { embeddedFileEdits } from "./embedded-files.ts";
import { foldedEdits } from "./folded-text.ts";

const [LF, CR, SPACE, QUOTE] = [0x0a, 0x0d, 0x20, 0x3e];

/** How the lines of a text hang together. */
export type TextFormat =
  | "plain"
  /** RFC 5545 §3.1, RFC 6350 §3.2: a line goes on behind a line break and a blank. */
  | "folded"
  /** RFC 3676 §4 with DelSp=yes: a line goes on behind a blank and a line break, and the blank is not part of it. */
  | "delsp";

/** All edits that a text needs, in order of position but perhaps overlapping. */
export function textEdits(octets: Uint8Array, format: TextFormat, context: SearchContext): Edit[] {
  const special = [...wideEdits(octets, context), ...richTextEdits(octets, context), ...utf7Edits(octets, context)];
  return [...narrowEdits(octets, format, context), ...special];
}

/**
 * Texts in which ASCII is itself: UTF-8, ISO-8859, Shift_JIS, EUC-JP, GBK, the ASCII stretches of ISO-2022-JP. What
 * charset the part claims does not matter, and may be wrong.
 */
function narrowEdits(octets: Uint8Array, format: TextFormat, context: SearchContext): Edit[] {
  switch (format) {
    case "plain":
      return [...plainEdits(octets, context), ...embeddedEdits(octets, context)];
    case "folded":
      return foldedEdits(octets, context);
    case "delsp": {
      const joined = cutOut(octets, sparing(softLineBreaks(octets), context.effort));
      return uncutEdits(joined, plainEdits(joined.octets, context));
    }
  }
}

/** Files in the text: read as what they are, and what stands in them once more is not read again. */
function embeddedEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  return embeddedFileEdits(octets, context.effort, (file) => {
    const isFolded = /begin:v/i.test(searchView(file));
    const unnamed = { ...context, charset: undefined };
    return [...(isFolded ? foldedEdits(file, unnamed) : plainEdits(file, unnamed)), ...wideEdits(file, unnamed)];
  });
}

function plainEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  const view = searchView(octets);
  const addresses = findFieldHits(view, { ...context, octets: { charset: context.charset, isUtf8: utf8Test(octets) } });
  const armor = context.notes === undefined ? [] : armorHits(view, context.notes);
  return [...addresses, ...reactionHits(view, context.index.names), ...armor].map(narrowEdit);
}

function richTextEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  const view = searchView(octets);
  if (!isRichText(view)) return [];
  return findShownHits(readRichText(view, context.effort), view, context).map(narrowEdit);
}

/** Octets that one hit may take of a run of UTF-7, and steps for reading so many. */
const UTF7_OCTETS_A_STEP = 20;

function utf7Edits(octets: Uint8Array, context: SearchContext): Edit[] {
  if (context.charset === undefined || !isUtf7(context.charset)) return [];
  const view = searchView(octets);
  context.effort.steps -= view.length / UTF7_OCTETS_A_STEP;
  if (isSpent(context.effort)) return [];
  const { text, starts, ends } = readUtf7(view);
  return findHits(text, context).map((hit) => {
    const [start, end] = [starts[hit.start] ?? 0, ends[hit.end - 1] ?? 0];
    // A run of which the address is only a part is spelled anew.
    const before = text.slice(starts.indexOf(start, Math.max(0, hit.start - RUN_REACH)), hit.start);
    const last = ends.lastIndexOf(end, hit.end + RUN_REACH);
    const behind = text.slice(hit.end, last + 1);
    const write = (replacement: Replacement) =>
      fromBinaryString(utf7(before) + utf7(hit.text(replacement)) + utf7(behind));
    return { start, end, write };
  });
}

/** Code units of one run of UTF-7 beside an address. */
const RUN_REACH = 4000;

function narrowEdit(hit: Hit): Edit {
  return { start: hit.start, end: hit.end, write: (replacement) => fromBinaryString(hit.text(replacement)) };
}

/** A blank and a line break, and the marks of a quotation behind them: RFC 3676 §4.5. */
function* softLineBreaks(octets: Uint8Array): Generator<Cut> {
  for (let at = octets.indexOf(LF); at >= 0; at = octets.indexOf(LF, at + 1)) {
    const start = at - (octets[at - 1] === CR ? 2 : 1);
    if (octets[start] !== SPACE) continue;
    let end = at + 1;
    while (octets[end] === QUOTE) end++;
    yield { start, end: end > at + 1 && octets[end] === SPACE ? end + 1 : end };
  }
}

/**
 * UTF-16 and UTF-32, with or without a byte order mark, whatever it calls itself: an ASCII address in it is full of NULs, and where
 * there are none there is no UTF-16 address.
 */
function wideEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  const view = searchView(octets);
  if (!mayBeWide(view, context.charset)) return [];
  const widths = view.includes("\0\0\0") ? ([2, 4] as const) : ([2] as const);
  return widths.flatMap((width) =>
    [true, false].flatMap((littleEndian) => {
      const wide = { width, littleEndian };
      context.effort.steps -= octets.length / (width * WIDE_CHARACTERS_A_STEP);
      if (isSpent(context.effort)) return [];
      const text = readWide(octets, wide);
      return [...findHits(text, context), ...answererHits(text, context)].map((hit) => wideEdit(hit, wide));
    }),
  );
}

/** Full width alone has no NUL in it: then the byte order mark tells, or the charset. */
function mayBeWide(view: string, charset: string | undefined): boolean {
  return (
    view.includes("\0") || /^(?:\xff\xfe|\xfe\xff)/.test(view) || /^(?:utf-?(?:16|32)|ucs|unicode)/i.test(charset ?? "")
  );
}

/** Characters that are decoded and searched in the time of a step, once in each order of octets. */
const WIDE_CHARACTERS_A_STEP = 500;

/** How many octets a character has, and in which order. */
interface Wide {
  readonly width: 2 | 4;
  readonly littleEndian: boolean;
}

function readWide(octets: Uint8Array, { width, littleEndian }: Wide): string {
  const utf16 = new TextDecoder(littleEndian ? "utf-16le" : "utf-16be", { fatal: false, ignoreBOM: true });
  return utf16.decode(width === 2 ? octets : halvesOf(octets, littleEndian ? 0 : 2));
}

/** UTF-32 without the half of each character that is zero; what has more in it is none of an address's. */
function halvesOf(octets: Uint8Array, from: 0 | 2): Uint8Array {
  const halves = new Uint8Array((octets.length >> 2) * 2);
  for (let at = 0; at < halves.length; at += 2) {
    halves[at] = octets[at * 2 + from] as number;
    halves[at + 1] = octets[at * 2 + from + 1] as number;
  }
  return halves;
}

function wideEdit(hit: Hit, { width, littleEndian }: Wide): Edit {
  const write = (text: string): Uint8Array => {
    const view = new DataView(new ArrayBuffer(text.length * width));
    for (let at = 0; at < text.length; at++) {
      if (width === 2) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
      else view.setUint32(at * 4, text.charCodeAt(at), littleEndian);
    }
    return new Uint8Array(view.buffer);
  };
  return { start: hit.start * width, end: hit.end * width, write: (replacement) => write(hit.text(replacement)) };
}
