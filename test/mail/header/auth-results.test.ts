import { describe, expect, test } from "vitest";
import { authenticate, type Verdict } from "../../../src/mail/header/auth-results.ts";
import type { HeaderField } from "../../../src/mail/header/section.ts";

const ID = "mx.cloudflare.net";
const RECEIVED = "Received: from mail.x.example (192.0.2.1)\r\n\tby cloudflare-email.net (cloudflare) id a";
const SPF = `Received-SPF: pass (${ID}: domain of t@x.example designates 192.0.2.1 as permitted sender)`;

function field(line: string): HeaderField {
  const colon = line.indexOf(":");
  return { name: line.slice(0, colon), key: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1) };
}

/** The verdict on a section of these fields, in one word: `dmarc`, `dkim`, `spf`, or why not. */
function verdict(lines: readonly string[], fromDomain = "x.example"): string {
  const found: Verdict = authenticate(lines.map(field), ID, fromDomain);
  return found.kind === "pass" ? found.by : found.kind;
}

/** The verdict on one field of ours with these results, in its place. */
function judged(results: string, fromDomain?: string): string {
  return verdict([RECEIVED, SPF, `Authentication-Results: ${ID};${results}`], fromDomain);
}

describe("a sender is authenticated", () => {
  test.each([
    ["dmarc=pass", "dmarc"],
    [" dmarc=pass header.from=x.example policy.dmarc=none", "dmarc"],
    ["DMARC=Pass header.From=X.Example", "dmarc"],
    ['dmarc=pass header.from="x.example"', "dmarc"],
    ["dkim=fail (verification failed) header.d=x.example; dmarc=pass (ok) header.from=x.example", "dmarc"],
    ["dkim=pass header.d=x.example header.s=1 header.b=ab+/c=; dmarc=none header.from=x.example", "dkim"],
    ['dkim=pass header.d=x.example header.s=s1 header.b="Qm9vayE" header.a=rsa-sha256; dmarc=none', "dkim"],
    ["dkim/1=pass header.d=x.example; dmarc=none", "dkim"],
    ["dmarc=none; spf=pass smtp.mailfrom=taro@x.example", "spf"],
    ["dmarc=none; spf=pass smtp.mailfrom=x.example", "spf"],
    ["dmarc=none; spf=none smtp.helo=[192.0.2.1]; spf=pass smtp.mailfrom=taro@x.example; arc=none", "spf"],
    ["dmarc=none; spf=pass smtp.mailfrom=SRS0=ab=cd=y.example=taro@x.example", "spf"],
    ["dkim=temperror header.d=x.example; dmarc=none; spf=pass smtp.mailfrom=x.example", "spf"],
    ["dkim=pass header.d=x.example; dmarc=permerror header.from=x.example", "dkim"],
    [
      'dmarc=pass; spf=pass smtp.mailfrom=a@y.example; arc=pass smtp.remote-ip="2001:db8::1"; iprev=pass x.y=z',
      "dmarc",
    ],
  ])("by %s", (results, by) => {
    expect(judged(results)).toBe(by);
  });

  test("by the domain or a parent of it, label by label", () => {
    const dkim = (domain: string) => `dkim=pass header.d=${domain}; dmarc=none`;
    expect(judged(dkim("school.example"), "mail.school.example")).toBe("dkim");
    expect(judged(dkim("mail.school.example"), "school.example")).toBe("fail");
    expect(judged(dkim("school.example"), "evilschool.example")).toBe("fail");
    expect(judged("dmarc=none; spf=pass smtp.mailfrom=a@school.example", "mail.school.example")).toBe("spf");
    expect(judged("dmarc=pass header.from=school.example", "mail.school.example")).toBe("fail");
    expect(judged(dkim("xn--wgv71a119e.jp"), "xn--wgv71a119e.jp")).toBe("dkim");
  });

  test("by one signature of several, where there is a result for each", () => {
    const results = `Authentication-Results: ${ID}; dkim=pass header.d=esp.example; dkim=pass header.d=x.example; dmarc=none`;
    const signature = "DKIM-Signature: v=1";
    expect(verdict([RECEIVED, SPF, results, signature, signature])).toBe("dkim");
    for (const count of [0, 1, 3]) {
      expect(verdict([RECEIVED, SPF, results, ...Array(count).fill(signature)])).toBe("fail");
    }
    const six = `Authentication-Results: ${ID};${" dkim=pass header.d=x.example;".repeat(6)} dmarc=none`;
    expect(verdict([RECEIVED, SPF, six, ...Array(6).fill(signature)])).toBe("fail");
  });

  test("by the field as Cloudflare writes it, in its place", () => {
    const lines = [
      RECEIVED,
      "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=cloudflare-email.net",
      "ARC-Message-Signature: i=1; a=rsa-sha256",
      `ARC-Authentication-Results: i=1; ${ID}; dkim=pass header.d=x.example`,
      SPF,
      `Authentication-Results: ${ID};\r\n\tdkim=pass header.d=x.example header.s=s1 header.b=Qw+/;\r\n\tdmarc=pass header.from=x.example policy.dmarc=none;\r\n\tspf=none (${ID}: no SPF records found for postmaster@mail.x.example) smtp.helo=mail.x.example;\r\n\tspf=pass (${ID}: domain of t@x.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=t@x.example;\r\n\tarc=none smtp.remote-ip=192.0.2.1`,
      "X-CF-SpamH-Score: 0",
      "DKIM-Signature: v=1",
      "Received: by 2002:a05:6402 with SMTP id x",
      "From: t@x.example",
    ];
    expect(verdict(lines)).toBe("dmarc");
    expect(verdict(lines, "y.example")).toBe("fail");
  });

  test("by our id in any letter case, with a version", () => {
    for (const id of ["MX.Cloudflare.NET", `${ID} 1`]) {
      expect(verdict([RECEIVED, SPF, `Authentication-Results: ${id}; dmarc=pass`])).toBe("dmarc");
    }
  });
});

describe("a sender is not authenticated", () => {
  test.each([
    "dmarc=fail header.from=x.example",
    "dmarc=bestguesspass",
    "dmarc=none",
    "dmarc=pass header.from=y.example",
    "dmarc=pass header.from=x.example.evil.example",
    "dmarc=none; spf=neutral smtp.mailfrom=x.example",
    "dkim=pass header.d=evil.example; dmarc=none",
    "dkim=pass; dmarc=none",
    "dkim=pass header.i=@x.example; dmarc=none",
    "dkim=pass header.i=taro@x.example header.s=a; dmarc=none",
    "dkim=pass (header.d=x.example); dmarc=none",
    "dmarc=none; arc=pass header.d=x.example",
    "dmarc=none; arc=none; x-dkim=pass header.d=x.example",
    "dmarc=none; spf=pass smtp.helo=x.example",
    "dmarc=none; spf=pass smtp.mailfrom=x.example@evil.example",
    "dmarc=none; spf=pass smtp.mailfrom=",
    "dmarc=none; spf=pass smtp.mailfrom=<>",
    "dmarc=none; spf=softfail smtp.mailfrom=x.example",
    "dkim=pass header.d=x.example; dmarc=fail header.from=x.example",
    "dkim=pass header.d=x.example; dmarc=none header.from=y.example",
    "dmarc=fail; spf=pass smtp.mailfrom=t@x.example",
  ])("by %s", (results) => expect(judged(results)).toBe("fail"));

  test.each([
    "dmarc=temperror",
    "dkim=temperror (dns error) header.d=x.example; dmarc=fail; spf=fail smtp.mailfrom=x.example",
    "dmarc=fail; spf=TempError smtp.mailfrom=t@x.example",
  ])("for the moment by %s", (results) => expect(judged(results)).toBe("temporary"));

  test.each([
    "dmarc=fail; arc=temperror",
    "dmarc=temperror header.from=y.example",
    "dkim=temperror; dmarc=none",
    "dkim=temperror header.d=evil.example; dmarc=none",
    "dkim=temperror header.i=@x.example; dmarc=none",
    "dmarc=fail; spf=temperror smtp.helo=x.example",
    "dmarc=fail; spf=temperror smtp.mailfrom=t@evil.example",
    "dkim=temperror header.d=evil.example; dkim=temperror header.d=x.example; dmarc=none",
  ])("by a temporary error of something else: %s", (results) => expect(judged(results)).toBe("fail"));

  test.each(["none", "dkim=pass header.d=x.example", "spf=pass smtp.mailfrom=t@x.example"])(
    "where the field says nothing about DMARC: %s",
    (results) => expect(judged(results)).toBe("missing"),
  );

  test("by no field at all, nor by other fields of the block", () => {
    expect(verdict([])).toBe("missing");
    expect(verdict([RECEIVED, `ARC-Authentication-Results: i=1; ${ID}; dmarc=pass`, SPF])).toBe("missing");
    expect(verdict([RECEIVED, SPF, `X-Authentication-Results: ${ID}; dmarc=pass`])).toBe("missing");
  });

  test.each([
    "evil.example",
    `x.${ID}`,
    `${ID}.evil.example`,
    "mx",
    `evil.example (${ID})`,
    `evil.example; x=y z.z=${ID}`,
  ])("by the word of %s", (id) =>
    expect(verdict([RECEIVED, SPF, `Authentication-Results: ${id}; dmarc=pass`])).toBe("missing"),
  );
});

describe("a field that is not as Cloudflare writes it may be somebody else's work", () => {
  test.each([
    ["a comment that does not end", "dmarc=pass ("],
    ["a comment inside of a comment", "dmarc=pass (a (b))"],
    ["a semicolon in a comment", "dmarc=pass (a; b)"],
    ["quotes in a comment", 'dmarc=pass (a "b")'],
    ["an escape in a comment", "dmarc=pass (a \\) b)"],
    ["a comment behind a property", "dmarc=pass header.from=x.example (a)"],
    ["a comment before a result", "(a) dmarc=pass"],
    ["two comments", "dmarc=pass (a) (b)"],
    ["quotes that do not end", 'dmarc=pass header.from="x.example'],
    ["a semicolon in quotes", 'dkim=pass header.b="a;b"; dmarc=pass'],
    ["quotes in a value", 'dmarc=pass; spf=pass smtp.mailfrom="a b"@x.example'],
    ["quotes alone in a value", 'dmarc=pass; spf=pass smtp.mailfrom=a"b'],
    ["an escape", "dmarc=pass; spf=pass smtp.mailfrom=a\\b@x.example"],
    ["a parenthesis in a value", "dmarc=pass; spf=pass smtp.mailfrom=a(b@x.example"],
    ["a control character", "dmarc=pass; spf=pass smtp.mailfrom=a\x07b@x.example"],
    ["NUL", "dmarc=pass\0"],
    ["a CR alone", "dmarc=pass;\r spf=none"],
    ["what is not ASCII", "dmarc=pass; spf=pass smtp.mailfrom=\xe9@x.example"],
    ["a reason", 'dkim=pass reason="x" header.d=x.example; dmarc=pass'],
    ["a result without a method", "=pass; dmarc=pass"],
    ["a method without a result", "dmarc=pass; spf"],
    ["a word without a value", "dmarc=pass header.from"],
    ["a comma", "dmarc=pass,dkim=pass"],
    ["nothing between semicolons", "dmarc=pass;; spf=none smtp.helo=a"],
    ["a semicolon at the end", "dmarc=pass;"],
    ["nothing", ""],
    ["none, and something", "none; dmarc=pass"],
    ["two results of DMARC", "dmarc=pass; dmarc=fail"],
    ["DMARC before DKIM", "dmarc=pass; dkim=pass header.d=x.example"],
    ["SPF before DMARC", "spf=none smtp.mailfrom=a@x.example; dmarc=pass"],
    ["MAIL FROM before HELO", "dmarc=pass; spf=none smtp.mailfrom=a@x.example; spf=none smtp.helo=a"],
    ["MAIL FROM twice", "dmarc=none; spf=pass smtp.mailfrom=a@x.example; spf=none smtp.mailfrom=a@y.example"],
    ["HELO twice", "dmarc=pass; spf=none smtp.helo=a; spf=none smtp.helo=a"],
    ["ARC before SPF", "dmarc=pass; arc=none; spf=none smtp.helo=a"],
    ["ARC twice", "dmarc=pass; arc=none; arc=none"],
    ["something else before the end", "x-a=b; dmarc=pass"],
    ["another version of DKIM", "dkim/2=pass header.d=x.example; dmarc=pass"],
    ["another kind of DKIM", "dkim-atps=pass header.d=x.example; dmarc=none"],
    ["a domain twice", "dkim=pass header.d=evil.example header.d=x.example; dmarc=pass"],
    ["a domain and an identity", "dkim=pass header.d=evil.example header.i=@x.example; dmarc=pass"],
    ["an identity and a domain", "dkim=pass header.i=@x.example header.d=evil.example; dmarc=pass"],
    ["a selector twice", "dkim=pass header.d=x.example header.s=a header.s=b; dmarc=pass"],
    ["an algorithm before the selector", "dkim=pass header.d=x.example header.a=a header.s=b; dmarc=pass"],
    ["a domain that is none", "dkim=pass header.d=x; dmarc=pass"],
    ["a property of another method", "dmarc=none; spf=pass header.d=x.example"],
    ["both of SPF in one", "dmarc=none; spf=pass smtp.mailfrom=a@x.example smtp.helo=a"],
    ["From twice", "dmarc=pass header.from=x.example header.from=y.example"],
    ["DKIM's properties at DMARC", "dmarc=pass header.from=x.example header.s=a"],
  ])("%s", (_, results) => {
    expect(judged(results)).toBe("ambiguous");
    expect(judged(`\r\n\t${results.replaceAll("; ", ";\r\n\t")}`)).toBe("ambiguous");
  });

  test.each([
    ["two results on a line", "\r\n\tdkim=pass header.d=x.example; dmarc=pass;\r\n\tspf=none smtp.helo=a"],
    ["the first beside the identity", " dkim=pass header.d=x.example;\r\n\tdmarc=pass"],
    ["one on two lines", "\r\n\tdmarc=pass\r\n\theader.from=x.example"],
    ["a line that goes on behind the end", "\r\n\tdmarc=pass;\r\n\tspf=none smtp.helo=a\r\n\tx"],
    ["a comment over two lines", "\r\n\tdmarc=pass;\r\n\tspf=none (a\r\n\tb) smtp.helo=a"],
    ["an empty line", "\r\n\t\r\n\tdmarc=pass"],
  ])("folded with %s", (_, results) => expect(judged(results)).toBe("ambiguous"));

  test.each([`${ID} 2`, `"${ID}"`, `(a) ${ID}`, `${ID} (a)`])("with %s for its identity", (id) => {
    expect(verdict([RECEIVED, SPF, `Authentication-Results: ${id}; dmarc=pass`])).toBe("ambiguous");
  });

  test("and so may one below which the sender's first line goes on", () => {
    const ours = `Authentication-Results: ${ID}; dmarc=pass`;
    expect(verdict([RECEIVED, SPF, ours, "X-CF-SpamH-Score: 0"])).toBe("dmarc");
    expect(verdict([RECEIVED, SPF, ours, "X-CF-SpamH-Score: 0\r\n ; dmarc=pass"])).toBe("ambiguous");
    expect(verdict([RECEIVED, SPF, `${ours}\r\n x`])).toBe("ambiguous");
  });
});

describe("a verdict counts only where Cloudflare writes it", () => {
  const ours = `Authentication-Results: ${ID}; dmarc=pass`;

  test.each([
    ["alone", [ours]],
    ["under nothing but Received", [RECEIVED, ours]],
    ["under nothing but a word about SPF", [SPF, ours]],
    ["above the other word", [RECEIVED, ours, SPF]],
    ["under no Received of Cloudflare's", ["ARC-Seal: i=1", SPF, ours]],
    ["under two words about SPF alone", [SPF, SPF, ours]],
    ["under another server's words", [RECEIVED, "Received-SPF: pass (mx.google.com: x)", "ARC-Seal: i=1", ours]],
    ["under the sender's own Received", [RECEIVED, SPF, "Received: by x.example", ours]],
    ["under From", [RECEIVED, SPF, "From: t@x.example", ours]],
    ["under a field of no meaning", [RECEIVED, SPF, "X-Anything: 1", ours]],
    ["under Return-Path", ["Return-Path: <t@x.example>", RECEIVED, SPF, ours]],
    ["under a field that looks like one of the block", [RECEIVED, SPF, "Received-X: 1", ours]],
  ])("and not %s", (_where, lines) => expect(verdict(lines)).toBe("missing"));

  test("and under another server's", () => {
    expect(verdict([RECEIVED, SPF, "Authentication-Results: other.example; dmarc=fail", ours])).toBe("dmarc");
    expect(verdict([RECEIVED, `ARC-Authentication-Results: i=2; ${ID}; none`, ours])).toBe("dmarc");
  });

  test.each([
    ["another", [ours, ours]],
    ["a failing one further down", [ours, "From: t@x.example", `Authentication-Results: ${ID}; dmarc=fail`]],
    ["one that cannot be read", [ours, "From: t@x.example", `Authentication-Results: ${ID}; (`]],
    ["one whose id cannot be read", [ours, `Authentication-Results: "${ID}; dmarc=pass`]],
    ["one whose id is quoted", [ours, `Authentication-Results: "mx.cloud\\flare.net"; dmarc=pass`]],
    ["one in other letters", [ours, "Authentication-Results: (x)MX.CLOUDFLARE.NET(y); none"]],
  ])("and not beside %s", (_what, lines) => expect(verdict([RECEIVED, SPF, ...lines])).toBe("ambiguous"));

  test("and other servers' own dialects do not disturb it", () => {
    const dialect =
      "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x.example; dkim=none (message not signed) header.d=none;dmarc=none action=none";
    expect(verdict([RECEIVED, SPF, ours, "From: t@x.example", dialect])).toBe("dmarc");
  });
});

test("a hostile field of 100 KB is judged in one pass", () => {
  for (const unit of [
    "(",
    ";",
    "a=b",
    '"',
    ";dkim=pass",
    ";dkim=pass header.d=",
    " a.b=c",
    "=",
    ";a=b ",
    "()",
    '"" ',
    "a.a.",
    " ",
    "\r\n\t",
  ]) {
    expect(judged(unit.repeat(100_000 / unit.length))).not.toBe("dmarc");
    expect(judged(`dkim=pass ${unit.repeat(100_000 / unit.length)}`)).not.toBe("dmarc");
  }
});
