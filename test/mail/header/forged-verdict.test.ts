import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authenticate } from "../../../src/mail/header/auth-results.ts";
import { readHeaderSection } from "../../../src/mail/header/section.ts";
import { utf8 } from "../../../src/mail/octets.ts";
import { type Findings, received, type SendersWords } from "../../support/cloudflare-template.ts";
import { runs } from "../../support/runs.ts";

const VICTIM = "victim.example";
const EVIL = "crime.example";

/** Everything that Cloudflare finds is true of the sender's own domain, and nothing of the victim's. */
const FOUND: Findings = {
  fromDomain: VICTIM,
  dkim: "pass",
  dmarc: "none",
  helo: "pass",
  spf: "pass",
  arc: true,
  last: "score",
  folded: true,
};
const HARMLESS: SendersWords = {
  signatures: [{ d: EVIL, s: "s1" }],
  helo: `mx.${EVIL}`,
  mailFrom: `a@${EVIL}`,
  firstLine: "",
};

function verdict(words: SendersWords, found: Findings): string {
  const reading = readHeaderSection(utf8(received(words, found, `Hanako <hanako@${VICTIM}>`)));
  if (reading.kind !== "read") throw new Error("header section too large");
  return authenticate(reading.section.fields, "mx.cloudflare.net", VICTIM).kind;
}

const isPassed = (words: Partial<SendersWords>, found: Partial<Findings> = {}) =>
  verdict({ ...HARMLESS, ...words }, { ...FOUND, ...found }) === "pass";

const signed = (i: string, s = "s1") => ({ signatures: [{ i, d: EVIL, s }] });

describe("by the template", () => {
  test("a stranger's mail does not pass, and an honest one does", () => {
    expect(isPassed({})).toBe(false);
    for (const last of ["score", "verdict"] as const) {
      for (const folded of [true, false]) {
        expect(isPassed({}, { dmarc: "pass", last, folded })).toBe(true);
        expect(isPassed({ mailFrom: `hanako@${VICTIM}` }, { last, folded })).toBe(true);
        expect(isPassed({ signatures: [{ d: VICTIM, s: "s1" }] }, { last, folded })).toBe(true);
      }
    }
  });

  test.each<[string, Partial<SendersWords>]>([
    ["i= that names the victim, which verifiers do not compare with d=", signed(`hanako@${VICTIM}`)],
    ["i= that names the victim's d=", signed(`a header.d=${VICTIM}`)],
    ["i= with a whole result", signed(`@${EVIL}; dkim=pass header.d=${VICTIM}`)],
    [
      "i= with whole lines",
      signed(`@${EVIL} header.s=a;\r\n\tdkim=pass header.d=${VICTIM} header.s=a;\r\n\tdkim=none header.i=`),
    ],
    ["i= that takes the true result for the victim's", signed(`@a.${VICTIM};\r\n\tdkim=none header.i=@${EVIL}`)],
    ["i= with a result of DMARC", signed(`@${EVIL};\r\n\tdmarc=pass header.from=${VICTIM} policy.a=`)],
    [
      "i= that opens a comment and MAIL FROM that closes it",
      { ...signed("(@x"), mailFrom: `"); dmarc=pass (a"@${EVIL}` },
    ],
    [
      "i= that opens quotes and MAIL FROM that closes them",
      { ...signed('"@x'), mailFrom: `"; dmarc=pass; a=b"@${EVIL}` },
    ],
    ["i= and HELO", { ...signed("(@x"), helo: `); dmarc=pass; spf=pass (` }],
    ["i= and the first line", { ...signed("(@x"), firstLine: "\t); dmarc=pass" }],
    ["s= with a result", signed(`@${EVIL}`, `s;\r\n\tdkim=pass header.d=${VICTIM}`)],
    ["d= that is a name with white space in a label", { signatures: [{ d: `${VICTIM} header.a=.${EVIL}`, s: "s" }] }],
    ["d= that names a selector", { signatures: [{ d: `${VICTIM} header.s=a.${EVIL}`, s: "s" }] }],
    ["d= and s= that make a comment", { signatures: [{ d: `${VICTIM}(.${EVIL}`, s: ")" }] }],
    ["MAIL FROM that closes its comment", { mailFrom: `"a) smtp.mailfrom=hanako@${VICTIM} (b"@${EVIL}` }],
    ["MAIL FROM with a second at sign", { mailFrom: `"hanako@${VICTIM}"@${EVIL}` }],
    ["MAIL FROM without quotes", { mailFrom: `hanako@${VICTIM} x.y=@${EVIL}` }],
    ["HELO that closes its comment", { helo: `x) smtp.mailfrom=hanako@${VICTIM} (` }],
    ["HELO with a MAIL FROM", { helo: `x smtp.mailfrom=hanako@${VICTIM}` }],
    ["HELO with a line", { helo: `x;\r\n\tspf=pass smtp.mailfrom=hanako@${VICTIM}` }],
    ["the first line, with a result", { firstLine: `\t; dkim=pass header.d=${VICTIM}` }],
    ["the first line, with DMARC", { firstLine: ` ;dmarc=pass header.from=${VICTIM}` }],
    ["the first line, a verdict of its own", { firstLine: "Authentication-Results: mx.cloudflare.net; dmarc=pass" }],
  ])("no mail passes by %s", (_, words) => {
    for (const last of ["score", "verdict", "seal"] as const) {
      for (const folded of [true, false]) {
        for (const dmarc of ["none", "fail", "permerror"]) {
          for (const arc of [true, false]) expect(isPassed(words, { last, folded, dmarc, arc })).toBe(false);
        }
      }
    }
  });
});

describe("where Cloudflare writes no verdict", () => {
  const theirs = `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=${VICTIM}`;
  const kind = (lines: readonly string[]) => {
    const reading = readHeaderSection(utf8([...lines, `From: hanako@${VICTIM}`, "", ""].join("\r\n")));
    if (reading.kind !== "read") throw new Error("too large");
    return authenticate(reading.section.fields, "mx.cloudflare.net", VICTIM).kind;
  };
  const seal = (results: string) => `ARC-Authentication-Results: i=1; mx.cloudflare.net;${results}`;
  const spf = `Received-SPF: pass (mx.cloudflare.net: domain of a@${EVIL} designates 192.0.2.1 as permitted sender)`;
  const first = "Received: from x (192.0.2.1) by cloudflare-email.net (cloudflare) id a";

  test.each([
    ["alone", [theirs]],
    ["below Cloudflare's own Received", [first, theirs]],
    ["below that and the score", [first, "X-CF-SpamH-Score: 0", theirs]],
    [
      "below an ARC set that says nothing of us",
      [first, "ARC-Authentication-Results: i=1; mx.google.com; arc=none", theirs],
    ],
    ["below a seal that says otherwise", [first, seal("dmarc=none"), spf, theirs]],
    ["below a folded one", [first, seal("\r\n\tdmarc=fail header.from=crime.example"), spf, theirs]],
    ["below one whose sender's words cannot be read", [first, seal('dkim=pass header.i=";('), spf, theirs]],
    ["below one that could not be looked up", [first, seal("dmarc=temperror"), spf, theirs]],
    ["below one of two that says otherwise", [first, seal("dmarc=pass"), seal("dmarc=fail"), spf, theirs]],
    ["below a Received of the sender", [first, "Received: by x", "Received-SPF: pass (mx.cloudflare.net: x)", theirs]],
    ["behind a line that begins with white space", [" x", first, "Received-SPF: pass (mx.cloudflare.net: x)", theirs]],
  ])("the sender's own does not count %s", (_, lines) => expect(kind(lines)).not.toBe("pass"));

  test.each(["dmarc=pass", "\r\n\tdkim=none;\r\n\tdmarc=pass header.from=victim.example", " none", " dkim=none"])(
    "a verdict counts below a seal that says the same, or nothing of it: %j",
    (results) => expect(kind([first, seal(results), spf, theirs])).toBe("pass"),
  );
});

/** What a hostile sender would write, and pieces of it. */
const WORDS = fc.constantFrom(
  ";",
  '"',
  "(",
  ")",
  "\\",
  " ",
  "\t",
  "\r\n\t",
  "\r\n ",
  "\n",
  "\r",
  "\0",
  "=",
  "@",
  ".",
  ",",
  "<",
  ">",
  "é",
  "a",
  VICTIM,
  `@${VICTIM}`,
  `hanako@${VICTIM}`,
  EVIL,
  "dkim=pass",
  "dkim=none",
  "dmarc=pass",
  "spf=pass",
  "arc=pass",
  "x=y",
  "pass",
  "none",
  ` header.d=${VICTIM}`,
  ` header.i=@${VICTIM}`,
  " header.s=a",
  " header.b=QUJDREVG",
  " header.a=",
  ` header.from=${VICTIM}`,
  ` smtp.mailfrom=hanako@${VICTIM}`,
  " smtp.helo=a",
  " policy.a=",
  " x.y=",
  "reason=",
  `;\r\n\tdkim=pass header.d=${VICTIM}`,
  `;\r\n\tdkim=pass header.d=${VICTIM} header.s=a header.b=QUJDREVG`,
  ";\r\n\tdkim=none header.i=",
  `;\r\n\tdmarc=pass header.from=${VICTIM} policy.dmarc=none`,
  `;\r\n\tspf=pass smtp.mailfrom=hanako@${VICTIM}`,
  ";\r\n\tspf=none smtp.helo=a",
  ";\r\n\tarc=none x.y=",
  "mx.cloudflare.net",
);

const raw = fc.array(WORDS, { maxLength: 8 }).map((words) => words.join(""));
/** As a careful writer puts it, and as one does who only folds long values. */
const written = raw.chain((text) =>
  fc.constantFrom(
    text,
    `"${text.replace(/["\\]/g, "\\$&")}"`,
    text.replace(/[()\\";]/g, "\\$&"),
    text.replace(/ /g, "\r\n\t"),
    text.replace(/[\r\n]+[ \t]*/g, " "),
    text.replace(/[\r\n;]/g, ""),
  ),
);
// Whatever is in it, it ends in the sender's own domain: that is what makes the true results true.
const hostileDomain = written.map((text) => `${text}.${EVIL}`);
const hostileAddress = written.map((text) => `${text}@${EVIL}`);

const words: fc.Arbitrary<SendersWords> = fc.record({
  signatures: fc.array(
    fc.oneof(
      fc.record({
        d: fc.constant(EVIL),
        i: fc.oneof(written, hostileAddress),
        s: fc.oneof(written, fc.constant("s1")),
      }),
      fc.record({ d: fc.oneof(hostileDomain, fc.constant(EVIL)), s: fc.oneof(written, fc.constant("s1")) }),
    ),
    { maxLength: 3 },
  ),
  helo: fc.oneof(written, fc.constant(`mx.${EVIL}`)),
  mailFrom: fc.oneof(hostileAddress, fc.constant(`a@${EVIL}`), fc.constant("")),
  firstLine: fc.oneof(
    fc.constant(""),
    written.map((text) => ` ${text}`),
    written.map((text) => `X-Mine: ${text}`),
    written.map((text) => `Authentication-Results: ${text}`),
    written.map((text) => `Authentication-Results: mx.cloudflare.net;${text}`),
  ),
});

const found: fc.Arbitrary<Findings> = fc.record({
  fromDomain: fc.constant(VICTIM),
  dkim: fc.constantFrom("pass", "fail (verification failed)", "neutral (body hash did not verify)"),
  dmarc: fc.constantFrom("fail (policy not aligned)", "fail", "none", "permerror"),
  helo: fc.constantFrom("pass", "none"),
  spf: fc.constantFrom("pass", "none", "softfail"),
  arc: fc.boolean(),
  last: fc.constantFrom("score", "verdict", "seal"),
  folded: fc.boolean(),
});

test("whatever a sender writes into i=, s=, d=, MAIL FROM, HELO and the first line, no mail passes that would not", () => {
  fc.assert(
    fc.property(words, found, (words, found) => {
      // A first line that ends the header section, or a signature's field, makes another message of it: nothing to see.
      expect(verdict(words, found)).not.toBe("pass");
    }),
    { numRuns: runs(20_000) },
  );
});

test.each(["dkim", "spf", "helo"])(
  "a temporary error of %s that is not of the From domain is no reason to wait",
  (which) => {
    const error = which === "dkim" ? "temperror (dns error)" : "temperror";
    expect(verdict(HARMLESS, { ...FOUND, dmarc: "fail", [which]: error })).toBe("fail");
  },
);
