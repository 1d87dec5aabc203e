/** Spellings with which people keep programs from finding an address, and those that one program alone knows: in each charset, both ways. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { copiesBothWays, expectGone, type Make, mixed, page, plain } from "./both-ways.ts";
import { CHARSETS } from "./hiding/encoders.ts";

const localOf = (address: string) => address.slice(0, address.indexOf("@"));
const domainOf = (address: string) => address.slice(address.indexOf("@") + 1);

const base64 = (octets: string) => Buffer.from(octets, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n");

/** No octets of the local part are left, whatever the charset. */
async function expectGoneIn(charset: string, text: Make): Promise<void> {
  const encode = CHARSETS.get(charset) ?? ((plainText: string) => plainText);
  const make: Make = (a) =>
    `Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(encode(text(a)))}\r\n`;
  for (const [secret, raw] of await copiesBothWays(make)) {
    const body = raw.slice(raw.indexOf("\r\n\r\n")).replace(/\s/g, "");
    const octets = Buffer.from(body, "base64").toString("latin1");
    // Six letters at the most, and never so few that chance puts them into an alias.
    const [byteOrder, letters] = charset === "utf-16" ? [2, 12] : [0, 6];
    const local = encode(localOf(secret)).slice(byteOrder).slice(-letters);
    expect([charset, octets]).toEqual([charset, expect.not.stringContaining(local)]);
    expect(octets).toContain(encode("です").slice(byteOrder));
  }
}

describe("an address whose at sign is written so that programs do not find it is seen by nobody", () => {
  const SIGNS = ["★", "☆", "◎", "●", "■", "♪", "＃"].flatMap((sign) => [sign, ` ${sign} `]);
  const WORDS = ["at", "ａｔ", "AT", "アット", "アットマーク", "あっと"];
  const BRACKETS = ["()", "（）", "[]", "［］", "【】", "〔〕", "〈〉", "{}", "<>", "「」"];
  const bracketed = WORDS.flatMap((word) =>
    BRACKETS.flatMap(([open, close]) => [`${open}${word}${close}`, ` ${open} ${word} ${close} `]),
  );

  it.each([...CHARSETS.keys()].filter((charset) => /jp|jis|utf/.test(charset)))("in %s", async (charset) => {
    for (const sign of [...SIGNS, ...bracketed, "アットマーク", "  at  "]) {
      await expectGoneIn(charset, (a) => `メールは ${a.replace("@", sign)} です\r\n`);
    }
  });

  it.each([
    "&#9733;",
    "<b>★</b>",
    "&starf;",
    "&#65288;at&#65289;",
    "&lpar;at&rpar;",
    "&nbsp;[at]&nbsp;",
    "(<b>at</b>)",
  ])("in a page, with %s", async (sign) => {
    await expectGone((a) => page(`<p>${a.replace("@", sign)}</p>`), localOf);
  });

  it("or is a picture", async () => {
    await expectGone((a) => page(a.replace("@", '<img alt="@" src="cid:x">')), localOf);
  });

  it.each([
    [" [at] ", " [dot] "],
    ["( at )", "( dot )"],
    ["（at）", "（dot）"],
    ["アット", "ドット"],
  ])("with %s and %s", async (at, dot) => {
    await expectGone((a) => plain(`Mail ${a.replace("@", at).replaceAll(".", dot)} now`), localOf);
  });

  it.each([
    "hanako, private.example",
    "hanako (private.example)",
    "hanako: private.example",
    "hanako at another.private.example.org",
    "hanako @private.example",
    "private.example と hanako",
  ])("but nobody's words are touched: %s", async (words) => {
    const text = words.replace("hanako", "taro.yamada").replace("private", "company");
    for (const [, raw] of await copiesBothWays(() => plain(`${words}\r\n${text}`))) {
      expect(raw).toContain(Buffer.from(words).toString("latin1"));
      expect(raw).toContain(Buffer.from(text).toString("latin1"));
    }
  });
});

describe("an address with an escape that one program knows is seen by nobody", () => {
  it.each([
    ...[".40", "_x0040_", "\\u{40}", "\\u{000040}", "\\x{40}", "\\U00000040", "\\40 ", "\\000040 ", "\\40", "\\100"],
    ...["_40", "~40", "!40", "$40", "^40", ":40", "{40}", "%u{40}", "\\N{COMMERCIAL AT}", "&#0064;", "%25", "%2525"],
  ])("%s", async (sign) => {
    for (const write of [plain, page]) await expectGone((a) => write(`x ${a.replace("@", sign)} y`), localOf);
  });

  it.each<[string, (code: string) => string]>([
    ["as XML names are", (code) => `_x00${code}_`],
    ["as in JavaScript", (code) => `\\u{${code}}`],
  ])("every sign of it, %s", async (_, write) => {
    const signs: Make = (a) => a.replace(/[^a-z]/g, (sign) => write(sign.charCodeAt(0).toString(16)));
    await expectGone((a) => plain(signs(a)), signs);
    const all: Make = (a) => [...a].map((sign) => write(sign.charCodeAt(0).toString(16))).join("");
    await expectGone((a) => plain(all(a)), all);
  });

  it.each<[string, Make]>([
    ["the percent hack", (a) => `${a.replace("@", "%")}@relay.example`],
    ["twice", (a) => `${a.replace("@", "%")}%second.example@relay.example`],
    ["in a link", (a) => `https://x.example/?u=${a.replace("@", "%25")}%40relay.example`],
    ["a bang path", (a) => `relay!${domainOf(a)}!${localOf(a)}`],
    ["a bang path's end", (a) => `${domainOf(a)}!${localOf(a)}@relay.example`],
    ["a source route", (a) => `<@relay.example,@second.example:${a}>`],
  ])("for a relay of old: %s", async (_, write) => {
    for (const into of [plain, page]) await expectGone((a) => into(`Mail ${write(a)} now`), localOf);
  });
});

describe("an address in a page, cut by what a reader passes over, is seen by nobody", () => {
  it.each(["&#13;", "&#10;", "&#9;", "&Tab;", "&NewLine;", "&#xA;", "&#x0d;&#x0a;"])("%s", async (cut) => {
    for (const at of [2, 6, 7, 12]) {
      const cutUp: Make = (a) => `${a.slice(0, at)}${cut}${a.slice(at)}`;
      await expectGone((a) => page(`<a href="mailto:${cutUp(a)}">x</a>`), cutUp);
      await expectGone((a) => page(`Mail ${cutUp(a)} now`), cutUp);
    }
  });

  it.each(["\t", "\r\n", "\n\t"])("in a link, %j", async (cut) => {
    for (const quote of ['"', "'"]) {
      const cutUp: Make = (a) => `${a.slice(0, 9)}${cut}${a.slice(9)}`;
      await expectGone((a) => page(`<a class=x HREF = ${quote}mailto:${cutUp(a)}${quote}>x</a>`), cutUp);
    }
  });

  const DATA = "iVBORw0KGgo".repeat(1000);
  it.each([
    ["a picture in a tag", `<img src="data:image/png;base64,${DATA}">`],
    ["a long title", `<span title='${"x y ".repeat(4000)}'>`],
    ["a long comment", `<!-- ${"x <b> ".repeat(2000)}-->`],
    ["a long style", `<style>${"a{b:c} ".repeat(2000)}</style>`],
    ["a long script", `<SCRIPT type=x>${"a > b; ".repeat(2000)}</SCRIPT>`],
    ["two pictures", `<img src="${DATA}"><img src="${DATA}">`],
  ])("by %s, which stays", async (_, cut) => {
    for (const at of [4, 6, 7, 10]) {
      const copies = await copiesBothWays((a) => page(`${a.slice(0, at)}${cut}${a.slice(at)}`));
      for (const [secret, raw] of copies) {
        expect(raw).not.toContain(`${secret.slice(0, at)}<`);
        expect(raw.replace(/\r\n|=\r\n/g, "")).toContain(cut);
      }
    }
  });
});

describe("an address in a field of an attached message, spaced as RFC 5322 §4.4 allows, is seen by nobody", () => {
  const attached = (field: string) =>
    mixed("Content-Type: text/plain\r\n\r\nHi", `Content-Type: message/rfc822\r\n\r\nDate: x\r\n${field}\r\n\r\nHello`);

  it.each<[string, Make]>([
    ["with spaces", (a) => a.replaceAll(".", " . ").replace("@", " @ ")],
    ["with comments", (a) => a.replaceAll(".", "(c) . (d)").replace("@", "(e)@(f)")],
    ["with comments in comments", (a) => a.replaceAll(".", "(c(d)\\)e).").replace("@", "((x))@")],
    ["with folds", (a) => a.replaceAll(".", "\r\n .\r\n ").replace("@", "\r\n @\r\n ")],
    [
      "with quoted words",
      (a) =>
        `${localOf(a)
          .split(".")
          .map((word) => `"${word}"`)
          .join(" . ")}@${domainOf(a)}`,
    ],
  ])("%s", async (_, space) => {
    for (const name of ["From", "To", "Cc", "Reply-To", "Sender", "Resent-To", "Original-Recipient"]) {
      const copies = await copiesBothWays((a) => attached(`${name}: X <${space(a)}>, <y@z.example>`));
      for (const [secret, raw] of copies) {
        expect([name, raw]).toEqual([name, expect.not.stringContaining(localOf(secret).slice(-6))]);
        expect(raw).toContain("<y@z.example>");
      }
    }
  });
});

describe("a Content-ID with a quoted local part and a private domain", () => {
  const picture = (id: string, use: string) =>
    mixed(
      `Content-Type: text/html\r\n\r\n<img src="cid:${use}">`,
      `Content-Type: image/png\r\nContent-ID: <${id}>\r\n\r\nHello`,
    );

  it("is renamed as a whole, and so is its use", async () => {
    const copies = await copiesBothWays((a) => picture(`"a b"@${domainOf(a)}`, `%22a%20b%22@${domainOf(a)}`));
    for (const [secret, raw] of copies) {
      const [, id = ""] = /^Content-ID: <([^>]*)>/m.exec(raw) ?? [];
      expect(id).toMatch(/^part\d+@cid\.invalid$/);
      expect(raw).toContain(`cid:${id}`);
      expect(raw).not.toMatch(/a(?: |%20)b/);
      expect(raw).not.toContain(domainOf(secret));
    }
  });

  it("does not show the address itself", async () => {
    for (const quote of ['"', '"\\']) {
      await expectGone((a) => picture(`${quote}${localOf(a)}"@${domainOf(a)}`, "x"), localOf);
    }
  });
});

describe("a digest of the address in a link", () => {
  const KINDS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-256"];

  it.each(KINDS)("%s is gone, wherever in the link it stands", async (kind) => {
    for (const form of ["hex", "base64", "base64url"] as const) {
      for (const written of [(a: string) => a, (a: string) => `${a}\n`, (a: string) => a.toUpperCase()]) {
        const digest: Make = (a) => createHash(kind).update(written(a)).digest(form);
        await expectGone((a) => plain(`https://x.example/?h=${digest(a)}&s=40`), digest);
        if (form !== "base64") await expectGone((a) => plain(`https://x.example/a/${digest(a)}/b.png`), digest);
      }
    }
  });
});

it("an address in full width alone, in UTF-16, is seen by nobody", async () => {
  const wide: Make = (a) => [...a].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join("");
  for (const [mark, charset] of [
    ["\ufeff", "us-ascii"],
    ["", "utf-16le"],
  ]) {
    const octets: Make = (a) => Buffer.from(`${mark}${wide(a)}`, "utf16le").toString("latin1");
    const make: Make = (a) =>
      `Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(octets(a))}\r\n`;
    for (const [secret, raw] of await copiesBothWays(make)) {
      expect(raw).not.toContain(base64(octets(secret)).slice(4, 40));
    }
  }
});

describe("an address in a mail's source that somebody pasted, broken as quoted-printable breaks it, is seen by nobody", () => {
  it.each(["=\r\n", "= \r\n", "=\n", "=\r\r\n"])("%j", async (cut) => {
    for (const at of [1, 4, 6, 7, 12]) {
      const cutUp: Make = (a) => `${a.slice(0, at)}${cut}${a.slice(at)}`;
      for (const write of [plain, page]) await expectGone((a) => write(`See ${cutUp(a)} there`), cutUp);
    }
  });

  it("but a sum at the end of a line stays", async () => {
    for (const [, raw] of await copiesBothWays(() => plain("1 + 1 =\r\n2, and a =\r\nhanako"))) {
      expect(raw).toContain("1 + 1 =\r\n2, and a =\r\nhanako");
    }
  });
});
