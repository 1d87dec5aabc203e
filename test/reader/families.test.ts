/** Further members of families that some program, or somebody who wants to be clever, writes: each kept as it was found. */
import { describe, expect, it } from "vitest";
import { base64, copiesBothWays, expectUnseen, page } from "./both-ways.ts";

describe("an address in a page is seen by nobody, cut by what a browser does not show", () => {
  it.each([
    ...["<nobr></nobr>", "</span><span>", "<font color=red></font>", "<x-foo></x-foo>", "<!-- x -->", "<o:p></o:p>"],
    ...["<template>x</template>", "<script>x</script>", "<style>a{}</style>", "<meta name=x>", "<link rel=x>", "</>"],
    ...["<input type=hidden value=x>", "<![CDATA[]]>", "<?xml x?>", "<!--[if mso]>x<![endif]-->", "<bdi></bdi>"],
    ...["&shy;", "&shy", "<!-- x --!>", "\0", "&zwnj;", "\u200b", "\u2060", "\u202d", "\ufe0f", "\u034f"],
  ])("%j", async (cut) => {
    for (const at of [1, 4, 6, 7, 12]) {
      await expectUnseen((address) => page(`<span>Mail ${address.slice(0, at)}${cut}${address.slice(at)} now</span>`));
    }
  });

  it.each([
    ["a hidden word", (one: string, other: string) => `${one}<span style="display:none">no</span>${other}`],
    ["a word of no size", (one: string, other: string) => `${one}<font style="font-size:0px">no</font>${other}`],
    ["a hidden attribute", (one: string, other: string) => `${one}<b hidden>no</b>${other}`],
    [
      "blocks set in line",
      (one: string, other: string) =>
        `<div style="display:inline-block">${one}</div><div style="display: inline">${other}</div>`,
    ],
  ])("%s", async (_, cut) => {
    for (const [secret, raw] of await copiesBothWays((address) => page(cut(address.slice(0, 6), address.slice(6))))) {
      expect(raw).not.toContain(`${secret.slice(0, 6)}<`);
      expect(raw).not.toContain(`>${secret.slice(0, 6)}`);
    }
  });

  it("but two lines are two lines", async () => {
    const [[, raw] = ["", ""]] = await copiesBothWays(() => page("<div>somebody@</div><div>elsewhere.example</div>"));
    expect(raw).toContain("<div>somebody@</div><div>elsewhere.example</div>");
  });
});

describe("an address turned round is turned round for nobody", () => {
  const turned = (text: string) => [...text].reverse().join("");

  it.each([
    ["by an override", (address: string) => page(`\u202e${turned(address)}\u202c`)],
    ["by an element", (address: string) => page(`<bdo dir="rtl">${turned(address)}</bdo>`)],
    [
      "by a style",
      (address: string) => page(`<i style="unicode-bidi:bidi-override;direction:rtl">${turned(address)}</i>`),
    ],
  ])("%s", async (_, make) => {
    for (const [secret, raw] of await copiesBothWays(make)) expect(raw).not.toContain(turned(secret));
  });
});

describe("an address in rich text is seen by nobody", () => {
  const rtf = (body: string) =>
    `{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}{\\pict\\pngblip ${"89504e47".repeat(64)}}\\f0 Write to ${body}.\\par}`;
  const octetsOf = (text: string, write: (code: number) => string) =>
    [...text].map((character) => write(character.charCodeAt(0))).join("");

  it.each([
    ["by control words", (address: string) => `${address.slice(0, 4)}\\b0 ${address.slice(4)}`],
    ["by groups", (address: string) => `${address.slice(0, 8)}{\\b ${address.slice(8, 12)}}${address.slice(12)}`],
    ["by line breaks", (address: string) => `${address.slice(0, 4)}\r\n${address.slice(4)}`],
    ["by a bookmark", (address: string) => `${address.slice(0, 4)}{\\*\\bkmkstart x}${address.slice(4)}`],
    ["by soft hyphens", (address: string) => `${address.slice(0, 4)}\\-${address.slice(4)}`],
    ["with an escaped at sign", (address: string) => address.replace("@", "\\'40")],
    ["with another escape", (address: string) => address.replace("@", "\\u64?")],
    ["all in octets", (address: string) => octetsOf(address, (code) => `\\'${code.toString(16)}`)],
    ["all in Unicode", (address: string) => octetsOf(address, (code) => `\\u${code}?`)],
  ])("%s", async (_, cut) => {
    for (const type of ["application/rtf; name=a.rtf", "text/rtf", "application/octet-stream; name=list"]) {
      await expectUnseen((address) => base64(type, rtf(cut(address))));
    }
  });

  it("and its braces stay balanced", async () => {
    const copies = await copiesBothWays(
      (address) => `Content-Type: text/rtf\r\n\r\n${rtf(`{\\b ${address.slice(0, 5)}}{\\i ${address.slice(5)}}`)}`,
    );
    for (const [, raw] of copies) expect(raw.split("{").length).toBe(raw.split("}").length);
  });
});

describe("an address in a charset of wide characters is seen by nobody", () => {
  const utf32 = (text: string, littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(4 * text.length));
    for (let at = 0; at < text.length; at++) view.setUint32(4 * at, text.charCodeAt(at), littleEndian);
    return Buffer.from(view.buffer).toString("latin1");
  };

  it.each([true, false])("UTF-32, little-endian: %s", async (littleEndian) => {
    for (const mark of ["", "\ufeff"]) {
      for (const [secret, raw] of await copiesBothWays((address) =>
        base64("text/plain; charset=utf-32", utf32(`${mark}Write to ${address}, please.`, littleEndian)),
      )) {
        const body = raw.slice(raw.indexOf("\r\n\r\n")).replace(/\s/g, "");
        expect(Buffer.from(body, "base64").toString("latin1")).not.toContain(utf32(secret, littleEndian));
        expect(Buffer.from(body, "base64").toString("latin1")).toContain(utf32(", please.", littleEndian));
      }
    }
  });

  const units = (text: string) => `+${Buffer.from(text, "utf16le").swap16().toString("base64").replace(/=+$/, "")}-`;

  it.each([
    ["the at sign", (address: string) => address.replace("@", "+AEA-")],
    ["the dots", (address: string) => address.replace("@", "+AEA-").replaceAll(".", "+AC4-")],
    ["a letter", (address: string) => `${address.slice(0, 2)}${units(address.charAt(2))}${address.slice(3)}`],
    ["all of it", (address: string) => units(address)],
    ["what stands before it, too", (address: string) => units(`連絡先${address}まで`)],
  ])("UTF-7, with %s in base64", async (_, spell) => {
    for (const type of ["text/plain; charset=utf-7", "text/plain; charset=unicode-1-1-utf-7"]) {
      await expectUnseen((address) => `Content-Type: ${type}\r\n\r\nWrite to ${spell(address)} soon.\r\n`);
    }
    for (const [, raw] of await copiesBothWays(
      (address) => `Subject: =?utf-7?Q?${spell(address)}?=\r\n\r\nHello.\r\n`,
    )) {
      expect(raw).not.toContain("=?utf-7");
    }
  });
});
