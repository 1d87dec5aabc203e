import fc from "fast-check";
import { addressParser } from "postal-mime";
import { describe, expect, test } from "vitest";
import {
  decodeText,
  encodePhrase,
  encodeText,
  phraseForWire,
  phraseText,
} from "../../../src/mail/header/encoded-word.ts";
import { utf8Binary } from "../../../src/mail/octets.ts";

describe("an encoded-word is decoded", () => {
  test.each([
    ["=?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?=", "山田太郎"],
    [`=?iso-2022-jp?B?${btoa("\x1b$B-!\x1b(B\x1b$B-j|b\x1b(B")}?=`, "①㈱髙"],
    [`=?iso-2022-jp-ms?B?${btoa("\x1b(I1234\x1b(B")}?=`, "ｱｲｳｴ"],
    [`=?cp50222?B?${btoa("\x0e1234\x0f!")}?=`, "ｱｲｳｴ!"],
    [`=?iso-2022-jp?B?${btoa("\xb1\xb2")}?=`, "ｱｲ"],
    [`=?iso-2022-jp-1?B?${btoa("\x1b$(D0!\x1b(B")}?=`, "丂"],
    ["=?Shift_JIS?B?h0CHiu7g7ZWxsrM=?=", "①㈱髙﨑ｱｲｳ"],
    ["=?cp932?B?h0CHiu7g7ZWxsrM=?=", "①㈱髙﨑ｱｲｳ"],
    ["=?windows-31j?B?h0A=?=", "①"],
    ["=?x-sjis?B?h0A=?=", "①"],
    ["=?MS_Kanji?B?h0A=?=", "①"],
    ["=?EUC-JP?B?u7PFxK2hjrE=?=", "山田①ｱ"],
    ["=?eucJP-ms?B?u7PFxK2h?=", "山田①"],
    ["=?GB2312?B?zfXQocP3?=", "王小明"],
    ["=?x-gbk?B?zfXQocP3?=", "王小明"],
    ["=?GB18030?B?zfWVNLI1?=", "王𠮷"],
    ["=?Big5?B?s6+kaqTl?=", "陳大文"],
    ["=?ks_c_5601-1987?B?sejDtrz2?=", "김철수"],
    ["=?windows-1250?B?RHZv+OFr?=", "Dvořák"],
    ["=?windows-1251?B?2Oru6+A=?=", "Школа"],
    ["=?windows-1252?B?TfxsbGVyIJYghHiT?=", "Müller – „x“"],
    ["=?windows-1254?B?3vxrcvw=?=", "Şükrü"],
    ["=?KOI8-R?B?+8vPzME=?=", "Школа"],
    ["=?ISO-8859-15?Q?=BCuvre_=A4?=", "Œuvre €"],
    ["=?utf8?Q?M=C3=BCller?=", "Müller"],
    ["=?UTF-8*ja?B?5bGx?=", "山"],
    ["=?utf-8?q?a=3db=3D?=", "a=b="],
    ["=?us-ascii?Q?Hello_you?=", "Hello you"],
  ])("%s", (word, text) => {
    expect(decodeText(word)).toBe(text);
  });

  test("when its neighbour of the same charset has the other half of a character", () => {
    expect(decodeText("=?UTF-8?B?5bGx5w==?=\r\n =?utf-8?B?lLDl?= =?UTF-8?Q?=A4=AA?=")).toBe("山田太");
    expect(decodeText("=?Shift_JIS?B?jlKT?= =?Shift_JIS?B?Y5G+mFk=?=")).toBe("山田太郎");
    expect(decodeText(`=?ISO-2022-JP?B?${btoa("\x1b$B;3E")}?= =?ISO-2022-JP?B?${btoa("DB@\x1b(B")}?=`)).toBe("山田太");
  });

  test("without a replacement character where two ISO-2022-JP words meet", () => {
    const word = "=?ISO-2022-JP?B?GyRCRnwbKEI=?=";
    expect(decodeText(`${word} ${word}`)).toBe("日日");
  });

  test("and white space counts except between two words", () => {
    expect(decodeText("Re: =?utf-8?Q?a?= =?koi8-r?Q?b?=  c =?utf-8?Q?d?=")).toBe("Re: ab  c d");
    expect(decodeText("a=?utf-8?Q?b?=c")).toBe("abc");
  });

  test("also with broken base64", () => {
    expect(decodeText("=?utf-8?B?5b Gx!?=")).toBe("山");
    expect(decodeText("=?utf-8?B?YWI=YWI=?=")).toBe("abab");
    expect(decodeText("=?utf-8?B?YWJjZ?=")).toBe("abc");
    expect(decodeText("=?utf-8?B??=")).toBe("");
  });
});

describe("what is no encoded-word is text", () => {
  test.each(["=?utf-8?X?a?=", "=?utf-8?B?5bGx", "=??B?YQ==?=", "a = b?", "=?=?=?"])("%s stays as it stands", (value) =>
    expect(decodeText(value)).toBe(value),
  );

  test("a word of an unknown charset reads as its octets look, and does not hide the next one", () => {
    expect(decodeText("=?x-martian?B?5bGx?=")).toBe("山");
    expect(decodeText("=?utf-7?Q?a=E9?=")).toBe("aé");
    expect(decodeText("=?x-martian?Q?a?= =?utf-8?Q?b?=")).toBe("ab");
  });

  test.each([
    [utf8Binary("山田　太郎"), "山田　太郎"],
    ["\x8eR\x93c\x91\xbe\x98Y\x95\\", "山田太郎表"],
    ["PTA\x82\xcc\x8eR\x93c", "PTAの山田"],
    ["\xd4\xcf\xc0\xde", "ﾔﾏﾀﾞ"],
    ["M\xfcller", "Müller"],
    ["H\xe9l\xe8ne", "Hélène"],
    ["It\x92s his", "It’s his"],
    ["\x1b$B;3ED\x1b(B (PTA)", "山田 (PTA)"],
    ["\xff\xfe\x81", "ÿþ\x81"],
  ])("raw octets are what they look like: %j", (value, text) => {
    expect(decodeText(value)).toBe(text);
  });

  test("it is unfolded", () => {
    expect(decodeText(" a\r\n b\0\r\n\tc ")).toBe("a b\tc");
  });
});

test("a hostile field of 100 KB is decoded in one pass", () => {
  for (const unit of [
    "=?",
    "=?a?b?",
    "=?utf-8?q?",
    "=?utf-8?q?=?=",
    "=?utf-8?b?YQ?= ",
    "?",
    "=",
    "\x1b$B",
    "\x1b",
    "\x0e",
  ]) {
    expect(decodeText(unit.repeat(100_000 / unit.length)).length).toBeLessThanOrEqual(300_000);
  }
});

describe("text for an unstructured field", () => {
  test("stays as it is when it is plain ASCII", () => {
    expect(encodeText('Re: "PTA" (2026) \\o/')).toBe('Re: "PTA" (2026) \\o/');
  });

  test("becomes encoded-words when it is not, B or Q, whichever is shorter", () => {
    expect(encodeText("山田")).toBe("=?UTF-8?B?5bGx55Sw?=");
    expect(encodeText("Hello Müller")).toBe("=?UTF-8?Q?Hello_M=C3=BCller?=");
  });

  test("is cut into words of 75 characters between characters", () => {
    const octets = utf8Binary("山".repeat(15));
    expect(encodeText("山".repeat(31))).toBe(
      `=?UTF-8?B?${btoa(octets)}?= =?UTF-8?B?${btoa(octets)}?= =?UTF-8?B?5bGx?=`,
    );
    expect(encodeText("😀".repeat(12))).toBe(`=?UTF-8?B?${btoa(utf8Binary("😀".repeat(11)))}?= =?UTF-8?B?8J+YgA==?=`);
    expect(encodeText(`${"a".repeat(100)}é`)).toBe(`=?UTF-8?Q?${"a".repeat(63)}?= =?UTF-8?Q?${"a".repeat(37)}=C3=A9?=`);
  });

  test("cannot forge an encoded-word", () => {
    expect(encodeText("=?utf-8?Q?a?=")).toBe("=?UTF-8?B?PT91dGYtOD9RP2E/PQ==?=");
  });

  test("has its control characters replaced, encoded line feeds first of all", () => {
    const injected = decodeText("=?utf-8?Q?Hi=0D=0ABcc=3A_evil=40x.example=00?=");
    expect(injected).toBe("Hi\r\nBcc: evil@x.example\0");
    expect(encodeText(injected)).toBe("Hi Bcc: evil@x.example ");
    expect(decodeText(encodeText("山\u2028田\x85太\ud800"))).toBe("山 田 太\ufffd");
  });

  const anyText = fc.string({
    unit: fc.oneof(
      fc.constantFrom("山", "é", "a", " ", "=", "?", "_", "\r", "\n", "😀", "\ud800", '"'),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    ),
    maxLength: 120,
  });

  test("is printable ASCII in words of 75 at most, each decodable alone, and comes back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const wire = encodeText(text);
        expect(wire).toMatch(/^[ -~]*$/);
        const expected = text.toWellFormed().replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, " ");
        if (wire === expected) return;
        for (const word of wire.split(" ")) {
          expect(word.length).toBeLessThanOrEqual(75);
          expect(decodeText(word)).not.toContain(expected.includes("\ufffd") ? "\0" : "\ufffd");
        }
        expect(decodeText(wire)).toBe(expected);
      }),
    );
  });

  test("as a phrase is one that an address parser gives back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const wire = encodePhrase(text);
        expect(wire).toMatch(/^(?:|"(?:[ !#-[\]-~]|\\["\\])*"|(?:=\?UTF-8\?[BQ]\?[A-Za-z0-9!*+/=_-]*\?=(?: |$))+)$/);
        expect(phraseForWire(wire)).toBe(wire);
        const [parsed] = addressParser(`${wire} <a@x.example>`);
        expect(parsed?.address).toBe("a@x.example");
      }),
    );
  });
});

describe("a display name of ours", () => {
  test.each([
    ["PTA Desk", '"PTA Desk"'],
    ['A "B" \\ C', '"A \\"B\\" \\\\ C"'],
    ["（未確認）", "=?UTF-8?B?77yI5pyq56K66KqN77yJ?="],
    ["Zoë (PTA), x@y", "=?UTF-8?B?Wm/DqyAoUFRBKSwgeEB5?="],
    ["=?utf-8?Q?a?=", "=?UTF-8?B?PT91dGYtOD9RP2E/PQ==?="],
    [" \r\n ", ""],
    ["", ""],
  ])("%j is written %s", (text, wire) => {
    expect(encodePhrase(text)).toBe(wire);
  });
});

describe("somebody else's display name", () => {
  test.each([
    ["=?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?=", "=?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?="],
    ["=?x-martian?B?5bGx?=", "=?x-martian?B?5bGx?="],
    ["=?UTF-8?B?5bGx?= =?UTF-8?Q?_A?=", "=?UTF-8?B?5bGx?= =?UTF-8?Q?_A?="],
    ['"Yamada, Taro"', '"Yamada, Taro"'],
    ['"a \\"b\\""', '"a \\"b\\""'],
    ['"=?UTF-8?B?5bGx?="', '"=?UTF-8?B?5bGx?="'],
    ['""', '""'],
    ["", ""],
  ])("keeps its octets when they are legal: %s", (phrase, wire) => {
    expect(phraseForWire(phrase)).toBe(wire);
  });

  test.each([
    ["Taro Yamada", '"Taro Yamada"'],
    ["Taro (PTA)", '"Taro (PTA)"'],
    ["Yamada, Taro", '"Yamada, Taro"'],
    ["a@x.example", '"a@x.example"'],
    ["C:\\x", '"C:\\\\x"'],
    ["=?UTF-8?B?5bGx?= Taro (PTA)", '=?UTF-8?B?5bGx?= "Taro (PTA)"'],
    ['Taro "T" Yamada', '"Taro" "T" "Yamada"'],
  ])("gets quotes around bare words: %s", (phrase, wire) => {
    expect(phraseForWire(phrase)).toBe(wire);
  });

  test.each([
    ["raw UTF-8", utf8Binary("山田"), "山田"],
    ["raw Shift_JIS", "\x8eR\x93c\x95\\", "山田表"],
    ["raw Shift_JIS in quotes", '"\x95\\ \x8eR"', "表 山"],
    ["raw octets in quotes", `"${utf8Binary("山, 田")}"`, "山, 田"],
    ["a control character", "Ta\x01ro", "Ta ro"],
    ["broken quotes", 'Taro "T', "Taro T"],
    ["a word with illegal characters", "=?UTF-8?Q?Taro,_(PTA)?=", "Taro, (PTA)"],
    ["a word of 76 characters", `=?UTF-8?B?${"5bGx".repeat(16)}?=`, "山".repeat(16)],
    ["two words without a space", "=?UTF-8?B?5bGx?==?UTF-8?B?5bGx?=", "山山"],
    ["half a word", "=?UTF-8?B?5bGx", "=?UTF-8?B?5bGx"],
  ])("is decoded and encoded anew with %s", (_name, phrase, text) => {
    expect(phraseForWire(phrase)).toBe(encodePhrase(text));
  });

  test("of hostile length is written in one pass", () => {
    for (const unit of ['"', '"\\', "\\", "(", "=?", " ", "a ", '"" ', "\xff", "=?utf-8?q?", "\x8e"]) {
      expect(phraseForWire(unit.repeat(100_000 / unit.length))).toMatch(/^[\t -~]*$/);
    }
  });

  test("never breaks the field it stands in, whatever its octets", () => {
    const octets = fc.string({
      unit: fc.constantFrom(...'aA \t"\\()<>,;:@=?\r\n\0\x81\x83\xe3\xff', "=?UTF-8?B?5bGx?="),
      maxLength: 25,
    });
    fc.assert(
      fc.property(octets, (phrase) => {
        const wire = phraseForWire(phrase);
        expect(wire).toMatch(/^[\t -~]*$/);
        expect(addressParser(`${wire} <t@x.example>`).map((mailbox) => mailbox.address)).toEqual(["t@x.example"]);
      }),
      { numRuns: 2000 },
    );
  });

  test("reads as text without its quotes", () => {
    expect(phraseText('"Taro \\"T\\"" =?UTF-8?B?5bGx?=')).toBe('Taro "T" 山');
    expect(phraseText('"=?UTF-8?B?5bGx?="')).toBe("山");
    expect(phraseText("A\\B")).toBe("A\\B");
  });
});
