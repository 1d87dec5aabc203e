/** Whatever stands together: pieces of the address, tags, references and words at random, read afterwards by other readers. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { fromBinaryString } from "../../../../src/mail/octets.ts";
import { scrubbedBody } from "../../scrub/scrubbed.ts";
import { seen } from "./seen.ts";
import { CHARSETS, type TestCharset } from "./spellings.ts";

const RUNS = Number(process.env.FC_RUNS ?? 2000);

/** The address, not inside of a longer one. */
const SHOWN = /(?<![a-z0-9._+-]|(?<![a-z])o')taro(?:\+[a-z0-9]*)?@company\.example(?!\.[a-z0-9]|[a-z0-9-])/i;

const PIECES = [
  ..."t a r o taro ta ro @ ＠ &#64; %40 com company pany . ． 。 example exa mple x Mail TEL 1. _ ' \" ( / = + - # ;".split(
    " ",
  ),
  ...[
    "taro@company.example",
    "taro@",
    "@company.example",
    "company.example",
    "mailto:",
    "連絡先",
    " ",
    "\n",
    "ｔ",
    "ａ",
    "ｒ",
  ],
  ...[
    "<b>",
    "</b>",
    "<wbr>",
    "<br>",
    "<p>",
    "</p>",
    "<span class=il>",
    "<!-- ",
    "-->",
    "<",
    ">",
    "<a href='x>y'>",
    '<a t="',
  ],
  ...["&", "&amp;", "&shy;", "&#8203;", "&#x74;", "&#12290;", "&#", "&#64", "\u200b", "\u00ad", "ｏ", "ｃｏｍｐａｎｙ"],
];

/** Undefined when the charset lacks one of them. */
function encoded(charset: TestCharset, parts: readonly string[]): string | undefined {
  try {
    return charset.encode(parts.join(""));
  } catch {
    return undefined;
  }
}

it("no text shows the address, in any charset, as HTML or not", { timeout: 60_000 + RUNS * 100 }, () => {
  const texts = fc.record({
    charset: fc.constantFrom(...CHARSETS),
    isHtml: fc.boolean(),
    parts: fc.array(fc.constantFrom(...PIECES), { minLength: 3, maxLength: 12 }),
  });
  fc.assert(
    fc.property(texts, ({ charset, isHtml, parts }) => {
      const octets = encoded(charset, parts) ?? "";
      const type = `text/${isHtml ? "html" : "plain"}; charset=${charset.label}`;
      const head = `Content-Type: ${type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;
      expect(seen(scrubbedBody(fromBinaryString(head + octets)), charset.label, isHtml)).not.toMatch(SHOWN);
    }),
    { numRuns: RUNS },
  );
});
