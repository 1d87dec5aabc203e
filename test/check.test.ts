/** What `npm run check` finds: it is the one gate, here and in CI. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { MENDING, STEPS } from "../scripts/check/steps.ts";

const BIOME = join(process.cwd(), "node_modules/.bin/biome");
const folder = mkdtempSync(join(tmpdir(), "check-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** Names of the rules that a file with this source breaks, by the project's own settings. */
async function broken(source: string): Promise<readonly string[]> {
  const settings = JSON.parse(readFileSync("biome.json", "utf8"));
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...settings, vcs: { enabled: false } }));
  writeFileSync(join(folder, "probe.ts"), source);
  const wish = { cwd: folder };
  const { stdout, stderr } = await promisify(execFile)(BIOME, ["lint", "."], wish).catch((failed) => failed);
  return [...new Set(`${stdout}${stderr}`.match(/lint\/\w+\/\w+/g))].map((name) => name.replace(/.*\//, ""));
}

describe("npm run check", () => {
  it("asks the compiler of the worker, of each room and of the page, and then the linter", () => {
    const steps = STEPS.map(([program, ...args]) => [program.replace(/.*\//, ""), ...args].join(" "));
    const rooms = ["mail", "letters", "relay"].map((room) => `tsc -p src/${room}`);
    expect(steps).toEqual([
      "tsc",
      ...rooms,
      "tsc -p test/page/tsconfig.page.json",
      "biome check --error-on-warnings .",
    ]);
    for (const [program] of [...STEPS, MENDING]) expect(existsSync(join("node_modules", program))).toBe(true);
  });

  it("refuses a promise that nobody waits for", async () => {
    expect(await broken("export async function f() {}\nexport function g() {\n  f();\n}\n")).toEqual([
      "noFloatingPromises",
    ]);
    expect(await broken("export function g(many: number[]) {\n  many.forEach(async () => {});\n}\n")).toContain(
      "noMisusedPromises",
    );
  });

  it("refuses a switch that leaves out a case", async () => {
    const kind = 'type Kind = { kind: "a" } | { kind: "b" };\n';
    const source = `${kind}export function g(of: Kind) {\n  switch (of.kind) {\n    case "a":\n      return 1;\n  }\n  return 2;\n}\n`;
    expect(await broken(source)).toEqual(["useExhaustiveSwitchCases"]);
  });

  it("refuses what goes round the types", async () => {
    const source = "export function g(of: any, maybe?: string) {\n  return of + maybe!;\n}\n";
    expect([...(await broken(source))].sort()).toEqual(["noExplicitAny", "noNonNullAssertion"]);
  });

  it("has nothing to say, not even what it calls an info", async () => {
    const { stdout } = await promisify(execFile)(BIOME, ["check", "--reporter=json", "."]).catch((failed) => failed);
    const { errors, warnings, infos } = JSON.parse(stdout).summary;
    expect({ errors, warnings, infos }).toEqual({ errors: 0, warnings: 0, infos: 0 });
  }, 300_000);

  it("can be mended by one command", () => {
    expect(MENDING.slice(1)).toEqual(["check", "--write", "."]);
  });
});
