/** `npm run fix`: lint and format, as far as they can be mended by a program. */
import { MENDING } from "./check/steps.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { runTool } from "./support/tool.ts";

const USAGE = `npm run fix

Writes what lint and format can mend by themselves, and prints the rest.
`;

await runCommand(async () => {
  requirePositionals(USAGE, readArguments(USAGE, {}).positionals, 0);
  process.exitCode = await runTool(...MENDING);
});
