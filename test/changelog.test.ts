/** CHANGELOG.md, which `npm run upgrade` reads to people: newest first, each release dated, the newest one that of package.json. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compareVersions } from "../scripts/upgrade/git.ts";
import { VERSION } from "../src/admin/version.ts";

const changelog = readFileSync("CHANGELOG.md", "utf8");
const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
const releases = headings.slice(1);

it("begins with what is not released, and every release has its date", () => {
  expect(headings[0]).toBe("[Unreleased]");
  for (const heading of releases) expect(heading).toMatch(/^\[\d+\.\d+\.\d+\] - 20\d\d-\d\d-\d\d$/);
});

it("has the version that is here as its newest release, as package.json and the lock file have it", () => {
  expect(releases[0]).toMatch(new RegExp(`^\\[${VERSION.replaceAll(".", "\\.")}\\] - `));
  for (const file of ["package.json", "package-lock.json"]) {
    expect(JSON.parse(readFileSync(file, "utf8")).version).toBe(VERSION);
  }
});

it("says nothing twice", () => {
  const items = [...changelog.matchAll(/^- .*(?:\n {2}.*)*/gm)].map(([item]) => item.replaceAll(/\s+/g, " "));
  expect(items.filter((item, at) => items.indexOf(item) !== at)).toEqual([]);
});

it("has releases newest first, and none that is newer than this version", () => {
  const versions = releases.map((heading) => heading.slice(1, heading.indexOf("]")));
  expect(versions).toEqual(versions.toSorted((a, b) => compareVersions(b, a)));
  for (const version of versions) expect(compareVersions(version, VERSION)).toBeLessThanOrEqual(0);
});
