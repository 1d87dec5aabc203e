/** What is exported is imported somewhere: an export that nobody needs is a promise to nobody. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const files = ["src", "scripts", "test", "public/page"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|js)$/.test(name))
    .map((name) => normalize(join(root, name))),
);
const texts = new Map(
  ["vitest.config.ts", "drizzle.config.ts", ...files].map((path) => [path, readFileSync(path, "utf8")]),
);

/** By file: the texts of those that import it, types in comments included. */
const importers = Map.groupBy(
  [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/(?:from\s+|import\s+|import\()"(\.[^"]+)"/g)].map(([, target = ""]) => ({
      target: normalize(join(dirname(path), target)),
      text,
    })),
  ),
  ({ target }) => target,
);

const EXPORTED = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm;

function unused(path: string): readonly string[] {
  const names = [...(texts.get(path) ?? "").matchAll(EXPORTED)].map(([, name = ""]) => name);
  const readers = importers.get(path) ?? [];
  return names.filter((name) => !readers.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text)));
}

describe("exports", () => {
  it.each(["src", "public/page"])("below %s are imported by somebody", (root) => {
    const found = files
      .filter((path) => path.startsWith(root) && !path.endsWith(".d.ts"))
      .flatMap((path) => unused(path).map((name) => `${path}: ${name}`));
    expect(found).toEqual([]);
  });
});
