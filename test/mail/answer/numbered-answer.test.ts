import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer, readChoices } from "../../../src/mail/answer/numbered-answer.ts";

describe("an answer that begins with a number", () => {
  it.each([
    "2",
    "２",
    "②",
    "❷",
    "⓶",
    "⑵",
    "⒉",
    "2️⃣",
    "2番",
    "２番です",
    "2.",
    "2。",
    "(2)",
    "（２）",
    "【2】",
    "「2」",
    "#2",
    "No.2",
    "番号：2",
    "回答は２です",
    "二",
    "二番",
    "二番でお願いします",
    "2 よろしくお願いします",
    "２　お願いします",
    "2でお願いします",
    "2にします",
    "2、参加します",
    "  \r\n\r\n 2\r\n",
    "\u200b2",
    "2で。",
    "2で",
    "2♪",
    "2👍",
    "②👍",
    "2にしました",
    "2がいいです",
    "2をお願いします",
    "2と回答します",
    "選択肢2",
    "Answer: 2",
    "option 2",
    "・2",
    "*2*",
    "Ⅱ",
    "ⅱ",
    "2\r\n\r\n--\r\n田中\r\n",
    "2\r\n\r\n2026年11月24日(火) 12:00 3年A組 <class-3a@school.example>:\r\n> 1. 参加\r\n> 2. 不参加\r\n",
    "2026年11月24日(火) 12:00 3年A組 <class-3a@school.example>:\r\n\r\n> 1. 参加\r\n> 2. 不参加\r\n\r\n2\r\n",
    "> 1. yes\n> 2. no\n2\n",
  ])("is a vote: %j", (text) => {
    expect(readAnswer(text, 3)).toBe(2);
  });

  it.each([
    "",
    "参加します",
    "2時に伺います",
    "2人で参加します",
    "1か2",
    "1と2",
    "1、2",
    "2つ目の件です",
    "2か月ほど",
    "2年生です",
    "2でもよいですか",
    "2 人で参加します",
    "２　時に伺います",
    "2 people come",
    "2年A組の田中です",
    "2月から",
    "2nd choice",
    "2.5",
    "2:30",
    "2番目の件ですが",
    "二人で行きます",
    "一部だけ参加します",
    "20",
    "4",
    "0",
    "-2",
    "222",
    "私は2です",
    "> 2",
    "2026年11月24日(火) 12:00 3年A組 <class-3a@school.example>:\r\n> 1. 参加\r\n",
  ])("is a message: %j", (text) => {
    expect(readAnswer(text, 3)).toBeUndefined();
  });

  it("is one of those that were asked for, whatever it says", () => {
    const property = fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer({ min: 1, max: 30 }),
      (text, choices) => {
        const answer = readAnswer(text, choices);
        expect(answer === undefined || (Number.isInteger(answer) && answer >= 1 && answer <= choices)).toBe(true);
      },
    );
    fc.assert(property);
  });

  it("is read in linear time", () => {
    for (const piece of [">", "1. ", "(", "\n", "　", "番号："]) {
      expect(readAnswer(piece.repeat(500_000), 3) ?? 0).toBeLessThanOrEqual(3);
      expect(readChoices(piece.repeat(500_000)).length).toBeLessThanOrEqual(30);
    }
  });
});

describe("the choices of a survey", () => {
  it.each([
    ["運動会に参加しますか。\r\n\r\n1. 参加\r\n2. 不参加\r\n3. 未定\r\n\r\n番号で返信してください。", 3],
    ["１．参加\n２．不参加\n", 2],
    ["① 参加\n② 不参加\n", 2],
    ["(1) yes\n(2) no\n", 2],
    ["1) yes\n\n2) no\n", 2],
    ["1番 参加\n2番 不参加", 2],
    ["1 yes\n2 no\n4 perhaps\n", 2],
    ["Please come at\n10:30 on\n3 May\n", 0],
    ["2. no\n3. perhaps\n", 0],
    ["no numbers here", 0],
    ["> 1. yes\n> 2. no\n", 0],
  ])("are its numbered lines: %j", (text, count) => {
    expect(readChoices(text)).toHaveLength(count);
  });
});
