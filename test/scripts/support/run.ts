/** Runs a script of the project as an operator would, with lines typed into it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export const PROJECT = join(import.meta.dirname, "../../..");

/** Most of the time of these tests is wrangler's start, and most of that the reading of its 12 MB: Node keeps it compiled here. */
const NODE_COMPILE_CACHE = join(PROJECT, "node_modules/.cache/compile");

/** As it was before a local worker changed it for itself. */
export const { ADDRESS_KEY: _, ADDRESS_KEY_PREVIOUS: __, ...INHERITED } = process.env;

export interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** @param environment variables beside this process's own, without ADDRESS_KEY and CI: where this runs must not decide what it says */
export function run(
  script: string,
  args: readonly string[],
  typed: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return runFile(join(PROJECT, script), args, typed, environment);
}

/** The same with a script that lies elsewhere. */
export async function runFile(
  file: string,
  args: readonly string[],
  typed: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Run> {
  const own = { WRANGLER_SEND_METRICS: "false", NODE_COMPILE_CACHE, CI: "" };
  const child = spawn(process.execPath, [file, ...args], { env: { ...INHERITED, ...own, ...environment } });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (octets: Buffer) => (output += octets));
  child.stderr.on("data", (octets: Buffer) => (errors += octets));
  child.stdin.end(typed.map((line) => `${line}\n`).join(""));
  const [code] = await once(child, "close");
  return { code: Number(code), output, errors };
}
