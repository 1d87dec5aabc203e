/** The form of an alias: `anon-` and twelve random characters, 60 bits. */
import { randomWord } from "./base-encoding.ts";

const ALIAS = /^anon-[0-9a-hjkmnp-tv-z]{12}@/;

export function hasAliasForm(addrSpec: string): boolean {
  return ALIAS.test(addrSpec);
}

/** A fresh alias at a domain. */
export function mintAlias(domain: string): string {
  return `anon-${randomWord(12)}@${domain}`;
}

/** The alias's last four characters in capitals: enough to tell two nameless people apart. */
export function shortForm(alias: { readonly localPart: string }): string {
  return alias.localPart.slice(-4).toUpperCase();
}
