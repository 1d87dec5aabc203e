/** Whether an inbound message may pass at all: blocked senders, spam, floods and robots. Decided purely. */
import type { Address } from "../../mail/header/address.ts";
import { unfold } from "../../mail/header/section.ts";
import { isAutomaticAnswer } from "../automatic.ts";
import { firstValue, type Incoming } from "../incoming.ts";
import type { CounterKeys, Counts, Limits } from "../limits.ts";
import type { Keys } from "../ports.ts";

export type Screening =
  | { readonly kind: "pass" }
  | { readonly kind: "reject"; readonly reason: "blocked" | "spam" }
  /** The mail waits at its sender: also a server's reports, of which a burst may come at once. */
  | { readonly kind: "wait"; readonly reason: "too-many" | "robots" };

export interface ScreeningFacts {
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
  const score = spamScore(incoming);
  if (limits.spamScore !== undefined && score !== undefined && score >= limits.spamScore) {
    return { kind: "reject", reason: "spam" };
  }
  if (isAutomaticAnswer(incoming) && counted(counters.automatic) >= limits.automatic)
    return { kind: "wait", reason: "robots" };
  const flooded = counted(counters.correspondent) >= limits.correspondent || counted(counters.domain) >= limits.domain;
  return flooded ? { kind: "wait", reason: "too-many" } : { kind: "pass" };
}

/** Cloudflare's score, which stands above the sender's own fields; the scale is Cloudflare's. */
export function spamScore(incoming: Incoming): number | undefined {
  const written = firstValue(incoming, "x-cf-spamh-score");
  const score = written === undefined ? Number.NaN : Number.parseFloat(unfold(written));
  return Number.isFinite(score) ? score : undefined;
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
  };
}

/** The correspondent, the domain, and all patterns that the domain fits. */
function patternsOf({ key, domain }: Address): readonly string[] {
  return [key, domain, ...parents(domain).map((parent) => `*.${parent}`)];
}

/** The /24 (IPv4) or /48 (IPv6) that handed the message to Cloudflare, from the Received field that Cloudflare wrote. */
function connectingNetwork(incoming: Incoming): string {
  const received = unfold(firstValue(incoming, "received") ?? "");
  const four = /[([](\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}[)\]]/.exec(received)?.[1];
  const six = /[([](?:IPv6:)?([0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}):[0-9a-f:]*[)\]]/i.exec(received)?.[1];
  return four ?? six?.toLowerCase() ?? "unknown";
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
