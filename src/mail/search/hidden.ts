/** The addresses that must not be seen, compiled so that the cost of looking does not depend on how many there are. */

import { ALIAS_PREFIX, isAliasLocalPart } from "../alias-form.ts";
import { withoutLocalTag } from "../header/addr-spec.ts";
import { isLargeProvider } from "../header/large-providers.ts";
import { foldAtDomain, twinsOf } from "../header/twin-domains.ts";
import { type EncodedMarks, encodedMarks } from "./disguises/encoded-marks.ts";
import { digestsOf, siteName } from "./disguises/fingerprints.ts";
import { type Glued, gluedAddresses, tailFinders } from "./glued.ts";

/** What a message may not show. */
export interface Hidden {
  /** Addr-specs, found in any letter case, with `+tag`s, with Gmail's dots; an address's index is its replacement's. */
  readonly addresses: readonly string[];
  /** Whether every other string of alias form is hidden, too. */
  readonly aliasForm: boolean;
  /** Display names that software puts into calendars, vCards and reactions. */
  readonly names: readonly string[];
  /** Public addresses: with a tag that spells somebody's address, or the code of a paper card, they are hidden as aliases are. */
  readonly tagged?: readonly string[] | undefined;
}

/** What a found string stands for. */
export type Slot = { readonly kind: "address"; readonly index: number } | { readonly kind: "alias-form" };

/** A domain in a text: how it is called, and where it stands. */
interface SpelledDomain {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Characters of a domain that are compared before anything else is. */
export const DOMAIN_PREFIX = 3;

const ALIAS_FORM: Slot = { kind: "alias-form" };

export interface HiddenIndex {
  readonly aliasForm: boolean;
  readonly names: readonly string[];
  /** The slot of an address by its unquoted local part and its domain, whatever their case and spelling. */
  slotOf(localPart: string, domain: string): Slot | undefined;
  /** Whether an address of this domain could be hidden: the quick question, asked at every `@`. */
  mayHide(domain: string): boolean;
  /** Whether a local part that is hidden at this domain could end a run of characters: asked before all places to start are tried. */
  mayEnd(run: string, domain: string): boolean;
  /** The slot of an address by its name in a link to a personal site. */
  slotOfSite(site: string): Slot | undefined;
  /** Digests of the addresses that are so many octets long, in hexadecimal and in base64url; made when somebody asks. */
  digests(octets: number): ReadonlySet<string>;
  /** How many characters at the start of a run are a hidden address's domain, longest first. */
  domainLengths(run: string): number[];
  /** Whether a text may have hidden addresses inside of local parts, where they are spelled with an equals sign. */
  mayHoldLocalParts(text: string): boolean;
  /** Where a sign stands before a hidden address's domain that some programs write for an at sign: `taro=company.example`. */
  signsBeforeDomains(text: string): Iterable<number>;
  /** Where hidden addresses' domains stand, their dots written as such or as words, in a text. */
  domainsIn(text: string): Iterable<SpelledDomain>;
  /** Whether a domain of a hidden address starts with the characters at a place, in any letter case. */
  startsDomain(text: string, at: number): boolean;
  /** What they leave in base64. */
  readonly marks: EncodedMarks;
  /** The same addresses, where no boundary is asked for. */
  readonly glued: Glued;
  /** Whether the domain is a hidden address's, or below one. */
  carries(domain: string): boolean;
  /** The same, for domains that say who somebody is: no large provider's, and not that of our own aliases. */
  givesAway(domain: string): boolean;
}

/** Whether there is nothing at all to look for. */
export function hidesNothing(hidden: Hidden): boolean {
  return (
    hidden.addresses.length === 0 &&
    (hidden.tagged ?? []).length === 0 &&
    !hidden.aliasForm &&
    hidden.names.length === 0
  );
}

const compiled = new WeakMap<Hidden, HiddenIndex>();

/** The index of `hidden`, built once however many fields are looked at with it. */
export function indexOfHidden(hidden: Hidden): HiddenIndex {
  const known = compiled.get(hidden) ?? buildIndex(hidden);
  compiled.set(hidden, known);
  return known;
}

function buildIndex(hidden: Hidden): HiddenIndex {
  const exact = new Map<string, Slot>();
  const folded = new Map<string, Slot>();
  const domains = new Set<string>();
  hidden.addresses.forEach((address, index) => {
    const { localPart, domain } = splitAddress(address);
    const slot: Slot = { kind: "address", index };
    remember(exact, `${localPart}@${domain}`, slot);
    remember(folded, foldedKey(localPart, domain), slot);
    for (const name of twinsOf(domain)) domains.add(name);
  });
  const tagged = taggedForms(hidden.tagged ?? []);
  const searched = new Set([...domains, ...tagged.domains]);
  const prefixes = new Set([...searched].map((domain) => prefixKey(domain, 0)));
  const sites = new Map<string, Slot>();
  hidden.addresses.forEach((address, index) => {
    remember(sites, siteName(address).toLowerCase(), { kind: "address", index });
  });
  const digests = new Map<number, ReadonlySet<string>>();
  const lengths = [...new Set([...searched].map((domain) => domain.length))].sort((one, other) => other - one);
  const ours = aliasDomains(hidden.addresses);
  const own = new Set([...domains].filter((domain) => !isLargeProvider(domain) && !ours.has(domain)));
  const { aliasForm } = hidden;
  const localParts = bareLocalParts(hidden.addresses);
  const tails = tailFinders(localParts);
  const inLocalParts = besideEquals([...domains], aliasForm);
  const beforeDomain =
    domains.size > PATTERN_LIMIT ? undefined : new RegExp(`(?<=[=%])(?:${alternatives(domains)})`, "gi");
  const spelledDomains = domains.size > PATTERN_LIMIT ? undefined : new RegExp(spelledOut(domains), "gi");
  return {
    aliasForm,
    marks: encodedMarks([...domains], aliasForm, localParts.get("gmail.com") ?? []),
    glued: gluedAddresses(localParts, aliasForm),
    names: hidden.names.map((name) => name.trim()).filter((name) => name !== ""),
    slotOf(localPart, domain) {
      const local = localPart.toLowerCase();
      const host = domain.toLowerCase();
      const known = exact.get(`${local}@${host}`) ?? folded.get(foldedKey(local, host));
      if (known) return known;
      const isAlias = aliasForm && isAliasLocalPart(withoutLocalTag(local));
      return isAlias || tagged.isSecret(local, host) ? ALIAS_FORM : undefined;
    },
    mayHide: (domain) => aliasForm || searched.has(domain.toLowerCase()),
    mayEnd(run, domain) {
      const local = run.toLowerCase();
      if (local.includes("+") || (aliasForm && local.includes(ALIAS_PREFIX))) return true;
      return tails.get(domain.toLowerCase())?.(local.replaceAll(".", "")) !== undefined;
    },
    slotOfSite: (site) => sites.get(site),
    digests(octets) {
      const made = digests.get(octets) ?? digestsOf(hidden.addresses, octets);
      digests.set(octets, made);
      return made;
    },
    domainLengths(run) {
      const host = run.toLowerCase();
      return lengths.filter((length) => length <= host.length && searched.has(host.slice(0, length)));
    },
    mayHoldLocalParts: (text) => inLocalParts?.test(text) ?? true,
    signsBeforeDomains(text) {
      const mayStand = beforeDomain !== undefined && (text.includes("=") || text.includes("%"));
      return mayStand ? placesBefore(beforeDomain, text) : [];
    },
    domainsIn: (text) => (spelledDomains === undefined ? [] : domainPlaces(spelledDomains, text)),
    startsDomain: (text, at) => prefixes.has(prefixKey(text, at)),
    carries: (domain) => hasSuffix(domain.toLowerCase(), domains) && !hasSuffix(domain.toLowerCase(), ours),
    givesAway: (domain) => own.size > 0 && hasSuffix(domain.toLowerCase(), own),
  };
}

/** `pta+taro=freemail.example` writes first to somebody, and `pta+stop.7k3m9q2x` stops for whoever knows the code. */
const SECRET_TAG = /=|^(?:stop|start)\./;

function taggedForms(addresses: readonly string[]) {
  const split = addresses.map(splitAddress);
  return {
    domains: split.map(({ domain }) => domain),
    isSecret: (local: string, host: string): boolean =>
      split.some(
        ({ localPart, domain }) =>
          host === domain && local.startsWith(`${localPart}+`) && SECRET_TAG.test(local.slice(localPart.length + 1)),
      ),
  };
}

/** The first three characters of a domain, as one number: asked for behind nearly every at sign. Letter case is left out. */
function prefixKey(text: string, at: number): number {
  let key = 0;
  for (let next = at; next < at + DOMAIN_PREFIX; next++) key = key * 128 + (text.charCodeAt(next) | 0x20);
  return key;
}

/** More domains than that in one pattern take longer than a look at each place. */
const PATTERN_LIMIT = 20;

/** What VERP and SRS make of an address of these domains. */
function besideEquals(domains: readonly string[], aliasForm: boolean): RegExp | undefined {
  if (domains.length > PATTERN_LIMIT) return undefined;
  const named = alternatives(domains);
  return new RegExp(`=(?:${named})|(?:${named})=${aliasForm ? `|${ALIAS_PREFIX}` : ""}`, "i");
}

function alternatives(domains: Iterable<string>): string {
  return Array.from(domains, (domain) => domain.replace(/[^a-z0-9]/g, "\\$&")).join("|");
}

/** A dot, in words and escapes, too: `company [dot] example`, `company（ドット）example`, `_x002e_`. */
const DOT = String.raw`(?:\.|[\s\x80-\uffff()[\]{}<>_*-]{0,9}(?:dot|\.)[\s\x80-\uffff()[\]{}<>_*-]{0,9}|[\x80-\uffff]{1,12}|[^\s\w]{1,2}u?\{?0{0,6}2e\}?|_x002e_)`;

const DOTS = new RegExp(DOT, "gi");

function spelledOut(domains: Iterable<string>): string {
  const spelled = Array.from(domains, (domain) => domain.replace(/[^a-z0-9.]/g, "\\$&").replaceAll(".", () => DOT));
  return spelled.join("|");
}

function* domainPlaces(pattern: RegExp, text: string): Generator<SpelledDomain> {
  for (const { index, 0: spelled } of text.matchAll(pattern)) {
    const name = spelled
      .toLowerCase()
      .replace(/_x002e_/g, ".")
      .replace(DOTS, ".");
    yield { name, start: index, end: index + spelled.length };
  }
}

function* placesBefore(pattern: RegExp, text: string): Generator<number> {
  for (const { index } of text.matchAll(pattern)) yield index - 1;
}

/** The domains of our own aliases: they give nobody away. */
function aliasDomains(addresses: readonly string[]): ReadonlySet<string> {
  const aliases = addresses.map(splitAddress).filter(({ localPart }) => isAliasLocalPart(localPart));
  return new Set(aliases.map(({ domain }) => domain));
}

/** By domain, what of a local part is the same in all of its spellings. */
function bareLocalParts(addresses: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const bare = new Map<string, string[]>();
  for (const { localPart, domain } of addresses.map(splitAddress)) {
    for (const name of twinsOf(domain)) {
      const known = bare.get(name) ?? [];
      known.push(withoutLocalTag(localPart).replaceAll(".", ""));
      bare.set(name, known);
    }
  }
  return bare;
}

/** The first of two addresses that fold to one keeps its slot. */
function remember(slots: Map<string, Slot>, key: string, slot: Slot): void {
  if (!slots.has(key)) slots.set(key, slot);
}

/** An addr-spec's local part, unquoted, and domain, in lower case; the domain stands after the last `@`. */
function splitAddress(address: string): { localPart: string; domain: string } {
  const at = address.lastIndexOf("@");
  const raw = address.slice(0, at).toLowerCase();
  const quoted = /^"([\s\S]*)"$/.exec(raw)?.[1];
  return { localPart: quoted?.replace(/\\([\s\S])/g, "$1") ?? raw, domain: address.slice(at + 1).toLowerCase() };
}

/** Two spellings of one mailbox have one key, whatever their tags, twin domains and Gmail's dots. */
function foldedKey(localPart: string, domain: string): string {
  return foldAtDomain(withoutLocalTag(localPart), domain);
}

/** Whether the domain, or one that it is below, is among the names. */
function hasSuffix(domain: string, names: ReadonlySet<string>): boolean {
  if (names.has(domain)) return true;
  for (let dot = domain.indexOf("."); dot >= 0; dot = domain.indexOf(".", dot + 1)) {
    if (names.has(domain.slice(dot + 1))) return true;
  }
  return false;
}
