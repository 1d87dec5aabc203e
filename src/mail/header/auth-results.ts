/**
 * Whether the From domain is who it says: the verdict that Cloudflare wrote on top of the message (RFC 8601). A reply's whole
 * right to be passed on hangs on it, so it fails closed: anything unclear is no pass.
 */

import { parseAddress } from "./addr-spec.ts";
import { type MethodResult, readAuthResults } from "./auth-results-field.ts";
import { withoutComments } from "./cfws.ts";
import { type HeaderField, unfold } from "./section.ts";

export type Verdict =
  | { readonly kind: "pass"; readonly by: "dmarc" | "dkim" | "spf" }
  | { readonly kind: "fail" }
  /** No field with our authserv-id where Cloudflare writes it, or one that says nothing about DMARC. */
  | { readonly kind: "missing" }
  /** A DNS failure of the From domain on the way: later it may pass. */
  | { readonly kind: "temporary" }
  /** Somebody else may have had a hand in it: two fields that claim to be ours, or one that is not as Cloudflare writes it. */
  | { readonly kind: "ambiguous" };

/**
 * @param fields all of the header section, in order
 * @param authservId whose word counts, e.g. `mx.cloudflare.net`; compared whole, in any letter case
 * @param fromDomain the From mailbox's domain, as `Address.domain`
 */
export function authenticate(fields: readonly HeaderField[], authservId: string, fromDomain: string): Verdict {
  const ourId = authservId.toLowerCase();
  const [field, another] = fields.filter((field) => isClaimedBy(field, ourId));
  if (another) return { kind: "ambiguous" };
  if (!field || !isOnTop(fields, field, ourId)) return { kind: "missing" };
  const read = isContinued(fields) ? undefined : readAuthResults(field.value);
  if (read?.authservId !== ourId) return { kind: "ambiguous" };
  const verdict = judge(believable(read.results, fields), fromDomain);
  const isForged = verdict.kind === "pass" && isContradicted(fields, field, ourId, fromDomain);
  return isForged ? { kind: "ambiguous" } : verdict;
}

/**
 * Cloudflare seals what it found, too, and says it there once more (RFC 8617 §4.1.1). Where its verdict alone is missing, as is
 * reported, the rest of its block stands there all the same, and the sender's own first field would pass for the verdict.
 */
function isContradicted(
  fields: readonly HeaderField[],
  field: HeaderField,
  ourId: string,
  fromDomain: string,
): boolean {
  const sealed = fields
    .slice(0, fields.indexOf(field))
    .filter(({ key, value }) => key === "arc-authentication-results" && value.toLowerCase().includes(ourId));
  return sealed.some(({ value }) => {
    const read = readAuthResults(value.replace(/^[ \t]*i=[0-9]+[ \t]*;\s*/i, ""));
    if (read?.authservId !== ourId) return true;
    const { kind } = judge(believable(read.results, fields), fromDomain);
    // A seal that says nothing of DMARC contradicts nothing.
    return kind !== "pass" && kind !== "missing";
  });
}

/** True for a field that says it is ours, and for one that cannot be read and mentions us. */
function isClaimedBy(field: HeaderField, authservId: string): boolean {
  if (field.key !== "authentication-results") return false;
  const value = unfold(field.value).toLowerCase();
  const claimed = /^[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^ \t;="]+))[ \t]*(?:[0-9]+[ \t]*)?(?=;|$)/.exec(
    withoutComments(value) ?? "",
  );
  return claimed ? (claimed[1]?.replace(/\\(.)/g, "$1") ?? claimed[2]) === authservId : value.includes(authservId);
}

/**
 * True in the block that Cloudflare puts on top. It begins with its own Received field: a second one would be the sender's,
 * and all below it is the sender's word. The block tells the same in more fields than one: where a verdict is missing, as it
 * can be, a sender whose own first field is a verdict has to forge them all.
 */
function isOnTop(fields: readonly HeaderField[], field: HeaderField, authservId: string): boolean {
  const [received, ...above] = fields.slice(0, fields.indexOf(field));
  return (
    received?.key === "received" &&
    above.every(({ key }) => /^(?:received-spf|authentication-results|arc-.+|x-cf-.+)$/.test(key)) &&
    above.some(({ key, value }) => isSecondWord(key) && value.toLowerCase().includes(authservId))
  );
}

/**
 * Cloudflare's spam score: the first one, if it stands in Cloudflare's block. The sender may write such a field, too, and one
 * that is given no score must not be able to give itself one.
 * @param authservId as for `authenticate`
 */
export function spamScoreOf(fields: readonly HeaderField[], authservId: string): number | undefined {
  const field = fields.find(({ key }) => key === "x-cf-spamh-score");
  const score = field && isOnTop(fields, field, authservId.toLowerCase()) ? Number.parseFloat(field.value) : Number.NaN;
  return Number.isFinite(score) ? score : undefined;
}

function isSecondWord(key: string): boolean {
  return key === "received-spf" || key === "arc-authentication-results";
}

/** What the sender's first line continues, if it begins with white space, is the last field that Cloudflare put above it. */
function isContinued(fields: readonly HeaderField[]): boolean {
  return fields.some(({ key, value }) => key.startsWith("x-cf-") && /[\r\n]/.test(value));
}

/** More signatures than any honest mail has. */
const SIGNATURES = 5;

/**
 * Without what may be no result of Cloudflare's. DKIM comes first in the field, so that a signature's `i=` with line breaks
 * can write whole lines of its own, which look like any: then there are more of them than signatures.
 */
function believable(results: readonly MethodResult[], fields: readonly HeaderField[]): readonly MethodResult[] {
  const lines = results.filter(({ group }) => group === "dkim").length;
  const signatures = fields.filter(({ key }) => key === "dkim-signature").length;
  const isWhole = lines <= 1 || (lines === signatures && lines <= SIGNATURES);
  return isWhole ? results : results.filter(({ group }) => group !== "dkim");
}

function judge(results: readonly MethodResult[], fromDomain: string): Verdict {
  const dmarc = results.find(({ group }) => group === "dmarc");
  if (!dmarc) return { kind: "missing" };
  const ofDomain = dmarc.properties.get("header.from");
  // Cloudflare read another From than we did: nobody can say whose mail this is.
  if (ofDomain !== undefined && domainOf(ofDomain) !== fromDomain) return { kind: "fail" };
  if (dmarc.result === "pass") return { kind: "pass", by: "dmarc" };
  const aligned = results.filter((result) => isSameOrParent(provenDomain(result), fromDomain));
  const passed = aligned.find(({ result }) => result === "pass");
  // DMARC looks at both as well. A pass beside its failure can only stand in text that the sender smuggled into the field.
  if (passed && dmarc.result !== "fail") return { kind: "pass", by: passed.group === "dkim" ? "dkim" : "spf" };
  // A temporary error of anything else says nothing about From, and would answer who guessed an officer's address right.
  const isTemporary = [dmarc, ...aligned].some(({ result }) => result === "temperror");
  return { kind: isTemporary ? "temporary" : "fail" };
}

/**
 * Whose domain a result speaks of. A signature's `i=` is the signer's free word: RFC 6376 §3.5 keeps it within `d=`, and
 * verifiers are known that do not look.
 */
function provenDomain({ group, properties }: MethodResult): string | undefined {
  if (group === "dkim") return domainOf(properties.get("header.d"));
  return group === "spf-mailfrom" ? domainOf(properties.get("smtp.mailfrom")) : undefined;
}

/** The domain of an address, or of a domain alone: two labels at least, so that nobody passes for all of `.jp`. */
function domainOf(value = ""): string | undefined {
  return parseAddress(value.includes("@") ? value : `x@${value}`)?.domain;
}

/** Label by label: `evilschool.example` is no child of `school.example`. */
function isSameOrParent(domain: string | undefined, fromDomain: string): boolean {
  return domain !== undefined && (fromDomain === domain || fromDomain.endsWith(`.${domain}`));
}
