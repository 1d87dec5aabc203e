import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBinaryString } from "../../../../src/mail/octets.ts";
import { TAROS } from "../../scrub/revealed.ts";
import { ALIAS, scrubbedBody } from "../../scrub/scrubbed.ts";
import { seen, tagsOf } from "./seen.ts";
import { CHARSETS, cutByMarkup, cutInvisibly, referenced, type TestCharset, widened } from "./spellings.ts";

/** Some hundred in CI, a hundred thousand in a long run. */
const RUNS = Number(process.env.FC_RUNS ?? 500);
const timeout = 60_000 + RUNS * 100;

const ADDRESS = "taro@company.example";
const INSTEAD = ALIAS.addresses[0] ?? "";

function body(type: string, charset: string, octets: string): string {
  const head = `Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;
  return scrubbedBody(fromBinaryString(head + octets));
}

const anyCharset = fc.constantFrom(...CHARSETS);
const declared = (charset: TestCharset) =>
  fc.constantFrom(charset.label, charset.label, "us-ascii", "iso-8859-1", "x-nobody");

/** Words around, in the charset's own script and in ASCII, none of which touches the address with a character of one. */
const around = (charset: TestCharset) =>
  fc.tuple(...[0, 1].map(() => fc.constantFrom("", " ", "\r\n", "<", ">", "(", ")", ":", ", ", ...charset.words)));

describe("an address in a text of any charset", () => {
  it("is replaced where its reader sees it, in full width or half, and all around keeps its octets", {
    timeout,
  }, () => {
    const texts = anyCharset.chain((charset) =>
      fc.record({
        charset: fc.constant(charset),
        label: declared(charset),
        around: around(charset),
        spelled: charset.label === "utf-8" ? fc.oneof(widened(ADDRESS), cutInvisibly(ADDRESS)) : widened(ADDRESS),
      }),
    );
    fc.assert(
      fc.property(texts, ({ charset, label, around: [before = "", behind = ""], spelled }) => {
        const left = body("text/plain", label, charset.encode(`x\r\n${before}${spelled}${behind}\r\ny`));
        expect(seen(left, charset.label, false)).toBe(
          seen(charset.encode(`x\r\n${before}${INSTEAD}${behind}\r\ny`), charset.label, false),
        );
      }),
      { numRuns: RUNS },
    );
  });
});

describe("an address in HTML", () => {
  const html = (text: string) => `<div>x</div>${text}<br>y`;

  it("is replaced wherever tags, comments and references cut it, and no tag is lost", { timeout }, () => {
    const spelled = fc.oneof(
      cutByMarkup(ADDRESS),
      referenced(ADDRESS),
      referenced(ADDRESS).chain(cutOutsideReferences),
    );
    const edges = fc.constantFrom<readonly string[]>(
      ["", ""],
      ["&lt;", "&gt;"],
      ["<b>", "</b>"],
      ["(", ")"],
      ["連絡先は", "です"],
      ["<p>", "</p>"],
      ["", "."],
    );
    fc.assert(
      fc.property(fc.record({ spelled, edges }), ({ spelled, edges: [before = "", behind = ""] }) => {
        const came = html(before + spelled + behind);
        const left = body("text/html", "utf-8", Buffer.from(came).toString("latin1"));
        expect(seen(left, "utf-8", true)).toBe(
          seen(Buffer.from(html(before + INSTEAD + behind)).toString("latin1"), "utf-8", true),
        );
        expect(tagsOf(left)).toEqual(tagsOf(Buffer.from(came).toString("latin1")));
      }),
      { numRuns: RUNS },
    );
  });

  it("is replaced at every single place where one of Gmail's cuts may be", () => {
    for (const cut of ["<wbr>", '</span><span class="il">', "&shy;", "&#8203;", "<!-- -->"]) {
      for (let at = 1; at < ADDRESS.length; at++) {
        const left = body("text/html", "utf-8", html(`<span>${ADDRESS.slice(0, at)}${cut}${ADDRESS.slice(at)}</span>`));
        const kept = cut.startsWith("<") ? cut : "";
        expect(left).toBe(html(`<span>${INSTEAD}${kept}</span>`));
      }
    }
  });

  it("is told from somebody else's, wherever that is cut", () => {
    for (const other of [
      "mataro@company.example",
      "taro@company.example.org",
      "tarou@company.example",
      "taro@xcompany.example",
    ]) {
      for (const cut of ["<wbr>", "&shy;", "&#8203;", "<!-- -->", "\u200b"]) {
        for (let at = 1; at < other.length; at++) {
          const text = html(`<p>${other.slice(0, at)}${cut}${other.slice(at)}</p>`);
          const octets = Buffer.from(text).toString("latin1");
          expect(body("text/html", "utf-8", octets)).toBe(octets);
        }
      }
    }
  });

  it("is not put together from what stands in different blocks", () => {
    const text = "<td>taro@</td><td>company.example</td><p>taro@company</p><p>.example</p>taro@<br>company.example";
    expect(body("text/html", "utf-8", text)).toBe(text);
  });
});

function cutOutsideReferences(text: string): fc.Arbitrary<string> {
  const pieces = text.match(/&#?\w+;|./g) ?? [];
  return fc
    .array(fc.boolean(), { minLength: pieces.length, maxLength: pieces.length })
    .map((cuts) => pieces.map((piece, at) => (cuts[at] && at > 0 ? `<wbr>${piece}` : piece)).join(""));
}

it("the reader in these tests sees what a reader sees", () => {
  expect(seen("t<b>a</b>ro&#65312;company<wbr>.example", "utf-8", true)).toMatch(TAROS);
});
