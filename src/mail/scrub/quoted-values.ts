/** Values of a vCard of version 2.1 in quoted-printable: what they say is searched, too, as the charset behind it reads. */
import { firstIndex } from "../in-order.ts";
import { fromBinaryString } from "../octets.ts";
import { spendOn } from "../search/effort.ts";
import { findFieldHits } from "../search/field.ts";
import type { Hit, SearchContext } from "../search/hit.ts";
import { utf8Test } from "../search-view.ts";

const QUOTED_LINE = /^[^:\r\n]{0,200}ENCODING=QUOTED-PRINTABLE[^:\r\n]{0,200}:/gim;
const ESCAPE = /=([0-9a-f]{2})/gi;

/** The hits in a view (unfolded), those that stand there plainly among them: an escape beside an address may say where it begins. */
export function quotedValueHits(view: string, context: SearchContext): Hit[] {
  return Array.from(view.matchAll(QUOTED_LINE)).flatMap(({ index, 0: name }) => {
    const start = index + name.length;
    const lineFeed = view.indexOf("\n", start);
    const value = view.slice(start, lineFeed < 0 ? view.length : lineFeed);
    if (!value.includes("=")) return [];
    spendOn(context.effort, value.length);
    return hitsIn(value, context).map((hit) => ({ ...hit, start: start + hit.start, end: start + hit.end }));
  });
}

function hitsIn(value: string, context: SearchContext): Hit[] {
  const { text, placeOf } = decoded(value);
  const octets = { charset: context.charset, isUtf8: utf8Test(fromBinaryString(text)) };
  return findFieldHits(text, { ...context, octets }).map((hit) => ({
    start: placeOf(hit.start),
    end: placeOf(hit.end),
    text: (replacement) => hit.text(replacement).replaceAll("=", "=3D"),
  }));
}

/** A value without its escapes, and where its octets are spelled. */
function decoded(value: string): { readonly text: string; placeOf(octet: number): number } {
  const escapes = Array.from(value.matchAll(ESCAPE), ({ index }, number) => index - 2 * number);
  const text = value.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { text, placeOf: (octet) => octet + 2 * firstIndex(escapes, (place) => place >= octet) };
}
