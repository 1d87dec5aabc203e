/**
 * Wrangler's configuration of this installation: wrangler.toml as it is tracked, with the school's settings in it. It is written beside
 * the settings (`wrangler.local.json`) anew each time, and nobody edits it.
 */
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { beside } from "./beside.ts";
import { BadSetting, type Settings } from "./settings.ts";

export const PROJECT = join(import.meta.dirname, "../..");

interface Database {
  readonly binding: string;
  readonly database_name: string;
  readonly database_id?: string;
  readonly migrations_dir: string;
}

/** What this program looks at in it; all else passes as it stands. */
export interface Configuration {
  readonly name: string;
  readonly main: string;
  readonly build: Readonly<Record<string, unknown>> & { readonly watch_dir: readonly string[] };
  readonly addresses?: unknown;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly alias: Readonly<Record<string, string>>;
  readonly assets: Readonly<Record<string, unknown>> & { readonly directory: string };
  readonly d1_databases: readonly Database[];
  readonly queues: { readonly consumers: readonly { readonly queue: string }[] };
}

/** @throws BadSetting when somebody has edited it: what stands there belongs into the settings, and a slip costs mail */
export async function trackedConfiguration(file = join(PROJECT, "wrangler.toml")): Promise<Configuration> {
  const { experimental_readRawConfig: read } = await import("wrangler");
  const raw = read({ config: file }).rawConfig as unknown as Configuration;
  const fault = faultIn(raw);
  if (fault) throw new BadSetting(`${basename(file)}: ${fault} \`git checkout ${basename(file)}\` puts it back.`);
  return raw;
}

/** Sections of wrangler.toml into which `addresses` slips when it is written below them. */
const SECTIONS = ["vars", "alias", "assets", "observability", "triggers"] as const;

function faultIn(raw: Configuration): string | undefined {
  const lost = SECTIONS.find((section) => "addresses" in ((Reflect.get(raw, section) as object | undefined) ?? {}));
  if (lost)
    return `\`addresses\` stands in [${lost}], where it does nothing; \`npm run deploy\` makes the rule itself.`;
  if (raw.addresses !== undefined) return addressesFault(raw.addresses);
  const [database] = raw.d1_databases;
  if (database?.database_id !== undefined) return "it has a `database_id`; the database is found by its name.";
  if (raw.vars.ADMIN_MAILBOX) return "`ADMIN_MAILBOX` is set there; it belongs into the settings file.";
  return undefined;
}

function addressesFault(addresses: unknown): string {
  const domains = (Array.isArray(addresses) ? addresses : [addresses]).map(String);
  const subdomain = domains.find((one) => /^\*@[^.]+\.[^.]+\./.test(one));
  const why = subdomain
    ? `\`addresses\` names ${subdomain}: a catch-all rule is its whole domain's.`
    : "`addresses` is set there.";
  return `${why} \`npm run deploy\` makes the rule itself, after it has looked at the MX records.`;
}

/** What the steps find out, once they have. */
interface FoundOut {
  readonly databaseId?: string | undefined;
  /** The page's origin. */
  readonly page?: string | undefined;
}

export function mergedConfiguration(tracked: Configuration, settings: Settings, found: FoundOut = {}): object {
  const { adminMailbox, language, replies, accountId, vars } = settings;
  const { databaseId, page = settings.page ?? "" } = found;
  const unknown = Object.keys(vars).find((name) => !(name in tracked.vars));
  if (unknown) throw new BadSetting(`"vars": there is no setting ${unknown} (wrangler.toml has them all).`);
  const own = { ...vars, ADMIN_MAILBOX: adminMailbox, LANGUAGE: language, REPLIES: replies, PAGE: page };
  return {
    ...tracked,
    ...(accountId === undefined ? {} : { account_id: accountId }),
    main: absolute(tracked.main),
    build: { ...tracked.build, cwd: PROJECT, watch_dir: tracked.build.watch_dir.map(absolute) },
    alias: Object.fromEntries(Object.entries(tracked.alias).map(([name, path]) => [name, absolute(path)])),
    assets: { ...tracked.assets, directory: absolute(tracked.assets.directory) },
    d1_databases: tracked.d1_databases.map((one) => ({
      ...one,
      migrations_dir: absolute(one.migrations_dir),
      ...(databaseId === undefined ? {} : { database_id: databaseId }),
    })),
    vars: { ...tracked.vars, ...own },
  };
}

function absolute(path: string): string {
  return join(PROJECT, path);
}

/** @returns the file's path */
export async function writeConfiguration(settingsFile: string, configuration: object): Promise<string> {
  const path = beside(settingsFile, "wrangler", "json");
  await writeFile(path, `${JSON.stringify(configuration, undefined, 2)}\n`, { mode: 0o600 });
  return path;
}
