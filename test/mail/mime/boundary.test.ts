import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDelimiters } from "../../../src/mail/mime/boundary.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);

const found = (text: string, boundary = "b", limit = 100) =>
  findDelimiters(fromBinaryString(text), boundary, 0, text.length, limit).map(({ before, start, after, closing }) => {
    return `${text.slice(before, start)}|${text.slice(start, after)}${closing ? "|closing" : ""}`;
  });

describe("the delimiters of a multipart body", () => {
  it("take the line break before them, and end with their own", () => {
    expect(found("pre\r\n--b\r\nx\r\n\r\n--b--\r\nepilogue")).toEqual(["\r\n|--b\r\n", "\r\n|--b--\r\n|closing"]);
  });

  it("may stand at the very start and at the very end, with bare line feeds and padding", () => {
    expect(found("--b \t\nx\n--b--")).toEqual(["|--b \t\n", "\n|--b--|closing"]);
    expect(found("--b")).toEqual(["|--b"]);
  });

  it("may end in CR CR LF, as some gateways write it", () => {
    expect(found("pre\r\r\n--b\r\r\nx\r\r\n--b--\r\r\n")).toEqual(["\r\n|--b\r\r\n", "\r\n|--b--\r\r\n|closing"]);
  });

  it("may follow each other", () => {
    expect(found("--b\r\n--b\r\n--b--")).toEqual(["|--b\r\n", "|--b\r\n", "|--b--|closing"]);
  });

  it("are whole lines: a longer boundary that begins the same, or text behind, is none", () => {
    expect(found("--bc\r\n--b-\r\n--b x\r\nx--b\r\n--B\r\n -b\r\n--b\rx")).toEqual([]);
    expect(found("--b---\r\n--b--\r\n")).toEqual(["\r\n|--b--\r\n|closing"]);
  });

  it("are no more than asked for, and one: enough to see that there are too many", () => {
    expect(found("--b\n--b\n--b\n--b\n", "b", 2)).toHaveLength(3);
  });

  it("are those that a look at every line finds", { timeout: 10_000 + RUNS * 10 }, () => {
    const piece = fc.constantFrom("--ab", "--", "ab", "a", "-", "\n", "\r\n", "\r", " ", "x");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const lines = [...text.matchAll(/(?<=^|\n)--ab(?:--)?[ \t]*\r*(?:\n|$(?![\s\S]))/g)].map(
          (match) => match.index,
        );
        const delimiters = findDelimiters(fromBinaryString(text), "ab", 0, text.length, 100);
        expect(delimiters.map(({ start }) => start)).toEqual(lines);
      }),
      { numRuns: RUNS },
    );
  });
});
