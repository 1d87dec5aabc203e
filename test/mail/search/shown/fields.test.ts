import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../src/mail/header/encoded-word.ts";
import { scrubField, scrubText } from "../../../../src/mail/scrub/scrub.ts";
import { ALIAS, message, scrubbed, scrubbedBody, TARO } from "../../scrub/scrubbed.ts";
import { CHARSETS, cutInvisibly, widened } from "./spellings.ts";

const RUNS = Number(process.env.FC_RUNS ?? 200);
const timeout = 60_000 + RUNS * 100;
const ADDRESS = "taro@company.example";
const INSTEAD = ALIAS.addresses[0] ?? "";

const spelledIn = fc.constantFrom(...CHARSETS).chain((charset) =>
  fc.record({
    charset: fc.constant(charset),
    spelled: charset.label === "utf-8" ? fc.oneof(widened(ADDRESS), cutInvisibly(ADDRESS)) : widened(ADDRESS),
  }),
);

describe("an address in a header field", () => {
  it("is replaced in encoded-words, whatever their charset, its characters in whatever width", { timeout }, () => {
    fc.assert(
      fc.property(spelledIn, fc.constantFrom("B", "Q"), ({ charset, spelled }, encoding) => {
        const octets = charset.encode(`Re: ${spelled} `);
        const hex = (octet: string) => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
        const encoded = encoding === "B" ? btoa(octets) : octets.replace(/[^a-z]/gi, hex);
        const left = scrubField(` =?${charset.label}?${encoding}?${encoded}?= x`, TARO, ALIAS);
        expect(decodeText(left)).toContain(INSTEAD);
        expect(decodeText(left).normalize("NFKC")).not.toMatch(/company/);
      }),
      { numRuns: RUNS },
    );
  });

  it("is replaced in raw octets of any charset, and all around keeps its octets", { timeout }, () => {
    fc.assert(
      fc.property(spelledIn, ({ charset, spelled }) => {
        const [before, behind] = [charset.encode(` Re: ${charset.words[0]} `), charset.encode(` ${charset.words[1]}`)];
        const left = scrubField(before + charset.encode(spelled) + behind, TARO, ALIAS);
        expect(left).toBe(before + INSTEAD + behind);
      }),
      { numRuns: RUNS },
    );
  });

  it("is replaced in a name, with its invisible characters", () => {
    for (const cut of ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u202e"]) {
      for (let at = 1; at < ADDRESS.length; at++) {
        expect(scrubText(`Taro (${ADDRESS.slice(0, at)}${cut}${ADDRESS.slice(at)})`, TARO, ALIAS)).toBe(
          `Taro (${INSTEAD})`,
        );
      }
    }
    expect(scrubText("太郎（ｔａｒｏ＠ｃｏｍｐａｎｙ．ｅｘａｍｐｌｅ）", TARO, ALIAS)).toBe(`太郎（${INSTEAD}）`);
  });

  it.each(["。", "｡", "．", "﹒"])("is replaced with %s for a dot, which may also end the sentence", (dot) => {
    expect(scrubText(`ｔａｒｏ﹫company${dot}example${dot}`, TARO, ALIAS)).toBe(`${INSTEAD}${dot}`);
    expect(scrubText(`連絡先${dot}taro@company.example${dot}よろしく`, TARO, ALIAS)).toBe(
      `連絡先${dot}${INSTEAD}${dot}よろしく`,
    );
    expect(scrubText(`Mail${dot}taro@company.example${dot}yoroshiku`, TARO, ALIAS)).toBe(
      `Mail${dot}${INSTEAD}${dot}yoroshiku`,
    );
  });

  it("is replaced in a file name, raw or extended", () => {
    const name = "ｔａｒｏ＠ｃｏｍｐａｎｙ．ｅｘａｍｐｌｅ.pdf";
    const fields = [
      ...CHARSETS.filter(({ label }) => label !== "iso-2022-jp").map(({ encode }) => `filename="${encode(name)}"`),
      `filename*=UTF-8''${encodeURIComponent(name)}`,
    ];
    for (const field of fields) {
      const left = scrubbed(
        message("Content-Type: application/pdf", `Content-Disposition: attachment; ${field}`, "", ""),
      );
      expect(decodeURIComponent(left)).toContain(INSTEAD);
      expect(left).toContain(".pdf");
    }
  });
});

describe("an alias that a mail program has cut", () => {
  const REPLY = { addresses: ["taro@company.example", "anon-7k3m9q2x4wtz@school.example"], aliasForm: true, names: [] };
  const PUBLIC = {
    addresses: ["pta@school.example", "parent@home.example"],
    aliasForm: "pta@school.example",
    name: "PTA",
  };
  const html = (text: string) => scrubbedBody(message("Content-Type: text/html", "", text), REPLY, PUBLIC);

  it("becomes the correspondent's own address, as Gmail cuts it", () => {
    expect(html("&lt;anon-7k3m9q2x4wtz@school.<wbr>example&gt; wrote")).toBe("&lt;parent@home.example<wbr>&gt; wrote");
    expect(
      html(
        '<a href="mailto:anon-7k3m9q2x4wtz@school.example">anon-<wbr>7k3m9q2x4wtz@<span class="il">school</span>.<wbr>example</a>',
      ),
    ).toBe('<a href="mailto:parent@home.example">parent@home.example<wbr><span class="il"></span><wbr></a>');
  });

  it("becomes the public address when it is another's", () => {
    expect(html("anon-222222222222@school.<wbr>example.")).toBe("pta@school.example<wbr>.");
    expect(html("anon-2222<wbr>22222222@school.example.")).toBe("pta@school.example<wbr>.");
  });
});
