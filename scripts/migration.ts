/** `npm run migration`: what the schema has and the migrations have not yet, as one migration more. */
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { runTool } from "./support/tool.ts";

const USAGE = `npm run migration -- [--name NAME]

Writes a migration from what was changed in the schema (drizzle.config.ts). One that has landed is never edited, and adds only.

  --name NAME  a name for it, of letters, digits and _; one by chance if not given
  --help       this text
`;

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, { name: { type: "string" } });
  requirePositionals(USAGE, positionals, 0);
  const name = values.name === undefined ? [] : ["--name", values.name];
  process.exitCode = await runTool("drizzle-kit/bin.cjs", "generate", ...name);
});
