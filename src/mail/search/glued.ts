/**
 * Hidden addresses with no boundary around them, as they stand in what a machine put together (`20#taro@company.example85a1…`).
 * Somebody else's longer address is taken for a hidden one here, which hides too much and never too little.
 */
import { ALIAS_PATTERN } from "../alias-form.ts";

/** What of the octets around an at sign is the address. */
interface GluedAddress {
  /** How many octets before the at sign. */
  readonly local: number;
  /** How many octets behind it. */
  readonly domain: number;
}

export interface Glued {
  /** More octets behind an at sign need not be read. */
  readonly domainLimit: number;
  /** Octets of the shortest address. */
  readonly shortest: number;
  /** Whether an address could have this behind its at sign: the quick question. */
  mayFollow(behind: string): boolean;
  /** The address that ends the one run and starts the other, if one is hidden. */
  searchContext(before: string, behind: string): GluedAddress | undefined;
}

/** An alias at the end of what stands before an at sign. */
const ALIAS_TAIL = new RegExp(`${ALIAS_PATTERN}(?:\\+[^"]*)?$`, "i");
/** RFC 5321 §4.5.3.1.2: octets of a domain. */
const DOMAIN_LIMIT = 255;

/**
 * @param byDomain by domain (both in lower case) the local parts that are hidden at it, without `+tag`s and dots
 * @param aliasForm whether every string of alias form is hidden, at any domain
 */
export function gluedAddresses(byDomain: ReadonlyMap<string, readonly string[]>, aliasForm: boolean): Glued {
  const localParts = withGooglesShortForm(byDomain);
  const lengths = [...new Set([...localParts.keys()].map((domain) => domain.length))].sort((one, other) => other - one);
  const tails = tailFinders(localParts);
  const domainLength = (behind: string) =>
    lengths.find((length) => tails.has(behind.slice(0, length).toLowerCase()) && (length > 1 || isShortForm(behind)));
  return {
    shortest: shortestOf(byDomain),
    domainLimit: aliasForm ? DOMAIN_LIMIT : (lengths[0] ?? 0),
    mayFollow: (behind) => (aliasForm && /^[a-z0-9]/i.test(behind)) || domainLength(behind) !== undefined,
    searchContext(before, behind) {
      const length = domainLength(behind) ?? 0;
      const tail = tails.get(behind.slice(0, length).toLowerCase());
      const local = tail === undefined ? undefined : longestTail(before.toLowerCase(), tail);
      if (local !== undefined) return { local, domain: length };
      const alias = aliasForm ? ALIAS_TAIL.exec(before) : null;
      return alias === null ? undefined : { local: alias[0].length, domain: domainOf(behind) };
    },
  };
}

/** Google's calendars write `taro@m` for `taro@gmail.com` into their links. */
const SHORT_FORM = "m";

function withGooglesShortForm(
  byDomain: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const gmail = byDomain.get("gmail.com");
  return gmail === undefined ? byDomain : new Map([...byDomain, [SHORT_FORM, gmail]]);
}

function isShortForm(behind: string): boolean {
  return !/^.[a-z0-9.-]/i.test(behind);
}

function shortestOf(byDomain: ReadonlyMap<string, readonly string[]>): number {
  let shortest = DOMAIN_LIMIT;
  for (const [domain, locals] of byDomain) {
    for (const local of locals) shortest = Math.min(shortest, local.length + 1 + domain.length);
  }
  return shortest;
}

function domainOf(behind: string): number {
  return /^[a-z0-9._-]*/i.exec(behind)?.[0].length ?? 0;
}

/** How many characters at the end of `before` are one of the local parts, its quotes and its `+tag` with it. */
function longestTail(before: string, tail: TailFinder): number | undefined {
  const run = before.endsWith('"') ? before.slice(0, -1) : before;
  // No other plus signs are tried: a run of them must not cost a look for each.
  for (const end of [run.length, run.indexOf("+"), run.lastIndexOf("+")]) {
    const start = end > 0 ? startOfTail(run.slice(0, end), tail) : undefined;
    if (start !== undefined) return before.length - start;
  }
  return undefined;
}

/** Dots count for nothing here: Gmail's come anywhere in a local part. */
function startOfTail(run: string, tail: TailFinder): number | undefined {
  const places: number[] = [];
  let bare = "";
  for (let at = 0; at < run.length; at++) {
    if (run[at] === ".") continue;
    bare += run[at];
    places.push(at);
  }
  const length = tail(bare);
  return length === undefined ? undefined : places[bare.length - length];
}

/** How long the hidden local part is that a run ends with, the longest of several; undefined when there is none. */
type TailFinder = (run: string) => number | undefined;

/** By domain, what finds a hidden local part at the end of a run in lower case, without its dots. */
export function tailFinders(byDomain: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, TailFinder> {
  return new Map([...byDomain].map(([domain, locals]) => [domain, tailFinder(locals)]));
}

/** One look for each length that local parts have, not for each of thousands at one domain. */
function tailFinder(locals: readonly string[]): TailFinder {
  const known = new Set(locals);
  const lengths = [...new Set(locals.map((local) => local.length))].sort((one, other) => other - one);
  return (run) => lengths.find((length) => length > 0 && length <= run.length && known.has(run.slice(-length)));
}
