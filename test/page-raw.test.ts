/** "Try it" shows the source of a mail as it reads, whatever charset each part is in. */
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const ROOM = join(import.meta.dirname, "../public/page/try-it");
const { openMail } = (await import(join(ROOM, "open-mail.js"))) as {
  openMail(raw: string): { readonly subject: string; readonly text: string };
};
const { readable } = (await import(join(ROOM, "parts.js"))) as { readable(raw: string): string };

/** One character for each octet. */
const octets = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

/** こんにちは and then ありがとう in ISO-2022-JP, ①㈱ in Shift_JIS as phones write it. */
const HELLO_JIS = "\x1b$B$3$s$K$A$O\x1b(B";
const THANKS_JIS = '\x1b$B$"$j$,$H$&\x1b(B';
const VENDOR_SJIS = "\x87\x40\x87\x8a";

const mail = (...lines: string[]) => lines.join("\r\n");

describe("the source of a mail", () => {
  const families: readonly (readonly [string, string, string])[] = [
    ["ISO-2022-JP", mail("Content-Type: text/plain; charset=ISO-2022-JP", "", HELLO_JIS), "こんにちは"],
    ["ISO-2022-JP that is not declared", mail("Subject: x", "", HELLO_JIS), "こんにちは"],
    ["Shift_JIS with vendor characters", mail('Content-Type: text/plain; charset="Shift_JIS"', "", VENDOR_SJIS), "①㈱"],
    ["UTF-8 in eight bits", mail("Content-Type: text/plain; charset=utf-8", "", octets("三年一組")), "三年一組"],
    ["UTF-8 that calls itself ASCII", mail("Content-Type: text/plain; charset=us-ascii", "", octets("三年")), "三年"],
    [
      "UTF-8 in a charset that nobody knows",
      mail("Content-Type: text/plain; charset=klingon", "", octets("三年")),
      "三年",
    ],
    [
      "UTF-8 fields",
      mail(octets("Subject: 行事"), "Content-Type: text/plain; charset=iso-2022-jp", "", HELLO_JIS),
      "行事",
    ],
    [
      "Shift_JIS fields",
      mail(`Subject: ${VENDOR_SJIS}`, "Content-Type: text/plain; charset=shift_jis", "", "x"),
      "①㈱",
    ],
  ];
  for (const [name, raw, text] of families) {
    it(`reads ${name}`, () => expect(readable(raw)).toContain(text));
  }

  const both = mail(
    'Content-Type: multipart/mixed; boundary="b 1"',
    "",
    "preamble",
    "--b 1",
    "Content-Type: text/plain; charset=iso-2022-jp",
    "",
    THANKS_JIS,
    "--b 1",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    octets("さようなら"),
    "--b 1--",
    "epilogue",
  );

  it("reads each part in its own charset, and shows the first one as the text", () => {
    expect(readable(both).split("\r\n")).toEqual(
      both.replace(THANKS_JIS, "ありがとう").replace(octets("さようなら"), "さようなら").split("\r\n"),
    );
    expect(openMail(both).text.trim()).toBe("ありがとう");
  });

  it("opens a mail in ISO-2022-JP", () => {
    const raw = mail(
      "Subject: =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=",
      "Content-Type: text/plain; charset=iso-2022-jp",
      "",
      HELLO_JIS,
    );
    expect(openMail(raw)).toMatchObject({ subject: "こんにちは", text: "こんにちは" });
  });

  it("is what it is where all of it is ASCII, however it is made", () => {
    const line = fc.constantFrom(
      "--b",
      "--b--",
      "",
      "x",
      "Content-Type: multipart/mixed; boundary=b",
      "Content-Type: text/plain; charset=utf-8",
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const raw = mail(...lines);
        expect(readable(raw)).toBe(raw);
      }),
    );
  });
});
