/** The database's tables, as this version of the worker needs them. Before the worker: it works with a database one migration older or newer. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { wranglerToTheEnd } from "../../start/wrangler.ts";
import { PROJECT } from "../configuration.ts";
import type { Site } from "../site.ts";
import { done, missing, type Step } from "../step.ts";

/** By their order. */
async function pendingMigrations(site: Site): Promise<readonly string[]> {
  const files = (await readdir(join(PROJECT, "migrations"))).filter((name) => name.endsWith(".sql")).toSorted();
  if (site.databaseId === "") return files;
  const tables = await site.query("SELECT name FROM sqlite_master WHERE name = 'd1_migrations'");
  const applied = tables.length === 0 ? [] : await site.query<{ name: string }>("SELECT name FROM d1_migrations");
  return files.filter((file) => !applied.some(({ name }) => name === file));
}

export const migrations: Step = {
  name: { ja: "データベースの表を作る（マイグレーション）", en: "make the database's tables (migrations)" },
  async check(site) {
    const pending = await pendingMigrations(site);
    if (pending.length === 0) return UP_TO_DATE;
    const list = pending.join(", ");
    return missing(`まだ実行されていないマイグレーション: ${list}`, `Migrations that were not applied: ${list}`);
  },
  async do(site) {
    await wranglerToTheEnd(["d1", "migrations", "apply", "DB", "--remote", ...(await site.configuration())]);
    return UP_TO_DATE;
  },
};

const UP_TO_DATE = done("データベースの表は最新です。", "The database's tables are up to date.");
