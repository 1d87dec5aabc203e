/** Secrets for this machine, made on first use and never committed (.gitignore names the file). */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

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
  const token = /^ADMIN_TOKEN\s*=\s*["']?([^"'\s]+)/m.exec(text)?.[1];
  if (token) return token;
  throw new Error(`${path} has no ADMIN_TOKEN; add one, or remove the file and start again`);
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
