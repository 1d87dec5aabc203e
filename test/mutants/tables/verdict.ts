/** Who somebody is: Cloudflare's verdict, read so that no sender can have written it, and the envelope. */
import { mutants } from "../mutant.ts";

const FIELD = "mail/header/auth-results-field.ts";
const VERDICT = "mail/header/auth-results.ts";
const ALIGNMENT = "mail/header/alignment.ts";
const PROOF = "relay/authentication.ts";
const TESTS = ["mail/header/auth-results.test.ts", "mail/header/forged-verdict.test.ts"];

export const VERDICT_MUTANTS = mutants(TESTS, [
  ["line breaks and control characters in a verdict", FIELD, "if (UNPRINTABLE.test(value)) return undefined;", ""],
  ["a folded verdict with a method inside of a line", FIELD, "const isLineEach =", "const isLineEach = true ||"],
  ["a semicolon in a comment", FIELD, '(?:[ \\t]+\\([^()";\\\\]*\\))?', "(?:[ \\t]+\\([^()]*\\))?"],
  ["a quote or a bracket in a property", FIELD, '("[^"();\\\\]*"|[^"();\\\\]*)$/i', "(.*)$/i"],
  ["a result that is no result", FIELD, "properties.includes(null)", "false"],
  ["methods out of order, or twice", FIELD, "&& isInOrder(results) ?", "?"],
  ["dmarc twice", FIELD, '(group === "dkim" || group === "other")', "true"],
  ["properties that Cloudflare never writes so", FIELD, "return WRITTEN[group].test(names) &&", "return"],
  ["a property of a form that it never has", FIELD, "SHAPES.get(name)?.(value) ?? true", "true"],
  [
    "a verdict that Cloudflare's own seal contradicts",
    VERDICT,
    'verdict.kind === "pass" && isContradicted(fields, field, ourId, fromDomain)',
    "false",
  ],
  ["a seal that cannot be read", VERDICT, "if (read?.authservId !== ourId) return true;", "if (!read) return false;"],
  ["a second field that says it is ours", VERDICT, 'if (another) return { kind: "ambiguous" };', ""],
  ["a verdict below the sender's own fields", VERDICT, "!field || !isOnTop(fields, field, ourId)", "!field"],
  ["a verdict above no Received of Cloudflare's", VERDICT, 'received?.key === "received" &&', ""],
  ["a sender's field between Cloudflare's", VERDICT, "above.every(({ key }) =>", "above.some(({ key }) =>"],
  [
    "a verdict that no second field backs",
    VERDICT,
    "above.some(({ key, value }) => isSecondWord(key) &&",
    "above.some(({ value }) => value !== undefined ||",
  ],
  ["a first line that goes on with the verdict", VERDICT, "isContinued(fields) ? undefined :", "false ? undefined :"],
  ["more results of DKIM than signatures", VERDICT, "return isWhole ? results :", "return true ? results :"],
  [
    "no DMARC result",
    VERDICT,
    'if (!dmarc) return { kind: "missing" };',
    'if (!dmarc) return { kind: "pass", by: "dmarc" };',
  ],
  ["a verdict about another From", VERDICT, "domainOf(ofDomain) !== fromDomain", "false"],
  ["a pass beside a DMARC failure", VERDICT, 'passed && dmarc.result !== "fail"', "passed"],
  [
    "a signature of another domain",
    VERDICT,
    "results.filter((result) => isSameOrParent(provenDomain(result), fromDomain))",
    "results",
  ],
  ["a domain that ends like another", VERDICT, "fromDomain.endsWith(`.${domain}`)", "fromDomain.endsWith(domain)"],
  [
    "HELO in place of MAIL FROM",
    VERDICT,
    'return group === "spf-mailfrom" ? domainOf(properties.get("smtp.mailfrom"))',
    'return group.startsWith("spf") ? domainOf(properties.get("smtp.mailfrom") ?? properties.get("smtp.helo"))',
  ],
  [
    "a temporary error of anything",
    VERDICT,
    "[dmarc, ...aligned].some",
    "results.some",
    "relay/reply/oracles.test.ts",
    ...TESTS,
  ],
  [
    "an envelope sender in quotes",
    ALIGNMENT,
    "if (!sender || sender.localPart.startsWith('\"')) return false;",
    "if (!sender) return false;",
    "mail/header/alignment.test.ts",
  ],
  [
    "a sender that anybody rewrote",
    ALIGNMENT,
    "original !== undefined && isOurRewriting &&",
    "original !== undefined &&",
    "mail/header/alignment.test.ts",
  ],
  [
    "two strangers under one registry",
    ALIGNMENT,
    "top.length === 2 && REGISTRIES.has(second) ? -3 : -2",
    "-2",
    "mail/header/alignment.test.ts",
  ],
  [
    "all of a registry",
    ALIGNMENT,
    "return isRegistered(shorter(one, other));",
    "return true;",
    "mail/header/alignment.test.ts",
  ],
  [
    "an envelope sender of another domain",
    PROOF,
    "!isVouchedFor || !isFromItsEnvelope(incoming)",
    "!isVouchedFor",
    "relay/reply/reply.test.ts",
  ],
  ["a verdict that fails", PROOF, "if (!isVouchedFor ||", "if (", "relay/reply/reply.test.ts"],
  [
    "an old signed mail, sent to an alias",
    PROOF,
    "if (!isAddressed(incoming)) return",
    "if (false) return",
    "relay/reply/reply.test.ts",
  ],
  [
    "somebody else than the officer",
    PROOF,
    "return isTheirs ? authenticated(incoming) :",
    "return true ? authenticated(incoming) :",
    "relay/reply/reply.test.ts",
  ],
]);
