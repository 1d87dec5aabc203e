import { describe, expect, it } from "vitest";
import { scrubText } from "../../src/mail/scrub.ts";

const HIDDEN = { addresses: ["taro@company.example"], aliasForm: false, names: [] };
const INSTEAD = { addresses: ["anon@school.example"], aliasForm: "", name: "" };
const scrub = (text: string) => scrubText(text, HIDDEN, INSTEAD);

describe("an address in base64 inside a link", () => {
  it.each(["", "a", "ab", "abc", "1uta 20 "])("is found behind any octets: %j", (before) => {
    for (const behind of ["", "8", "85", "85a"]) {
      const run = btoa(`${before}taro@company.example${behind}`).replace(/=+$/, "");
      expect(scrub(`https://calendar.example/event?eid=${run}&ctz=Asia`)).toBe(
        "https://calendar.example/event?eid=removed&ctz=Asia",
      );
    }
  });

  it("is told from another's", () => {
    const run = btoa("tano@company.example").replace(/=+$/, "");
    expect(scrub(`eid=${run}`)).toBe(`eid=${run}`);
  });
});
