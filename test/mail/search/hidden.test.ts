import { describe, expect, it } from "vitest";
import { scrubText } from "../../../src/mail/scrub/scrub.ts";

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
