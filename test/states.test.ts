/** What a thing is stands in its `kind` or in a column of its own: never in the beginning of a text, nor in a value's type. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const sourceFiles = ["src", "public/page"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|js)$/.test(name))
    .map((name) => join(root, name)),
);

const linesWith = (pattern: RegExp, files: readonly string[] = sourceFiles): readonly string[] =>
  files.flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

describe("a state", () => {
  it("is no word and a colon before something else", () => {
    expect(linesWith(/\.startsWith\(\s*["'`][a-z-]+:["'`]/)).toEqual([]);
    expect(linesWith(/\^\([a-z|-]+\):/)).toEqual([]);
    expect(linesWith(/^(?:export )?type .*`[a-z-]+:\$\{/)).toEqual([]);
  });

  it("is not told by the type that a value has, where mail is decided about", () => {
    const relay = sourceFiles.filter((path) => path.startsWith("src/relay") || path.startsWith("src/letters"));
    const told = linesWith(/typeof \w+(?:\.\w+)* [!=]== "(?:string|object|undefined|number)"/, relay);
    // What mimetext gives to a field's writer is its own choice.
    expect(told.filter((line) => !line.includes("field.dump"))).toEqual([]);
  });
});

describe("an INSERT in the source", () => {
  it("names its columns, also one that selects", () => {
    expect(linesWith(/INSERT (?:OR \w+ )?INTO (?!\S+ \()/)).toEqual([]);
    const selecting = sourceFiles.flatMap((path) => [
      ...readFileSync(path, "utf8").matchAll(/\.insert\(\w+\)\s*\.select\(\s*(\w+)/g),
    ]);
    // The mail path's go by insertInto (store/written.ts), which takes a value for each name.
    const named = sourceFiles.flatMap((path) => [
      ...readFileSync(path, "utf8").matchAll(/\binsertInto\(\s*"\w+",\s*\{/g),
    ]);
    expect(named.length).toBeGreaterThan(4);
    expect(selecting.length).toBeGreaterThan(2);
    for (const [, helper] of selecting) expect(helper).toBe("selectInto");
  });
});
