/**
 * The names of who answers an invitation, wherever a program writes them into the answer: in any charset, in either order, in
 * capitals, with any white space between its words, cut by tags.
 */

import type { Replacement } from "../edit.ts";
import { utf8Binary } from "../octets.ts";
import { spendOn } from "./effort.ts";
import type { Hit, SearchContext } from "./hit.ts";
import { readCharacters } from "./shown/charset-layer.ts";
import { encodingsOf } from "./shown/encodings.ts";
import { readShown } from "./shown/markup-layer.ts";
import { sourceHit } from "./shown/shown-hits.ts";

/** RFC 5546 §3.2.3 knows one who answers. */
const PEOPLE_LIMIT = 10;

/** Octets of a text in which a program's words stand; behind them is what people wrote. */
const REACH = 64 * 1024;

/** The places where the names stand in a view of a text. */
export function answererHits(view: string, context: SearchContext): Hit[] {
  const pattern = answererPattern(context.answerers ?? []);
  if (pattern === undefined) return [];
  const range = { start: 0, end: Math.min(view.length, REACH) };
  const encodings = context.octets === undefined ? [undefined] : encodingsOf(view, range, context.octets);
  spendOn(context.effort, encodings.length * range.end);
  return encodings.flatMap((encoding) => {
    const characters = readCharacters(view, range, encoding);
    const shown = readShown(characters, context.mode === "html", context.mayShowTags === true);
    return Array.from(shown.text.matchAll(pattern), ({ index, 0: name }) =>
      sourceHit({ start: index, end: index + name.length, text: nameIn(encoding) }, shown, view),
    );
  });
}

/** The public name, in ASCII where the text's charset could not say it. */
function nameIn(encoding: string | undefined): Hit["text"] {
  return ({ name, aliasForm }: Replacement) => {
    const plain = name.replace(/[<>&\r\n]/g, " ");
    if (encoding === undefined) return plain;
    return encoding === "utf-8" || /^[ -~]*$/.test(plain) ? utf8Binary(plain) : aliasForm;
  };
}

const compiled = new WeakMap<readonly string[], RegExp | undefined>();

/** What finds any of the names in a decoded text; undefined when there are none. */
export function answererPattern(names: readonly string[]): RegExp | undefined {
  if (!compiled.has(names)) compiled.set(names, newPattern(names));
  return compiled.get(names);
}

function newPattern(names: readonly string[]): RegExp | undefined {
  const people = new Map(
    names.map(wordsOf).map((words): [string, readonly string[]] => [[...words].sort().join(" "), words]),
  );
  const telling = [...people.values()].filter((words) => (words.join("").match(/\p{L}/gu)?.length ?? 0) > 1);
  const spelled = telling
    .slice(0, PEOPLE_LIMIT)
    .flatMap(orders)
    .sort((one, other) => other.length - one.length);
  return spelled.length === 0 ? undefined : new RegExp(spelled.join("|"), "giu");
}

function wordsOf(name: string): readonly string[] {
  const shown = readShown(readCharacters(name, { start: 0, end: name.length }, undefined), false).text;
  return shown.split(/[\s,]+/u).filter((word) => word !== "");
}

/** Names of more words than this are not put in another order. */
const WORDS_LIMIT = 5;

/** Scripts that put spaces or signs between their words. Japanese does not. */
const ALPHABETIC = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]`;

/** Patterns of a name: as it is, family name first, family name last. */
function orders(words: readonly string[]): readonly string[] {
  if (words.length < 2 || words.length > WORDS_LIMIT) return [spelledOut(words)];
  const [first = "", last = ""] = [words[0], words.at(-1)];
  return [words, [...words.slice(1), first], [last, ...words.slice(0, -1)]].map(spelledOut);
}

/** Letters of East Asia may have a line break between any two. An alphabetic name is none in the middle of a longer word. */
function spelledOut(words: readonly string[]): string {
  const isAlphabetic = new RegExp(ALPHABETIC, "u").test(words.join(""));
  if (!isAlphabetic) return [...words.join("")].map(escaped).join(String.raw`[\s,]{0,8}`);
  return `(?<!${ALPHABETIC})${words.map(escaped).join(String.raw`[\s,]{1,8}`)}(?!${ALPHABETIC})`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
