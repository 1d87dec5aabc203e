/** The hidden addresses in one text, as edits of its octets, whatever charset it is in. */

import type { Edit } from "../edit.ts";
import { type Cut, cutOut, uncutEdits } from "../mime/line-joining.ts";
import { fromBinaryString } from "../octets.ts";
import { armorHits } from "../search/armor.ts";
import { sparing } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import type { Hit, SearchContext } from "../search/hit.ts";
import { findHits } from "../search/match.ts";
import { reactionHits } from "../search/personal-names.ts";
import { searchView, utf8Test } from "../search-view.ts";
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
  return [...narrowEdits(octets, format, context), ...wideEdits(octets, context)];
}

/**
 * Texts in which ASCII is itself: UTF-8, ISO-8859, Shift_JIS, EUC-JP, GBK, the ASCII stretches of ISO-2022-JP. What
 * charset the part claims does not matter, and may be wrong.
 */
function narrowEdits(octets: Uint8Array, format: TextFormat, context: SearchContext): Edit[] {
  switch (format) {
    case "plain":
      return plainEdits(octets, context);
    case "folded":
      return foldedEdits(octets, context);
    case "delsp": {
      const joined = cutOut(octets, sparing(softLineBreaks(octets), context.effort));
      return uncutEdits(joined, plainEdits(joined.octets, context));
    }
  }
}

function plainEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  const view = searchView(octets);
  const addresses = findFieldHits(view, { ...context, octets: { charset: context.charset, isUtf8: utf8Test(octets) } });
  const armor = context.notes === undefined ? [] : armorHits(view, context.notes);
  return [...addresses, ...reactionHits(view, context.index.names), ...armor].map(narrowEdit);
}

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
 * UTF-16, with or without a byte order mark, whatever it calls itself: an ASCII address in it is full of NULs, and where
 * there are none there is no UTF-16 address.
 */
function wideEdits(octets: Uint8Array, context: SearchContext): Edit[] {
  if (!searchView(octets).includes("\0")) return [];
  return (["utf-16le", "utf-16be"] as const).flatMap((charset) => {
    const text = new TextDecoder(charset, { fatal: false, ignoreBOM: true }).decode(octets);
    return findHits(text, context).map((hit) => wideEdit(hit, charset));
  });
}

function wideEdit(hit: Hit, charset: "utf-16le" | "utf-16be"): Edit {
  return {
    start: hit.start * 2,
    end: hit.end * 2,
    write: (replacement) => utf16(hit.text(replacement), charset === "utf-16le"),
  };
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(view.buffer);
}
