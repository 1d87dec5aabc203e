import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrubText } from "../../../src/mail/scrub/scrub.ts";
import { ALIAS, bytes, message, scrubbedBody } from "../scrub/scrubbed.ts";

const INSTEAD = ALIAS.addresses[0] ?? "";
const hide = (text: string, address = "taro@company.example") =>
  scrubText(text, { addresses: [address], aliasForm: false, names: [] }, ALIAS);

describe("an address into which the words around it run", () => {
  it.each([
    ..."TEL:03-1234 Tel Fax: Phone03 tel:03 tel fax http://x.example www.x.example URL: 03-1234-5678 -03-1234 2 2nd".split(
      " ",
    ),
    ...[
      ".I will",
      ".I'll",
      ".Thanks",
      ".THANKS",
      ".Mr Sato",
      ".",
      "...",
      ".-",
      "-",
      "--",
      "_",
      "__",
      ".1",
      ".2026-11-24",
    ],
    ...[
      ".zip",
      ".pdf",
      ".eml",
      ".msg",
      ".7z",
      ".txt.",
      "\\nx",
      "/x",
      "?x",
      "&x",
      "'s",
      "`",
      "~",
      "です",
      "。",
      "｡次",
      "）",
    ],
  ])("ends where the address ends, before %j", (behind) => {
    expect(hide(`x taro@company.example${behind}`)).toBe(`x ${INSTEAD}${behind}`);
    expect(hide(`x TARO@COMPANY.EXAMPLE${behind.toLowerCase()}`)).toBe(`x ${INSTEAD}${behind.toLowerCase()}`);
  });

  it.each([
    ..."E-Mail e-mail Email email E-mail: Mail mail: mailto: Tel TEL FAX tel Adresse address Contact from: 1. 12. 3: * - _ __ ' '' d' l' qu' `".split(
      " ",
    ),
    ..."**_ ... -- 03-1234-5678 0312345678 +81-3-1234 => ->  | # ～ ・ ： メール： （ \\n \\t \\r\\n ~ '_ \"' >> &gt; =3D 3D".split(
      " ",
    ),
  ])("starts where the address starts, behind %j", (before) => {
    expect(hide(`x ${before}taro@company.example y`)).toBe(`x ${before}${INSTEAD} y`);
  });

  it.each(["x", "Y"])("starts at a change of letter case: %j", (letter) => {
    for (const before of [`${letter}x`, "ID", "CC"]) {
      const address = before === "ID" || before === "CC" ? "taro" : "Taro";
      expect(hide(`${before}${address}@company.example`)).toBe(`${before}${INSTEAD}`);
    }
    expect(hide("TELTaro@company.example")).toBe(`TEL${INSTEAD}`);
  });

  it("starts and ends with marks of its own in spite of the marks around it", () => {
    const carrier = "_taro_@docomo.ne.jp";
    for (const [before, behind] of [
      ["'", "'"],
      ["_", "_"],
      ["'", "…'"],
      ["**", "**"],
      ["", ""],
      ['"', '"'],
    ]) {
      expect(hide(`${before}${carrier}${behind}`, carrier)).toBe(`${before}${INSTEAD}${behind}`);
    }
  });

  it("is found with Markdown's escapes in it", () => {
    expect(hide("x \\_taro\\_@docomo.ne.jp y", "_taro_@docomo.ne.jp")).toBe(`x ${INSTEAD} y`);
    expect(hide("taro\\_y\\.x@company.example", "taro_y.x@company.example")).toBe(INSTEAD);
    expect(hide("taro\\@company\\.example")).toBe(INSTEAD.replace("@", "\\@"));
    expect(hide("\\_taro@company.example\\_")).toBe(`\\_${INSTEAD}\\_`);
  });

  it("is found in a table whose cells ran together", () => {
    const body = scrubbedBody(
      message(
        "Content-Type: text/plain; charset=utf-8",
        "",
        bytes("氏名山田E-Mailtaro@company.exampleTEL:03-1234-5678"),
      ),
    );
    expect(body).toBe(bytes(`氏名山田E-Mail${INSTEAD}TEL:03-1234-5678`));
  });
});

describe("somebody else's longer address", () => {
  it.each([
    "mataro@company.example",
    "Mataro@company.example",
    "xtaro@company.example",
    "x.taro@company.example",
    "x-taro@company.example",
    "x_taro@company.example",
    "x+taro@company.example",
    "2taro@company.example",
    "o'taro@company.example",
    "remail-taro@company.example",
    "taro@company.example.org",
    "taro@company.example.co.jp",
    "taro@company.example-corp.com",
    "taro@company.example2.org",
    "taro@company.examples.org",
    "taro@company.exampletel.com",
    "taro@company.examples",
    "taro@mycompany.example",
    "taro@sub.company.example",
    "tarou@company.example",
    "taro.x@company.example",
  ])("stays: %s", (other) => {
    for (const text of [other, `<${other}>`, `x ${other}.`, `「${other}」`]) expect(hide(text)).toBe(text);
  });

  it("stays whenever it is longer by letters and digits in lower case", () => {
    const letters = fc
      .stringMatching(/^[a-z]{1,6}$/)
      .filter(
        (word) =>
          !/^(?:[a-z-]*(?:mail|tel|fax|from|phone|contact|addr|adres|user|name|login|account|skype|author|sender|courr|corr|kontakt|mobile)|www|cell|url|web|https?)/.test(
            word,
          ),
      );
    fc.assert(
      fc.property(letters, letters, (before, behind) => {
        for (const other of [`${before}taro@company.example`, `taro@company.example${behind}`]) {
          expect(hide(`x ${other} y`)).toBe(`x ${other} y`);
        }
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 500) },
    );
  });
});

describe("an alias into which words run", () => {
  const reply = (text: string) =>
    scrubText(
      text,
      { addresses: ["anon-7k3m9q2x4wtz@school.example"], aliasForm: true, names: [] },
      { ...ALIAS, addresses: ["parent@home.example"] },
    );

  it("becomes the address that it stands for", () => {
    for (const behind of ["TEL:03", ".I will", ".zip", "03-1234", "_", ".", "'"]) {
      expect(reply(`E-Mailanon-7k3m9q2x4wtz@school.example${behind}`)).toBe(`E-Mailparent@home.example${behind}`);
    }
  });

  it("is hidden when nobody knows it", () => {
    expect(reply("Mailanon-222222222222@school.example.Thanks")).toBe("Mailpta@school.example.Thanks");
  });
});
