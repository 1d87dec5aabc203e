/**
 * `npm run deploy`: from an empty Cloudflare account to the first mail, guided, and safe to run again: each step looks first, and
 * does only what is missing. `-- --dry-run` prints the plan, without an account.
 */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { mergedConfiguration, PROJECT, trackedConfiguration, writeConfiguration } from "./deploy/configuration.ts";
import { gather } from "./deploy/questions.ts";
import { deploy, tellEnding, tellPlan } from "./deploy/run.ts";
import { checkMailbox, readSettings, type Settings, writeSettings } from "./deploy/settings.ts";
import { Site, type Wishes } from "./deploy/site.ts";
import { wranglerToTheEnd } from "./start/wrangler.ts";
import { Terminal } from "./support/ask.ts";
import { readArguments, requirePositionals, runCommand, UsageError } from "./support/command.ts";
import { isInProject } from "./support/in-project.ts";
import { chosenLanguage, type Language } from "./support/language.ts";

const USAGE = `npm run deploy -- [--domain DOMAIN] [--admin-mailbox ADDRESS] [--language ja|en]

Puts SafetyAnswer on Cloudflare, step by step, and can be run again at any time. What it asks it asks once; the answers are kept in
settings.local.json, which git does not know.

  --domain DOMAIN          whose mail it takes            (or SAFETYANSWER_DOMAIN)
  --admin-mailbox ADDRESS  where alarms go                (or SAFETYANSWER_ADMIN_MAILBOX)
  --language ja|en         of notices and marks           (or SAFETYANSWER_LANGUAGE)
  --account ID             of several Cloudflare accounts (or CLOUDFLARE_ACCOUNT_ID)
  --destination ADDRESS    an officer's mailbox to be made known to Cloudflare; as often as you like
  --workers-dev NAME       the account's name at workers.dev, if it has none yet
  --take-catch-all         take over a catch-all rule that leads elsewhere now
  --sheet FILE             where the recovery sheet goes; your home folder if not given
  --settings FILE          another settings file: one for each installation
  --patience SECONDS       how long to wait for the worker, and for the test mail (300)
  --yes                    ask nothing: for CI, with CLOUDFLARE_API_TOKEN
  --dry-run                print the plan and build the worker; no account, no network, no change
  --lang ja|en             of what this command says
  --help                   this text
`;

const OPTIONS = {
  domain: { type: "string" },
  "admin-mailbox": { type: "string" },
  language: { type: "string" },
  account: { type: "string" },
  destination: { type: "string", multiple: true },
  "workers-dev": { type: "string" },
  "take-catch-all": { type: "boolean" },
  sheet: { type: "string" },
  settings: { type: "string" },
  patience: { type: "string", default: "300" },
  yes: { type: "boolean" },
  "dry-run": { type: "boolean" },
  lang: { type: "string" },
} as const;

/** In the place of what a plan does not need. */
const EXAMPLE = { domain: "sunflower-pta.example", adminMailbox: "admin@mailbox.example", language: "en" } as const;

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const settingsFile = resolve(values.settings ?? join(PROJECT, "settings.local.json"));
  const known = (await readSettings(settingsFile)) ?? {};
  const language = chosenLanguage(values.lang);
  const given = {
    domain: values.domain,
    adminMailbox: values["admin-mailbox"],
    language: values.language,
    accountId: values.account,
  };
  if (values["dry-run"]) return plan(await gather({ ...EXAMPLE, ...known }, given, undefined, language), language);
  const terminal = new Terminal();
  try {
    const settings = await gather(known, given, mayAsk(values.yes) ? terminal : undefined, language);
    const [wishes, tracked] = [readWishes(), await trackedConfiguration()];
    mergedConfiguration(tracked, settings); // What is wrong in it is said before anything is written.
    await writeSettings(settingsFile, settings);
    await go(
      new Site({
        settings,
        settingsFile,
        tracked,
        wishes,
        terminal,
        language: values.lang ? language : settings.language,
      }),
    );
  } finally {
    terminal.close();
  }

  function readWishes(): Wishes {
    return {
      mayAsk: mayAsk(values.yes),
      destinations: (values.destination ?? []).map((mailbox) => checkMailbox(mailbox, "")),
      workersDev: values["workers-dev"],
      sheet: checkSheet(resolve(values.sheet ?? join(homedir(), "safetyanswer-recovery-sheet.html"))),
      takeCatchAll: values["take-catch-all"] ?? false,
      patience: checkPatience(values.patience),
    };
  }
});

/** In CI nobody answers, and everybody reads the log. */
function mayAsk(yes: boolean | undefined): boolean {
  return !yes && !process.env.CI;
}

async function go(site: Site): Promise<void> {
  const ending = await deploy(site);
  if (ending.kind === "refused") process.exitCode = 1;
  else tellEnding(site, ending.remaining);
}

function checkSheet(file: string): string {
  if (!isInProject(file)) return file;
  throw new UsageError(`${file} is in the project's folder, where git finds it: --sheet wants a place outside of it.`);
}

function checkPatience(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new UsageError("--patience wants seconds, as 300.");
}

/** The steps in words; and the worker is really built, so that a broken one is seen here. */
async function plan(settings: Settings, language: Language): Promise<void> {
  tellPlan(language);
  const { mkdtemp, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const folder = await mkdtemp(join(tmpdir(), "safetyanswer-plan-"));
  try {
    const merged = mergedConfiguration(await trackedConfiguration(), settings);
    const config = await writeConfiguration(join(folder, "settings.local.json"), merged);
    await wranglerToTheEnd(["deploy", "--dry-run", "--config", config, "--outdir", join(folder, "out")]);
  } finally {
    await rm(folder, { recursive: true });
  }
  const built = {
    ja: "ワーカーは組み立てられます。何も変えていません。",
    en: "The worker builds. Nothing was changed.",
  };
  process.stdout.write(`\n${built[language]}\n`);
}
