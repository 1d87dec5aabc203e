/** `npm run rollback`: the worker that ran before the last upgrade, at once. The database stays as it is: that worker works with it. */
import { openSite, signInTo } from "./deploy/open-site.ts";
import { Terminal } from "./support/ask.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { goBack, wayBack } from "./upgrade/way-back.ts";

const USAGE = `npm run rollback

Puts the worker back that ran before the last \`npm run upgrade\`, with its settings of then. The database stays: that worker works with it.

  --settings FILE  another installation's settings file
  --lang ja|en     of what this command says
  --help           this text
`;

const OPTIONS = { settings: { type: "string" }, lang: { type: "string" } } as const;

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const terminal = new Terminal();
  try {
    const site = await openSite(values, terminal);
    const way = await wayBack(site);
    if (!way)
      throw new Error(
        "There was no upgrade here, so that there is no way back: check out a former tag and `npm run deploy`.",
      );
    await signInTo(site);
    await goBack(site, way);
    process.stdout.write(
      `The worker of version ${way.version} runs again. For the files here: \`git checkout v${way.version}\`.\n` +
        `Should the database have to go back, too: \`npx wrangler d1 time-travel restore DB --timestamp=${way.time}\` (docs/operations.md).\n`,
    );
  } finally {
    terminal.close();
  }
});
