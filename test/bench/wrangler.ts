/** Wrangler's command line, in the project's folder. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const PROJECT = join(import.meta.dirname, "../..");
const COMMAND = join(PROJECT, "node_modules/wrangler/bin/wrangler.js");

const run = promisify(execFile);

/** @returns what it said */
export async function wrangler(words: readonly string[]): Promise<string> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", FORCE_COLOR: "0", NO_COLOR: "1" };
  const { stdout } = await run(process.execPath, [COMMAND, ...words], { cwd: PROJECT, env });
  return stdout;
}
