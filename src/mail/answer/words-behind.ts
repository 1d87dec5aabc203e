/**
 * What an answer to a survey says beside its number, without the number. Where the number cannot be cut out with certainty
 * nothing of it is passed on: whoever reads the words must not learn what their writer chose.
 */
import { NUMBER_AT_START, readable } from "./numbered-answer.ts";
import { ownLines, withoutSignature } from "./own-lines.ts";

type WordsBehind =
  /** Nothing but courtesy, a name or a signature. */
  { readonly kind: "none" } | { readonly kind: "words"; readonly text: string } | { readonly kind: "doubtful" };

/**
 * @param text of an answer that begins with a number (`readAnswer`)
 * @param name of its writer
 */
export function wordsBehind(text: string, choices: number, name: string): WordsBehind {
  const lines = withoutSignature(ownLines(text));
  const at = lines.findIndex((line) => line !== "");
  const first = readable(lines[at] ?? "", Number.POSITIVE_INFINITY).replace(NUMBER_AT_START, "");
  const words = [first.replace(TAIL, ""), ...lines.slice(at + 1)];
  // Not longer than names are: it is looked through for each line.
  const writer = lettersOfName(name.slice(0, NAME_LENGTH));
  const isSaid = words.some((line) => !isCourtesy(line) && !isNameOf(line, writer));
  if (!isSaid) return { kind: "none" };
  if (tellsNumber(words.join("\n"), choices)) return { kind: "doubtful" };
  return { kind: "words", text: words.join("\n").trim() };
}

/** What ends the sentence of which the number is the beginning. */
const TAIL =
  /^[\s\])}>」』】）]*(?:番(?!目))?(?:です|でーす|で(?=お願|[。.、]?$)|にし(?:ます|ました)|になります|と(?:回答|答え)(?:します|ます)|が(?:良|よ|い)いです|をお願いします|を?希望(?:します|です)?|を?選(?:びます|択します)|ます)?[\s\])}>」』】）.．。､、,:：!！]*/u;

const COURTESY =
  /(?:どうぞ|どうか)?(?:宜しく|よろしく)?(?:お願い|おねがい)(?:いた|致)?(?:します|申し上げます)|宜しく|よろしく|お世話になって(?:い|お)ります|お世話になります|ありがとうございます|有難うございます|以上です|以上|です|please|thank you(?: very much)?|thanks|(?:best|kind)? ?regards/gi;

function isCourtesy(line: string): boolean {
  return line.replace(COURTESY, "").replace(/[^\p{L}\p{N}\p{So}]/gu, "") === "";
}

/** `田中`, `3A 田中太郎の母` and the like are not looked for: the writer's own name, or a part of it, is. */
function isNameOf(line: string, writer: string): boolean {
  const own = lettersOfName(line);
  return own !== "" && writer.includes(own);
}

/** Characters. */
const NAME_LENGTH = 200;

function lettersOfName(text: string): string {
  return letters(text.replace(/(?:です|より|拝)[。.]?$/, ""));
}

function letters(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Amounts and times of day are no choices. */
const QUANTITY = /\d{1,3}(?:,\d{3})+(?!\d)|\d{1,2}:\d{2}(?!\d)/g;

const KANJI_NUMBER =
  /[一二三四五六七八九十](?=番|つ目|つめ|択|案)|(?<![\p{Script=Han}])[一二三四五六七八九十](?![\p{Script=Han}\p{Script=Katakana}])/u;

const NUMBER_WORD =
  /ひとつ目|ふたつ目|みっつ目|前者|後者|最初の|最後の|選択肢|\b(?:ii|iii|iv|one|two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|last|former|latter|(?:both|all|none|neither|either) of)\b/i;

/** Whether one of the numbers that were asked for stands in it, in whatever form. */
function tellsNumber(text: string, choices: number): boolean {
  const plain = readable(text, Number.POSITIVE_INFINITY).replace(QUANTITY, " ");
  if (/[\p{Nl}\p{No}]/u.test(text) || KANJI_NUMBER.test(plain) || NUMBER_WORD.test(plain)) return true;
  return (plain.match(/\p{N}+/gu) ?? []).some((written) => {
    const number = /^\d+$/.test(written) ? Number(written) : 0;
    return number <= choices;
  });
}

/** Whether a text may be shown beside such words: a Subject, the name of a file. */
export function isNumberless(text: string, choices: number): boolean {
  return !tellsNumber(text, choices);
}
