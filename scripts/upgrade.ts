/**
 * `npm run upgrade`: to the newest release. Says what is new, remembers the way back, and deploys: migrations first, then the worker, which
 * works with the database before and after.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { VERSION } from "../src/admin/version.ts";
import { PROJECT } from "./deploy/configuration.ts";
import { openSite, signInTo } from "./deploy/open-site.ts";
import { Terminal } from "./support/ask.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { chosenLanguage, type Words } from "./support/language.ts";
import { compareVersions, editedFiles, goTo, releasedVersions, textHere, textOf } from "./upgrade/git.ts";
import { notesBetween } from "./upgrade/notes.ts";
import { rememberWayBack } from "./upgrade/way-back.ts";

const USAGE = `npm run upgrade -- [--yes]

Brings the newest release: says what is new in it, remembers the way back (\`npm run rollback\`), and deploys it.

  --yes            ask nothing
  --settings FILE  another installation's settings file
  --lang ja|en     of what this command says
  --help           this text
`;

const OPTIONS = { yes: { type: "boolean" }, settings: { type: "string" }, lang: { type: "string" } } as const;

const areEdited = (files: string): Words => ({
  ja: `${files} が書き換えられています。先に \`git stash\` してください（何も失われません）。`,
  en: `Somebody has edited ${files}: \`git stash\` first, and nothing is lost.`,
});

const IS_NEWEST: Words = {
  ja: `${VERSION} が最新のリリースで、手元にあります。動いているのが別のバージョンなら（npm run doctor で分かります）、\`npm run deploy\` で送ってください。`,
  en: `${VERSION} is the newest release, and is here. Should another version run (\`npm run doctor\` says so): \`npm run deploy\`.`,
};

const NO_RELEASE: Words = {
  ja: "リリースがまだありません（git に v1.2.3 のようなタグがありません）。リリース前の最新のものにするには: `git pull`、`npm install`、`npm run deploy`。",
  en: "There is no release to go to: git knows no tag like v1.2.3, here or where this clone comes from. For what is newest, released or not: `git pull`, `npm install`, `npm run deploy`.",
};

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const edited = await editedFiles();
  if (edited.length > 0) {
    throw new Error(areEdited(edited.join(", "))[chosenLanguage(values.lang)]);
  }
  const [newest] = await releasedVersions();
  if (newest === undefined) throw new Error(NO_RELEASE[chosenLanguage(values.lang)]);
  if (compareVersions(newest, VERSION) <= 0) {
    process.stdout.write(`${IS_NEWEST[chosenLanguage(values.lang)]}\n`);
    return;
  }
  const terminal = new Terminal();
  try {
    const site = await openSite(values, terminal);
    process.stdout.write(`${notesBetween(await textOf(newest, "CHANGELOG.md"), VERSION, newest)}\n\n`);
    const question = site.language === "ja" ? `${newest} にしますか [y/N]: ` : `Upgrade to ${newest} [y/N]? `;
    if (!values.yes && (await terminal.ask(question)).toLowerCase() !== "y") return;
    await signInTo(site);
    await rememberWayBack(site, VERSION);
  } finally {
    terminal.close();
  }
  await bring(newest);
});

async function bring(version: string): Promise<void> {
  const lock = await textHere("package-lock.json");
  await goTo(version);
  if ((await textHere("package-lock.json")) !== lock) await toTheEnd("npm", ["ci"]);
  // What runs from here on is the new release's own program.
  await toTheEnd(process.execPath, [join(PROJECT, "scripts/deploy.ts"), ...process.argv.slice(2)]);
}

async function toTheEnd(program: string, args: readonly string[]): Promise<void> {
  const isNpmOnWindows = process.platform === "win32" && program === "npm";
  const child = spawn(program, [...args], { cwd: PROJECT, stdio: "inherit", shell: isNpmOnWindows });
  const [code] = await once(child, "close");
  if (code !== 0)
    throw new Error("That did not succeed; the former worker runs on. `npm run rollback` is the way back.");
}
