import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Address, foldMailbox, parseAddress, withoutTag } from "../../../src/mail/header/addr-spec.ts";

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed) throw new Error(`no address: ${text}`);
  return parsed;
}

describe("an address", () => {
  test("keeps its local part as written and has its domain in lower case", () => {
    expect(parseAddress("Taro.Yamada@Company.EXAMPLE")).toEqual({
      spec: "Taro.Yamada@company.example",
      localPart: "Taro.Yamada",
      domain: "company.example",
      key: "taro.yamada@company.example",
    });
  });

  test.each(["a..b@docomo.ne.jp", "a.@ezweb.ne.jp", ".a@docomo.ne.jp", "-a@docomo.ne.jp", "a.-._@docomo.ne.jp"])(
    "may have its dots where Japan's carriers put them: %s",
    (text) => expect(parseAddress(text)?.spec).toBe(text),
  );

  test("is the same person's with and without quotes", () => {
    expect(parseAddress('"A..B"@docomo.ne.jp')).toEqual({
      spec: '"A..B"@docomo.ne.jp',
      localPart: '"A..B"',
      domain: "docomo.ne.jp",
      key: "a..b@docomo.ne.jp",
    });
    expect(address('"a\\.b"@x.example').key).toBe(address("a.b@x.example").key);
  });

  test("belongs to the domain after its last @", () => {
    const parsed = address('"taro@gmail.com"@evil.example');
    expect(parsed.domain).toBe("evil.example");
    expect(parsed.key).toBe("taro@gmail.com@evil.example");
  });

  test.each([
    ["t@日本語.jp", "t@xn--wgv71a119e.jp"],
    ["t@日本語。jp", "t@xn--wgv71a119e.jp"],
    ["t@BÜCHER.example", "t@xn--bcher-kva.example"],
    ["t@ｅｘａｍｐｌｅ.com", "t@example.com"],
  ])("with an international domain is written in A-labels: %s", (text, spec) => {
    expect(parseAddress(text)?.spec).toBe(spec);
  });

  test.each([
    "prvs=12345=taro@x.example",
    "SRS0=abc=xy=y.example=taro@x.example",
    "a@mail_1.x.example",
    "o'neil+a/b@x.example",
  ])("may look odd: %s", (text) => expect(parseAddress(text)?.spec).toBe(text));

  test.each([
    ["nothing", ""],
    ["no @", "taro"],
    ["no local part", "@x.example"],
    ["no domain", "taro@"],
    ["one label", "taro@localhost"],
    ["a trailing dot", "taro@x.example."],
    ["an empty label", "taro@x..example"],
    ["a leading hyphen", "taro@-x.example"],
    ["a trailing hyphen", "taro@x-.example"],
    ["an address literal", "taro@[192.0.2.1]"],
    ["an IPv4 address", "taro@192.0.2.1"],
    ["dots alone", "...@x.example"],
    ["two @ outside quotes", "a@b@x.example"],
    ["white space", "taro yamada@x.example"],
    ["white space in quotes", '"taro yamada"@x.example'],
    ["white space around", " taro@x.example"],
    ["angle brackets", "<taro@x.example>"],
    ["angle brackets in quotes", '"<taro@y.example>"@x.example'],
    ["empty quotes", '""@x.example'],
    ["an open quote", '"taro@x.example'],
    ["a closing quote after a backslash", '"taro\\"@x.example'],
    ["words beside the quotes", 'a."b"@x.example'],
    ["a source route", "@a.example,@b.example:taro@x.example"],
    ["a comment", "taro(x)@x.example"],
    ["NUL", "ta\0ro@x.example"],
    ["a line break", "taro@x.example\r\n"],
    ["a control character in quotes", '"ta\x01ro"@x.example'],
    ["a local part in Unicode", "太郎@x.example"],
    ["a port", "taro@日本.example:25"],
    ["a path", "taro@日本.example/x"],
    ["percent signs", "taro@日本%2eexample.com"],
    ["a soft hyphen", "taro@gma\u00adil.com"],
    ["a zero-width space", "taro@gmail\u200b.com"],
    ["a local part of 65 octets", `${"a".repeat(65)}@x.example`],
    ["a label of 64 octets", `a@${"x".repeat(64)}.example`],
    ["255 octets", `${"a".repeat(60)}@${"x".repeat(60)}.${"x".repeat(60)}.${"x".repeat(60)}.example.org`],
  ])("with %s is none: %j", (_name, text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("can be as long as 64 octets before the @ and 254 in all", () => {
    const long = `${"a".repeat(64)}@${"x".repeat(63)}.${"x".repeat(63)}.${"x".repeat(53)}.example`;
    expect(long).toHaveLength(254);
    expect(parseAddress(long)?.spec).toBe(long);
  });

  test("is ASCII, one word, and reads the same again, whatever it was read from", () => {
    const text = fc.string({ unit: fc.constantFrom(...'aA.@"\\ <>,:あ。＠\u00ad\0[1]-_+'), maxLength: 30 });
    fc.assert(
      fc.property(text, (written) => {
        const parsed = parseAddress(written) ?? parseAddress(`${written}@x.example`);
        if (!parsed) return;
        expect(parsed.spec).toMatch(/^[!-;=?-~]+@[a-z0-9._-]+$/);
        expect(parseAddress(parsed.spec)).toEqual(parsed);
      }),
    );
  });
});

describe("folding to a mailbox", () => {
  test.each([
    ["Taro+pta@Company.example", "taro@company.example"],
    ["Taro.Yamada+pta+x@gmail.com", "taroyamada@gmail.com"],
    ["t.a.r.o@GoogleMail.com", "taro@gmail.com"],
    ["ta.ro@gmail.com.example", "ta.ro@gmail.com.example"],
    ["a..b@docomo.ne.jp", "a..b@docomo.ne.jp"],
    ["+taro@x.example", "+taro@x.example"],
    ["+taro+pta@x.example", "+taro@x.example"],
    ['"ta.ro+x"@gmail.com', "taro@gmail.com"],
    ["ta.ro+x@Me.com", "ta.ro@icloud.com"],
    ["taro@mac.com", "taro@icloud.com"],
    ["taro@pm.me", "taro@proton.me"],
    ["taro@protonmail.com", "taro@proton.me"],
    ["ta..ro@ezweb.ne.jp", "ta..ro@au.com"],
    ["taro@au.com.example", "taro@au.com.example"],
  ])("makes %s %s", (text, folded) => {
    expect(foldMailbox(address(text))).toBe(folded);
  });
});

test("a public address is the same with and without a tag, and keeps its dots", () => {
  expect(withoutTag(address("PTA.Desk+2026@gmail.com"))).toBe("pta.desk@gmail.com");
  expect(withoutTag(address("+@x.example"))).toBe("+@x.example");
});
