/**
 * Every address that a field names to any reader at all, for hiding it. Too many do no harm here; who is meant, and who
 * gets an alias, is read strictly (address.ts).
 */

import { fromBinaryString } from "../octets.ts";
import { type Address, parseAddress } from "./addr-spec.ts";
import { withoutComments } from "./cfws.ts";
import { decodeText } from "./encoded-word.ts";
import { unfold } from "./section.ts";

/** Without comments, and without the white space that RFC 5322 §4.4 once allowed around the dots and the at sign. */
export function readAddressesLoosely(fieldValue: string): readonly Address[] {
  const value = unfold(fieldValue);
  const bare = (withoutComments(value) ?? value).replace(SPACED, "$1");
  return [...addressesIn(bare), ...(bare === value ? [] : addressesIn(value)), ...addressesInWords(value)];
}

/** Octets of a field of encoded-words that somebody wrote. */
const WORDS_LIMIT = 16 * 1024;

/** What encoded-words spell, and full width: RFC 2047 §5 wants no address in either. */
function addressesInWords(value: string): Address[] {
  if (!/=\?|[\x80-\xff]/.test(value) || value.length > WORDS_LIMIT) return [];
  const read = decodeText(value).normalize("NFKC");
  return read.includes("@") ? addressesIn(read.replace(/[^\x00-\x7f]/g, " ")) : [];
}

/** Of a longer run only the end goes, and the address is none: a run must not be crossed again from each of its places. */
const SPACED = /[ \t]{0,20}([.@])[ \t]{0,20}/g;

function addressesIn(value: string): Address[] {
  const words = value.split(/[\s<>,;:()[\]]+/).filter((word) => word.includes("@"));
  return words.flatMap((word) => parseAddress(textOf(word)) ?? parseAddress(textOf(unquoted(word))) ?? []);
}

/** Outlook puts `'taro@company.example'` into the names of its mailboxes. */
function unquoted(word: string): string {
  return word.replace(/^["']{1,4}|["']{1,4}$/g, "");
}

/** UTF-8 can only be in its domain. */
function textOf(octets: string): string {
  return /[\x80-\xff]/.test(octets) ? new TextDecoder().decode(fromBinaryString(octets)) : octets;
}
