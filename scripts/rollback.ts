/** `npm run rollback`: the worker that ran before the last upgrade, at once. The database stays as it is: that worker works with it. */
import { openSite, signInTo } from "./deploy/open-site.ts";
import { Terminal } from "./support/ask.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import type { Words } from "./support/language.ts";
import { goBack, type WayBack, wayBack } from "./upgrade/way-back.ts";

const USAGE = `npm run rollback

Puts the worker back that ran before the last \`npm run upgrade\`, with its settings of then. The database stays: that worker works with it.

  --settings FILE  another installation's settings file
  --lang ja|en     of what this command says
  --help           this text
`;

const OPTIONS = { settings: { type: "string" }, lang: { type: "string" } } as const;

const NO_WAY_BACK: Words = {
  ja: "ここでは更新していないので、戻り先がありません。以前のタグを git checkout して、npm run deploy を実行してください。",
  en: "There was no upgrade here, so that there is no way back: check out a former tag and `npm run deploy`.",
};

function isBack({ version, time }: WayBack): Words {
  const restore = `npx wrangler d1 time-travel restore DB --timestamp=${time}`;
  return {
    ja: `バージョン ${version} のワーカーに戻しました。手元のファイルも戻すには \`git checkout v${version}\`。\nデータベースも戻す必要があるときは \`${restore}\`（docs/operations.ja.md）。\n`,
    en: `The worker of version ${version} runs again. For the files here: \`git checkout v${version}\`.\nShould the database have to go back, too: \`${restore}\` (docs/operations.md).\n`,
  };
}

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const terminal = new Terminal();
  try {
    const site = await openSite(values, terminal);
    const way = await wayBack(site);
    if (!way) throw new Error(NO_WAY_BACK[site.language]);
    await signInTo(site);
    await goBack(site, way);
    process.stdout.write(isBack(way)[site.language]);
  } finally {
    terminal.close();
  }
});
