import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authenticate, type Verdict } from "../../../src/mail/header/auth-results.ts";
import type { HeaderField } from "../../../src/mail/header/section.ts";

const ID = "mx.cloudflare.net";

function field(line: string): HeaderField {
  const colon = line.indexOf(":");
  return { name: line.slice(0, colon), key: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1) };
}

/** The verdict on a section of these fields, in one word: `dmarc`, `dkim`, `spf`, or why not. */
function verdict(lines: readonly string[], fromDomain = "x.example"): string {
  const found: Verdict = authenticate(lines.map(field), ID, fromDomain);
  return found.kind === "pass" ? found.by : found.kind;
}

/** The verdict on one Authentication-Results field of ours with these results. */
function judged(results: string, fromDomain?: string): string {
  return verdict([`Authentication-Results: ${ID};${results}`], fromDomain);
}

describe("a sender is authenticated", () => {
  test.each([
    ["dmarc=pass", "dmarc"],
    ["dmarc=pass header.from=x.example policy.dmarc=none", "dmarc"],
    ["DMARC=Pass header.From=X.Example", "dmarc"],
    ["dkim=pass header.d=x.example header.s=1 header.b=ab+/c=", "dkim"],
    ["dkim=pass header.i=@x.example", "dkim"],
    ["dkim=pass header.i=taro@x.example", "dkim"],
    ["spf=pass smtp.mailfrom=taro@x.example", "spf"],
    ["spf=pass smtp.mailfrom=x.example", "spf"],
    ['spf=pass smtp.mailfrom="a b; c"@x.example', "spf"],
    ["spf=pass smtp.mailfrom=SRS0=ab=cd=y.example=taro@x.example", "spf"],
    ["dkim=fail header.d=x.example; dkim=pass header.d=x.example", "dkim"],
    ["dkim=pass header.d=esp.example; dkim=pass header.d=x.example", "dkim"],
    ["dmarc=none header.from=x.example; dkim=pass header.d=x.example", "dkim"],
    ["dkim=temperror; spf=pass smtp.mailfrom=x.example", "spf"],
    [' dkim/1 = pass (ok (really)) reason="good; dkim=fail" header . d = x.example ; ', "dkim"],
    ["dkim=pass(a)header.d(b)=(c)x.example(d)", "dkim"],
    ['dmarc=pass header.from="x.example"', "dmarc"],
  ])("by %s", (results, by) => {
    expect(judged(results)).toBe(by);
  });

  test("by the domain or a parent of it, label by label", () => {
    expect(judged("dkim=pass header.d=school.example", "mail.school.example")).toBe("dkim");
    expect(judged("dkim=pass header.d=mail.school.example", "school.example")).toBe("fail");
    expect(judged("dkim=pass header.d=school.example", "evilschool.example")).toBe("fail");
    expect(judged("dkim=pass header.d=example", "school.example")).toBe("fail");
    expect(judged("spf=pass smtp.mailfrom=a@school.example", "mail.school.example")).toBe("spf");
    expect(judged("dmarc=pass header.from=school.example", "mail.school.example")).toBe("fail");
    expect(judged("dkim=pass header.d=xn--wgv71a119e.jp", "xn--wgv71a119e.jp")).toBe("dkim");
  });

  test("by the field as Cloudflare writes it, in its place", () => {
    const lines = [
      "Received: from mail.x.example (192.0.2.1)\r\n        by cloudflare-email.net (cloudflare) id a for <b@y.example>",
      "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=cloudflare-email.net",
      "ARC-Message-Signature: i=1; a=rsa-sha256",
      `ARC-Authentication-Results: i=1; ${ID}; dkim=pass header.d=x.example`,
      `Received-SPF: pass (${ID}: domain of t@x.example designates 192.0.2.1 as permitted sender)`,
      `Authentication-Results: ${ID};\r\n\tdkim=pass header.d=x.example header.s=s1 header.b=Qw+/=;\r\n\tdmarc=pass header.from=x.example policy.dmarc=none;\r\n\tspf=none (${ID}: no SPF records found for postmaster@mail.x.example) smtp.helo=mail.x.example;\r\n\tspf=pass (${ID}: domain of t@x.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=t@x.example;\r\n\tarc=none smtp.remote-ip=192.0.2.1`,
      "X-CF-SpamH-Score: 0",
      "DKIM-Signature: v=1",
      "Received: by 2002:a05:6402 with SMTP id x",
      "From: t@x.example",
    ];
    expect(verdict(lines)).toBe("dmarc");
    expect(verdict(lines, "y.example")).toBe("fail");
  });

  test("by our id in any letter case, in quotes, with a version", () => {
    for (const id of ["MX.Cloudflare.NET", `"${ID}"`, `${ID} 1`, `(a) ${ID} (b)`]) {
      expect(verdict([`Authentication-Results: ${id}; dmarc=pass`])).toBe("dmarc");
    }
  });
});

describe("a sender is not authenticated", () => {
  test.each([
    "none",
    "dmarc=fail header.from=x.example",
    "dmarc=bestguesspass",
    "dmarc=pass header.from=y.example",
    "dmarc=pass header.from=x.example.evil.example",
    "dmarc=pass header.from=x.example header.from=y.example",
    "dmarc=none; spf=neutral smtp.mailfrom=x.example",
    "dkim=pass header.d=evil.example",
    "dkim=pass",
    "dkim=pass header.d=evil.example header.i=@x.example",
    "dkim=pass header.d=evil.example header.d=x.example",
    "dkim=fail header.d=x.example; dkim=pass header.d=evil.example",
    "dkim=none; spf=pass header.d=x.example",
    "dkim=pass; arc=pass header.d=x.example",
    "dkim=pass (header.d=x.example)",
    'dkim=pass reason="header.d=x.example"',
    "dkim/2=pass header.d=x.example",
    "x-dkim=pass header.d=x.example",
    "dkim-atps=pass header.d=x.example",
    "dkim-adsp=pass header.d=x.example",
    "spf=pass smtp.helo=x.example",
    "spf=pass smtp.mailfrom=x.example@evil.example",
    'spf=pass smtp.mailfrom="taro@x.example"@evil.example',
    "spf=pass smtp.mailfrom=",
    "spf=pass smtp.mailfrom= smtp.helo=x.example",
    "spf=softfail smtp.mailfrom=x.example",
    "dmarc=fail header.from=x.example; dkim=pass header.d=x.example",
  ])("by %s", (results) => {
    expect(judged(results)).toBe("fail");
  });

  test.each([
    "dmarc=temperror",
    "dkim=temperror header.d=x.example; spf=fail smtp.mailfrom=x.example",
    "dmarc=fail; spf=TempError",
  ])("for the moment by %s", (results) => expect(judged(results)).toBe("temporary"));

  test("by a temporary error of something else", () => {
    expect(judged("arc=temperror; dmarc=fail")).toBe("fail");
  });

  test.each([
    "dmarc=pass (",
    'dmarc=pass reason="',
    "dmarc=pass; dkim",
    "dmarc=pass; =pass",
    "dmarc=pass header.from",
    "dmarc=pass foo bar",
    "dmarc=pass,dkim=pass",
    "dmarc=passx.y=z!",
    "dmarc=pass;;dkim=pass",
    "none; dmarc=pass",
    "",
    `dmarc=pass ${"(".repeat(9)}${")".repeat(9)}`,
  ])("by a field that breaks the grammar: %s", (results) => {
    expect(judged(results)).toBe("missing");
  });

  test("by a version of the field that we do not know", () => {
    expect(verdict([`Authentication-Results: ${ID} 2; dmarc=pass`])).toBe("missing");
  });

  test.each([
    "evil.example",
    `x.${ID}`,
    `${ID}.evil.example`,
    "mx",
    `evil.example (${ID})`,
    `evil.example; x=y z.z=${ID}`,
  ])("by the word of %s", (id) => expect(verdict([`Authentication-Results: ${id}; dmarc=pass`])).toBe("missing"));

  test("by no field at all, nor by other fields of the block", () => {
    expect(verdict([])).toBe("missing");
    expect(verdict([`ARC-Authentication-Results: i=1; ${ID}; dmarc=pass`, "Received-SPF: pass"])).toBe("missing");
    expect(verdict([`X-Authentication-Results: ${ID}; dmarc=pass`])).toBe("missing");
  });
});

describe("a verdict counts only where Cloudflare writes it", () => {
  const ours = `Authentication-Results: ${ID}; dmarc=pass`;

  test.each([
    ["under the sender's own Received", ["Received: by cloudflare-email.net", "Received: by x.example", ours]],
    ["under From", ["Received: by cloudflare-email.net", "From: t@x.example", ours]],
    ["under a field of no meaning", ["X-Anything: 1", ours]],
    ["under Return-Path", ["Return-Path: <t@x.example>", ours]],
    ["under a field that looks like one of the block", ["Received-X: 1", ours]],
  ])("and not %s", (_where, lines) => {
    expect(verdict(lines)).toBe("missing");
  });

  test("and under another server's", () => {
    expect(verdict(["Authentication-Results: other.example; dmarc=fail", "X-CF-SpamH-Score: 1", ours])).toBe("dmarc");
  });

  test.each([
    ["another", [ours, ours]],
    ["a failing one further down", [ours, "From: t@x.example", `Authentication-Results: ${ID}; dmarc=fail`]],
    ["one that cannot be read", [ours, "From: t@x.example", `Authentication-Results: ${ID}; (`]],
    ["one whose id cannot be read", [ours, `Authentication-Results: "${ID}; dmarc=pass`]],
    ["one in other letters", [ours, "Authentication-Results: (x)MX.CLOUDFLARE.NET(y); none"]],
  ])("and not beside %s", (_what, lines) => {
    expect(verdict(lines)).toBe("ambiguous");
  });

  test("and not with two DMARC results in one field", () => {
    expect(judged("dmarc=pass; dmarc=fail")).toBe("ambiguous");
  });

  test("and other servers' own dialects do not disturb it", () => {
    expect(
      verdict([
        ours,
        "From: t@x.example",
        "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x.example; dkim=none (message not signed) header.d=none;dmarc=none action=none",
      ]),
    ).toBe("dmarc");
  });
});

test("whatever a sender gets into a value or a comment, well quoted, it stays a value or a comment", () => {
  const hostile = fc.string({
    unit: fc.constantFrom(...';=."\\() \t', "dmarc=pass", "header.from=x.example", ID, "a"),
    maxLength: 20,
  });
  fc.assert(
    fc.property(hostile, (text) => {
      const quoted = text.replace(/["\\]/g, "\\$&");
      const remark = text.replace(/[()\\]/g, "\\$&");
      expect(judged(`spf=pass (${remark}) smtp.mailfrom="${quoted}"@evil.example; dmarc=none`)).toBe("fail");
    }),
  );
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
  ]) {
    expect(judged(unit.repeat(100_000 / unit.length))).not.toBe("dmarc");
    expect(judged(`dkim=pass ${unit.repeat(100_000 / unit.length)}`)).not.toBe("dmarc");
  }
});
