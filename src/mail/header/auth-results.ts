/**
 * Whether the From domain is who it says: the verdict that Cloudflare wrote on top of the message (RFC 8601). A reply's whole
 * right to be passed on hangs on it, so it fails closed: anything unclear is no pass.
 */

import { parseAddress } from "./addr-spec.ts";
import { withoutComments } from "./cfws.ts";
import { type HeaderField, unfold } from "./section.ts";

export type Verdict =
  | { readonly kind: "pass"; readonly by: "dmarc" | "dkim" | "spf" }
  | { readonly kind: "fail" }
  /** No field with our authserv-id where Cloudflare writes it, or one that cannot be read. */
  | { readonly kind: "missing" }
  /** A DNS failure on the way: later it may pass. */
  | { readonly kind: "temporary" }
  /** Two fields or two DMARC results claim to be ours: one of them is forged, and nobody can say which. */
  | { readonly kind: "ambiguous" };

/**
 * @param fields all of the header section, in order
 * @param authservId whose word counts, e.g. `mx.cloudflare.net`; compared whole, in any letter case
 * @param fromDomain the From mailbox's domain, as `Address.domain`
 */
export function authenticate(fields: readonly HeaderField[], authservId: string, fromDomain: string): Verdict {
  const [field, another] = fields.filter((field) => isClaimedBy(field, authservId.toLowerCase()));
  if (another) return { kind: "ambiguous" };
  const results = field && isOnTop(fields, field) ? readResults(field.value) : undefined;
  return results ? judge(results, fromDomain) : { kind: "missing" };
}

/** True for a field that says it is ours, and for one that cannot be read and mentions us. */
function isClaimedBy(field: HeaderField, authservId: string): boolean {
  if (field.key !== "authentication-results") return false;
  const value = unfold(field.value).toLowerCase();
  const claimed = readAuthservId(withoutComments(value) ?? "")?.id;
  return claimed === undefined ? value.includes(authservId) : claimed === authservId;
}

/**
 * True in the unbroken block that Cloudflare puts on top. Its own Received is the one that may stand above: a second would
 * be the sender's, and all below it is the sender's word.
 */
function isOnTop(fields: readonly HeaderField[], field: HeaderField): boolean {
  const above = fields.slice(0, fields.indexOf(field));
  return above.every(isOfTopBlock) && above.filter(({ key }) => key === "received").length <= 1;
}

function isOfTopBlock({ key }: HeaderField): boolean {
  return /^(?:received|received-spf|authentication-results|arc-.+|x-cf-.+)$/.test(key);
}

/** One `method=result` with the properties that belong to it. */
interface MethodResult {
  readonly method: string;
  readonly result: string;
  /** `header.d` and the like, without quotes; undefined for one that is given twice, of which neither can be believed. */
  readonly properties: ReadonlyMap<string, string | undefined>;
}

// RFC 8601 §2.2, without comments. Names and results are Keywords; a value is a quoted string, a word, or the two
// together (`"a b"@x.example`). Each pattern goes on where the one before ended.
const AUTHSERV_ID = /[ \t]*("(?:[^"\\]|\\.)*"|[^ \t;="]+)[ \t]*(?:([0-9]+)[ \t]*)?(?=;|$)/y;
const NO_RESULT = /;[ \t]*none[ \t]*;?[ \t]*$/iy;
const METHOD = /;[ \t]*([a-z0-9-]+)[ \t]*(?:\/[ \t]*([0-9]+)[ \t]*)?=[ \t]*([a-z0-9-]+)(?=[ \t;]|$)[ \t]*/iy;
const REASON = /reason[ \t]*=[ \t]*(?:"(?:[^"\\]|\\.)*"|[^ \t;"]+)(?=[ \t;]|$)[ \t]*/iy;
const PROPERTY =
  /([a-z0-9-]+)[ \t]*\.[ \t]*([a-z0-9_-]+)[ \t]*=[ \t]*((?:"(?:[^"\\]|\\.)*"|[^ \t;"])*)(?=[ \t;]|$)[ \t]*/iy;
const END = /[ \t]*;?[ \t]*$/y;

/** The results of one field, or undefined when it breaks the grammar anywhere: half of a sentence proves nothing. */
function readResults(fieldValue: string): readonly MethodResult[] | undefined {
  const value = withoutComments(unfold(fieldValue));
  const head = value === undefined ? undefined : readAuthservId(value);
  if (value === undefined || head === undefined || head.version !== "1") return undefined;
  if (matchAt(NO_RESULT, value, head.end)) return [];
  const results: MethodResult[] = [];
  let at = head.end;
  for (let match = matchAt(METHOD, value, at); match; match = matchAt(METHOD, value, at)) {
    const properties = new Map<string, string | undefined>();
    at = readProperties(value, METHOD.lastIndex, properties);
    const [, method = "", version = "1", result = ""] = match;
    // Of another version we know nothing: it is another method.
    const known = version === "1" ? method : `${method}/${version}`;
    results.push({ method: known.toLowerCase(), result: result.toLowerCase(), properties });
  }
  return results.length > 0 && matchAt(END, value, at) ? results : undefined;
}

function readAuthservId(value: string): { id: string; version: string; end: number } | undefined {
  const match = matchAt(AUTHSERV_ID, value, 0);
  return match && { id: unquoted(match[1] ?? "").toLowerCase(), version: match[2] ?? "1", end: AUTHSERV_ID.lastIndex };
}

/** Fills `properties` and returns where they end. */
function readProperties(value: string, start: number, properties: Map<string, string | undefined>): number {
  let at = matchAt(REASON, value, start) ? REASON.lastIndex : start;
  for (let match = matchAt(PROPERTY, value, at); match; match = matchAt(PROPERTY, value, at)) {
    at = PROPERTY.lastIndex;
    const name = `${match[1]}.${match[2]}`.toLowerCase();
    properties.set(name, properties.has(name) ? undefined : unquoted(match[3] ?? ""));
  }
  return at;
}

function matchAt(sticky: RegExp, value: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(value) ?? undefined;
}

function unquoted(value: string): string {
  return /^"(?:[^"\\]|\\.)*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}

function judge(results: readonly MethodResult[], fromDomain: string): Verdict {
  const [dmarc, another] = results.filter(({ method }) => method === "dmarc");
  if (another) return { kind: "ambiguous" };
  if (dmarc?.result === "pass" && isDmarcOf(dmarc, fromDomain)) return { kind: "pass", by: "dmarc" };
  const by = alignedPass(results, fromDomain);
  // DMARC looks at both as well. A pass beside its failure can only stand in text that the sender smuggled into the field.
  if (by && dmarc?.result !== "fail") return { kind: "pass", by };
  const isTemporary = results.some(
    ({ method, result }) => result === "temperror" && /^(?:dmarc|dkim|spf)$/.test(method),
  );
  return { kind: isTemporary ? "temporary" : "fail" };
}

/** DMARC is about the From domain; where the field names it, it must be the one that we read. */
function isDmarcOf({ properties }: MethodResult, fromDomain: string): boolean {
  return !properties.has("header.from") || domainOf(properties.get("header.from")) === fromDomain;
}

/** The first signature or path that passed for the From domain itself or a parent of it. */
function alignedPass(results: readonly MethodResult[], fromDomain: string): "dkim" | "spf" | undefined {
  for (const { method, result, properties } of results) {
    if (result !== "pass") continue;
    if (method === "dkim") {
      const signer = properties.get(properties.has("header.d") ? "header.d" : "header.i");
      if (isSameOrParent(domainOf(signer), fromDomain)) return method;
    }
    if (method === "spf" && isSameOrParent(domainOf(properties.get("smtp.mailfrom")), fromDomain)) return method;
  }
  return undefined;
}

/** The domain of an address, or of a domain alone: two labels at least, so that nobody passes for all of `.jp`. */
function domainOf(value = ""): string | undefined {
  return parseAddress(`x@${value.slice(value.lastIndexOf("@") + 1)}`)?.domain;
}

/** Label by label: `evilschool.example` is no child of `school.example`. */
function isSameOrParent(domain: string | undefined, fromDomain: string): boolean {
  return domain !== undefined && (fromDomain === domain || fromDomain.endsWith(`.${domain}`));
}
