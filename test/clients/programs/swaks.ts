/** Swiss Army Knife for SMTP: writes a mail, or hands over one that is there. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "../town.ts";
import { runAs, type Said } from "./program.ts";

export function swaksWrites(who: Person, to: string, subject: string, body: string, more: readonly string[] = []) {
  const fields = ["--header", `From: ${who.name} <${who.address}>`, "--header", `Subject: ${subject}`];
  const content = ["--body", body.replaceAll("\n", "\\n")];
  return swaks(who, who.address, to, [...fields, ...content, ...more]);
}

/** @param raw a binary string, with line feeds or CRLF */
export function swaksHandsOver(who: Person, sender: string, to: string, raw: string, port = who.port): Promise<Said> {
  const file = join(who.home, "handed-over.eml");
  writeFileSync(file, raw.replaceAll("\r\n", "\n"), "latin1");
  return swaks(who, sender, to, ["--data", `@${file}`], port);
}

function swaks(who: Person, sender: string, to: string, more: readonly string[], port = who.port): Promise<Said> {
  const envelope = [
    "--server",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--from",
    sender || "<>",
    "--to",
    to,
    "--helo",
    who.host,
  ];
  return runAs(who, "swaks", [...envelope, "--suppress-data", ...more]);
}
