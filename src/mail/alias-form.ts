/** The form of an alias: `anon-` and twelve random characters, 60 bits. */
import { randomWord } from "./base-encoding.ts";

/** What each alias starts with. */
export const ALIAS_PREFIX = "anon-";
const LENGTH = 12;

/** The source of a pattern that matches an alias's local part in lower case: Crockford's base32 behind the prefix. */
export const ALIAS_PATTERN = `${ALIAS_PREFIX}[0-9a-hjkmnp-tv-z]{${LENGTH}}`;

const ALIAS = new RegExp(`^${ALIAS_PATTERN}@`);
const LOCAL_PART = new RegExp(`^${ALIAS_PATTERN}$`);

/** @param addrSpec in lower case */
export function hasAliasForm(addrSpec: string): boolean {
  return ALIAS.test(addrSpec);
}

/** @param localPart in lower case, without a `+tag` */
export function isAliasLocalPart(localPart: string): boolean {
  return LOCAL_PART.test(localPart);
}

/** Whether a text starts with a string of alias form, in any letter case, whatever follows. */
export function startsWithAlias(text: string): boolean {
  return isAliasLocalPart(text.slice(0, ALIAS_PREFIX.length + LENGTH).toLowerCase());
}

/** A fresh alias at a domain. */
export function mintAlias(domain: string): string {
  return `${ALIAS_PREFIX}${randomWord(LENGTH)}@${domain}`;
}

/** The alias's last four characters in capitals: enough to tell two nameless people apart. */
export function shortForm(alias: { readonly localPart: string }): string {
  return alias.localPart.slice(-4).toUpperCase();
}
