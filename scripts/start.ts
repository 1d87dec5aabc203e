/**
 * `npm start`: the whole thing on this machine, at http://localhost:8787, with D1 on disk. Secrets are made on first
 * use, migrations applied each time. Needs no account and no network.
 */
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { nextSteps } from "./start/next-steps.ts";
import { localSecrets } from "./start/secrets.ts";
import { interrupt, wrangler, wranglerToTheEnd } from "./start/wrangler.ts";
import { chosenLanguage } from "./support/language.ts";

const { values } = parseArgs({ options: { lang: { type: "string" }, port: { type: "string", default: "8787" } } });
const url = `http://localhost:${values.port}`;

const { adminToken, madeNow } = await localSecrets(join(import.meta.dirname, "../.dev.vars"));
if (madeNow) process.stdout.write("Made .dev.vars with fresh secrets for this machine.\n");
await wranglerToTheEnd(["d1", "migrations", "apply", "DB", "--local"]);

const server = wrangler(["dev", "--port", values.port, "--log-level", "error"], "inherit");
const ended = once(server, "close");
let asked = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (!asked) interrupt(server);
    asked = true;
  });
}

if (await answers(`${url}/api/health`)) {
  process.stdout.write(`${nextSteps(url, adminToken, chosenLanguage(values.lang))}\n`);
}
const [code] = await ended;
process.exitCode = asked ? 0 : (code ?? 1);

/** Waits until the worker answers; `false` when wrangler has ended before. */
async function answers(health: string): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const response = await fetch(health).catch(() => undefined);
    if (response?.ok) return true;
    await pause(200);
  }
  return false;
}
