/** `npm run test:clients`: real mail programs from Debian, on both sides of the real worker. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { readArguments, runCommand, UsageError } from "../../scripts/support/command.ts";
import { missingPackages, PACKAGES, PATH } from "./debian.ts";

const USAGE = `npm run test:clients -- [WORD]

Real mail programs of Debian write, answer, forward and bounce through the real worker; WORD: only the files whose path has it.

  --list  the names of the Debian packages that it needs
  --help  this text
`;

const PROJECT = join(import.meta.dirname, "../..");

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, { list: { type: "boolean" } });
  if (values.list) {
    process.stdout.write(`${Object.values(PACKAGES).join(" ")}\n`);
    return;
  }
  const missing = missingPackages();
  if (missing.length > 0) throw new UsageError(`Not installed: \`sudo apt-get install ${missing.join(" ")}\` first.`);
  const vitest = join(PROJECT, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--config", "test/clients/vitest.config.ts", ...positionals];
  const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: "inherit", env: { ...process.env, PATH } });
  const [code] = await once(child, "close");
  process.exitCode = Number(code ?? 1);
});
