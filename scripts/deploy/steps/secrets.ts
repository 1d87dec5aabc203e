/**
 * ADMIN_TOKEN and ADDRESS_KEY: made only where there are none, shown once, never overwritten. Where a database is in use and its key is
 * not set, no key is made: another one would lock every stored address away.
 */
import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fromBase64 } from "../../../src/mail/base-encoding.ts";
import { KeySet, readSecret } from "../../../src/store/key-set.ts";
import { ApiError } from "../../cloudflare/api.ts";
import { keyLines } from "../../recovery-sheet/lines.ts";
import { sheetPage } from "../../recovery-sheet/page.ts";
import { BadSetting } from "../settings.ts";
import type { NewSecrets, Site } from "../site.ts";
import { done, missing, refused, type Step } from "../step.ts";

const NAMES = ["ADMIN_TOKEN", "ADDRESS_KEY"] as const;

/** Cloudflare never gives a secret back: only names. No worker, no secrets. */
async function missingSecrets(site: Site): Promise<readonly (typeof NAMES)[number][]> {
  const there = await site.api.get<readonly { readonly name: string }[]>(`${site.script}/secrets`).catch((error) => {
    if (error instanceof ApiError && (error.status === 404 || error.codes.includes(10007))) return [];
    throw error;
  });
  return NAMES.filter((name) => !there.some((secret) => secret.name === name) && !isReplaced(name, site));
}

/** Behind Cloudflare Access no token is needed. */
function isReplaced(name: string, { settings }: Site): boolean {
  return name === "ADMIN_TOKEN" && Boolean(settings.vars.ACCESS_AUD);
}

async function isInUse(site: Site): Promise<boolean> {
  if (site.databaseId === "") return false;
  const tables = await site.query("SELECT name FROM sqlite_master WHERE name = 'forwarding'");
  return tables.length > 0 && (await site.query("SELECT id FROM forwarding LIMIT 1")).length > 0;
}

/** Nothing has been changed yet. */
export const secretsBefore: Step = {
  name: { ja: "鍵が失われていないか調べる", en: "see that no key is lost" },
  async check(site) {
    const absent = await missingSecrets(site);
    const needsKey = absent.includes("ADDRESS_KEY");
    // The sheet comes before the key: where it cannot be written nothing is begun.
    if (needsKey) requirePlace(site.wishes.sheet);
    if (absent.includes("ADMIN_TOKEN") && writesToken(site)) requirePlace(tokenFile(site));
    if (!needsKey || process.env.ADDRESS_KEY || !(await isInUse(site))) return WELL;
    return refused(
      "データベースは使われていますが、ADDRESS_KEY がありません。新しい鍵を作ると、保存されたアドレスは二度と読めません。復旧シートから戻してください: npm run -s recovery-sheet -- --restore | npx wrangler secret put ADDRESS_KEY",
      "The database is in use, but ADDRESS_KEY is not set. A new key would lock every stored address away. Put the former one back from the recovery sheet: npm run -s recovery-sheet -- --restore | npx wrangler secret put ADDRESS_KEY",
    );
  },
};

const WELL = done("鍵に問題はありません。", "Nothing is wrong with the keys.");
const ARE_SET = done("秘密の値は設定されています。", "The secrets are set.");

export const secrets: Step = {
  name: {
    ja: "秘密の値を作り、復旧シートを書き出す（あるものは変えない）",
    en: "make the secrets, and the recovery sheet (those that are there stay)",
  },
  async check(site) {
    const absent = await missingSecrets(site);
    if (absent.length === 0) return ARE_SET;
    return missing(`まだない秘密の値: ${absent.join(", ")}`, `Secrets that are not set: ${absent.join(", ")}`);
  },
  async do(site) {
    const made: NewSecrets = {};
    for (const name of await missingSecrets(site)) made[name] = process.env[name] || freshSecret(name);
    checkSecrets(made);
    // First on paper, then at Cloudflare: what breaks off in between must not leave a key that nobody has.
    if (made.ADDRESS_KEY) await writeSheet(made.ADDRESS_KEY, site.wishes.sheet);
    if (made.ADMIN_TOKEN) await tell(site, made.ADMIN_TOKEN);
    site.newSecrets = made;
    return done(
      `復旧シート: ${site.wishes.sheet}（印刷してから消す）`,
      `Recovery sheet: ${site.wishes.sheet} (print it, then delete it)`,
    );
  },
};

function freshSecret(name: (typeof NAMES)[number]): string {
  return name === "ADDRESS_KEY" ? randomBytes(32).toString("base64") : randomBytes(24).toString("hex");
}

/** @throws BadSetting for what came from the environment and is none */
function checkSecrets({ ADDRESS_KEY: key, ADMIN_TOKEN: token }: NewSecrets): void {
  if (key !== undefined && !readSecret(key)) throw new BadSetting("ADDRESS_KEY is not 32 octets in base64.");
  if (token !== undefined && token.length < 24) throw new BadSetting("ADMIN_TOKEN must have 24 characters or more.");
}

/** @throws BadSetting when nothing can be written there */
function requirePlace(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new BadSetting(`${folder} is no folder: say where the recovery sheet goes with --sheet FILE.`);
  if (existsSync(file))
    throw new BadSetting(
      `${file} is there already. Of an installation that runs: print it, and choose another place with --sheet. Of an attempt that broke off: delete it.`,
    );
}

async function writeSheet(key: string, file: string): Promise<void> {
  const octets = fromBase64(key);
  const { id } = await KeySet.derive(octets);
  const sheet = sheetPage({ lines: keyLines(octets), keyId: id, day: new Date().toISOString().slice(0, 10) });
  await writeFile(file, sheet, { mode: 0o600, flag: "wx" });
}

const tokenFile = ({ wishes }: Site) => wishes.sheet.replace(/(?:\.html)?$/, "-admin-token.txt");
const writesToken = ({ wishes }: Site) => !wishes.mayAsk && !process.env.ADMIN_TOKEN;

/** On the screen of whoever sits there; else into a file, since the log of a CI is read by many. */
async function tell(site: Site, token: string): Promise<void> {
  const { wishes, language, terminal } = site;
  if (writesToken(site)) return writeFile(tokenFile(site), `${token}\n`, { mode: 0o600, flag: "wx" });
  if (!wishes.mayAsk) return;
  const words = {
    ja: `\n  管理ページの管理用パスワード（いま一度だけ表示します。パスワード管理に保存してください）:\n\n    ${token}\n\n保存したら Enter: `,
    en: `\n  The page's token. It is shown this once; keep it in a password manager:\n\n    ${token}\n\nEnter when it is kept: `,
  };
  await terminal.ask(words[language]);
}

/** Wrangler uploads them together with the worker, and leaves all others as they are. @returns what it is called with */
export async function withSecretsFile(
  secrets: NewSecrets,
  file: string,
  act: (flags: readonly string[]) => Promise<void>,
) {
  if (Object.keys(secrets).length === 0) return act([]);
  try {
    await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
    await act(["--secrets-file", file]);
  } finally {
    await rm(file, { force: true });
  }
}
