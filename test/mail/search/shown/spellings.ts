/** Addresses as mail programs and people spell them where a plain search does not see them. */
import fc from "fast-check";
import iconv from "iconv-lite";
import { iso2022jp } from "../../../../scripts/support/iso-2022-jp.ts";
import { utf8Binary } from "../../../../src/mail/octets.ts";

/** What HTML puts between two characters of a word without showing anything. */
const CUTS = [
  "<wbr>",
  "<wbr/>",
  "</span><span class=il>",
  '<span class="il">',
  "</span>",
  "<b>",
  "</b><i>",
  "<!-- x > y -->",
  "<!---->",
  "<![if !mso]>",
  '<a href="https://x.example/?a=b&amp;c=d">',
  "</a>",
  "<o:p></o:p>",
  "<span\r\n lang=EN-US style='font-size:10.0pt;font-family:\"Meiryo UI\",sans-serif'>",
  '<font title="a > b">',
  "&shy;",
  "&#173;",
  "&#xAD;",
  "&zwnj;",
  "&#8203;",
  "&#x200B;",
  "&ZeroWidthSpace;",
  "&NoBreak;",
  "&#8288;",
  "&lrm;",
];

const INVISIBLE = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u202a", "\u034f"];

const cutAtPlaces = (cuts: readonly string[]) => (text: string) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: text.length - 1 }), fc.constantFrom(...cuts)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((places) => {
      const sorted = [...places].sort(([one], [other]) => other - one);
      return sorted.reduce((cut, [at, between]) => cut.slice(0, at) + between + cut.slice(at), text);
    });

/** Cut by tags and references, in HTML. */
export const cutByMarkup = cutAtPlaces(CUTS);

/** Cut by invisible characters, in any text. */
export const cutInvisibly = cutAtPlaces(INVISIBLE);

/** Some of the characters in full width. */
export function widened(text: string): fc.Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .filter((wide) => wide.includes(true))
    .map((wide) => [...text].map((character, at) => (wide[at] ? wideForm(character) : character)).join(""));
}

function wideForm(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + 0xfee0);
}

/** Some of the characters as references. */
export function referenced(text: string): fc.Arbitrary<string> {
  const forms = (character: string) => {
    const code = character.charCodeAt(0);
    const wide = code + 0xfee0;
    return fc.constantFrom(
      character,
      `&#${code};`,
      `&#x${code.toString(16)};`,
      `&#0${code};`,
      `&#${wide};`,
      `&#x${wide.toString(16).toUpperCase()};`,
    );
  };
  return fc.tuple(...[...text].map(forms)).map((characters) => characters.join(""));
}

export interface TestCharset {
  readonly label: string;
  /** Words that the charset has, to stand around. */
  readonly words: readonly string[];
  /** To a binary string. */
  encode(text: string): string;
}

const byIconv = (label: string, words: readonly string[]): TestCharset => ({
  label,
  words,
  encode: (text) => iconv.encode(text, label).toString("latin1"),
});

export const CHARSETS: readonly TestCharset[] = [
  { label: "utf-8", words: ["連絡先は", "です。", "ｶﾅ", "é", "、"], encode: utf8Binary },
  { label: "iso-2022-jp", words: ["連絡先は", "です。", "、"], encode: iso2022jp },
  byIconv("shift_jis", ["連絡先は", "です。", "ｶﾅ", "ソ表"]),
  byIconv("euc-jp", ["連絡先は", "です。", "ｶﾅ"]),
  byIconv("gbk", ["联系", "是。", "丂"]),
  byIconv("gb18030", ["联系", "是。"]),
  byIconv("big5", ["聯絡", "是。", "功"]),
  byIconv("euc-kr", ["연락처는", "입니다."]),
];
