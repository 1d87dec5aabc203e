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

/**
 * What spam filters hold against a local part, since robots write such ones: seven consonants in a row, and eleven hexadecimal
 * digits (SpamAssassin's FROM_LOCAL_NOVOWEL, FROM_LOCAL_HEX and FROM_LOCAL_DIGITS). Of random words one in eighteen is like that.
 */
const LIKE_A_ROBOTS = /[bcdfgjkmnpqrstvwxz]{7}|[0-9a-f]{11}/;

/** A fresh alias at a domain. To draw again what filters blame costs a tenth of a bit of the sixty. */
export function mintAlias(domain: string): string {
  let word = randomWord(LENGTH);
  while (LIKE_A_ROBOTS.test(word)) word = randomWord(LENGTH);
  return `${ALIAS_PREFIX}${word}@${domain}`;
}

/** The alias's last four characters in capitals: enough to tell two nameless people apart. */
export function shortForm(alias: { readonly localPart: string }): string {
  return alias.localPart.slice(-4).toUpperCase();
}
