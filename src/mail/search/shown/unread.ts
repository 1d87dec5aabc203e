/** What a reader of HTML passes over, and what is too long to be read as such: the inside of a tag with a picture in it, a style. */
import { NextIndex, type Range } from "./ranges.ts";

/** What is shorter is read with the text around it. */
const LONG = 4096;

/** The insides of long tags, comments, styles and scripts, in order. */
export function longInsides(text: string): Range[] {
  if (text.length < LONG) return [];
  const found = [...insidesOfTags(text), ...insidesBetween(text, /<!--/g, "-->"), ...insidesOfElements(text)];
  let reached = 0;
  return found
    .sort((one, other) => one.start - other.start || other.end - one.end)
    .filter(({ start, end }) => {
      const isFree = start >= reached;
      if (isFree) reached = end;
      return isFree;
    });
}

/** Found from where no tag ends for so long: of a text of short ones few characters are looked at. */
function* insidesOfTags(text: string): Generator<Range> {
  const ends = new NextIndex(text, ">");
  for (let at = 0; at + LONG < text.length; ) {
    const last = text.slice(at, at + LONG).lastIndexOf(">");
    if (last >= 0) {
      at += last + 1;
      continue;
    }
    const end = ends.at(at);
    const opening = text.slice(at, at + LONG).search(/<[a-z]/i);
    const start = at + opening + NAME_LENGTH;
    if (opening >= 0 && end < text.length && end - start > LONG) yield { start, end };
    at = end + 1;
  }
}

/** The name of a tag, and its first attribute's. */
const NAME_LENGTH = 64;

function* insidesBetween(text: string, opening: RegExp, closing: string): Generator<Range> {
  const closings = new NextIndex(text, closing);
  for (const { index, 0: opened } of text.matchAll(opening)) {
    const start = index + opened.length;
    const end = closings.at(start);
    if (end < text.length && end - start > LONG) yield { start, end };
  }
}

function* insidesOfElements(text: string): Generator<Range> {
  for (const name of ["style", "script", "template"]) {
    for (const written of [name, name.toUpperCase()]) {
      yield* insidesBetween(text, new RegExp(`<${written}(?:\\s[^<>]{0,200})?>`, "g"), `</${written}`);
    }
  }
}

/** An attribute that holds a link with a break in it (it is looked for by its equals sign), and the breaks, which a reader of links passes over (WHATWG's URL, §4.4). */
const LINK =
  /(?<=\b(?:href|src|action|cite)\s{0,8})=\s{0,8}(?:"[^"\t\r\n]*[\t\r\n][^"]*"|'[^'\t\r\n]*[\t\r\n][^']*')/gi;
const BREAKS = /[\t\r\n]+/g;

export function breaksInLinks(text: string): Range[] {
  return Array.from(text.matchAll(LINK)).flatMap(({ index, 0: link }) =>
    Array.from(link.matchAll(BREAKS), (found) => {
      const start = index + found.index;
      return { start, end: start + found[0].length };
    }),
  );
}

/** RFC 2045 §6.7 (5). Base64 ends with the sign, too: what follows goes on as a word. */
const SOFT_BREAK = /=[ \t]{0,8}\r*\n(?=[!-~])/g;

export function softBreaks(text: string): Range[] {
  if (!text.includes("=\n") && !/=[ \t\r]{1,8}\n/.test(text)) return [];
  return Array.from(text.matchAll(SOFT_BREAK), ({ index, 0: cut }) => ({ start: index, end: index + cut.length }));
}
