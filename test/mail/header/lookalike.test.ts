import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findAddresses, skeleton, stripDangerous } from "../../../src/mail/header/lookalike.ts";

describe("characters that deceive the eye", () => {
  test.each([
    ["a right-to-left override", "a\u202egpj.exe", "agpj.exe"],
    ["bidi isolates and marks", "\u2066a\u2069\u200e\u200f\u061cb\u202a\u202c", "ab"],
    ["zero-width characters", "P\u200bT\u200cA\u200d\ufeff\u2060", "PTA"],
    ["a soft hyphen", "P\u00adTA", "PTA"],
    ["controls", "P\0T\x1bA\x7f\x85\r\n", "PTA"],
    ["line separators", "P\u2028T\u2029A", "PTA"],
    ["tags and fillers", "P\u{e0041}T\u3164A\u115f\u180e\u034f", "PTA"],
    ["a joiner that joins no emoji", "a\u200db\u200d😀", "ab😀"],
  ])("%s are removed", (_name, text, safe) => {
    expect(stripDangerous(text)).toBe(safe);
  });

  test.each(["山田　太郎", "辻\u{e0100}さん", "👨‍👩‍👧", "👩🏽‍🏫", "❤️‍🔥", "Zoë O'Neil-Smith", "がｱﾞ①", "שלום", "مرحبا"])(
    "%s stays",
    (name) => {
      expect(stripDangerous(name)).toBe(name);
    },
  );

  test("are removed at once: twice is the same", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "😀", "\u200d", "\ufe0f", "\u200b", "\u{1f3fd}", "\u202e", "❤"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (name) => {
        const safe = stripDangerous(name);
        expect(stripDangerous(safe)).toBe(safe);
      }),
    );
  });
});

describe("names that look the same", () => {
  test.each([
    ["РТА desk", "PTA Desk"],
    ["ΡΤΑ", "PTA"],
    ["ＰＴＡ　ｄｅｓｋ", "PTA desk"],
    ["P\u200bT A\u202e", "pta"],
    ["𝐏𝐓𝐀", "PTA"],
    ["ЅсһооӀ".replace("Ӏ", "ӏ"), "School"],
    ["pta＠school．example", "pta@school.example"],
    ["pta﹫school。example", "pta@school.example"],
    ["ﾋﾟｰﾃｨｰｴｰ", "ピーティーエー"],
    ["Ｓｃｈｏｏｌ–ＰＴＡ", "school-pta"],
    ["e\u0301cole", "École"],
    ["P\u2800T\u00a0A", "PTA"],
  ])("have one skeleton: %s and %s", (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other));
  });

  test("are told from others", () => {
    expect(skeleton("PTA")).not.toBe(skeleton("PTB"));
    expect(skeleton("山田")).not.toBe(skeleton("山口"));
  });

  test("have none when there is nothing to see", () => {
    expect(skeleton(" \u3000\u200b\u2800\ufe0f")).toBe("");
  });
});

describe("an address in a name", () => {
  /** The name with every address in it between brackets. */
  function marked(name: string): string {
    let text = "";
    let at = 0;
    for (const { start, end } of findAddresses(name)) {
      text += `${name.slice(at, start)}[${name.slice(start, end)}]`;
      at = end;
    }
    return text + name.slice(at);
  }

  test.each([
    ["taro@x.example", "[taro@x.example]"],
    ["Taro <Taro.Y+x@X.example>", "Taro <[Taro.Y+x@X.example]>"],
    ["太郎taro@x.exampleさん", "太郎[taro@x.example]さん"],
    ["ｔａｒｏ＠ｘ．ｅｘａｍｐｌｅ 様", "[ｔａｒｏ＠ｘ．ｅｘａｍｐｌｅ] 様"],
    ["taro﹫x。example", "[taro﹫x。example]"],
    ["tаrо@gmаil.com", "[tаrо@gmаil.com]"],
    ["ta\u200bro\u00ad@x.ex\u200dample", "[ta\u200bro\u00ad@x.ex\u200dample]"],
    ["taro @ x.example", "[taro @ x.example]"],
    ["t@日本語.jp", "[t@日本語.jp]"],
    ["a..b.@docomo.ne.jp", "[a..b.@docomo.ne.jp]"],
    ['"taro y"@x.example', '["taro y"@x.example]'],
    ["a@x.example, b@y.example", "[a@x.example], [b@y.example]"],
    ["a@b@x.example", "a@[b@x.example]"],
    ["😀 taro@x.example.", "😀 [taro@x.example]."],
  ])("is found in %s", (name, expected) => {
    expect(marked(name)).toBe(expected);
  });

  test.each(["Taro @ PTA", "@taro", "taro@", "@x.example", "山田@PTA", "3.5", "", "@@@@"])(
    "is not seen in %s",
    (name) => {
      expect(findAddresses(name)).toEqual([]);
    },
  );

  test("of hostile length is searched in one pass", () => {
    for (const unit of ["@", '"@', "a@", "a.", "a@a.", "a@-", "\u200b@"]) {
      const name = unit.repeat(30_000);
      for (const { start, end } of findAddresses(name)) expect(end).toBeGreaterThan(start);
    }
  });
});
