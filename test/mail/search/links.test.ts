import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrubText } from "../../../src/mail/scrub/scrub.ts";
import { ALIAS } from "../scrub/scrubbed.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);
const INSTEAD = ALIAS.addresses[0] ?? "";
const OWN = INSTEAD.replace(/@.*/, "");
const hide = (text: string, address = "taro@company.example") =>
  scrubText(text, { addresses: [address], aliasForm: false, names: [] }, ALIAS);
const base64 = (octets: string) => btoa(octets).replace(/=+$/, "");

describe("an address in a link", () => {
  it("is found in the name of a personal site", () => {
    const site = INSTEAD.replace(/[^a-z0-9]/g, "_");
    for (const [path, left] of [
      ["/personal/hanako_work_example/Documents/x", `/personal/${site}/Documents/x`],
      ["/my?id=%2Fpersonal%2Fhanako%5Fwork%5Fexample%2FDocuments", `/my?id=%2Fpersonal%2F${site}%2FDocuments`],
      ["?u=%252Fpersonal%252FHanako%255Fwork%255Fexample%252F", `?u=%252Fpersonal%252F${site}%252F`],
    ]) {
      expect(hide(`https://w-my.sharepoint.com${path}`, "hanako@work.example")).toBe(
        `https://w-my.sharepoint.com${left}`,
      );
    }
    const other = "https://w-my.sharepoint.com/personal/hanako_work_example_org/x";
    expect(hide(other, "hanako@work.example")).toBe(other);
  });

  it("is found behind a plus sign that is a space", () => {
    expect(hide("?q=mail+from+taro@company.example")).toBe(`?q=mail+from+${INSTEAD}`);
    expect(hide("q=x&text=write+taro%40company.example")).toBe(`q=x&text=write+${OWN}%40school.example`);
    expect(hide("mail+taro%40company.example")).toBe(`mail+${OWN}%40school.example`);
    expect(hide("write to x+taro@company.example")).toBe("write to x+taro@company.example");
  });

  it("is found as Proofpoint writes it", () => {
    expect(
      hide("https://urldefense.proofpoint.com/v2/url?u=https-3A__x.example_-3Fe-3Dtaro-40company.example-26x&d=Dw"),
    ).toBe(`https://urldefense.proofpoint.com/v2/url?u=https-3A__x.example_-3Fe-3D${OWN}-40school.example-26x&d=Dw`);
    expect(hide("u=mailto-3Ataro-2Bnews-40company.example&d=x")).toBe(`u=mailto-3A${OWN}-40school.example&d=x`);
    expect(hide("https://urldefense.com/v3/__https://x.example/?e=taro*40company.example__;JQ!!x")).toBe(
      `https://urldefense.com/v3/__https://x.example/?e=${OWN}*40school.example__;JQ!!x`,
    );
  });

  it("is found as Exchange writes it", () => {
    expect(hide("IMCEASMTP-taro+40company+2Eexample@work.example")).toBe(
      `IMCEASMTP-${OWN}+40school.example@work.example`,
    );
  });

  it.each(["%40", "%2540", "=40", "=3D40", "\\u0040", "%u0040", "\\x40", "\\'40", "&#64\\;", "&#64;"])(
    "is found with its at sign spelled %s",
    (at) => {
      expect(hide(`x "taro${at}company.example" y`)).toBe(`x "${OWN}${at}school.example" y`);
    },
  );

  it.each(["_at_", "_AT_", "-at-", "(at)", "[at]", " (at) ", " [AT] ", "{at}", " at ", "(@)"])(
    "is found with %j for its at sign",
    (at) => {
      const shown = at.includes("@") ? "@" : at;
      expect(hide(`x taro${at}company.example y`)).toBe(`x ${OWN}${shown}school.example y`);
      expect(hide(`x taro${at}company${at.replace(/at|AT|@/, "dot")}example y`)).toBe(
        `x ${OWN}${shown}school.example y`,
      );
      expect(hide(`x mataro${at}company.example y`)).toBe(`x mataro${at}company.example y`);
    },
  );

  it("is found in hexadecimal, and told from another's", () => {
    const hex = (text: string) => Buffer.from(text).toString("hex");
    for (const before of ["", "id=1 ", "x/"]) {
      expect(hide(`?e=${hex(`${before}taro@company.example`)}&x`)).toBe(`?e=${hex(before + INSTEAD)}&x`);
    }
    expect(hide(`?e=${hex("Taro@Company.example").toUpperCase()}`)).toBe(`?e=${hex(INSTEAD)}`);
    expect(hide(`?e=${hex("hanako@company.example")}`)).toBe(`?e=${hex("hanako@company.example")}`);
  });

  it.each(["md5", "sha1", "sha256"])("is found as its %s, as Gravatar has it, and told from another's", (kind) => {
    const digest = (text: string) => createHash(kind).update(text).digest("hex");
    const link = (hash: string) => `https://www.gravatar.com/avatar/${hash}?s=80`;
    const zeros = "0".repeat(digest("").length);
    expect(hide(link(digest("taro@company.example")), "Taro@company.example")).toBe(link(zeros));
    expect(hide(link(digest("taro@company.example").toUpperCase()))).toBe(link(zeros));
    expect(hide(`x=${digest("mailto:taro@company.example")};`)).toBe(`x=${zeros};`);
    expect(hide(link(digest("hanako@company.example")))).toBe(link(digest("hanako@company.example")));
  });
});

describe("an address in base64", () => {
  it("is found when it is very short", () => {
    expect(hide(`?e=${base64("ken@me.com")}`, "ken@me.com")).toBe("?e=removed");
    expect(hide(`?e=${base64("a@b.jp")}`, "a@b.jp")).toBe("?e=removed");
  });

  it("is found in a calendar's link in Google's short form", () => {
    expect(hide(`?tmeid=${base64("1uta20_20261124 jiro.sato@m")}`, "jiro.sato@gmail.com")).toBe("?tmeid=removed");
    const other = `?tmeid=${base64("1uta20_20261124 jiro.sato@mail.example")}`;
    expect(hide(other, "jiro.sato@gmail.com")).toBe(other);
  });

  it("is found with its at sign escaped before it was encoded, at any place and in UTF-16", () => {
    const forms = [
      ...["%40", "%2540", "&#64;", "&#x40;", "\\u0040", "=40"].map((at) => `taro${at}company.example`),
      "t\0a\0r\0o\0@\0c\0o\0m\0p\0a\0n\0y\0.\0e\0x\0a\0m\0p\0l\0e\0",
      "\0t\0a\0r\0o\0@\0c\0o\0m\0p\0a\0n\0y\0.\0e\0x\0a\0m\0p\0l\0e",
    ];
    const before = fc.stringMatching(/^[ -~]{0,30}[ =:/"]$/);
    fc.assert(
      fc.property(fc.constantFrom(...forms), before, fc.constantFrom("", "&x=1", '"}', " "), (form, start, end) => {
        const wide = form.includes("\0");
        const widened = (text: string) =>
          wide ? [...text].map((c) => (form.startsWith("\0") ? `\0${c}` : `${c}\0`)).join("") : text;
        const run = base64(widened(start) + form + widened(end));
        expect(hide(`https://x.example/?u=${run.replaceAll("+", "-").replaceAll("/", "_")}&i=1`)).toBe(
          "https://x.example/?u=removed&i=1",
        );
      }),
      { numRuns: RUNS },
    );
  });

  it("is found as Sophos puts a link into its own", () => {
    const link = base64("https://x.example/unsubscribe?e=taro%40company.example&id=17");
    expect(hide(`https://eu.sophos.example/?d=x.example&u=${link}&p=m`)).toBe(
      "https://eu.sophos.example/?d=x.example&u=removed&p=m",
    );
  });

  it("goes alone out of a file", () => {
    const file = `${"x".repeat(6001)} <a href="mailto:taro%40company.example"> ${"y".repeat(6000)}`;
    const [, left = ""] = /base64,([^"]*)/.exec(hide(`<img src="data:text/html;base64,${btoa(file)}">`)) ?? [];
    expect(left).toHaveLength(btoa(file).length);
    expect(atob(left)).not.toMatch(/taro|%40|company\.ex/);
    expect(atob(left)).toContain("x".repeat(6000));
    expect(atob(left)).toContain("y".repeat(6000));
  });

  it("is told from another's", () => {
    const other = `?u=${base64("https://x.example/?e=hanako%40company.example&id=17")}`;
    expect(hide(other)).toBe(other);
  });
});
