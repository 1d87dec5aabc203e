import { describe, expect, it } from "vitest";
import { parameter, readStructured, writeExtended } from "../../../src/mail/header/parameters.ts";

const value = (field: string, name: string) => parameter(readStructured(field), name);

describe("a structured value", () => {
  it("has a token without white space, comments and capitals", () => {
    expect(readStructured(" Text / HTML (really); charset=x").token).toBe("text/html");
  });

  it("has a token without comments in comments, so that no part is anything but what its readers take it for", () => {
    expect(readStructured("multipart/mixed (one (two (three)) four); boundary=x").token).toBe("multipart/mixed");
  });

  it.each([
    ["a; n=v", "v"],
    ["a;\r\n\tN = v ", "v"],
    ['a; n="v;w\\"x"; m=y', 'v;w"x'],
    ['a; n="never closed', "never closed"],
    ["a; n=v (comment)", "v"],
    ["a; n=v (a (comment (in) a) comment)", "v"],
    ["a; n (a name's) = v", "v"],
    ["a; n=v (never closed", "v (never closed"],
    ["a; m=x;; n=v;", "v"],
    ["a; n=first; n=second", "first"],
    ["a; n*=utf-8'ja'%41%e3", "A\xe3"],
    ["a; n*1=b; n*0=a; n*2=c", "abc"],
    ["a; n*0*=utf-8''%41; n*1=%42; n*2*=%43", "A%42C"],
    ["a; n=plain; n*=utf-8''extended", "plain"],
  ])("%s", (field, expected) => expect(value(field, "n")).toBe(expected));

  it("has no parameter that it does not name", () => expect(value("a; m=n=v", "n")).toBeUndefined());

  it("is read by position: its pieces are the field again", () => {
    const field = ' a ; b="c;d" ;e* = f;;"';
    const { head, segments } = readStructured(field);
    expect([head, ...segments.map((segment) => segment.raw)].join(";")).toBe(field);
  });
});

describe("a parameter written as RFC 2231 has it", () => {
  it("is one segment, percent-encoded in UTF-8", () => {
    expect(writeExtended("filename", "山 a@b.txt")).toEqual(["\r\n filename*=UTF-8''%E5%B1%B1%20a%40b.txt"]);
  });

  it("is several where one line would be too long, and never cut inside of a character", () => {
    const pieces = writeExtended("name", "山".repeat(200));
    expect(pieces).toHaveLength(3);
    for (const piece of pieces) expect(piece).toMatch(/^\r\n name\*\d\*=(?:UTF-8'')?(?:%E5%B1%B1)+$/);
    expect(value(`a${pieces.map((segment) => `;${segment}`).join("")}`, "name")).toBe("\xe5\xb1\xb1".repeat(200));
  });
});
