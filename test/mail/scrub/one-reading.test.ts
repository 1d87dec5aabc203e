import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { revealed } from "./revealed.ts";
import { ALIAS, message, scrubbed, scrubbedBody } from "./scrubbed.ts";

const HIDDEN = { addresses: ["hanako@private.example"], aliasForm: true, names: [] };
const INSTEAD = { ...ALIAS, addresses: ["pta@school.example"] };
const SECRET = /hanako@private\.example/i;
const DOMAIN = /private\.example/i;
const RUNS = Number(process.env.FC_RUNS ?? 300);

const base64 = (octets: string) => Buffer.from(octets, "latin1").toString("base64");
const relayed = (...lines: readonly string[]) => scrubbed(message(...lines), HIDDEN, INSTEAD);
const body = (...lines: readonly string[]) => scrubbedBody(message(...lines), HIDDEN, INSTEAD);
const attached = (...lines: readonly string[]) => body("Content-Type: message/rfc822", "", ...lines);

describe("an attached message", () => {
  it.each([
    "Received: from pc.private.example (pc.private.example [192.0.2.77]) by mx.x.example",
    "Received-SPF: pass client-ip=192.0.2.77",
    "Return-Path: <hanako@private.example>",
    "Delivered-To: hanako@private.example",
    `DKIM-Signature: v=1; d=private.example; z=From:hanako=\r\n\t40private.example; bh=x`,
    "DomainKey-Signature: d=private.example",
    "ARC-Seal: i=1; d=private.example",
    "Authentication-Results: mx; dkim=pass header.d=private.example",
    "ARC-Authentication-Results: i=1; mx; smtp.mailfrom=private.example",
    "X-Originating-IP: [192.0.2.77]",
    "X-Mailer: private.example Mailer",
    "User-Agent: private.example",
    "Organization: private.example",
    `X-MSFBL: ${base64('{"r":"hanako@pri').slice(0, 20)}\r\n ${base64('{"r":"hanako@private.example"}').slice(20)}`,
    "X-Google-DKIM-Signature: v=1; d=1e100.net",
    "Thread-Index: AQHZ",
    "Autocrypt: addr=hanako@private.example; keydata=xx",
  ])("says nothing of its way and its programs: %s", (field) => {
    const left = attached(field, "From: x@y.example", "", "Hello", "");
    expect(left).toBe("From: x@y.example\r\n\r\nHello\r\n");
    const encoded = base64([field, "From: x@y.example", "", "Hello", ""].join("\r\n"));
    const decoded = atob(body("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", encoded));
    expect(decoded).toBe("From: x@y.example\r\n\r\nHello\r\n");
  });

  it.each(["X-Priority: 1", "List-Id: <a.b.example>", "Subject: x", "Message-ID: <a@b.example>", "Date: x"])(
    "keeps %s",
    (field) => expect(attached(field, "From: x@y.example", "", "Hello")).toContain(field),
  );

  it.each([
    "Message-ID: <abc@mail.private.example>",
    "In-Reply-To: <abc@private.example>",
    "References: <a@b.example>\r\n <abc@pc.PRIVATE.example>",
    "Content-Location: http://intranet.private.example/a/b.png",
    "List-Id: Staff <staff.private.example>",
  ])("does not show a private domain in %s", (field) => {
    expect(attached(field, "From: x@y.example", "", "Hello")).not.toMatch(DOMAIN);
  });

  it("may say that somebody is at a large provider", () => {
    const gmail = { ...HIDDEN, addresses: ["hanako@gmail.com"] };
    const lines = [
      "Content-Type: message/rfc822",
      "",
      "Content-Location: http://gmail.com/x",
      "From: x@y.example",
      "",
      "x",
    ];
    expect(scrubbedBody(message(...lines), gmail, INSTEAD)).toContain("http://gmail.com/x");
  });

  it("shows no address in a field that is folded anywhere in it", () => {
    const value = `note hanako@private.example, ${base64('{"r":"hanako@private.example","x":1}')} end`;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: value.length - 1 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom("\r\n ", "\r\n\t", "\n  "),
        (cuts, fold) => {
          const cut = [...new Set(cuts)].sort((one, other) => one - other);
          const pieces = [0, ...cut].map((at, number) => value.slice(at, cut[number]));
          const left = attached(`Comments: ${pieces.join(fold)}`, "From: x@y.example", "", "Hello", "");
          expect(revealed(left.replace(/\r?\n[ \t]+/g, ""), SECRET)).toBeUndefined();
          expect(left).toMatch(/From: x@y\.example\r\n\r\nHello\r\n$/);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("a private domain", () => {
  it("is in no boundary and in no id of a part", () => {
    const left = relayed(
      'Content-Type: multipart/mixed; boundary="=_1@pc.private.example"',
      "",
      "--=_1@pc.private.example",
      "X-Attachment-Id: f_1@private.example",
      "Content-Type: text/html",
      "",
      '<blockquote cite="mid:abc@mail.private.example">',
      "--=_1@pc.private.example--",
    );
    expect(left).not.toMatch(DOMAIN);
  });

  it("is not in a report's own words", () => {
    const left = relayed(
      "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
      "",
      "--b",
      "Content-Type: message/disposition-notification",
      "",
      "Reporting-UA: pc.private.example; Thunderbird",
      "Final-Recipient: rfc822;hanako@private.example",
      "Original-Message-ID: <abc@mail.private.example>",
      "--b--",
      "",
    );
    expect(left).not.toMatch(DOMAIN);
  });
});

describe("of two ways to read a part only one leaves", () => {
  const secret = base64("write to hanako@private.example");
  const encodings = ["7bit", "base64", "quoted-printable", "bas\r\n e64", "base\r\n\t64", "BASE64;", "8bit"];

  it("two Content-Transfer-Encoding fields, or one that is folded inside of its word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...encodings), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(secret, "hana=\r\nko=40private.example", "hanako@private.example"),
        (values, text) => {
          const fields = values.map((value) => `Content-Transfer-Encoding: ${value}`);
          const left = body("Content-Type: multipart/mixed; boundary=b", "", "--b", ...fields, "", text, "--b--", "");
          expect(left.match(/^content-transfer-encoding:/gim)).toHaveLength(1);
          expect(left).not.toMatch(/bas\r\n|base\r\n/);
          const isQuoted = text.startsWith("hana=") && values.includes("quoted-printable");
          const read = /base64/i.test(left) ? left : left.replace(/=\r\n/g, isQuoted ? "" : "=\r\n");
          const says = /^content-transfer-encoding: *(.*)$/im.exec(left)?.[1] ?? "";
          if (text !== secret || /base64/i.test(says))
            expect(revealed(/quoted/.test(says) ? read : left.replace(/=\r\n/g, "=\u0001"), SECRET)).toBeUndefined();
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("two boundaries, in one spelling or in two", () => {
    for (const second of ["boundary=c", "boundary*=utf-8''c", "boundary*0=c; boundary*1=d"]) {
      const left = relayed(
        `Content-Type: multipart/mixed; boundary=b; ${second}`,
        "",
        "--b",
        "",
        "hanako@private.example",
        "--c",
        "Content-Transfer-Encoding: base64",
        "",
        secret,
        "--b--",
        "",
      );
      const head = left.slice(0, left.indexOf("\r\n\r\n"));
      expect(head.match(/boundary/g)).toHaveLength(1);
      expect(head).not.toMatch(/boundary="?[bcd]"?/);
    }
  });

  it("two Content-Types: the multipart's", () => {
    const part = ["Content-Type: text/plain", "Content-Type: multipart/mixed; boundary=c", "", "--c", "", "x", "--c--"];
    const left = body("Content-Type: multipart/mixed; boundary=b", "", "--b", ...part, "--b--", "");
    expect(left).not.toContain("text/plain");
  });

  it("more than two hundred parameters: those that were read", () => {
    const many = Array.from({ length: 250 }, (_, at) => `p${at}=x`).join("; ");
    const left = relayed(`Content-Type: text/plain; ${many}; name*=utf-8''hanako%40private.example`, "", "x");
    expect(revealed(left, SECRET)).toBeUndefined();
    expect(left).not.toContain("p249");
    expect(left).toContain("p100=x");
  });

  it("message/x-rfc822 is a message", () => {
    const left = body("Content-Type: message/x-rfc822", "", "Content-Transfer-Encoding: base64", "", secret);
    expect(revealed(left, SECRET)).toBeUndefined();
  });

  it.each([
    ["RTF's escape of the at sign", "{\\rtf1 hanako\\'40private.example}"],
    ["RTF's escape before the address", "{\\rtf1 \\'e9hanako@private.example}"],
    ["JSON's escape before the address", '{"to":"\\u5148hanako@private.example"}'],
    ["JSON's escape of the at sign", '{"to":"\\u5148\\u751fhanako\\u0040private.example"}'],
    ["JIS escapes that change nothing", "\x1b$B;3\x1b(B\x1b(Bhana\x1b(Bko@\x1b(Bprivate.example"],
  ])("%s", (_, text) => {
    const left = body("Content-Type: application/octet-stream", "", text);
    expect(left.replaceAll("\x1b(B", "")).not.toMatch(/hanako(?:@|\\'40|\\u0040)private/);
  });
});
