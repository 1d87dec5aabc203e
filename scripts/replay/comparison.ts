/** What has changed between a message that came and a copy that left, beyond the addresses that had to change. */
import { ALIAS_PATTERN } from "../../src/mail/alias-form.ts";
import { decodedBody, type Leaf, leavesOf } from "./leaves.ts";

export interface Comparison {
  /** Parts whose octets changed because of addresses in them. */
  readonly replaced: readonly string[];
  /** Parts that changed in any other way. */
  readonly damaged: readonly string[];
}

/** They name their maker; a line of text stands in their place. */
const REMOVED_ON_PURPOSE = /^application\/(?:pgp-keys|pgp-signature|(?:x-)?pkcs7-signature)$/;

/** @param names everything that is replaced, or stands in the place of what was: addresses, and words for them */
export function compare(came: string, left: string, names: readonly string[]): Comparison {
  const [before, after] = [leavesOf(came), leavesOf(left)];
  if (before.length !== after.length) {
    return { replaced: [], damaged: [`${before.length} parts became ${after.length}`] };
  }
  const replaced: string[] = [];
  const damaged: string[] = [];
  for (const [at, one] of before.entries()) {
    const other = after[at];
    if (!other || came.slice(one.start, one.end) === left.slice(other.start, other.end)) continue;
    const same = REMOVED_ON_PURPOSE.test(one.type) || essence(came, one, names) === essence(left, other, names);
    (same ? replaced : damaged).push(`${one.path} ${one.type}`);
  }
  return { replaced, damaged };
}

/** A leaf as it reads, with every name the same and without the places where lines break. */
function essence(raw: string, leaf: Leaf, names: readonly string[]): string {
  const text = inCharset(decodedBody(raw, leaf), leaf);
  const plain = percentDecoded(text.replace(/&#(?:64|x40);?|&commat;/gi, "@"));
  const cids = plain.replace(/cid:[^"'\s>)]+/gi, "cid:◇");
  const pattern = oneOf(names);
  const links = cids
    .replace(/\r?\n[ \t]/g, "")
    .replace(BASE64_IN_LINK, (run) => (pattern.test(decoded(run)) ? "◇" : run));
  return links
    .replace(/(?<=[=,&#;:.])removed/g, "◇")
    .replace(new RegExp(pattern, "gi"), "◇")
    .replace(aliasAt(names), "◇")
    .replace(/\s+/g, "");
}

function oneOf(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "i");
}

/** Any alias at a domain of the names: what follows it, the end of a sentence for instance, is none of its domain. */
function aliasAt(names: readonly string[]): RegExp {
  const domains = names.filter((name) => name.includes("@")).map((name) => name.slice(name.lastIndexOf("@") + 1));
  return new RegExp(`${ALIAS_PATTERN}@(?:${oneOf(domains).source})`, "gi");
}

/** Calendars put addresses into their links so. */
const BASE64_IN_LINK = /(?<=[=,&#;:.])[A-Za-z0-9+/_-]{16,}/g;

function decoded(run: string): string {
  return Buffer.from(run, "base64").toString("latin1");
}

function inCharset(text: string, { charset }: Leaf): string {
  try {
    return new TextDecoder(charset || "utf-8").decode(Buffer.from(text, "latin1"));
  } catch {
    return text; // Unknown to this platform: its octets have to do.
  }
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
