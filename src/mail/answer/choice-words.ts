/**
 * The words by which an answer can tell which choice it is for: those that a choice is written with, and numbers. What a survey
 * asked is stored nowhere; of each of these words a keyed hash is kept (store/network/surveys.ts), to be met by an answer's own.
 */

/** Kanji, katakana, hiragana, numbers, words of other scripts, and signs such as ○ and ×, each by itself. */
const RUN =
  /(\p{Script=Han}+)|([\p{Script=Katakana}ー]+)|(\p{Script=Hiragana}+)|(\p{N}+)|([\p{L}\p{M}]+)|([\p{So}\p{Sm}])/gu;

/** Japanese is written without spaces: a choice's word may stand inside of a longer run, and up to so long it is looked for. */
const LONGEST = 8;

/** Words of an answer: with more of them nobody looks. */
const MOST_WORDS = 2000;

/** Words of all choices of a survey: with more of them none is kept, and no answer's words are passed on behind a number. */
const MOST_MARKS = 200;

const SAYS_NOTHING: ReadonlySet<string> = new Set(
  "a an and are as at be by for from i if in is it me my no of on or our that the this to us we will with you your".split(
    " ",
  ),
);

interface Run {
  readonly text: string;
  readonly script: "japanese" | "hiragana" | "other";
}

function runsIn(text: string): readonly Run[] {
  const folded = text.normalize("NFKC").toLowerCase();
  return [...folded.matchAll(RUN)].map(([whole, han, katakana, hiragana]) => ({
    text: whole,
    script: (han ?? katakana) ? "japanese" : hiragana ? "hiragana" : "other",
  }));
}

/** The words of a survey's choices. Hiragana are endings, but where a choice has nothing else. */
export function wordsOfChoices(choices: readonly string[]): readonly string[] {
  const words = [...new Set(choices.flatMap(wordsOfChoice))];
  return words.length > MOST_MARKS ? [] : words;
}

function wordsOfChoice(choice: string): readonly string[] {
  const runs = runsIn(choice);
  const telling = runs.filter(({ text, script }) => script !== "hiragana" && !SAYS_NOTHING.has(text));
  return (telling.length > 0 ? telling : runs).map(({ text, script }) =>
    script === "other" ? text : text.slice(0, LONGEST),
  );
}

/** All that may be a choice's word in an answer; undefined when it is too long to be looked through. */
export function wordsOfAnswer(text: string): readonly string[] | undefined {
  const words = new Set<string>();
  for (const run of runsIn(text)) {
    for (const word of run.script === "other" ? [run.text] : piecesOf(run.text)) {
      words.add(word);
      if (words.size > MOST_WORDS) return undefined;
    }
  }
  return [...words];
}

function* piecesOf(run: string): Generator<string> {
  for (let start = 0; start < run.length; start++) {
    for (let end = start + 1; end <= Math.min(run.length, start + LONGEST); end++) yield run.slice(start, end);
  }
}
