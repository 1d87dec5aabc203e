/** An installation that is there already, signed in to: what the doctor, an upgrade and a way back begin with. */
import { join, resolve } from "node:path";
import type { Terminal } from "../support/ask.ts";
import { UsageError } from "../support/command.ts";
import { chosenLanguage } from "../support/language.ts";
import { PROJECT, trackedConfiguration } from "./configuration.ts";
import { checkSettings, readSettings } from "./settings.ts";
import { Site } from "./site.ts";
import { account } from "./steps/account.ts";

export interface Asked {
  readonly settings?: string | undefined;
  readonly lang?: string | undefined;
}

export async function openSite(asked: Asked, terminal: Terminal): Promise<Site> {
  const settingsFile = resolve(asked.settings ?? join(PROJECT, "settings.local.json"));
  const known = await readSettings(settingsFile);
  if (!known) throw new UsageError(`There is no ${settingsFile}: \`npm run deploy\` first.`);
  const settings = checkSettings(known);
  const language = asked.lang ? chosenLanguage(asked.lang) : settings.language;
  const wishes = {
    mayAsk: false,
    destinations: [],
    workersDev: undefined,
    sheet: "",
    takeCatchAll: false,
    patience: 5,
  };
  return new Site({ settings, settingsFile, tracked: await trackedConfiguration(), wishes, terminal, language });
}

/** @throws Error when nobody is signed in, or the account is another's */
export async function signInTo(site: Site): Promise<void> {
  const finding = await account.check(site);
  if (finding.kind !== "done") throw new Error(finding.what[site.language]);
}
