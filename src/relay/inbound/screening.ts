/** Whether an inbound message may pass at all: blocked senders, spam, floods and robots. Decided purely. */
import { type Address, domainOf, foldMailbox, parseAddress } from "../../mail/header/address.ts";
import { unfold } from "../../mail/header/section.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import { clientNetwork, connectedFrom } from "../client-network.ts";
import type { Incoming } from "../incoming.ts";
import type { CounterKeys, Counts, Limits } from "../limits.ts";
import type { Keys } from "../ports/keys.ts";

type Screening =
  | { readonly kind: "pass" }
  | { readonly kind: "reject"; readonly reason: "blocked" | "spam" }
  /**
   * The mail waits at its sender: also a server's reports, of which a burst may come at once; for `many-at-domain` only if
   * the correspondent has never written before.
   */
  | { readonly kind: "wait"; readonly reason: "too-many" | "many-at-domain" | "robots" };

interface ScreeningFacts {
  /** Whether the public address blocks this correspondent or their domain. */
  readonly blocked: boolean;
  readonly counts: Counts;
  readonly counters: CounterKeys;
  readonly limits: Limits;
}

export function screen(incoming: Incoming, facts: ScreeningFacts): Screening {
  const { counts, counters, limits } = facts;
  const counted = (key: string) => counts.get(key) ?? 0;
  if (facts.blocked) return { kind: "reject", reason: "blocked" };
  if (reaches(incoming.spamScore, limits.spamScore)) return { kind: "reject", reason: "spam" };
  if (isAutomaticAnswer(incoming) && counted(counters.automatic) >= limits.automatic)
    return { kind: "wait", reason: "robots" };
  if (counted(counters.correspondent) >= limits.correspondent) return { kind: "wait", reason: "too-many" };
  return counted(counters.domain) >= limits.domain ? { kind: "wait", reason: "many-at-domain" } : { kind: "pass" };
}

/** Whether a score is so high that something is done about it; where either is unknown, nothing is. */
export function reaches(score: number | undefined, threshold: number | undefined): boolean {
  return score !== undefined && threshold !== undefined && score >= threshold;
}

/** What is asked of the directory about a message's sender. Blind indexes: they say nothing about anybody. */
export interface SenderKeys {
  readonly counters: CounterKeys;
  /** The indexes under which a block of this correspondent or their domain would stand. */
  readonly blocks: readonly string[];
}

/** Made before anything is looked up, so scoped to the public address as it is written. */
export async function senderKeys(incoming: Incoming, recipient: string, keys: Keys): Promise<SenderKeys> {
  const index = (value: string) => keys.index(blockScope(recipient), value);
  const { fromField, verdict } = incoming;
  const author = fromField.kind === "one" ? fromField.mailbox.address : undefined;
  const blocks = await Promise.all(author ? patternsOf(author).map(index) : []);
  // An address that nobody vouches for may be anybody's, and must not use up a real parent's count: such mail counts by
  // the network that it came from, which the sender cannot choose.
  const isKnown = author !== undefined && verdict.kind === "pass";
  const [correspondent = "", domain = ""] = isKnown ? blocks : [await index(`network ${connectingNetwork(incoming)}`)];
  return { counters: countersOf(recipient, correspondent, isKnown ? domain : correspondent), blocks };
}

/** An index, and behind it what is counted: the same sender is counted in more than one way. */
function countersOf(recipient: string, correspondent: string, domain: string): CounterKeys {
  return {
    correspondent: `${correspondent}:correspondent`,
    domain: `${domain}:domain`,
    automatic: `${correspondent}:automatic`,
    total: `${recipient}:total`,
    card: `${correspondent}:card`,
    aliases: `${correspondent}:aliases`,
    allAliases: `${recipient}:aliases`,
    waits: `${recipient}:waits`,
  };
}

/** The correspondent, the domain, and all patterns that the domain fits. */
function patternsOf(author: Address): readonly string[] {
  const mailbox = foldMailbox(author);
  const domain = domainOf(mailbox);
  const wider = [author.domain, ...(domain === author.domain ? [] : [domain])].flatMap(parents);
  return [mailbox, domain, ...new Set(wider.map((parent) => `*.${parent}`))];
}

/** A correspondent or domain as blocks and limits compare them: a `+tag`, dots at Gmail or a twin domain evade neither. */
export function blockedPattern(pattern: string): string {
  if (pattern.startsWith("*.")) return pattern;
  const address = parseAddress(pattern.includes("@") ? pattern : `x@${pattern}`);
  if (!address) return pattern;
  const mailbox = foldMailbox(address);
  return pattern.includes("@") ? mailbox : domainOf(mailbox);
}

/** The /24 (IPv4) or /64 (IPv6) that handed the message to Cloudflare. A field that the sender wrote never stands first. */
function connectingNetwork({ section }: Incoming): string {
  const [first] = section.fields;
  const client = first?.key === "received" ? connectedFrom(unfold(first.value)) : undefined;
  const network = clientNetwork(client ?? "");
  return network?.includes(".") ? network.slice(0, network.lastIndexOf(".")) : (network ?? "unknown");
}

/** What is known of a sender is scoped to the public address. */
export function blockScope(publicAddress: string): string {
  return `block:${publicAddress}`;
}

/** More labels than a real domain has are not looked at. */
const LABELS = 8;

function parents(domain: string): readonly string[] {
  const labels = domain.split(".").slice(-LABELS);
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join("."));
}
