import { describe, expect, it } from "vitest";
import { scrubText } from "../../../src/mail/scrub/scrub.ts";

const HIDDEN = { addresses: ["taro@company.example"], aliasForm: false, names: [] };
const INSTEAD = { addresses: ["anon@school.example"], aliasForm: "pta@school.example", name: "" };
const scrub = (text: string, hidden = HIDDEN) => scrubText(text, hidden, INSTEAD);
const inLink = (value: string) => btoa(value).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

describe("an address in base64 inside a link", () => {
  it.each(["", "a", "ab", "abc", "1uta 20 ", "\xff\xfe~?"])("is found behind any octets: %j", (before) => {
    for (const behind of ["", "8", "85", "85a", ">"]) {
      const run = inLink(`${before}taro@company.example${behind}`);
      expect(scrub(`https://calendar.example/event?eid=${run}&ctz=Asia`)).toBe(
        "https://calendar.example/event?eid=removed&ctz=Asia",
      );
    }
  });

  it.each(["Taro@Company.EXAMPLE", "taro+news@company.example", "a+taro+b@company.example", '"taro"@company.example'])(
    "is found however its mailbox is written: %s",
    (address) => expect(scrub(`eid=${inLink(`id ${address}`)}`)).toBe("eid=removed"),
  );

  it("is found at both of Google's domains, dots and all", () => {
    const hidden = { ...HIDDEN, addresses: ["ta.ro@gmail.com"] };
    expect(scrub(`eid=${inLink("20#t.aro@googlemail.com85a1")}`, hidden)).toBe("eid=removed");
  });

  it("is found when it is an alias, where all aliases are hidden", () => {
    const run = inLink("id anon-7k3m9q2x4wtz@school.example");
    expect(scrub(`eid=${run}`)).toBe(`eid=${run}`);
    expect(scrub(`eid=${run}`, { ...HIDDEN, aliasForm: true })).toBe("eid=removed");
  });

  it.each(['"', "(", " ", "\n", "%3D", "?"])("is found behind any character: %j", (before) => {
    expect(scrub(`${before}${inLink("id taro@company.example")} x`)).toBe(`${before}removed x`);
  });

  it("goes alone out of a path", () => {
    for (const path of [
      "https://t.example/o/",
      "https://t.example/ope/",
      "https://t.example/open/",
      "https://t.example/opens/",
    ]) {
      expect(scrub(`${path}${inLink("taro@company.example")}`)).toBe(`${path}removed`);
    }
  });

  it("is told from another's", () => {
    for (const other of ["tano@company.example", "taro@company.test", "taro at company.example"]) {
      expect(scrub(`eid=${inLink(other)}`)).toBe(`eid=${inLink(other)}`);
    }
  });
});

describe("an address in a file's base64 that stands in a text", () => {
  const file = `${"x".repeat(6000)}, taro@company.example, ${"y".repeat(6000)}`;

  it("goes, and the rest of the file keeps its place", () => {
    const left = scrub(`<img src="data:image/png;base64,${btoa(file)}">`);
    const [, base64 = ""] = /base64,([^"]*)/.exec(left) ?? [];
    expect(base64).toHaveLength(btoa(file).length);
    expect(atob(base64)).not.toMatch(/taro|company|example/);
    expect(atob(base64).replace(/[^x]*$/, "")).toBe("x".repeat(6000));
    expect(atob(base64).endsWith("y".repeat(6000))).toBe(true);
  });

  it("goes from lines that cut it anywhere", () => {
    for (let before = 37; before < 60; before++) {
      const lines = btoa(`${"x".repeat(before)} taro@company.example`).replace(/.{76}/g, "$&\r\n");
      const left = scrub(`Look:\r\n${lines}\r\n`);
      expect(left.split("\r\n").map(({ length }) => length)).toEqual(
        `Look:\r\n${lines}\r\n`.split("\r\n").map(({ length }) => length),
      );
      expect(atob(left.slice(7).replace(/\s/g, ""))).not.toMatch(/taro|company|example/);
    }
  });
});
