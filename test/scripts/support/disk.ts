/** A local database on disk, where wrangler's own commands find it. */
import { cp, mkdir, mkdtemp, readdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LocalWorker } from "../../../scripts/support/local-worker.ts";
import { PROJECT, type Run, run } from "./run.ts";

/** Outside of a local worker's folder, which is gone when the worker stops. */
const TEMPORARY = tmpdir();

/** A folder in which wrangler sees this project and a local state of its own. */
export async function wranglerFolder(): Promise<string> {
  const folder = await mkdtemp(join(TEMPORARY, "safetyanswer-disk-"));
  for (const name of ["src", "scripts", "migrations", "public", "node_modules"])
    await symlink(join(PROJECT, name), join(folder, name), "junction");
  for (const name of ["package.json", "wrangler.toml"]) await cp(join(PROJECT, name), join(folder, name));
  return folder;
}

export const stateOf = (folder: string) => join(folder, ".wrangler/state");
const databasesOf = (folder: string) => join(stateOf(folder), "v3/d1");

/** Copies the running worker's database, its write-ahead log included, into a folder. */
export async function copyDatabase(worker: LocalWorker, folder: string): Promise<void> {
  const files = await readdir(join(worker.folder, "tmp"), { recursive: true });
  const source = files.find((path) => /[\\/]d1$/.test(path));
  if (!source) throw new Error("the worker has no database on disk");
  await mkdir(databasesOf(folder), { recursive: true });
  await cp(join(worker.folder, "tmp", source), databasesOf(folder), { recursive: true });
}

/** The files of the database itself and of its write-ahead log. */
export async function databaseFiles(folder: string): Promise<readonly string[]> {
  const files = await readdir(databasesOf(folder), { recursive: true });
  return files
    .filter((path) => /[0-9a-f]{64}\.sqlite(?:-wal)?$/.test(path))
    .map((path) => join(databasesOf(folder), path));
}

/** Every value of every table's every column, by `table.column`. */
export async function everyColumn(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const [file = ""] = (await databaseFiles(folder)).filter((path) => path.endsWith(".sqlite"));
  const database = new DatabaseSync(file);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const columns = new Map<string, string[]>();
  for (const { name } of tables) {
    for (const row of database.prepare(`SELECT * FROM "${name}"`).all()) {
      for (const [column, value] of Object.entries(row)) {
        const key = `${name}.${column}`;
        columns.set(key, [...(columns.get(key) ?? []), String(value)]);
      }
    }
  }
  database.close();
  return columns;
}

/** One of wrangler's commands, in a folder of wranglerFolder. */
export function wrangler(folder: string, args: readonly string[]): Promise<Run> {
  return run("node_modules/wrangler/bin/wrangler.js", [...args, "--cwd", folder]);
}
