/** Which package of Debian brings each program that the tests talk through; .ci/run installs them. */
import { existsSync } from "node:fs";
import { join } from "node:path";

export const PACKAGES: Readonly<Record<string, string>> = {
  swaks: "swaks",
  "s-nail": "s-nail",
  mutt: "mutt",
  neomutt: "neomutt",
  notmuch: "notmuch",
  spamassassin: "spamassassin",
  rspamd: "rspamd",
  "sieve-test": "dovecot-sieve",
  postfix: "postfix",
  script: "bsdutils",
  python3: "python3",
};

/** Daemons lie where the path of an ordinary user does not lead. */
export const PATH = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;

export function missingPackages(path = PATH): readonly string[] {
  const isThere = (program: string) => path.split(":").some((folder) => existsSync(join(folder, program)));
  const missing = Object.entries(PACKAGES).filter(([program]) => !isThere(program));
  return missing.map(([, name]) => name).toSorted();
}
