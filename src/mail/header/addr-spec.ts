/** One address: RFC 5321 §4.1.2 and RFC 5322 §3.4.1, strict but for what Japan's carriers handed out. */

import { foldAtDomain } from "./twin-domains.ts";

/** An address, and who it is. */
export interface Address {
  /** As it is used in SMTP and in fields: the local part as written, the domain in lower case, IDN as A-labels. ASCII. */
  readonly spec: string;
  /** As written, with its quotes. */
  readonly localPart: string;
  /** Lower case, A-labels. */
  readonly domain: string;
  /**
   * The identity of whoever has it: without quoting, in lower case. In theory local parts know upper and lower case (RFC
   * 5321 §2.4); in practice `Taro@` and `taro@` are one person, who must get one alias.
   */
  readonly key: string;
}

// Dots may stand anywhere: `a..b@` and `a.@` break RFC 5321 §4.1.2, but docomo and au sold such addresses for years.
const DOT_STRING = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+$/i;
// No white space and no angle brackets in quotes either: legal, unseen, and read differently from reader to reader.
const QUOTED_STRING = /^"(?:[!#-;=?-[\]-~]|\\[!-;=?-~])+"$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/**
 * Reads one addr-spec. The domain is what stands after the last `@`: `"taro@gmail.com"@evil.example` is evil.example's.
 *
 * @param text text, not octets: the domain may be written in Unicode
 * @returns undefined for everything else: address literals, single-label domains, local parts that are not ASCII (RFC 6531
 *   is not supported, since most mail servers would refuse what we send on), and too long ones (RFC 5321 §4.5.3.1)
 */
export function parseAddress(text: string): Address | undefined {
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64 || text.length > 254) return undefined;
  const localPart = text.slice(0, at);
  const domain = readDomain(text.slice(at + 1));
  if (domain === undefined || at + 1 + domain.length > 254) return undefined;
  if (!isLocalPart(localPart)) return undefined;
  return { spec: `${localPart}@${domain}`, localPart, domain, key: `${unquoted(localPart).toLowerCase()}@${domain}` };
}

function isLocalPart(written: string): boolean {
  return (DOT_STRING.test(written) && /[^.]/.test(written)) || QUOTED_STRING.test(written);
}

function unquoted(localPart: string): string {
  return localPart.startsWith('"') ? localPart.slice(1, -1).replace(/\\(.)/g, "$1") : localPart;
}

/** A domain name of two labels or more as A-labels, or undefined. */
function readDomain(written: string): string | undefined {
  const domain = /^[\x21-\x7e]*$/.test(written) ? written.toLowerCase() : toALabels(written);
  const labels = domain?.split(".") ?? [];
  const last = labels.at(-1) ?? "";
  // A last label of digits would make it an IPv4 address.
  if (labels.length < 2 || /^[0-9]+$/.test(last)) return undefined;
  return labels.every((label) => label.length < 64 && LABEL.test(label)) ? domain : undefined;
}

/**
 * IDNA by way of the URL parser, the one implementation that every runtime brings. What else means something in a URL is
 * refused before, and so are invisible characters, which IDNA drops: `gma\u00adil.com` is no way to write gmail.com.
 */
function toALabels(written: string): string | undefined {
  if (/[\x00-,/:-@[-^`{-\x7f]|\p{Default_Ignorable_Code_Point}/u.test(written)) return undefined;
  return URL.canParse(`http://${written}`) ? new URL(`http://${written}`).hostname : undefined;
}

/** What stands after the last `@` of an addr-spec that is one. */
export function domainOf(addrSpec: string): string {
  return addrSpec.slice(addrSpec.lastIndexOf("@") + 1);
}

/**
 * The mailbox an address leads to, for comparing destinations: `+tag` goes at every domain, dots at Gmail, and a provider's
 * several domains are one, so that `Taro.Yamada+pta@googlemail.com` is `taroyamada@gmail.com`.
 */
export function foldMailbox(address: Address): string {
  const folded = withoutTag(address);
  return foldAtDomain(folded.slice(0, folded.lastIndexOf("@")), address.domain);
}

/** The address's key without its `+tag`. A `+` at the very start begins no tag: there would be nobody left. */
export function withoutTag(address: Address): string {
  const at = address.key.lastIndexOf("@");
  return withoutLocalTag(address.key.slice(0, at)) + address.key.slice(at);
}

/** The same for a local part alone. @param localPart without its quotes */
export function withoutLocalTag(localPart: string): string {
  const plus = localPart.indexOf("+", 1);
  return plus > 0 ? localPart.slice(0, plus) : localPart;
}
