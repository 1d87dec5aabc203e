/** Messages made for nothing but to cost: whatever they are made of, twice as much of it costs twice as much at most. */

import { describe, expect, it } from "vitest";
import { fromBinaryString } from "../../src/mail/octets.ts";
import { indexOfHidden } from "../../src/mail/search/hidden.ts";
import { cleanName } from "../../src/relay/outgoing/display-name.ts";
import { filled, REPLY, refusal, relayed, text } from "./support/relayed.ts";
import { work } from "./support/work.ts";

const base64 = (octets: string): string => Buffer.from(octets, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n");

/** Inlined functions are counted or not, as V8 likes; quadratic work is sixteen times as much whatever it likes. */
const AT_MOST = 8;

/** Four times the length must not make much more than four times the work. */
function expectLinear<Input>(make: (length: number) => Input, call: (input: Input) => unknown, length = 10_000): void {
  call(make(length)); // What is done once is done before.
  const [once = 0, twice = 0, fourTimes = 0] = [1, 2, 4].map((times) => {
    const input = make(times * length);
    return work(() => call(input));
  });
  expect(fourTimes).toBeLessThan(AT_MOST * once + 2000);
  expect(fourTimes).toBeLessThan((AT_MOST / 2) * twice + 2000);
}

function expectLinearBothWays(make: (length: number) => string): void {
  const octets = (length: number) => fromBinaryString(make(length));
  expectLinear(octets, (message) => relayed(message));
  expectLinear(octets, (message) => relayed(message, REPLY));
}

const UNITS = [
  ...[
    "%40a",
    "%40",
    "=40",
    "=40a",
    "&#64;",
    "&#64;a",
    "&amp;",
    "%25",
    "@",
    "@.",
    "a.@",
    "a@a",
    "''''@company.example ",
  ],
  ...[
    "@company.example",
    "x@company.example ",
    "taro@company.example",
    "======@company.example ",
    "a=b=@company.example",
  ],
  ...["=?zz?q?=80?=,", "=?", "=?a?q?", "=?utf-8?q?=41?=,", "=?utf-8?q?taro=40company.example?=,", "=?utf-8?q?a?= "],
  // What a reader sees is read only so far.
  ...[
    "a40a",
    "40",
    "&#",
    "&#26085;",
    "+AEA-",
    "a=b@c ",
    "anon-",
    "personal/a_b",
    "\x81\x97",
    "a\0",
    "=",
    "QGNvbXBhbnk",
  ],
  ...["<wbr>@", "@&shy;", "taro@com<wbr>pany", "\x1b$B!w\x1b(B", "6140636f", " at com", "personal/a"],
  ...[
    "cid:a@company.example ",
    "-----BEGIN PGP SIGNATURE-----\r\n",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    " ",
    "\r",
    "\r\n ",
  ],
  // What may stand in place of an at sign, before a hidden domain.
  ...[
    "company.example",
    "a\x81\x9acompany.example ",
    "a(at)company.example",
    "taro (at) ",
    "company(dot)",
    "company.example!",
  ],
  ...["\xe2\x98\x85company.example", "_x0040_", "\\u{40}", "taro.40company.example", "0".repeat(32), "company "],
];

describe("a text made of one thing over and over", () => {
  it.each(UNITS)("costs no more than in proportion to its length: %j", (unit) => {
    expectLinearBothWays((length) => text(filled(unit, length)));
  });

  it.each(["@a@a", "a@company.example", "taro@company.example,", "a%40company.example"])(
    "does so in base64, too: %j",
    (unit) => {
      expectLinearBothWays((length) => text(Buffer.from(filled(unit, length)).toString("base64")));
      expectLinearBothWays((length) => text(base64(filled(unit, length))));
    },
  );

  it.each(["!Q", "QQ==", "QUJDREVG\r\n!x\r\n", "=", "QUJDREVG"])("does so as the body of an encoding: %j", (unit) => {
    for (const encoding of ["base64", "quoted-printable"]) {
      const fields = `Content-Type: text/plain\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
      expectLinearBothWays((length) => fields + filled(unit, length));
    }
  });

  it.each(["\\b0 ", "{", "}", "\\'40", "\\u64?", "a", "\\", "\r\n", "{\\*\\x a}", "00"])(
    "does so as rich text: %j",
    (unit) => {
      expectLinearBothWays((length) => text(`{\\rtf1 ${filled(unit, length)}`));
    },
  );

  it.each(["+AEA-", "+", "a@a", "+AGE", "-"])("does so in UTF-7: %j", (unit) => {
    expectLinearBothWays((length) => `Content-Type: text/plain; charset=utf-7\r\n\r\n${filled(unit, length)}`);
  });

  it.each([
    "<bdo ",
    "\xe2\x80\xae",
    "<div style=display:inline>@",
    "</div>@",
    "<b hidden>@",
    "<b( hidden>@",
    "<script>@",
    "</>@",
    "<!-- ",
    "<style>",
    "<a href='\t'",
    "<a href='\t@",
    "href=",
    "<a b",
    "<a>\n",
    "&#10;@",
  ])("does so as a page: %j", (unit) => {
    expectLinearBothWays((length) => `Content-Type: text/html\r\n\r\n${filled(unit, length)}`);
  });

  it.each(["abcdef01", "a\0b\0", "&amp;", "amp;", "0", "%25", "25", "A"])(
    "is read to its end when it is endless: %j",
    (unit) => {
      const message = fromBinaryString(text(`&${filled(unit, 12_000_000)}@`));
      expect(relayed(message).kind).toBe("scanned");
    },
  );

  it("is refused in words above ten thousand hits, wherever they stand", () => {
    const full = filled("taro@company.example ", 10_001 * 21);
    const encoded = `Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(full)}`;
    const parts = filled(`--b\r\n\r\n${filled("taro@company.example ", 21 * 200)}\r\n`, 21 * 12_000);
    for (const message of [text(full), encoded, `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}`]) {
      expect(refusal(message)).toBe("too-many-addresses");
    }
    expect(refusal(text(filled("taro@company.example ", 9_900 * 21)))).toBeUndefined();
  });

  it("is refused in words above ten thousand hits of any disguise", () => {
    const sites = text(filled("personal/taro_company_example/ ", 10_001 * 31));
    expect(refusal(sites)).toBe("too-many-addresses");
  });

  it("costs the same from where it is refused on: three megabytes of the sender's own address", () => {
    const [one = 0, three = 0] = [1, 3].map((times) => {
      const octets = fromBinaryString(text(filled("taro@company.example,", times * 1_000_000)));
      return work(() => relayed(octets));
    });
    expect(three).toBeLessThan(1.5 * one);
  });
});

describe("a large message that is nobody's attack passes", () => {
  const octets = (written: string) => Buffer.from(written).toString("latin1");
  const paragraph =
    "お世話になっております。来週の運動会について、ご連絡いたします。雨天の場合は翌日に順延いたします。\r\n";

  it.each([
    ["five megabytes of Japanese", octets(filled(paragraph, 1_700_000))],
    [
      "the same with a broken character",
      `${octets(filled(paragraph, 500_000))}\xe3\x81 ${octets(filled(paragraph, 500_000))}`,
    ],
    ["five megabytes of base64 in a text", base64(filled("A picture, or something. \x00\xff", 4_000_000))],
    ["a log of five megabytes", filled('{"ms":40.2,"id":"f40ab7c0de","path":"/api/v1/4021"}\n', 5_000_000)],
    ["a table of telephone numbers", filled("Yamada,03-4040-4040,40,4\r\n", 5_000_000)],
  ])("%s", (_, written) => {
    expect(refusal(text(written))).toBeUndefined();
    expect(refusal(text(written), REPLY)).toBeUndefined();
  });
});

describe("a message with a hundred thousand addresses of people whom it does not hide", () => {
  it("passes", () => {
    expect(refusal(text(filled("somebody@elsewhere.example\r\n", 28 * 90_000)))).toBeUndefined();
  });
});

describe("messages inside of messages", () => {
  const nested = (levels: number, encode: (message: string) => string, encoding = ""): string => {
    let message = text("taro@company.example");
    for (let level = 0; level < levels; level++) {
      message = `Content-Type: message/rfc822\r\n${encoding}\r\n${encode(message)}\r\n`;
    }
    return message;
  };

  it("are refused in words when they are nested 1,500 deep in 45 KB, and nothing is thrown", () => {
    expect(refusal(nested(1500, (message) => message))).toBe("too-deep");
    expect(
      refusal(
        nested(1500, (message) => message),
        REPLY,
      ),
    ).toBe("too-deep");
    expect(
      relayed(
        nested(1500, (message) => message),
        { addresses: [], aliasForm: false, names: [] },
      ).kind,
    ).toBe("scanned");
  });

  it.each([
    ["quoted-printable", (message: string) => message.replaceAll("=", "=3D")],
    ["base64", base64],
  ])("are refused in words when each is encoded in %s", (encoding, encode) => {
    const message = nested(encoding === "base64" ? 33 : 200, encode, `Content-Transfer-Encoding: ${encoding}\r\n`);
    expect(refusal(message)).toMatch(/^too-(?:deep|much-encoded)$/);
  });

  it("cost no more than in proportion when each level of base64 has a line in it that is none", () => {
    const stray = (message: string) => base64(message).replace(/\r\n|$/, "\r\n!\r\n");
    const [few, many] = [10, 20].map((levels) => nested(levels, stray, "Content-Transfer-Encoding: base64\r\n"));
    const cost = (message = "") => {
      const octets = fromBinaryString(message);
      return work(() => relayed(octets)) / (octets.length + 100_000);
    };
    expect(cost(many)).toBeLessThan(3 * cost(few));
  });
});

describe("many hidden addresses", () => {
  const people = (count: number) => ({
    addresses: Array.from({ length: count }, (_, at) => `person${at}@company.example`),
    aliasForm: false,
    names: [],
  });

  it("of one domain are prepared for the search at a cost in proportion to their number", () => {
    expectLinear(people, indexOfHidden, 2000);
  });

  it("cost a search no more than one does", () => {
    const mail = fromBinaryString(text(Buffer.from(filled("x@company.example,", 4000)).toString("base64")));
    const [few, many] = [people(10), people(10_000)];
    for (const hidden of [few, many]) relayed(mail, hidden);
    expect(work(() => relayed(mail, many))).toBeLessThan(1.5 * work(() => relayed(mail, few)));
  });
});

describe("a display name", () => {
  const clean = (name: string) => cleanName(name, { ours: ["PTA"], scrub: (written) => written });

  it.each(["@", "a@", '"@', " @ ", "(", "( ", "匿名 ", "a.", "👨‍👩"])(
    "of one thing over and over costs in proportion: %j",
    (unit) => {
      expectLinear((length) => filled(unit, length), clean);
    },
  );

  it("with forty thousand spaces in it is the same name with one", () => {
    expect(clean(`a${" ".repeat(40_000)}b`)).toBe("a");
    expect(clean(`a${" ".repeat(400)}b`)).toBe("a b");
  });

  it("bears no mark of ours, however many spaces stand in it", () => {
    expect(clean(`Taro (${" ".repeat(300)}unverified${" ".repeat(300)})`)).toBe("Taro");
  });
});
