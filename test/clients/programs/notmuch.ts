/** Notmuch, which reads a Maildir as a mail program would show it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "../town.ts";
import { runAs } from "./program.ts";

/** How many threads a mailbox has. */
export async function threads(who: Person): Promise<number> {
  return Number(await notmuch(who, "count", "--output=threads", "*"));
}

/** What it saves when somebody saves that part of the message: a binary string. */
export async function savedPart(who: Person, subject: string, part: number): Promise<string> {
  return notmuch(who, "show", "--format=raw", `--part=${part}`, `subject:"${subject}"`);
}

async function notmuch(who: Person, ...args: readonly string[]): Promise<string> {
  const file = join(who.home, "notmuch-config");
  const sections = ["[database]", `path=${who.maildir}`, "[user]", `name=${who.name}`, `primary_email=${who.address}`];
  const more = ["[new]", "tags=new", "[maildir]", "synchronize_flags=false", ""];
  writeFileSync(file, [...sections, ...more].join("\n"));
  const config = { NOTMUCH_CONFIG: file };
  await runAs(who, "notmuch", ["new", "--quiet"], "", config);
  return (await runAs(who, "notmuch", args, "", config)).stdout;
}
