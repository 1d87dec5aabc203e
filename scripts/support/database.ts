/** The database, asked through `wrangler d1 execute`: on this machine's disk, or at Cloudflare; the same command but for one flag. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const PROJECT = join(import.meta.dirname, "../..");
const WRANGLER = join(PROJECT, "node_modules/wrangler/bin/wrangler.js");
const run = promisify(execFile);

export type Place =
  /** `folder` is wrangler's state; `.wrangler/state` of the project if not given. */
  | { readonly kind: "local"; readonly folder?: string | undefined }
  /** The operator's own sign-in to Cloudflare opens it. */
  | { readonly kind: "remote" };

export type Row = Readonly<Record<string, string | number | null>>;

export class Database {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** @throws Error with what wrangler says */
  async query(statement: string): Promise<readonly Row[]> {
    const environment = { ...process.env, WRANGLER_SEND_METRICS: "false" };
    const asked = run(process.execPath, this.command(statement), { cwd: PROJECT, env: environment });
    const { stdout } = await asked.catch((fault: { stdout?: string; stderr?: string }) => {
      throw new Error(`wrangler could not ask the database:\n${fault.stdout ?? ""}${fault.stderr ?? ""}`);
    });
    const answers = JSON.parse(stdout) as readonly { readonly results: readonly Row[] }[];
    return answers.flatMap(({ results }) => results);
  }

  /** What is run: no shell in between, so the statement is one argument whatever is in it. */
  command(statement: string): readonly string[] {
    return [WRANGLER, "d1", "execute", "DB", ...this.#flags(), "--yes", "--json", "--command", statement];
  }

  #flags(): readonly string[] {
    switch (this.#place.kind) {
      case "local":
        return ["--local", ...(this.#place.folder === undefined ? [] : ["--persist-to", this.#place.folder])];
      case "remote":
        return ["--remote"];
    }
  }
}

/**
 * A text as an SQL literal: `wrangler d1 execute` binds no parameters.
 * @throws Error for control characters, which no text of ours has
 */
export function literal(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) throw new Error("a text for the database has control characters");
  return `'${text.replaceAll("'", "''")}'`;
}
