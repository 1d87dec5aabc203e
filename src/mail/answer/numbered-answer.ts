/**
 * Numbers as people write them in mail: those that number the choices of a survey, and the one that an answer begins with. Full
 * width, circled, in parentheses, as a keycap, or as a kanji.
 */

import { ownLines, withoutSignature } from "./own-lines.ts";

/** More choices than this are no survey that anybody answers by mail. */
const MOST_CHOICES = 30;

/** Characters of a line that are looked at for a number: it stands at its beginning. */
const LINE_START = 60;

/** The choices that a text offers: what its lines say that are numbered 1, 2, 3 and so on, each in its turn. */
export function readChoices(text: string): readonly string[] {
  const choices: string[] = [];
  for (const line of ownLines(text)) {
    const readableLine = readable(line, CHOICE_LENGTH);
    const [number = "", digits = ""] = CHOICE.exec(readableLine) ?? [];
    if (Number(digits) !== choices.length + 1 || choices.length >= MOST_CHOICES) continue;
    choices.push(readableLine.slice(number.length));
  }
  return choices;
}

/** Characters of a choice that are looked at. */
const CHOICE_LENGTH = 300;

/** `1. yes`, `1) yes`, `(1) yes`, `1番 yes`, `1 yes`, `1：yes`; no date, no time and no amount. */
const CHOICE = /^[[({<「『【（]?(\d{1,2})(?:[\])}>」』】）.．。､、,:：]+(?!\d)|\s+|番(?!目)[.:：\s]*|$)/u;

/**
 * The number that somebody's answer begins with; undefined when it begins with anything else.
 * @param choices 1 up to here are numbers that were asked for
 */
export function readAnswer(text: string, choices: number): number | undefined {
  const first = ownLines(text).find((line) => line !== "");
  const [, written = ""] = ANSWER.exec(readable(first ?? "")) ?? [];
  const number = Number(KANJI.get(written) ?? written);
  return written !== "" && number >= 1 && number <= choices ? number : undefined;
}

/** Whether nobody has written anything into a text but what their program puts there. */
export function isEmptyAnswer(text: string): boolean {
  return withoutSignature(ownLines(text)).every((line) => line === "");
}

/** A Subject that a mail program has made of another one is nobody's answer: the survey's own may begin with a number. */
export function isReplySubject(subject: string): boolean {
  return /^\s*(?:re|aw|返信|返|fwd?|転送)\s*(?:\[\d+\]|\^\d+)?\s*[:：]/i.test(subject.normalize("NFKC"));
}

/**
 * A number, and behind it nothing that makes it a date, a time, an amount or the beginning of a word: `2`, `2.`, `(2)`, `2番です`,
 * `No. 2`, `二番`, `2 お願いします`; but not `2時に`, `3人`, `3 人`, `2 people`, `2nd`, `1.5`, `10月`.
 */
const ANSWER =
  /^[・●○*→]?\s{0,3}(?:(?:no|number|answer|option|choice|答え?|回答|番号|選択肢?)\s{0,3}[.:：は]?\s{0,3})?[[({<「『【（#]?\s?(\d{1,2}|[一二三四五六七八九十])(?:[\])}>」』】）.．。､、,:：!！]+(?!\d)|番(?!目)|\s(?!\s*(?:[人名時月日年分回度歳才円個枚本台階泊組児]|学期|クラス|people|persons?|kids|child|of us|days?|times|o.clock|[ap]\.?m\b))|です|でお|で[。.、ー]?$|でー|にし(?:ます|ました)|になります|と(?:回答|答え)|が(?:良|よ|い)いです|をお願い|を希望|を選|[*♪☆★]|\p{So}|$)/iu;

/** The number alone. */
export const NUMBER_AT_START =
  /^[・●○*→]?\s{0,3}(?:(?:no|number|answer|option|choice|答え?|回答|番号|選択肢?)\s{0,3}[.:：は]?\s{0,3})?[[({<「『【（#]?\s?(?:\d{1,2}|[一二三四五六七八九十])/iu;

const KANJI: ReadonlyMap<string, string> = new Map(
  ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].map((numeral, at) => [numeral, String(at + 1)]),
);

/** Circled numbers that Unicode does not take for numbers: white on black, sans-serif, doubly circled, and Roman ones; each from its first one. */
const CIRCLED: readonly (readonly [first: number, count: number, number: number])[] = [
  [0x2776, 10, 1],
  [0x2780, 10, 1],
  [0x278a, 10, 1],
  [0x24eb, 10, 11],
  [0x24f5, 10, 1],
  [0x2160, 12, 1],
  [0x2170, 12, 1],
];

/** The beginning of a line in half width, without what nobody sees. */
export function readable(line: string, length = LINE_START): string {
  const start = [...line.slice(0, length)].map(plainNumber).join("");
  return start
    .normalize("NFKC")
    .replace(/[\u200b-\u200f\u2060\ufeff]|\ufe0e|\ufe0f|\u20e3/gu, "")
    .trim();
}

function plainNumber(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const block = CIRCLED.find(([first, count]) => code >= first && code < first + count);
  return block ? `${code - block[0] + block[2]} ` : character;
}
