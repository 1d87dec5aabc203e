/** docs/glossary.md, held: one thing has one word in whatever people read. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Entry {
  readonly japanese: string;
  readonly english: string;
  readonly never: readonly string[];
}

const entries: readonly Entry[] = readFileSync("docs/glossary.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => {
    const [, japanese = "", english = "", , , never = ""] = line.split("|").map((cell) => cell.trim());
    return { japanese, english, never: never.split(", ") };
  });

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.(ts|js)$/.test(path));
}

const READ_BY_PEOPLE = [
  ...filesBelow("src/letters"),
  ...filesBelow("public/page/words"),
  ...filesBelow("scripts/demo"),
  ...readdirSync(".").filter((name) => name.startsWith("README")),
];
const texts = READ_BY_PEOPLE.map((path) => ({ path, text: readFileSync(path, "utf8").toLowerCase() }));

/** English words stand alone (`operator` is not in `cooperator`); Japanese has no spaces between words. */
function finder(word: string): RegExp {
  return /^[\x20-\x7e]+$/.test(word) ? new RegExp(`(?<![a-z.])${word.toLowerCase()}s?(?![a-z])`) : new RegExp(word);
}

describe("the glossary", () => {
  it("has the words that matter most, with those that they replace", () => {
    const never = (japanese: string) => entries.find((entry) => entry.japanese === japanese)?.never;
    expect(never("匿名アドレス")).toContain("別名");
    expect(never("担当者")).toContain("役員");
    expect(never("送信者")).toContain("差出人");
    expect(entries.map(({ japanese }) => japanese)).toContain("窓口");
  });

  it.each(entries)("has a word in use: $japanese, $english", ({ japanese, english }) => {
    expect(texts.some(({ text }) => text.includes(japanese))).toBe(true);
    expect(texts.some(({ text }) => text.includes(english))).toBe(true);
  });

  it.each(entries.flatMap(({ never }) => never))("has forbidden %s, and it stands nowhere", (word) => {
    const found = finder(word);
    expect(texts.filter(({ text }) => found.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("is kept by nothing that speaks of a nightly run: the cron comes every minute", () => {
    expect(readFileSync("wrangler.toml", "utf8")).toContain('crons = ["* * * * *"]');
    const found = texts.filter(({ text }) => /nightly|every night|overnight|毎晩|夜間に|毎夜/.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it("is looked up in every place that people read", () => {
    expect(READ_BY_PEOPLE).toEqual(expect.arrayContaining(["README.md", "README.ja.md", "src/letters/alarm.ts"]));
    expect(READ_BY_PEOPLE).toEqual(expect.arrayContaining(["public/page/words/ja.js", "scripts/demo/people.ts"]));
  });
});
