/**
 * Whether an envelope sender speaks for a From domain, relaxed as DMARC is (RFC 7489 §3.1): what no header field can forge
 * has to agree with what one says.
 */

import { parseAddress } from "./addr-spec.ts";
import { twinsOf } from "./twin-domains.ts";

/** Sender Rewriting Scheme: `SRS0=hash=day=domain=local`, and once more rewritten `SRS1=hash=host==hash=day=domain=local`. */
const SRS = /^srs(?:0[=+-][^=]+|1[=+-][^=]+=[^=]+=[=+-][^=]+)=[^=]+=([^=]+)=.+$/i;

/** Cloudflare's own name, under which it may rewrite a sender. */
const CLOUDFLARE = "cloudflare-email.net";

/**
 * @param envelopeSender as SMTP gave it; "" is the null sender, which speaks for nobody
 * @param fromDomain the From mailbox's domain, as `Address.domain`
 * @param ownDomain the domain that the mail came to. Cloudflare rewrites senders under it, or under its own name; what
 *   another server has rewritten may be anybody's invention
 */
export function isAligned(envelopeSender: string, fromDomain: string, ownDomain: string): boolean {
  const sender = parseAddress(envelopeSender);
  // A quoted local part can hold whatever the sender wants the verdict to say.
  if (!sender || sender.localPart.startsWith('"')) return false;
  if (areAligned(sender.domain, fromDomain)) return true;
  const original = SRS.exec(sender.localPart)?.[1]?.toLowerCase();
  const isOurRewriting = sender.domain === ownDomain || sender.domain === CLOUDFLARE;
  return original !== undefined && isOurRewriting && areAligned(original, fromDomain);
}

/** Equal, one the parent of the other, of one organization, or two names of one provider. */
function areAligned(one: string, other: string): boolean {
  if (one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)) return isRegistered(shorter(one, other));
  return organizationOf(one) === organizationOf(other) || twinsOf(one).includes(other);
}

function shorter(one: string, other: string): string {
  return one.length < other.length ? one : other;
}

/** Under which names countries register others: `school.co.jp` and `crime.co.jp` are strangers. */
const REGISTRIES = new Set([
  "ac",
  "ad",
  "co",
  "com",
  "ed",
  "edu",
  "go",
  "gob",
  "gov",
  "gr",
  "lg",
  "ltd",
  "me",
  "mil",
  "ne",
  "net",
  "nom",
  "or",
  "org",
  "plc",
  "sch",
]);

/**
 * The organizational domain (RFC 7489 §3.2) without the Public Suffix List, which would be larger than this program. Where
 * it errs, two strangers under one rare suffix count as aligned; they still need a verdict for the From domain.
 */
function organizationOf(domain: string): string {
  const labels = domain.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  return labels.slice(top.length === 2 && REGISTRIES.has(second) ? -3 : -2).join(".");
}

/** Nobody sends as all of `co.jp`. */
function isRegistered(domain: string): boolean {
  const labels = domain.split(".");
  return labels.length > 2 || !(labels[1]?.length === 2 && REGISTRIES.has(labels[0] ?? ""));
}
