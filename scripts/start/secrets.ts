/** Secrets for this machine, made on first use and never committed (.gitignore names the file). */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { readSecret } from "../../src/store/key-set.ts";
import { UsageError } from "../support/command.ts";

export interface LocalSecrets {
  readonly adminToken: string;
  readonly madeNow: boolean;
}

/** Reads the token, or makes the file. @param path where wrangler looks for local secrets */
export async function localSecrets(path: string): Promise<LocalSecrets> {
  const existing = await readFile(path, "utf8").catch(ifMissing);
  if (existing !== undefined) return { adminToken: tokenIn(existing, path), madeNow: false };
  const adminToken = randomBytes(24).toString("hex");
  const lines = [
    "# Made by `npm start` for this machine alone. With another ADDRESS_KEY the local database cannot be read.",
    `ADMIN_TOKEN="${adminToken}"`,
    `ADDRESS_KEY="${randomBytes(32).toString("base64")}"`,
    'ADMIN_MAILBOX="office@schoolboard.example"',
    "",
  ];
  await writeFile(path, lines.join("\n"), { mode: 0o600, flag: "wx" });
  return { adminToken, madeNow: true };
}

function tokenIn(text: string, path: string): string {
  const token = valueIn(text, "ADMIN_TOKEN");
  if (token === undefined)
    throw new UsageError(`${path} has no ADMIN_TOKEN; add one, or remove the file and start again.`);
  if (token.length < 24) throw new UsageError(`${path}: ADMIN_TOKEN must have 24 characters or more.`);
  const key = valueIn(text, "ADDRESS_KEY");
  if (key === undefined || !readSecret(key)) throw new UsageError(`${path}: ADDRESS_KEY must be 32 octets in base64.`);
  return token;
}

function valueIn(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*=\\s*["']?([^"'\\s]+)`, "m").exec(text)?.[1];
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
