import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrubText } from "../../../src/mail/scrub/scrub.ts";
import { indexOfHidden } from "../../../src/mail/search/hidden.ts";

const INSTEAD = { addresses: ["anon@school.example"], aliasForm: "pta@school.example", name: "" };
const scrub = (text: string, address: string) =>
  scrubText(text, { addresses: [address], aliasForm: false, names: [] }, INSTEAD);

describe("an address at a provider with several domains for one mailbox", () => {
  it.each([
    ["gmail.com", "googlemail.com"],
    ["icloud.com", "me.com", "mac.com"],
    ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
    ["ezweb.ne.jp", "au.com"],
    ["yandex.ru", "ya.ru", "yandex.com"],
  ])("is found at each of them: %s", (...twins) => {
    for (const hidden of twins) {
      for (const shown of twins) {
        expect(scrub(`x taro+a@${shown} y`, `Taro@${hidden}`)).toBe("x anon@school.example y");
        expect(scrub(`?u=${btoa(`id 1 taro@${shown} 2`).replaceAll("=", "")}`, `taro@${hidden}`)).toBe("?u=removed");
      }
    }
  });

  it("is not taken for somebody's at another provider", () => {
    expect(scrub("taro@me.com", "taro@gmail.com")).toBe("taro@me.com");
    expect(scrub("taro@me.com.example", "taro@icloud.com")).toBe("taro@me.com.example");
  });
});

describe("the quick question how a run of characters ends", () => {
  const localPart = fc.string({ unit: fc.constantFrom(..."aAb.+-_%9"), minLength: 1, maxLength: 6 });
  const named = localPart.filter((written) => /^(?:\+|\.*[^.+])/.test(written));
  const domain = fc.constantFrom("gmail.com", "GoogleMail.com", "me.com", "company.example");

  it("never says no where a hidden address, or an alias, is the end of the run", () => {
    fc.assert(
      fc.property(named, domain, localPart, domain, fc.boolean(), (hidden, at, run, where, alias) => {
        const index = indexOfHidden({ addresses: [`${hidden}@${at}`], aliasForm: true, names: [] });
        const written = alias ? `${run}ANON-7k3m9q2x4wtz` : run + hidden;
        for (const text of [run, written, `${written}+tag`, written.replaceAll("a", "A.")]) {
          const found = Array.from(text, (_, from) => index.slotOf(text.slice(from), where));
          if (found.some((slot) => slot !== undefined)) expect(index.mayEnd(text, where)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("in quotes, in JSON and behind escapes", () => {
  it.each([
    ['"mail":"taro@company.example"', '"mail":"anon@school.example"'],
    ['"\\u5148","taro@company.example"', '"\\u5148","anon@school.example"'],
    ['\\"taro@company.example\\"', '\\"anon@school.example\\"'],
    ["\\u0074aro@company.example", "anon@school.example"],
    ["ta\\u0072o@company.example", "anon@school.example"],
    ["&#116;aro@company.example", "anon@school.example"],
    ["%74aro%40company.example", "anon%40school.example"],
    ["=74aro@company.example", "anon@school.example"],
    ["&quot;taro@company.example&quot;", "&quot;anon@school.example&quot;"],
    ['"anon-7k3m9q2x4wtz@elsewhere.example"', '"pta@school.example"'],
    ['"Anon-7K3M9Q2X4WTZ+a"@elsewhere.example', "pta@school.example"],
  ])("%s is found", (text, expected) => {
    const hidden = { addresses: ["taro@company.example"], aliasForm: true, names: [] };
    expect(scrubText(text, hidden, INSTEAD)).toBe(expected);
  });
});
