/** `npm run upgrade` and `npm run rollback`: a clone at one release, an origin with the next one, and the stand-in for Cloudflare. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notesBetween } from "../../scripts/upgrade/notes.ts";
import { Installation, settle } from "./support/installation.ts";
import { PROJECT, type Run, runFile } from "./support/run.ts";

const root = mkdtempSync(join(tmpdir(), "safetyanswer-upgrade-"));
const [origin, clone] = [join(root, "origin"), join(root, "clone")];

/** An upgrade that broke off after the files came, and another installation of the same folder, still have to be deployed. */
const NEWEST =
  "0.1.0 is the newest release, and is here. Should another version run (`npm run doctor` says so): `npm run deploy`.\n";

function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@y.example", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
}

/** The files that git knows or would know here, as a release of their own. */
function makeOrigin(): void {
  const names = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: PROJECT, encoding: "utf8" });
  for (const name of names.split("\n").filter(Boolean)) {
    if (spawnSync("test", ["-e", join(PROJECT, name)]).status === 0) cpSync(join(PROJECT, name), join(origin, name));
  }
  git(root, "init", "-q", "-b", "main", origin);
  git(origin, "add", "-A");
  git(origin, "commit", "-qm", "one");
  git(origin, "tag", "v0.1.0");
}

function release(version: string): void {
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(origin, file), change(readFileSync(join(origin, file), "utf8")));
  edit("src/admin/version.ts", (text) => text.replace("0.1.0", version));
  edit("CHANGELOG.md", (text) =>
    text.replace("## [Unreleased]", `## [Unreleased]\n\n## [${version}] - 2026-12-01\n\n- Something new.`),
  );
  writeFileSync(join(origin, "migrations/9999_more.sql"), "ALTER TABLE `probe` ADD `more` text DEFAULT '' NOT NULL;\n");
  git(origin, "add", "-A");
  git(origin, "commit", "-qm", version);
  git(origin, "tag", `v${version}`);
}

let installation: Installation;
beforeAll(async () => {
  makeOrigin();
  git(root, "clone", "-q", origin, clone);
  symlinkSync(join(PROJECT, "node_modules"), join(clone, "node_modules"), "junction");
  installation = await Installation.open();
  await installation.deploy("--yes");
  settle(installation.cloudflare);
});
afterAll(async () => {
  const { strange } = installation.cloudflare;
  await installation.close();
  rmSync(root, { recursive: true, force: true });
  expect(strange).toEqual([]);
});

function command(name: string, args: readonly string[] = []): Promise<Run> {
  const all = ["--settings", installation.settingsFile, "--lang", "en", ...args];
  return runFile(join(clone, `scripts/${name}.ts`), all, [], installation.cloudflare.environment());
}

describe("npm run upgrade", () => {
  it("says what to do where nothing was ever released", async () => {
    for (const folder of [origin, clone]) git(folder, "tag", "-d", "v0.1.0");
    const { code, errors } = await command("upgrade", ["--yes"]);
    expect((await command("upgrade", ["--yes", "--lang", "ja"])).errors).toMatch(/^リリースがまだありません/);
    git(origin, "tag", "v0.1.0");
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(
        /^There is no release to go to: .* `git pull`, `npm install`, `npm run deploy`\.\n$/,
      ),
    });
  });

  it("says what to do in a folder that is no clone", async () => {
    renameSync(join(clone, ".git"), join(root, "hidden"));
    const { code, errors } = await command("upgrade", ["--yes"]);
    renameSync(join(root, "hidden"), join(clone, ".git"));
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/^This folder is no clone that git knows.*copy settings\.local\.json.*\n$/),
    });
  });

  it("does nothing where there is nothing newer", async () => {
    expect(await command("upgrade", ["--yes"])).toMatchObject({ code: 0, output: NEWEST });
  });

  it("touches nothing while a tracked file is edited", async () => {
    release("0.2.0");
    const file = join(clone, "wrangler.toml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}\n`);
    const { code, errors } = await command("upgrade", ["--yes"]);
    writeFileSync(file, text);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/edited wrangler\.toml: `git stash` first/),
    });
  });

  it("says what is new, applies the migration before the worker, and remembers the way back", async () => {
    const { account, changes } = installation.cloudflare;
    const before = account.deployments[0]?.versionId;
    changes.length = 0;
    const { code, output, errors } = await command("upgrade", ["--yes"]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output).toMatch(/^## \[0\.2\.0\] - 2026-12-01\n\n- Something new\.\n/);
    const upload = changes.findIndex((change) => /scripts\/safetyanswer(?:\/versions)?$/.test(change));
    expect(changes.slice(0, upload).filter((change) => change.endsWith("/query")).length).toBeGreaterThan(0);
    expect(account.query("SELECT more FROM probe LIMIT 1", [])).toEqual([expect.objectContaining({ more: "" })]);
    expect(readFileSync(join(clone, "src/admin/version.ts"), "utf8")).toContain("0.2.0");
    const way = JSON.parse(readFileSync(join(dirname(installation.settingsFile), "way-back.local.json"), "utf8"));
    expect(way).toMatchObject({ version: "0.1.0", workerVersion: before });
  });
});

describe("npm run rollback", () => {
  it("refuses a version that would turn answers on again", async () => {
    const { account } = installation.cloudflare;
    const former = account.uploads[0]?.metadata.bindings as { name: string; text?: string }[];
    const replies = former.find(({ name }) => name === "REPLIES");
    if (replies) replies.text = "on";
    const { code, errors } = await command("rollback");
    if (replies) replies.text = "off";
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining("they were turned off since") });
  });

  it("puts the former worker back, and leaves the database", async () => {
    const { account } = installation.cloudflare;
    const { code, output } = await command("rollback");
    expect(code).toBe(0);
    expect(output).toContain("The worker of version 0.1.0 runs again. For the files here: `git checkout v0.1.0`.");
    expect(account.deployments[0]?.versionId).toBe(account.uploads[0]?.versionId);
    expect((await command("rollback", ["--lang", "ja"])).output).toContain("バージョン 0.1.0 のワーカーに戻しました");
    expect(account.query("SELECT more FROM probe LIMIT 1", [])).toHaveLength(1);
  });

  it("says so where there was no upgrade", async () => {
    rmSync(join(dirname(installation.settingsFile), "way-back.local.json"));
    expect(await command("rollback")).toMatchObject({
      code: 1,
      errors: expect.stringContaining("there is no way back"),
    });
  });
});

it("the notes are those of the versions between, newest first", () => {
  const section = (version: string) => `## [${version}] - 2026-01-01\n\n- What ${version} has.\n\n`;
  const changelog = `# Changelog\n\n## [Unreleased]\n\n${["0.10.0", "0.9.0", "0.2.0", "0.1.0"].map(section).join("")}`;
  expect(notesBetween(changelog, "0.1.0", "0.10.0").match(/What \S+/g)).toEqual([
    "What 0.10.0",
    "What 0.9.0",
    "What 0.2.0",
  ]);
  expect(notesBetween(changelog, "0.9.0", "0.9.0")).toBe("");
});
