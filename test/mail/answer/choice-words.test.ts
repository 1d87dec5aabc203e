import { describe, expect, it } from "vitest";
import { wordsOfAnswer, wordsOfChoices } from "../../../src/mail/answer/choice-words.ts";

const names = (choices: readonly string[], answer: string) => {
  const words = wordsOfAnswer(answer);
  return words === undefined || wordsOfChoices(choices).some((word) => words.includes(word));
};

describe("the words of a survey's choices", () => {
  it.each([
    [["参加", "不参加"], "残念ですが参加できません"],
    [["参加します", "参加しません"], "全員参加のつもりです"],
    [["車", "電車"], "うちは自転車です"],
    [["はい", "いいえ"], "はい、うかがいます"],
    [["yes", "no, sorry"], "Sorry to be late"],
    [["バス", "タクシー"], "スクールバスに乗ります"],
    [["10/3", "11/4"], "１０日ならよい"],
    [["○", "×"], "うちは○で"],
    [["ＡＢＣ", "def"], "abc"],
    [["運動会の準備を手伝えます", "いいえ"], "準備ならできます"],
  ])("are met in an answer that names one of them: %j, %j", (choices, answer) => {
    expect(names(choices, answer)).toBe(true);
  });

  it.each([
    [["参加", "不参加"], "うちは車で行きます"],
    [["yes", "no"], "Now we know: by car, if we may"],
    [["行きます", "行きません"], "うちは車です"],
  ])("are not met in one that names none: %j, %j", (choices, answer) => {
    expect(names(choices, answer)).toBe(false);
  });

  it("are looked for in no endless answer", () => {
    expect(
      wordsOfAnswer(Array.from({ length: 5000 }, (_, at) => `w${String.fromCodePoint(0x4e00 + at)}`).join(" ")),
    ).toBe(undefined);
    expect(wordsOfAnswer("参加".repeat(30_000))).toBeDefined();
  });

  it("are kept all or not at all: the words of a last choice are not left out", () => {
    const choices = (words: number) =>
      Array.from({ length: words }, (_, at) => `w${String.fromCodePoint(0x4e00 + at)}`);
    expect(wordsOfChoices(["yes", choices(90).join(" "), "no"])).toContain("no");
    expect(wordsOfChoices(["yes", choices(300).join(" "), "no"])).toEqual([]);
  });
});
