import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { encodeBase64Lines } from "../../../src/mail/mime/base64.ts";
import { firstOctets, lastOctets } from "../../../src/mail/mime/edges.ts";
import { newBudget, readPart } from "../../../src/mail/mime/parts.ts";
import { startsAsProgram } from "../../../src/mail/mime/program.ts";
import { looseZipEntries, zipEntries } from "../../../src/mail/mime/zip.ts";
import { fromBinaryString, toBinaryString, utf8 } from "../../../src/mail/octets.ts";

const archive = (names: readonly string[]) =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8(`what ${name} holds`)])));

const names = (octets: Uint8Array) => zipEntries(octets)?.map(({ name }) => name);

function flagged(octets: Uint8Array, flag: number): Uint8Array {
  const written = octets.slice();
  const entry = toBinaryString(written).indexOf("PK\x01\x02");
  written[entry + 8] = (written[entry + 8] ?? 0) | flag;
  return written;
}

describe("a ZIP archive's directory", () => {
  it("names its files, in folders and in Japanese", () => {
    expect(names(archive(["a.txt", "写真/運動会.jpg", "run me.exe"]))).toEqual([
      "a.txt",
      "写真/運動会.jpg",
      "run me.exe",
    ]);
  });

  it("is read from the archive's last octets alone", () => {
    const whole = zipSync({ "film.mp4": new Uint8Array(300_000), "x.scr": strToU8("x") }, { level: 0 });
    expect(names(whole.subarray(-300))).toEqual(["film.mp4", "x.scr"]);
  });

  it("is not half read: one that does not stand in what is given says nothing", () => {
    expect(zipEntries(archive(["a.txt", "b.exe"]).subarray(-40))).toBeUndefined();
    expect(zipEntries(utf8("no archive"))).toBeUndefined();
    expect(zipEntries(new Uint8Array(0))).toBeUndefined();
  });

  it("is found above a comment that looks like its end", () => {
    const plain = archive(["a.exe"]);
    const comment = utf8("PK\x05\x06 is how it ends");
    const written = new Uint8Array([...plain, ...comment]);
    new DataView(written.buffer).setUint16(plain.length - 2, comment.length, true);
    expect(names(written)).toEqual(["a.exe"]);
  });

  it("says which files want a password", () => {
    expect(zipEntries(flagged(archive(["secret.pdf"]), 1))).toEqual([{ name: "secret.pdf", encrypted: true }]);
    expect(zipEntries(archive(["open.pdf"]))).toEqual([{ name: "open.pdf", encrypted: false }]);
  });

  it("reads names that no bit calls UTF-8 as Shift_JIS, as packers in Japan write them", () => {
    const written = archive(["__"]);
    const name = fromBinaryString("\x8e\xca"); // 写
    for (let at = toBinaryString(written).indexOf("__"); at >= 0; at = toBinaryString(written).indexOf("__", at + 2)) {
      written.set(name, at);
    }
    expect(names(written)).toEqual(["写"]);
  });

  it.each([0, 2, 2001, 0xffff])("is not believed that claims other files than it has: %i", (count) => {
    const written = archive(["a.txt"]);
    const end = toBinaryString(written).lastIndexOf("PK\x05\x06");
    new DataView(written.buffer).setUint16(end + 10, count, true);
    expect(zipEntries(written)).toBeUndefined();
    expect(looseZipEntries(written).map(({ name }) => name)).toEqual(["a.txt"]);
  });

  it("is looked through by its entries alone, however it was cut", () => {
    const written = archive(["a.exe", "b.exe"]);
    for (let end = 0; end <= written.length; end++) {
      const found = looseZipEntries(written.subarray(0, end)).map(({ name }) => name);
      expect(["a.exe", "b.exe"].slice(0, found.length).join()).toContain(found.slice(0, -1).join());
    }
  });
});

describe("the edges of a body", () => {
  const file = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) & 255);
  const partWith = (encoding: string, body: string) => {
    const octets = fromBinaryString(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`);
    return { octets, part: readPart(octets, { start: 0, end: octets.length }, 0, newBudget(octets.length)) };
  };
  const base64 = toBinaryString(encodeBase64Lines(file, "\r\n"));

  it.each([
    ["base64", base64],
    ["base64", base64.replaceAll("\r\n", "")],
    ["base64", base64.replace(/(.{20})/g, "$1\r\n")],
    ["binary", toBinaryString(file)],
  ])("are those of the decoded file (%s)", (encoding, body) => {
    const { octets, part } = partWith(encoding, body);
    expect(firstOctets(octets, part, 100)).toEqual(file.subarray(0, 100));
    expect(lastOctets(octets, part, 100)).toEqual(file.subarray(-100));
  });

  it("are the whole of a short one", () => {
    const { octets, part } = partWith("base64", "TVo=\r\n");
    expect(toBinaryString(firstOctets(octets, part, 100))).toBe("MZ");
    expect(toBinaryString(lastOctets(octets, part, 100))).toBe("MZ");
  });
});

describe("a program", () => {
  it.each([
    ["MZ\x90\0\x03\0\0\0", true],
    ["\x7fELF\x02\x01", true],
    ["\xcf\xfa\xed\xfe", true],
    ["\xca\xfe\xba\xbe", true],
    ["#!/bin/sh\n", true],
    ["L\0\0\0\x01\x14\x02\0", true],
    ["ITSF\x03\0", true],
    ["MZ is short for Mark Zbikowski", false],
    ["%PDF-1.7", false],
    ["\xff\xd8\xff\xe0", false],
    ["PK\x03\x04", false],
    ["", false],
  ])("shows itself by its first octets: %j", (start, expected) => {
    expect(startsAsProgram(fromBinaryString(start))).toBe(expected);
  });
});
