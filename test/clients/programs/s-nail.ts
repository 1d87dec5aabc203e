/** S-nail, as Debian's `mail` for people who type commands. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "../town.ts";
import { runAs, type Said } from "./program.ts";

/** Answers the last message of its mailbox. */
export function snailAnswers(who: Person, body: string, command: "reply" | "Reply" = "reply"): Promise<Said> {
  const settings = [
    "v15-compat=yes",
    `mta=smtp://127.0.0.1:${who.port}`,
    `from=${who.name} <${who.address}>`,
    "sendwait",
    "smtp-auth=none",
    "quote",
    `hostname=${who.host}`,
  ];
  const args = ["-#", "-~", "-:/", ...settings.flatMap((setting) => ["-S", setting]), "-f", `maildir://${who.maildir}`];
  const last = readdirSync(join(who.maildir, "cur")).length;
  return runAs(who, "s-nail", args, `${command} ${last}\n${body}\n~.\nexit\n`);
}
