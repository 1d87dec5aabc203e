/**
 * Numbers as people write them in mail: those that number the choices of a survey, and the one that an answer begins with. Full
 * width, circled, in parentheses, as a keycap, or as a kanji.
 */

/** More choices than this are no survey that anybody answers by mail. */
const MOST_CHOICES = 30;

/** Characters of a line that are looked at: a number stands at its beginning. */
const LINE_START = 60;

/** How many choices a text offers: its lines numbered 1, 2, 3 and so on, each in its turn. 0 when there is none. */
export function countChoices(text: string): number {
  let count = 0;
  for (const line of ownLines(text)) {
    const [, digits = ""] = CHOICE.exec(readable(line)) ?? [];
    if (Number(digits) === count + 1 && count < MOST_CHOICES) count++;
  }
  return count;
}

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

/**
 * A number, and behind it nothing that makes it a date, a time, an amount or the beginning of a word: `2`, `2.`, `(2)`, `2番です`,
 * `No. 2`, `二番`, `2 お願いします`; but not `2時に`, `3人`, `2nd`, `1.5`, `10月`.
 */
const ANSWER =
  /^(?:(?:no|number|答え?|回答|番号|選択)\s{0,3}[.:：は]?\s{0,3})?[[({<「『【（#]?\s?(\d{1,2}|[一二三四五六七八九十])(?:[\])}>」』】）.．。､、,:：!！]+(?!\d)|番(?!目)|\s|です|でお|にします|を希望|を選|$)/iu;

const KANJI: ReadonlyMap<string, string> = new Map(
  ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].map((numeral, at) => [numeral, String(at + 1)]),
);

/** Circled numbers that Unicode does not take for numbers: white on black, sans-serif, doubly circled; each from its first one. */
const CIRCLED: readonly (readonly [first: number, count: number, number: number])[] = [
  [0x2776, 10, 1],
  [0x2780, 10, 1],
  [0x278a, 10, 1],
  [0x24eb, 10, 11],
  [0x24f5, 10, 1],
];

/** The beginning of a line in half width, without what nobody sees. */
function readable(line: string): string {
  const start = [...line.slice(0, LINE_START)].map(plainNumber).join("");
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

/** A text's lines without those that quote another mail, and without the line that announces the quotation. */
function ownLines(text: string): readonly string[] {
  const lines = text
    .slice(0, TEXT_LIMIT)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  const isQuoted = (line: string | undefined) => line?.startsWith(">") ?? false;
  const announces = (line: string, at: number) => {
    const next = lines.slice(at + 1, at + 3).find((one) => one !== "");
    return /[:：]$/.test(line) && isQuoted(next);
  };
  return lines.filter((line, at) => !isQuoted(line) && !announces(line, at));
}

const TEXT_LIMIT = 64 * 1024;
