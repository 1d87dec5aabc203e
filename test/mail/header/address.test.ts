import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FromReading, readFrom, readMailboxes } from "../../../src/mail/header/address.ts";
import { utf8Binary } from "../../../src/mail/octets.ts";

/** A reading in one line: `phrase|spec`, or why there is none. */
function shown(reading: FromReading): string {
  return reading.kind === "one" ? `${reading.mailbox.phrase}|${reading.mailbox.address.spec}` : reading.kind;
}

describe("the From field's one mailbox", () => {
  test.each([
    ["taro@x.example", "|taro@x.example"],
    ["<taro@x.example>", "|taro@x.example"],
    ["Taro Yamada <taro@x.example>", "Taro Yamada|taro@x.example"],
    ['"Yamada, Taro" <taro@x.example>', '"Yamada, Taro"|taro@x.example'],
    ['"a \\"b\\" <c>" <taro@x.example>', '"a \\"b\\" <c>"|taro@x.example'],
    ["=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <t@x.example>", "=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=|t@x.example"],
    ["Taro<taro@x.example>", "Taro|taro@x.example"],
    ["Taro (PTA) <taro@x.example>", "Taro (PTA)|taro@x.example"],
    ["Taro <taro@x.example> (PTA)", "Taro|taro@x.example"],
    ["< taro@x.example >", "|taro@x.example"],
    ["O'Neil :-) <taro@x.example>", "unreadable"],
    ["Taro :) <taro@x.example>", "unreadable"],
  ])("of %s is %s", (value, expected) => {
    expect(shown(readFrom([value]))).toBe(expected);
  });

  test("keeps the octets of its name, raw UTF-8 and Shift_JIS and 8-bit garbage alike", () => {
    const name = utf8Binary("山田\u3000太郎様");
    expect(shown(readFrom([`${name} <t@x.example>`]))).toBe(`${name}|t@x.example`);
    expect(shown(readFrom(["\x8eR\x93c\x91\xbe\x98Y\x83@ <t@x.example>"]))).toBe(
      "\x8eR\x93c\x91\xbe\x98Y\x83@|t@x.example",
    );
    expect(shown(readFrom(["\xff\xfe\xa0 <t@x.example>"]))).toBe("\xff\xfe\xa0|t@x.example");
  });

  test("is unfolded, without the NULs of its name", () => {
    expect(shown(readFrom([" Ta\0ro\r\n Yamada\r\n <taro@x.example>"]))).toBe("Taro Yamada|taro@x.example");
  });

  test.each([
    ["a..b@docomo.ne.jp", "|a..b@docomo.ne.jp"],
    ["<a.@ezweb.ne.jp>", "|a.@ezweb.ne.jp"],
    ["<.a@docomo.ne.jp>", "|.a@docomo.ne.jp"],
    ['"a..b"@docomo.ne.jp', '|"a..b"@docomo.ne.jp'],
    ['<"a."@docomo.ne.jp>', '|"a."@docomo.ne.jp'],
    ["-a.@docomo.ne.jp", "|-a.@docomo.ne.jp"],
  ])("may be a carrier's: %s", (value, expected) => {
    expect(shown(readFrom([value]))).toBe(expected);
  });

  test.each([
    [`t@${utf8Binary("日本語")}.jp`, "|t@xn--wgv71a119e.jp"],
    [`T <t@${utf8Binary("日本語")}.jp>`, "T|t@xn--wgv71a119e.jp"],
    ["t@\x93\xfa.jp", "unreadable"],
    [`${utf8Binary("太郎")}@x.example`, "unreadable"],
  ])("may have a domain in raw UTF-8, and nothing else: %j", (value, expected) => {
    expect(shown(readFrom([value]))).toBe(expected);
  });

  test.each([
    ["Yamada, Taro <t@x.example>", "Yamada, Taro|t@x.example"],
    ["Norton I., Emperor of the United States <n@x.example>", "Norton I., Emperor of the United States|n@x.example"],
    [", <t@x.example>, ,", "|t@x.example"],
    ["Yamada; Taro <t@x.example>", "Yamada; Taro|t@x.example"],
    ["a@x.example <b@y.example>", "a@x.example|b@y.example"],
    ["t@x.example, ", "|t@x.example"],
  ])("is one though the list has entries without an address: %s", (value, expected) => {
    expect(shown(readFrom([value]))).toBe(expected);
  });

  test.each([
    ["t@x.example (Taro Yamada)", "Taro Yamada|t@x.example"],
    ["t@x.example (Mail (Delivery) System)", '"Mail (Delivery) System"|t@x.example'],
    ["t@x.example (=?UTF-8?B?5bGx?=)", "=?UTF-8?B?5bGx?=|t@x.example"],
    ['t@x.example (a "b\\) c)', '"a \\"b) c"|t@x.example'],
    ["(Taro) <t@x.example>", "Taro|t@x.example"],
    ["<t@x.example> (Taro)", "Taro|t@x.example"],
    ["t@x.example ()", "|t@x.example"],
  ])("has its name from a comment: %s", (value, expected) => {
    expect(shown(readFrom([value]))).toBe(expected);
  });

  test("belongs to the domain after the last @, whatever the quotes look like", () => {
    expect(shown(readFrom(['"taro@gmail.com"@evil.example']))).toBe('|"taro@gmail.com"@evil.example');
    expect(shown(readFrom(['"taro@gmail.com" <x@evil.example>']))).toBe('"taro@gmail.com"|x@evil.example');
    expect(shown(readFrom(["taro@gmail.com <x@evil.example>"]))).toBe("taro@gmail.com|x@evil.example");
  });
});

describe("a From field without one sender", () => {
  test.each([[[]], [[""]], [["Taro"]], [['"taro@x.example"']], [["Yamada, Taro"]], [["(t@x.example)"]]])(
    "has none: %j",
    (values) => {
      expect(readFrom(values).kind).toBe("none");
    },
  );

  test.each([
    [["a@x.example", "a@x.example"]],
    [["a@x.example", ""]],
    [["a@x.example, b@y.example"]],
    [["a@x.example; b@y.example"]],
    [["A <a@x.example>, B <b@y.example>"]],
    [["A <a@x.example> B <b@y.example>"]],
    [["A <a@x.example>, b@y.example"]],
    [["a@x.example, B <b@y.example>"]],
    [["<a@x.example><b@y.example>"]],
    [["<a@x.example>, <>"]],
  ])("has several: %j", (values) => {
    expect(readFrom(values).kind).toBe("several");
  });

  test.each([
    "<<a@x.example>>",
    "The Service <The Service <hello@x.example>>",
    "<a@x.example",
    "a@x.example>",
    "A <a@x.example> B",
    'A "<a@x.example>',
    "A (<a@x.example>",
    `${"(".repeat(9)}${")".repeat(9)} a@x.example`,
    "<>",
    "Taro <taro>",
    "Friends: a@x.example;",
    "Friends: a@x.example, b@y.example;",
    "undisclosed: ;",
    "<@a.example,@b.example:taro@x.example>",
    "@a.example:taro@x.example",
    "taro @ x.example",
    "taro@x.example taro",
    "Taro taro@x.example",
    "taro(comment)@x.example",
    "taro@x.example b@y.example",
    "taro@",
    "taro@x.example\0",
    "<ta\0ro@x.example>",
    "<taro@x.example\r\n .evil.example>",
    "taro@x.example\rFrom: evil@y.example",
    "Taro\r<taro@x.example>",
    "<Taro <taro@x.example>",
    '"evil@y.example", <taro@x.example>',
    "=?UTF-8?Q?=3Cevil=40y.example=3E?=, <taro@x.example>",
  ])("is unreadable: %j", (value) => {
    expect(readFrom([value]).kind).toBe("unreadable");
  });
});

test("whatever the From field, its reader neither crashes nor finds an address that does not stand in it", () => {
  const words = [
    "a@x.jp",
    "b@y.jp",
    '"c@z.jp"',
    "<",
    ">",
    "(",
    ")",
    ",",
    ";",
    ":",
    '"',
    "\\",
    " ",
    "\t",
    "Taro",
    "\xff",
    "=?UTF-8?Q?=3Ce=40v.jp=3E?=",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 14 }), (parts) => {
      const value = parts.join("").toLowerCase();
      const reading = readFrom([value]);
      if (reading.kind === "one") expect(value).toContain(reading.mailbox.address.spec);
      for (const mailbox of readMailboxes(value)) expect(value).toContain(mailbox.address.spec);
    }),
    { numRuns: 3000 },
  );
});

test("a hostile field of 100 KB is read in one pass", () => {
  for (const unit of ["<", "(", '"', "\\", ",", "a@", "<a@", ":", '("', " ", "=?", "\r\n ", "(a)", "<a@b.c>,"]) {
    const value = unit.repeat(100_000 / unit.length);
    expect(readFrom([`${value}x`]).kind).not.toBe("one");
    expect(readMailboxes(value).length).toBeLessThanOrEqual(200);
  }
});

describe("the mailboxes of To, Cc and Reply-To", () => {
  function all(value: string, limit?: number): string[] {
    return readMailboxes(value, limit).map((mailbox) => `${mailbox.phrase}|${mailbox.address.spec}`);
  }

  test("are all found, with their names", () => {
    expect(all('A <a@x.example>, "B, C" <b@x.example>,\r\n c@x.example (C), d@x.example')).toEqual([
      "A|a@x.example",
      '"B, C"|b@x.example',
      "C|c@x.example",
      "|d@x.example",
    ]);
  });

  test("come out of groups", () => {
    expect(all("Class 1: a@x.example, B <b@x.example>; Class 2:; c@x.example")).toEqual([
      "|a@x.example",
      "B|b@x.example",
      "|c@x.example",
    ]);
  });

  test("are found beside what cannot be read", () => {
    expect(all("nobody, <>, taro@, <<a@x.example>>, b@x.example, <@r.example:c@x.example>, d e@x.example")).toEqual([
      "|a@x.example",
      "|b@x.example",
    ]);
  });

  test("end at the limit", () => {
    expect(all("a@x.example, b@x.example, c@x.example", 2)).toEqual(["|a@x.example", "|b@x.example"]);
    expect(readMailboxes("a@x.example,".repeat(1000))).toHaveLength(200);
  });
});
