/** Mutt and NeoMutt, with the keys that people press, in a terminal that `script` makes for them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "../town.ts";
import { runAs, type Said } from "./program.ts";

export type Mutt = "mutt" | "neomutt";

/** What its editor does: writes above what is quoted, or in the place of all. */
type Editing = "above" | "instead";

export function muttAnswers(who: Person, program: Mutt, text: string): Promise<Said> {
  return press(who, program, "<reply><send-message>", text);
}

export function muttAnswersAll(who: Person, program: Mutt, text: string): Promise<Said> {
  return press(who, program, "<group-reply><send-message>", text);
}

export function muttForwardsAttached(who: Person, program: Mutt, to: string, text: string): Promise<Said> {
  return press(who, program, `<forward-message>${to}<enter><send-message>`, text, ["set mime_forward=yes"]);
}

/** An answer whose whole body is of another type, as programs with a calendar write it. */
export function muttAnswersWith(who: Person, program: Mutt, type: string, body: string): Promise<Said> {
  const settings = [`set content_type="${type}"`, "set include=no", 'set signature=""'];
  return press(who, program, "<reply><send-message>", body, settings, "instead");
}

/** A mail with files, from the command line. */
export async function muttSends(who: Person, to: string, subject: string, body: string, files: readonly string[]) {
  const rc = settingsFile(who, []);
  return runAs(who, "mutt", ["-F", rc, "-s", subject, "-a", ...files, "--", to], body);
}

async function press(
  who: Person,
  program: Mutt,
  keys: string,
  text: string,
  more: readonly string[] = [],
  editing: Editing = "above",
): Promise<Said> {
  const pushed = `push "<last-entry>${keys}<quit>"`;
  const rc = settingsFile(who, [...editor(who, text, editing), ...more, pushed]);
  return runAs(who, "script", ["-qec", `${program} -F ${rc} -f ${who.maildir}`, "/dev/null"]);
}

function editor({ home }: Person, text: string, editing: Editing): readonly string[] {
  const [words, script] = [join(home, "words"), join(home, "editor.sh")];
  writeFileSync(words, text.endsWith("\n") ? text : `${text}\n`, "latin1");
  const below = editing === "above" ? '"$1"' : "";
  writeFileSync(script, `cat ${words} ${below} > ${home}/edited && sleep 1 && cp ${home}/edited "$1"\n`);
  return [`set editor="/bin/sh ${script}"`];
}

function settingsFile({ name, address, host, home, maildir, port }: Person, more: readonly string[]): string {
  const file = join(home, "muttrc");
  const settings = [
    `set mbox_type=Maildir folder=${maildir} spoolfile=${maildir} record="" postponed=${home}/postponed`,
    `set realname="${name}" from=${address} use_from=yes use_envelope_from=yes hostname=${host}`,
    `set smtp_url="smtp://127.0.0.1:${port}" ssl_starttls=no ssl_force_tls=no`,
    "set copy=no move=no quit=yes recall=no include=yes wait_key=no sort=date-received",
    "set autoedit=yes fast_reply=yes abort_unmodified=no abort_nosubject=no",
  ];
  writeFileSync(file, `${[...settings, ...more].join("\n")}\n`, "latin1");
  return file;
}
