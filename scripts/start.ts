/**
 * `npm start`: the whole thing on this machine, at http://localhost:8787, with D1 on disk. Secrets are made on first
 * use, migrations applied each time. Needs no account and no network.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { nextSteps } from "./start/next-steps.ts";
import { freePort } from "./start/port.ts";
import { localSecrets } from "./start/secrets.ts";
import { interrupt, wrangler, wranglerToTheEnd } from "./start/wrangler.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { chosenLanguage, type Language, type Words } from "./support/language.ts";

const USAGE = `npm start -- [--port PORT] [--lang ja|en]

The worker and its page on this machine, with D1 on disk in .wrangler/state. Secrets are made on first use (.dev.vars).

  --port PORT   8787 if not given
  --lang ja|en  the language of what it says
  --help        this text
`;

const OPTIONS = { lang: { type: "string" }, port: { type: "string", default: "8787" } } as const;

const STARTING: Words = { ja: "起動しています。少しお待ちください…", en: "Starting; this takes a moment …" };

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const language = chosenLanguage(values.lang);
  const port = await freePort(values.port);
  const { adminToken, madeNow } = await localSecrets(join(import.meta.dirname, "../.dev.vars"));
  process.stdout.write(`${STARTING[language]}\n`);
  if (madeNow) process.stdout.write("Made .dev.vars with fresh secrets for this machine.\n");
  await wranglerToTheEnd(["d1", "migrations", "apply", "DB", "--local"]);
  await serve(port, adminToken, language);
});

async function serve(port: number, adminToken: string, language: Language): Promise<void> {
  const url = `http://localhost:${port}`;
  const server = wrangler(["dev", "--port", `${port}`, "--log-level", "error"], "inherit");
  const ended = once(server, "close");
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (!asked) interrupt(server);
      asked = true;
    });
  }
  if (await answers(server, `${url}/api/health`)) process.stdout.write(`${nextSteps(url, adminToken, language)}\n`);
  const [code] = await ended;
  process.exitCode = asked ? 0 : (code ?? 1);
}

/** Waits until the worker answers; `false` when wrangler has ended before. */
async function answers(server: ChildProcess, health: string): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const response = await fetch(health).catch(() => undefined);
    if (response?.ok) return true;
    await pause(200);
  }
  return false;
}
