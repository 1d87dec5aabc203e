/**
 * Display names that software, not the writer, puts into a message: calendars (`CN=`), vCards (`FN:`, `N:`), and the
 * texts of reactions. What people write themselves is left alone.
 */

import type { Replacement } from "../edit.ts";
import { encodingOf } from "../header/charset.ts";
import { firstIndex } from "../in-order.ts";
import { fromBinaryString, utf8, utf8Binary } from "../octets.ts";
import { searchView } from "../search-view.ts";
import { countHit, sparing } from "./effort.ts";
import type { Hit, SearchContext } from "./hit.ts";

/** How far from a name the words stand that make it a reaction, in octets. */
const NEAR = 160;
/** What Gmail, Outlook and calendars write around a name. */
const REACTION = new RegExp(
  ["reacted to", "reacted via", "accepted this", "declined this", "リアクション"].map(utf8Binary).join("|"),
  "g",
);

/** Names in a view of a text (UTF-8) next to the words of a reaction. */
export function reactionHits(view: string, names: readonly string[]): Hit[] {
  if (names.length === 0) return [];
  const marks = Array.from(view.matchAll(REACTION), ({ index }) => index).slice(0, PLACES_LIMIT);
  if (marks.length === 0) return [];
  return names.filter(isTelling).flatMap((name) => {
    const places = spellings(name).flatMap((spelling) => wordsThatAre(view, name, spelling));
    const near = places.filter(({ start }) => marks.some((mark) => Math.abs(mark - start) < NEAR));
    return near.map(({ start, end }) => {
      const stays = view.slice(start, end);
      return { start, end, text: (replacement) => (replacement.name === "" ? stays : plainName(replacement)) };
    });
  });
}

/** One or two letters stand in too many words: `Ai` in Aichi, 林 in 林間学校. */
function isTelling(name: string): boolean {
  return (name.match(/\p{L}/gu)?.length ?? 0) > 2;
}

/** Scripts that put spaces or signs between their words. Japanese does not. */
const ALPHABETIC = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]`;
const STARTS_ALPHABETIC = new RegExp(`^${ALPHABETIC}`, "u");
const ENDS_ALPHABETIC = new RegExp(`${ALPHABETIC}$`, "u");

/** Octets of the longest character in UTF-8. */
const CHARACTER = 4;

/** Where a spelling of a name stands as a word of its own: an alphabetic one not in the middle of a longer word. */
function wordsThatAre(
  view: string,
  name: string,
  spelling: string,
): { readonly start: number; readonly end: number }[] {
  return occurrences(view, spelling).flatMap((start) => {
    const end = start + spelling.length;
    const before = textOfView(view.slice(Math.max(0, start - CHARACTER), start));
    const behind = textOfView(view.slice(end, end + CHARACTER));
    const goesOn =
      (STARTS_ALPHABETIC.test(name) && ENDS_ALPHABETIC.test(before)) ||
      (ENDS_ALPHABETIC.test(name) && STARTS_ALPHABETIC.test(behind));
    return goesOn ? [] : [{ start, end }];
  });
}

/** What stands in a piece of a view; a character that the piece cuts in two is none of a word's. */
function textOfView(piece: string): string {
  return new TextDecoder().decode(fromBinaryString(piece));
}

/** Nobody reacts more often in one text. */
const PLACES_LIMIT = 1000;

function occurrences(view: string, needle: string): number[] {
  const found: number[] = [];
  for (
    let at = view.indexOf(needle);
    at >= 0 && found.length < PLACES_LIMIT;
    at = view.indexOf(needle, at + needle.length)
  )
    found.push(at);
  return found;
}

/** A name as a view shows it: as it is, and as HTML writes it. */
function spellings(name: string): string[] {
  const escaped = name.replaceAll("&", "&amp;").replaceAll("'", "&#39;").replaceAll('"', "&quot;");
  return [...new Set([name, escaped])].map((spelling) => searchView(utf8(spelling)));
}

function plainName(replacement: Replacement): string {
  return utf8Binary(replacement.name.replace(/[<>&\r\n]/g, " "));
}

/**
 * In a calendar or vCard (unfolded): `CN=` of a hidden address's line or with one of the names; `FN` and `N` of a card with
 * a hidden address or one of the names.
 */
export function cardNameHits(view: string, addresses: readonly Hit[], context: SearchContext): Hit[] {
  const { index, effort } = context;
  if (index.names.length === 0) return [];
  const write = nameWriter(context);
  const spelled = index.names.map((name) => (context.octets === undefined ? name : searchView(utf8(name))));
  const known = new Set(spelled.map(folded));
  const hits: Hit[] = [];
  for (const named of [commonNames(view, addresses, known, write), cardNames(view, addresses, known, write)]) {
    for (const hit of sparing(named, effort)) {
      if (hit === undefined) continue;
      countHit(effort);
      hits.push(hit);
    }
  }
  return hits;
}

/**
 * The name that is to stand there, in octets of the text's charset: what is not UTF-8 gets ASCII.
 * @param address the hidden one that the name stands beside
 */
type NameWriter = (replacement: Replacement, address: Hit | undefined) => string;

function nameWriter({ charset, octets }: SearchContext): NameWriter {
  const isUtf8 = charset === undefined || /^(?:utf-8|windows-1252)$/.test(encodingOf(charset) ?? "utf-8");
  return (replacement, address) => {
    const { name, nameOf, aliasForm } = replacement;
    const instead = (address && nameOf?.(address.text(replacement))) ?? name;
    if (octets === undefined) return instead;
    return isUtf8 || /^[ -~]*$/.test(instead) ? utf8Binary(instead) : aliasForm;
  };
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}

/** A hit, or undefined, for each name that stands there. */
type Names = Generator<Hit | undefined>;

/** In ISO-2022-JP any sign may be half a character: what stands between escape sequences is one piece. */
const COMMON_NAME =
  /;CN=("(?:\u001b\$[@B][^\u001b\r\n]*\u001b|[^"\r\n])*"|(?:\u001b\$[@B][^\u001b\r\n]*\u001b|[^;:,"\r\n])*)/gi;

function* commonNames(view: string, addresses: readonly Hit[], known: ReadonlySet<string>, write: NameWriter): Names {
  let lineEnd = 0;
  for (const match of view.matchAll(COMMON_NAME)) {
    const value = match[1] ?? "";
    const start = match.index + match[0].length - value.length;
    // Once a line: a long one may hold thousands of names.
    if (start >= lineEnd) lineEnd = endOfLine(view, start);
    const address = firstBetween(addresses, start, lineEnd);
    const hidden = address !== undefined || known.has(folded(value.replaceAll('"', "")));
    const text = (to: Replacement) => (to.name === "" ? value : quoted(write(to, address)));
    yield hidden ? { start, end: start + value.length, text } : undefined;
  }
}

/** A parameter value in quotes: RFC 5545 §3.2, which has no way to write a quote inside. */
function quoted(name: string): string {
  return `"${name.replace(/["\r\n]/g, " ")}"`;
}

function endOfLine(view: string, at: number): number {
  const lineFeed = view.indexOf("\n", at);
  return lineFeed < 0 ? view.length : lineFeed;
}

/** The first hit that starts in the range: a calendar may have thousands of attendees. */
function firstBetween(hits: readonly Hit[], start: number, end: number): Hit | undefined {
  const next = hits[firstIndex(hits, (hit) => hit.start >= start)];
  return next !== undefined && next.start < end ? next : undefined;
}

const CARD = /BEGIN:VCARD[\s\S]*?(?:END:VCARD|$)/gi;
/** A card's names, and how they are read: as telephones of Japan and Apple's write it. */
const NAME_LINE =
  /^((?:[\w-]+\.)?(?:FN|N|NICKNAME|SORT-STRING|SOUND|X-PHONETIC-(?:FIRST|MIDDLE|LAST)-NAME))((?:;[^:\r\n]*)?):((?:[^\r\n=]+|=(?:\r?\n)?)*)/gim;

function* cardNames(view: string, addresses: readonly Hit[], known: ReadonlySet<string>, write: NameWriter): Names {
  for (const card of view.matchAll(CARD)) {
    const lines = Array.from(card[0].matchAll(NAME_LINE));
    const own = firstBetween(addresses, card.index, card.index + card[0].length);
    const hidden = own !== undefined || lines.some((line) => known.has(folded(line[3] ?? "")));
    yield undefined;
    for (const line of lines)
      yield hidden ? cardName(card.index + line.index, line, (to) => write(to, own)) : undefined;
  }
}

function cardName(
  at: number,
  [whole, property = ""]: RegExpExecArray,
  write: (replacement: Replacement) => string,
): Hit {
  const structured = /(?:^|\.)N$/i.test(property) ? ";;;;" : "";
  const text = (replacement: Replacement) => {
    if (replacement.name === "") return whole;
    return `${property}:${write(replacement).replace(/[\\;,\r\n]/g, " ")}${structured}`;
  };
  return { start: at, end: at + whole.length, text };
}
