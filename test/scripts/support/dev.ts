/** `wrangler dev` on a folder of wranglerFolder: the real worker on the database that lies there. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { INHERITED, PROJECT } from "./run.ts";

export interface DevWorker {
  readonly url: string;
  /** Hands a message in; how it ended, as the simulator says it. */
  deliver(sender: string, recipient: string, raw: Uint8Array): Promise<string>;
  /** Envelope senders and recipients of what left. */
  sent(): Promise<readonly { readonly from: string; readonly to: readonly string[] }[]>;
  stop(): Promise<void>;
}

/** @param secrets go into the folder's .dev.vars */
export async function startDev(folder: string, secrets: Readonly<Record<string, string>>): Promise<DevWorker> {
  const lines = Object.entries(secrets).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(join(folder, ".dev.vars"), lines.join(""));
  const port = await freePort();
  const wrangler = join(PROJECT, "node_modules/wrangler/bin/wrangler.js");
  const args = [wrangler, "dev", "--cwd", folder, "--port", `${port}`, "--log-level", "error"];
  const environment = { ...INHERITED, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };
  const child = spawn(process.execPath, args, { env: environment, stdio: "ignore", detached: true });
  const url = `http://localhost:${port}`;
  await answered(`${url}/api/health`, child);
  return {
    url,
    async deliver(sender, recipient, raw) {
      const query = new URLSearchParams({ from: sender, to: recipient, format: "json" });
      const response = await fetch(`${url}/cdn-cgi/local/email?${query}`, {
        method: "POST",
        body: new Blob([new Uint8Array(raw)]),
      });
      return response.text();
    },
    async sent() {
      const response = await fetch(`${url}/cdn-cgi/local/explorer/api/local/email/sending`);
      const { result } = (await response.json()) as { result: { from: string; to: string[] }[] };
      return result;
    },
    stop: () => stop(child),
  };
}

async function answered(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
    if ((await fetch(url).catch(() => undefined))?.ok) return;
    await pause(200);
  }
  await stop(child);
  throw new Error("the worker does not start on the imported database");
}

/** Wrangler starts workerd: the whole group that this test has started ends. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, "close");
  process.kill(-child.pid, "SIGINT");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
