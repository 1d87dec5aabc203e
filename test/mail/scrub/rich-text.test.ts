/** Rich text is read around its at signs alone: wherever in a long file an address stands, and however it is cut, it is found. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALIAS, message, scrubbedBody } from "./scrubbed.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);
const HIDDEN = { addresses: ["hanako@private.example"], aliasForm: true, names: [] };
const INSTEAD = { ...ALIAS, addresses: ["pta@school.example"] };
const AT_SIGNS = ["@", "\\'40", "\\u64?", "\\u65312?", "\\u-224?", "\\u65131?"];
const CUTS = ["", "{\\b ", "}{\\b0\\fs22 ", "\\b0 ", "{\\*\\bkmkstart x}", "\r\n"];
const FILLERS = ["word ", "{\\b0\\fs22 word}\r\n", "\\par ", "\\'e9", "someone@elsewhere.example "];

const left = (text: string) =>
  scrubbedBody(message("Content-Type: application/rtf", "", `{\\rtf1 ${text}}`), HIDDEN, INSTEAD);

/** What a reader sees of it. */
const seen = (text: string) =>
  text
    .replace(/\\u(-?\d+)\?/g, (_, code) => String.fromCharCode(Number(code) & 0xffff).normalize("NFKC"))
    .replace(/\\'([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\{\\\*[^{}]*\}|\\[a-z]+\d* ?|[{}\r\n]/g, "");

describe("an address in rich text", () => {
  it("is found wherever it stands and however it is cut", { timeout: 20_000 + RUNS * 50 }, () => {
    const piece = fc.constantFrom(...CUTS);
    fc.assert(
      fc.property(
        fc.constantFrom(...AT_SIGNS),
        fc.tuple(piece, piece, piece, piece),
        fc.array(fc.tuple(fc.constantFrom(...FILLERS), fc.integer({ min: 0, max: 1200 })), { maxLength: 3 }),
        (at, [one, two, three, four], fillers) => {
          const filler = fillers.map(([unit, times]) => unit.repeat(times)).join(" ");
          const written = `${filler} han${one}ako${two}${at}${three}priv${four}ate.example ${filler}`;
          expect(seen(left(written))).not.toContain("hanako@private");
          expect(seen(left(written))).toContain("pta@school.example");
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("costs nothing where there is no at sign, however many words of its own a program writes", () => {
    const written = "{\\b0\\fs22 word}\r\n".repeat(300_000);
    expect(left(written)).toBe(`{\\rtf1 ${written}}`);
  });
});
