import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskAddress, maskInText } from "../../src/admin/mask.ts";

const mask = (localPart: string, domain: string) => maskAddress({ localPart, domain });

describe("a masked address", () => {
  it("shows the first character of each side and the last label", () => {
    expect(mask("taro", "gmail.com")).toBe("t•••@g•••.com");
    expect(mask("hanako.y", "mail.company.example")).toBe("h•••@m•••.example");
  });

  it("never shows a local part of one character", () => {
    expect(mask("a", "x.example")).toBe("•••@x•••.example");
    expect(mask("𠮷", "x.example")).toBe("•••@x•••.example");
  });

  it("has a fixed length of hiding, so that it does not tell how long the address is", () => {
    expect(mask("ab", "x.example")).toBe(mask("abcdefgh", "xyz.example"));
  });

  it("never contains the local part, whatever that is", () => {
    const localPart = fc
      .string({ minLength: 1, maxLength: 64, unit: "grapheme" })
      .filter((text) => !text.includes("•"));
    fc.assert(
      fc.property(localPart, (local) => {
        const shown = mask(local, "xn--zckzah.example");
        expect(shown.slice(0, shown.indexOf("@"))).not.toContain(local);
      }),
    );
  });
});

describe("a display name", () => {
  it("stays as it is when there is no address in it", () => {
    expect(maskInText("山田 太郎（3年2組）")).toBe("山田 太郎（3年2組）");
  });

  it.each([
    ["taro@company.example", "t•••@c•••.example"],
    ["Taro <taro@company.example>", "Taro <t•••@c•••.example>"],
    ["山田（taro@company.example）", "山田（t•••@c•••.example）"],
    ["taro＠company.example", "t•••@c•••.example"],
    ["taro@company@x.example", "t•••@x•••.example"],
    ["@taro@company.example@", "@t•••@c•••.example@"],
    ["@@ (@)", "@@ (@)"],
    ["a@".repeat(250), `a•••@a•••@`],
  ])("that carries an address is masked: %s", (name, shown) => {
    expect(maskInText(name)).toBe(shown);
  });
});
