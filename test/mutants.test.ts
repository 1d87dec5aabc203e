/** The table of mutants (`npm run mutants`) is about the code as it is: each can still be made, and names tests. */
import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { broken } from "./mutants/mutant.ts";
import { MUTANTS } from "./mutants/mutants.ts";

describe("the mutants", () => {
  it("are more than a hundred, each under a name of its own", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThan(100);
  });

  it.each(MUTANTS)("$name: stands once in src/$file, and is code that runs", (mutant) => {
    const source = readFileSync(`src/${mutant.file}`, "utf8");
    const code = broken(source, mutant);
    expect(code).not.toBe(source);
    expect(ts.transpileModule(code, { reportDiagnostics: true }).diagnostics).toEqual([]);
  });

  it("name tests that are there", () => {
    const missing = MUTANTS.flatMap(({ tests }) => tests).filter((path) => !existsSync(`test/${path}`));
    expect(missing).toEqual([]);
  });
});
