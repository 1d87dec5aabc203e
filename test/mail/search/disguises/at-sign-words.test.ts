import { describe, expect, it } from "vitest";
import { scrubText } from "../../../../src/mail/scrub/scrub.ts";

const HIDDEN = { addresses: ["taro@company.example"], aliasForm: false, names: [] };
const INSTEAD = { addresses: ["anon@school.example"], aliasForm: "", name: "" };

const scrubbed = (text: string) => scrubText(text, HIDDEN, INSTEAD);

describe("what stands between a name and its domain", () => {
  it.each([
    "Taro | company.example",
    "Taro |\r\ncompany.example",
    "Taro > company.example",
    "Taro <company.example>",
    "Taro + company.example",
    "Taro ~ company.example",
    "taro → company.example",
    "Call Taro! company.example is down",
    "Taro & company.example",
    "taro 40 company.example",
  ])("is punctuation in %j, and stays", (text) => {
    expect(scrubbed(text)).toBe(text);
  });

  it.each(["> ", "* ", "■ ", "★ ", "◆", "#", "| ", "→ ", "40 "])(
    "begins a line of its own with %j, and stays",
    (sign) => {
      for (const lineBreak of ["\n", "\r\n", "\r\n\r\n"]) {
        const text = `Yours, Taro${lineBreak}${sign}company.example\r\n`;
        expect(scrubbed(text)).toBe(text);
      }
    },
  );

  it.each(["★", " ★ ", "|", "→", "#", " # ", " (at) ", " [at]\r\n", " [@]\r\n", ".40", "（at）", " アット "])(
    "spells an at sign where it is %j",
    (gap) => {
      expect(scrubbed(`taro${gap}company.example`)).not.toContain("company.example");
    },
  );
});
