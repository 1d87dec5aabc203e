/** Mail programs from Debian, as people's fingers would use them. */
import { execFile, spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Person {
  readonly name: string;
  readonly address: string;
  readonly maildir: string;
  /** Where their provider takes mail. */
  readonly port: number;
  /** For what the programs want to keep. */
  readonly home: string;
}

export function isInstalled(program: string): boolean {
  return spawnSync("which", [program]).status === 0;
}

const run = promisify(execFile);
const environment = ({ home }: Person) => ({ PATH: process.env.PATH, HOME: home, TERM: "vt100", LANG: "C.UTF-8" });

export async function swaks(who: Person, to: string, subject: string, body: string): Promise<void> {
  const envelope = [
    "--server",
    "127.0.0.1",
    "--port",
    `${who.port}`,
    "--helo",
    "client.example",
    "--from",
    who.address,
    "--to",
    to,
  ];
  const fields = ["--header", `From: ${who.name} <${who.address}>`, "--header", `Subject: ${subject}`];
  await run("swaks", [...envelope, ...fields, "--body", body, "--suppress-data"], { env: environment(who) });
}

/** Answers the last message of its mailbox. */
export async function snailAnswers(who: Person, body: string, command: "reply" | "Reply" = "reply"): Promise<void> {
  const settings = [
    "v15-compat=yes",
    `mta=smtp://127.0.0.1:${who.port}`,
    `from=${who.name} <${who.address}>`,
    "sendwait",
    "smtp-auth=none",
    "quote",
    "hostname=client.example",
  ];
  const args = ["-#", "-~", "-:/", ...settings.flatMap((setting) => ["-S", setting]), "-f", `maildir://${who.maildir}`];
  const asked = run("s-nail", args, { env: environment(who) });
  asked.child.stdin?.end(`${command} ${readdirSync(join(who.maildir, "cur")).length}\n${body}\n~.\nexit\n`);
  await asked;
}

/** How many threads its mailbox has, as notmuch sees it. */
export async function threads(who: Person): Promise<number> {
  const config = join(who.home, "notmuch-config");
  writeFileSync(
    config,
    `[database]\npath=${who.maildir}\n[user]\nname=x\nprimary_email=${who.address}\n[new]\ntags=new\n[search]\n[maildir]\nsynchronize_flags=false\n`,
  );
  const env = { ...environment(who), NOTMUCH_CONFIG: config };
  await run("notmuch", ["new", "--quiet"], { env });
  return Number((await run("notmuch", ["count", "--output=threads", "*"], { env })).stdout);
}
