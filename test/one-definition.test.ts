/** What two places would define in two ways one day is written once: a pattern, a number, a rule of spelling. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ANSWER_MEGABYTES, FILES_MEGABYTES } from "../src/letters/answer-size.ts";

const sources = ["src", "public/page", "scripts"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|js)$/.test(name))
    .map((name) => join(root, name)),
);

/** What is defined, how a definition of it looks, and the one place where it may stand: the page, which loads no file of the worker, may have one of its own. */
const DEFINITIONS: readonly (readonly [string, RegExp, readonly string[]])[] = [
  ["the form of an alias", /(?:anon-|\{ALIAS_PREFIX\})(?:\[|\\[dw])/, ["src/mail/alias-form.ts"]],
  [
    "what an alias starts with, in the worker",
    /["'`]anon-["'`]/,
    ["public/page/try-it/welcome-answers.js", "src/mail/alias-form.ts"],
  ],
  ["an encoded-word", /=\\{1,2}\?[[(]/, ["public/page/try-it/open-mail.js", "src/mail/header/encoded-word-form.ts"]],
  ["what a comment is", /\\\(\[\^[()\\]+\]\*\\\)|function \w*[cC]ommentEnd/, ["src/mail/header/cfws.ts"]],
  ["what a +tag is", /(?:function|const) without\w*Tag\b/, ["src/mail/header/addr-spec.ts"]],
  ["the dots of Gmail", /=== "gmail\.com"/, ["src/mail/header/twin-domains.ts"]],
  [
    "an hour and a day",
    /86_?400_?000|3_?600_?000|60 \* 60 \* 1_?000|\b24 \* 60 \* 60\b|\b36e5\b|864e5/,
    ["public/page/kit/format.js", "src/mail/duration.ts"],
  ],
  [
    "a list in one bound parameter",
    /\(SELECT value FROM json_each\(\$\{JSON\.stringify\(\w+\)\}\)\)/,
    ["src/store/listed.ts"],
  ],
  ["how large an answer can be", /"3\.5"|\b3\.5 MB\b|\b5 MB (?:at most|for)/, ["src/letters/answer-size.ts"]],
];

/** The page's words tell the size in their own sentences; another test compares the numbers. */
const isWords = (path: string) => path.startsWith("public/page/words/");

/** Without comments: they may tell what stands elsewhere. */
function codeOf(path: string): string {
  return readFileSync(path, "utf8").replace(/^\s*(?:\/?\*|\/\/).*$/gm, "");
}

describe("one definition, in one place, of", () => {
  it.each(DEFINITIONS)("%s", (_, pattern, homes) => {
    const found = sources.filter((path) => !isWords(path) && pattern.test(codeOf(path)));
    expect(found.sort()).toEqual(homes);
  });
});

describe("the page's words", () => {
  it("name no other size of an answer than the letters do", () => {
    const told = sources.filter(isWords).flatMap((path) => [...codeOf(path).matchAll(/約? ?(\d+(?:\.\d+)?) ?MB\b/g)]);
    expect(told.length).toBeGreaterThan(0);
    for (const [, number] of told) expect([ANSWER_MEGABYTES, FILES_MEGABYTES]).toContain(number);
  });
});
