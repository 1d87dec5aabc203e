/** What CI does is what anybody can do here: `.ci/run`, and nothing beside it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PACKAGES } from "./clients/debian.ts";

const read = (name: string) => readFileSync(name, "utf8");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));

describe(".ci/run", () => {
  const script = read(".ci/run");

  it("installs, checks, and runs every test that there is, and the demo", () => {
    const commands = [...script.matchAll(/^npm (?:run )?(\S+)/gm)].map(([, command]) => command);
    const tests = Object.keys(scripts).filter((name) => /^test\b/.test(name));
    expect(commands.slice(0, 2)).toEqual(["ci", "check"]);
    expect(commands.slice(2, -1).sort()).toEqual(tests.sort());
    expect(commands.at(-1)).toBe("demo");
  });

  it("waits for what it plays beside the rest, and stops at the first that fails", () => {
    expect(script.match(/ &$/gm)).toHaveLength(1);
    expect(script).toMatch(/^wait "\$playing"$/m);
    expect(script).toMatch(/^set -euo pipefail$/m);
    expect(script).not.toMatch(/\|\| true/);
  });

  it("installs the mail programs that the tests talk through", () => {
    const [, names = ""] = /^mail_programs=\((.*)\)$/m.exec(script) ?? [];
    expect(names.split(" ")).toEqual(Object.values(PACKAGES));
  });
});

describe("the workflow", () => {
  const workflow = read(".github/workflows/ci.yml");

  it("runs .ci/run alone", () => {
    expect([...workflow.matchAll(/^ *- run: (.*)$/gm)].map(([, command]) => command)).toEqual([".ci/run"]);
  });

  it("may only read, and keeps no credentials", () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(workflow).toContain("persist-credentials: false");
  });
});

describe("npm audit", () => {
  it("is switched off for nobody who installs: CI alone leaves it to the updates that are asked for each week", () => {
    expect(read(".npmrc")).not.toMatch(/^audit *=/m);
    const asked = read(".github/dependabot.yml");
    for (const ecosystem of ["npm", "github-actions"]) expect(asked).toContain(`package-ecosystem: ${ecosystem}`);
  });
});
