/** The architecture, held: imports point one way. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** From which folders of src/ each may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  mail: ["mail"],
  letters: ["mail", "letters"],
  relay: ["mail", "letters", "relay"],
  store: ["mail", "letters", "relay", "store"],
  cloudflare: ["mail", "letters", "relay", "cloudflare"],
  admin: ["mail", "letters", "relay", "store", "admin", "env.ts"],
  "env.ts": ["mail", "letters", "relay", "store"],
  "index.ts": ["mail", "letters", "relay", "store", "cloudflare", "admin", "env.ts"],
  polyfill: [],
};

/** Which packages each may import; everything else is none of its business. */
const MAY_USE: Readonly<Record<string, readonly RegExp[]>> = {
  mail: [/^postal-mime$/],
  letters: [/^mimetext\/browser$/],
  relay: [/^mimetext\/browser$/],
  store: [/^drizzle-orm/],
  cloudflare: [/^cloudflare:email$/],
  admin: [/^hono/, /^valibot$/, /^jose$/, /^drizzle-orm/],
  "env.ts": [],
  "index.ts": [],
  polyfill: [],
};

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));

function imports(path: string): readonly string[] {
  const source = readFileSync(join("src", path), "utf8");
  return [...source.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm)].map(
    ([, from, bare]) => from ?? bare ?? "",
  );
}

const room = (path: string) => normalize(path).split("/")[0] ?? "";

describe("imports", () => {
  it("are looked for in every room", () => {
    expect([...new Set(files.map(room))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(files)("of %s point one way", (path) => {
    const allowed = MAY_IMPORT[room(path)] ?? [];
    const packages = MAY_USE[room(path)] ?? [];
    for (const target of imports(path)) {
      if (target.startsWith(".")) expect(allowed, target).toContain(room(join(dirname(path), target)));
      else
        expect(
          packages.some((pattern) => pattern.test(target)),
          target,
        ).toBe(true);
    }
  });

  it("make no circle within the relay", () => {
    const graph = new Map(
      files.map((path) => [
        normalize(path),
        imports(path)
          .filter((target) => target.startsWith("."))
          .map((target) => normalize(join(dirname(path), target))),
      ]),
    );
    const visit = (path: string, above: readonly string[]): void => {
      expect(above, [...above, path].join(" → ")).not.toContain(path);
      for (const next of graph.get(path) ?? []) if (!done.has(next)) visit(next, [...above, path]);
      done.add(path);
    };
    const done = new Set<string>();
    for (const path of graph.keys()) visit(path, []);
  });
});
