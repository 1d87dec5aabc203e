import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { attachedFiles, isDangerous } from "../../../../src/mail/mime/attached-files.ts";
import { encodeBase64Lines } from "../../../../src/mail/mime/base64.ts";
import { newBudget, readPart } from "../../../../src/mail/mime/parts.ts";
import { fromBinaryString, toBinaryString } from "../../../../src/mail/octets.ts";
import { compoundFile, winmail } from "../../scrub/outlook-files.ts";

const PROGRAM = `MZ\x90\x00\x03\x00${"\0".repeat(58)}`;
const ARCHIVE = toBinaryString(zipSync({ "game.exe": fromBinaryString("x") }));
const PHOTO = "\xff\xd8\xff\xe0 a photo";

const le16 = (number: number) => String.fromCharCode(number & 255, number >> 8);
const le32 = (number: number) => le16(number & 0xffff) + le16(number >>> 16);
const wide = (text: string) => [...`${text}\0`].map((character) => `${character}\0`).join("");
const padded = (value: string) => value.padEnd(4 * Math.ceil(value.length / 4), "\0");

/** One value of variable length ([MS-OXTNEF] §2.1.3.4). */
const property = (type: number, id: number, value: string, name = "") =>
  le16(type) + le16(id) + name + le32(1) + le32(value.length) + padded(value);
const properties = (...all: readonly string[]) => le32(all.length) + all.join("");
const NUMBER = le16(3) + le16(0x3705) + le32(1);
const NAMED = property(0x1f, 0x8001, wide("x"), `${"g".repeat(16)}${le32(1)}${le32(6)}${padded(wide("ab"))}`);
const SEVERAL =
  le16(0x101f) + le16(0x6001) + le32(2) + [wide("a"), wide("bc")].map((one) => le32(one.length) + padded(one)).join("");

function attribute(id: number, value: string): string {
  const checksum = [...value].reduce((sum, character) => sum + character.charCodeAt(0), 0) & 0xffff;
  return `\x02${le16(id)}\x06\x00${le32(value.length)}${value}${le16(checksum)}`;
}

function files(content: string, name = "winmail.dat") {
  const body = toBinaryString(encodeBase64Lines(fromBinaryString(content), "\r\n"));
  const head = `Content-Type: application/octet-stream; name=${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  const octets = fromBinaryString(head + body);
  return attachedFiles(octets, readPart(octets, { start: 0, end: octets.length }, 0, newBudget(octets.length)));
}

const refuses = (content: string, name?: string) => files(content, name).some(isDangerous);
const tnef = (...attributes: readonly string[]) => winmail("IPM.Note") + attributes.join("");

describe("a program in a winmail.dat", () => {
  const inside = (one: string) => tnef(attribute(0x9005, properties(NUMBER, NAMED, SEVERAL, one)));

  it.each([
    ["by its title", tnef(attribute(0x8010, "game.exe\0"))],
    ["by its name for the way", tnef(attribute(0x9001, "game.exe\0"))],
    ["by its first octets", tnef(attribute(0x8010, "photo.jpg\0"), attribute(0x800f, PROGRAM))],
    ["by its long name", inside(property(0x1f, 0x3707, wide("game.exe")))],
    ["by its short name", inside(property(0x1e, 0x3704, "game.exe\0"))],
    ["by the first octets of a property", inside(property(0x102, 0x3701, PROGRAM))],
    ["in an attached message", inside(property(0xd, 0x3701, "i".repeat(16) + tnef(attribute(0x8010, "game.exe\0"))))],
    ["in an archive", tnef(attribute(0x8010, "photos.zip\0"), attribute(0x800f, ARCHIVE))],
    ["in an archive that has a document's name", inside(property(0x102, 0x3701, ARCHIVE))],
    ["in a winmail.dat within", tnef(attribute(0x800f, tnef(attribute(0x8010, "game.exe\0"))))],
  ])("is found %s, whatever the file is called", (_, content) => {
    expect(refuses(content)).toBe(true);
    expect(refuses(content, "letter.bin")).toBe(true);
  });

  it("is not seen where there is none", () => {
    expect(refuses(tnef(attribute(0x8010, "photo.jpg\0"), attribute(0x800f, PHOTO)))).toBe(false);
    expect(refuses(inside(property(0x1f, 0x3001, wide("taro@company.com"))))).toBe(false);
  });

  it("is looked for in whatever stands there, to no harm", () => {
    const whole = inside(property(0x1f, 0x3707, wide("game.exe")));
    for (let end = 0; end < whole.length; end++) {
      expect(() => files(whole.slice(0, end))).not.toThrow();
      expect(() => files(tnef(attribute(0x9005, whole.slice(end))))).not.toThrow();
    }
  });
});

describe("a program in a message of Outlook's", () => {
  const msg = (name: string, stream: string) =>
    compoundFile(stream).replace(padded64("__substg1.0_1000001E"), padded64(name));
  const padded64 = (name: string) => wide(name).slice(0, -2);

  it.each([
    ["long name", msg("__substg1.0_3707001F", wide("game.exe").slice(0, -2))],
    ["short name", msg("__substg1.0_3704001E", "game.exe")],
    ["first octets", msg("__substg1.0_37010102", PROGRAM)],
  ])("is found by its %s", (_, content) => {
    expect(refuses(content, "letter.msg")).toBe(true);
  });

  it("is no recipient's name", () => {
    expect(refuses(msg("__substg1.0_3001001F", wide("taro@company.com")), "letter.msg")).toBe(false);
  });
});
