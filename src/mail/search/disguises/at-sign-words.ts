/** What people and programs write between a local part and its domain in place of an at sign. */

/** No spelling is longer without its tags. */
const LIMIT = 48;

const SPACE = "[\\s\\u00a0\\u3000]{0,3}";
const BRACKETS = "[()\\[\\]{}<>«»‹›【】〔〕〈〉《》「」『』\"'`|/*_~-]{0,3}";
/** English and Japanese. */
const WORDS =
  "at(?:[ -]?(?:sign|mark))?|commercial[ -]at|アット(?:[ ・]?マーク)?|あっと(?:まーく)?|アトマーク|単価記号";
/** Signs that nobody writes between two words of a sentence: stars, circles, squares, hearts, `#`. */
const SIGNS = "@{2,3}|[\\p{So}\\p{Sm}※#&%$*~^!]{1,3}";
/** `.40`, `_x0040_`, `\\u{40}`, `\\U00000040`, `U+0040`, `\\40 `, `:40`, `%u{40}`, `%2525`, octal `\\100`, Perl's and Python's `\\N{…}`. */
const ESCAPES =
  "[^\\p{L}\\p{N}\\s]{0,2}[ux]?[+{]?0{0,6}x?0{0,4}40[};_]?|\\\\0?100|%(?:25)+|\\\\N\\{(?:commercial at|fullwidth commercial at)\\}";
const SPELLED = new RegExp(
  `^${SPACE}${BRACKETS}${SPACE}(?:${WORDS}|${SIGNS}|${ESCAPES})${SPACE}${BRACKETS}${SPACE}$`,
  "iu",
);
/**
 * What stands between two words of a sentence or a signature all the same, and what begins a line: `Taro | company.example`,
 * `Taro! company.example`, a quoted line, a list, a number.
 */
const BETWEEN_WORDS =
  /^(?:\s*[|<>=+~&!→⇒▶►]{1,3}\s+|\s+(?:[|<>=+~&!→⇒▶►]{1,3}|-?40)\s*|[^\p{L}\p{N}@]*[\r\n][^\p{L}\p{N}@]*)$/u;
/** `(a)` and `[@]` are one; `a` alone is a word, and `taro @company.example` talks to somebody at a company. */
const BRACKETED = new RegExp(`^${SPACE}[([{<【〔（]${SPACE}[a@]${SPACE}[)\\]}>】〕）]${SPACE}$`, "iu");

/** What these show stands beside what is around them. */
const INLINE =
  /<\/?(?:a|b|big|bdi|code|em|font|i|img|mark|nobr|o:p|s|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?\/?>/gi;

const REFERENCES: ReadonlyMap<string, string> = new Map([
  ...([
    ["nbsp", " "],
    ["lpar", "("],
    ["rpar", ")"],
    ["lsqb", "["],
    ["rsqb", "]"],
    ["lbrack", "["],
    ["rbrack", "]"],
  ] as const),
  ...([
    ["lbrace", "{"],
    ["rbrace", "}"],
    ["lcub", "{"],
    ["rcub", "}"],
    ["lt", "<"],
    ["gt", ">"],
    ["commat", "@"],
  ] as const),
]);

/** Whether a gap (decoded) spells an at sign; tags show nothing, but for a picture's words. */
export function spellsAtSign(gap: string): boolean {
  const written = withoutMarkup(gap);
  const text = written.normalize("NFKC");
  if (text.length > LIMIT || BETWEEN_WORDS.test(text)) return false;
  return SPELLED.test(text) || BRACKETED.test(text) || /^\s{0,3}[＠﹫]\s{0,3}$/u.test(written);
}

function withoutMarkup(gap: string): string {
  return gap
    .replace(/<img\b[^<>]*\balt\s*=\s*["']?([^"'<>]{1,20})[^<>]*>/gi, "[$1]")
    .replace(INLINE, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (_, decimal, hex, name) => {
      // A name of some symbol: `&starf;`.
      if (name !== undefined) return REFERENCES.get(String(name).toLowerCase()) ?? "★";
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : " ";
    })
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "");
}
