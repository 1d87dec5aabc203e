/** Runs this project's own wrangler, without a shell. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");
const WRANGLER = join(PROJECT, "node_modules/wrangler/bin/wrangler.js");

export function wrangler(args: readonly string[], output: "inherit" | "pipe"): ChildProcess {
  const environment = { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", ...process.env };
  return spawn(process.execPath, [WRANGLER, ...args], {
    cwd: PROJECT,
    env: environment,
    stdio: ["ignore", output, output], // No terminal on its input: wrangler asks nothing.
    detached: GROUPED,
  });
}

/** Windows has no process groups. */
const GROUPED = process.platform !== "win32";

/** Ends wrangler with all that it has started, as Ctrl-C in its terminal would: each process hears it once. */
export function interrupt(child: ChildProcess): void {
  if (GROUPED && child.pid) process.kill(-child.pid, "SIGINT");
  else child.kill("SIGINT");
}

/** @throws Error with what wrangler said when it fails */
export async function wranglerToTheEnd(args: readonly string[]): Promise<void> {
  await wranglerOutput(args);
}

/**
 * What it said on its standard output.
 * @throws Error with all that it said when it fails
 */
export async function wranglerOutput(args: readonly string[]): Promise<string> {
  const child = wrangler(args, "pipe");
  let [output, said] = ["", ""];
  child.stdout?.on("data", (octets: Buffer) => {
    output += octets;
    said += octets;
  });
  child.stderr?.on("data", (octets: Buffer) => (said += octets));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${said}`);
  return output;
}
