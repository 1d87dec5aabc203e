/** What git knows of versions: tags `v1.2.3`, and whether somebody has edited a tracked file. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PROJECT } from "../deploy/configuration.ts";

/** @throws Error with git's own words */
async function git(...args: readonly string[]): Promise<string> {
  const asked = promisify(execFile)("git", [...args], { cwd: PROJECT });
  const { stdout } = await asked.catch((fault: { stderr?: string }) => {
    throw new Error(explained(args[0] ?? "", fault.stderr ?? "git is not installed"));
  });
  return stdout;
}

function explained(command: string, said: string): string {
  if (!said.includes("not a git repository")) return `git ${command}: ${said.trim().split("\n").at(-1)}`;
  return "This folder is no clone that git knows, so there is nothing to upgrade from: clone the project anew, copy settings.local.json there, and `npm run deploy`.";
}

export async function editedFiles(): Promise<readonly string[]> {
  const lines = (await git("status", "--porcelain", "--untracked-files=no")).split("\n").filter(Boolean);
  return lines.map((line) => line.slice(3));
}

/** Newest first. */
export async function releasedVersions(): Promise<readonly string[]> {
  await git("fetch", "--quiet", "--tags");
  const tags = (await git("tag", "--list", "v*")).split("\n").filter((tag) => /^v\d+\.\d+\.\d+$/.test(tag));
  return tags.map((tag) => tag.slice(1)).toSorted((a, b) => compareVersions(b, a));
}

/** Semantic Versioning §11, without pre-releases. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(".").map(Number));
  const differing = [0, 1, 2].find((at) => a?.[at] !== b?.[at]);
  return differing === undefined ? 0 : (a?.[differing] ?? 0) - (b?.[differing] ?? 0);
}

export async function textOf(version: string, file: string): Promise<string> {
  return git("show", `v${version}:${file}`);
}

export async function textHere(file: string): Promise<string> {
  return git("show", `HEAD:${file}`);
}

/** Forward only: whoever has commits of their own merges by hand. */
export async function goTo(version: string): Promise<void> {
  await git("merge", "--quiet", "--ff-only", `v${version}`);
}
