/**
 * `npm run doctor`: looks at a running installation from outside and inside, changes nothing, and has a remedy for each thing that is not
 * as it should be. `-- --first-check` leads through the first production check, and turns answers on.
 */
import { openSite } from "./deploy/open-site.ts";
import { examine, isWell, tellFound } from "./doctor/examine.ts";
import { firstCheck } from "./doctor/first-check.ts";
import { Terminal } from "./support/ask.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { forLog } from "./support/public-log.ts";

const USAGE = `npm run doctor -- [--first-check] [--json]

Looks at a running installation, from outside and inside, and says what to do where something is not right. Exit code 1 if something is not.

  --first-check    lead through the first production check (docs/operations.md), keep its evidence, and turn answers on
  --json           the findings as data
  --settings FILE  another installation's settings file
  --lang ja|en     of what this command says
  --help           this text
`;

const OPTIONS = {
  "first-check": { type: "boolean" },
  json: { type: "boolean" },
  settings: { type: "string" },
  lang: { type: "string" },
} as const;

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const terminal = new Terminal();
  try {
    const site = await openSite(values, terminal);
    const { language } = site;
    const found = await examine(site, (one) => values.json || tellFound(one, language));
    if (values.json) process.stdout.write(`${JSON.stringify(found.map(asData), undefined, 2)}\n`);
    if (values["first-check"]) await firstCheck(site, found);
    else if (!found.every(isWell)) process.exitCode = 1;
  } finally {
    terminal.close();
  }
});

function asData({ step, finding }: Awaited<ReturnType<typeof examine>>[number]) {
  return { check: step.name.en, well: finding.kind === "done", finding: forLog(finding.what.en) };
}
