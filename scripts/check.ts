/** `npm run check`: the one gate, here and in CI. */
import { STEPS } from "./check/steps.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { runTool } from "./support/tool.ts";

const USAGE = `npm run check

Types of the worker, of each of its rooms and of the page, then lint and format; stops at the first that fails. \`npm run fix\` mends what it can.
`;

await runCommand(async () => {
  requirePositionals(USAGE, readArguments(USAGE, {}).positionals, 0);
  for (const step of STEPS) {
    process.exitCode = await runTool(...step);
    if (process.exitCode !== 0) return;
  }
});
