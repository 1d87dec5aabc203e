import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../src/mail/answer/numbered-answer.ts";
import { isNumberless, wordsBehind } from "../../../src/mail/answer/words-behind.ts";

const behind = (text: string) => wordsBehind(text, 3, "田中 太郎");

describe("what an answer says behind its number", () => {
  it.each([
    ["2番です。うちは車で行きます", "うちは車で行きます"],
    ["２　うちは車で行きます。", "うちは車で行きます。"],
    ["②です。\r\n\r\nうちは車で行きます。\r\n雨なら電車です。", "うちは車で行きます。\n雨なら電車です。"],
    ["(2) We come by car", "We come by car"],
    ["No. 2, by car", "by car"],
    ["二番でお願いします。車です。", "お願いします。車です。"],
    ["2にします、車で行きます", "車で行きます"],
    ["2を希望します。車で行きます", "車で行きます"],
    ["【2】\r\n車で行きます\r\n--\r\n田中", "車で行きます"],
    ["2\r\n車で行きます\r\niPhoneから送信", "車で行きます"],
    [
      "2\r\n12:30に着きます。3,000円を持って行きます。10月まで休みます。",
      "12:30に着きます。3,000円を持って行きます。10月まで休みます。",
    ],
    ["2\n一緒に行きます", "一緒に行きます"],
    [
      "2\r\n車です\r\n\r\nOn Tue, 24 Nov 2026 at 12:00 3A <class-3a@school.example>\r\nwrote:\r\n> 1. yes\r\n> 2. no",
      "車です",
    ],
    ["2 by car\r\n\r\n-----Original Message-----\r\nFrom: 3A\r\n1. yes\r\n2. no", "by car"],
    ["2 by car\r\n\r\nFrom: 3A\r\nSent: Tuesday\r\n1. yes\r\n2. no", "by car"],
    ["2 車です\r\n差出人: 3年A組\r\n日時: 11月2日\r\n1. 参加\r\n2. 不参加", "車です"],
  ])("is passed on without it: %j", (text, words) => {
    expect(readAnswer(text, 3)).toBe(2);
    expect(behind(text)).toEqual({ kind: "words", text: words });
  });

  it.each([
    "2",
    "２番",
    "②です。",
    "2番でお願いします。",
    "2\r\nよろしくお願いいたします。",
    "2\r\n\r\n田中太郎",
    "2\r\n田中です。どうぞよろしくお願いします".split("。")[0] ?? "",
    "2. Thank you!",
    "2\r\n-- \r\n田中\r\n03-1234-5678",
    "2\r\n\r\nSent from my iPhone",
    "2\r\n\r\n2026年11月24日(火) 12:00 3年A組 <class-3a@school.example>:\r\n> 1. 参加\r\n> 2. 不参加\r\n",
    "2を選びます",
    "2にしました。",
    "2がいいです",
    "2をお願いします",
    "2と回答します",
    "2で。",
    "選択肢2",
    "・2",
    "2を希望します",
  ])("is nothing where there is only courtesy, a name or a signature: %j", (text) => {
    expect(readAnswer(text, 3)).toBe(2);
    expect(behind(text)).toEqual({ kind: "none" });
  });

  it.each([
    "2番です。2番にしたのは車だからです",
    "2です。やはり②で",
    "2 but 3 would do",
    "2。二番がいいです",
    "2 the second one, by car",
    "2、前者よりよいので",
    "2\r\n０２",
    "2\r\n٢",
    "2\r\nⅡ",
    "2番です。2人で行きます",
    "2\r\n2,3も可",
    "2\r\n\r\n1. 参加\r\n2. 不参加",
  ])("is withheld where a number stands further on: %j", (text) => {
    expect(readAnswer(text, 3)).toBe(2);
    expect(behind(text)).toEqual({ kind: "doubtful" });
  });

  const forms = [
    "１|２|３",
    "①|②|③",
    "❶|❷|❸",
    "⑴|⑵|⑶",
    "1番|2番|3番",
    "一番|二番|三番",
    "No.1|No.2|No.3",
    "1️⃣|2️⃣|3️⃣",
    "(1)|(2)|(3)",
  ];

  it("is the same whatever the number was, or nothing is passed on", () => {
    const written = fc.constantFrom(...forms.map((form) => form.split("|")));
    const ending = fc.constantFrom("\r\n", "です。", "。", " ", "でお願いします。\r\n");
    const rest = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(written, ending, rest, (numbers, ends, words) => {
        const texts = numbers.map((number) => `${number}${ends}${words}`);
        const read = texts.map((text, at) => (readAnswer(text, 3) === at + 1 ? behind(text) : undefined));
        if (read.includes(undefined)) return;
        expect(read[1]).toEqual(read[0]);
        expect(read[2]).toEqual(read[0]);
      }),
    );
  });

  it("is read in linear time", () => {
    for (const piece of ["2番です", "よろしく", "On 1\n", "一", "1,000", " ", "From:\nTo:\n", "お願い"]) {
      expect(["none", "words", "doubtful"]).toContain(behind(`2\n${piece.repeat(20_000)}`).kind);
    }
    expect(wordsBehind(`2\n${"a\n".repeat(30_000)}`, 3, `${"b".repeat(200_000)}a`).kind).toBe("words");
  });
});

describe("a text beside such words", () => {
  it.each(["Re: 運動会", "IMG_0123.jpg", "Re: 2026"])("may be shown: %j", (text) => {
    expect(isNumberless(text, 3)).toBe(true);
  });

  it.each(["2番", "Re: ②", "Re: 二番です", "2.jpg", "the second.pdf"])("may not be shown: %j", (text) => {
    expect(isNumberless(text, 3)).toBe(false);
  });
});
