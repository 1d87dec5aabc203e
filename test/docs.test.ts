/** What the documents say of files and commands is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const documents = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...readdirSync("docs").map((name) => `docs/${name}`),
].filter((name) => name !== "CHANGELOG.md" && name.endsWith(".md"));

/** Below which folders a path may stand, when the document leaves them out. */
const ROOTS = ["", "src/", "test/", "docs/"];

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));

function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].flatMap(([, path = ""]) => path);
}

describe.each(documents)("%s", (name) => {
  const text = readFileSync(name, "utf8");

  it("names only files and folders that are there", () => {
    const missing = pathsIn(text).filter((path) => ROOTS.every((root) => !existsSync(root + path)));
    expect(missing).toEqual([]);
  });

  it("links only to documents that are there", () => {
    const folder = name.startsWith("docs/") ? "docs/" : "";
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, target = ""]) => folder + target);
    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  });

  it("names only commands that are there", () => {
    const named = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, command = ""]) => command);
    expect(named.filter((command) => scripts[command] === undefined)).toEqual([]);
  });
});
