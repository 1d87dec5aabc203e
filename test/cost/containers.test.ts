/** Files that are read to know whom they name: their directories may point anywhere, in circles, and into one another. */

import { describe, expect, it } from "vitest";
import { fromBinaryString } from "../../src/mail/octets.ts";
import { filled, REPLY, refusal, relayed } from "./support/relayed.ts";
import { work } from "./support/work.ts";

const SECTOR = 512;
const END = 0xfffffffe;

function attached(type: string, octets: Buffer): string {
  return `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${octets.toString("base64").replace(/.{76}/g, "$&\r\n")}`;
}

/** A compound file in which every stream has one octet, and starts the one chain that all the rest of the file is. */
function chainOfAll(sectors: number): string {
  const file = Buffer.alloc((sectors + 1) * SECTOR);
  file.write("d0cf11e0a1b11ae1", "hex");
  file.writeUInt16LE(9, 30);
  const tables = Math.ceil(sectors / 128);
  const [first, last] = [tables, tables + (sectors >> 2)];
  for (const [at, number] of [
    [48, first],
    [60, END],
    [68, END],
  ] as const)
    file.writeUInt32LE(number, at);
  for (let table = 0; table < 109; table++) file.writeUInt32LE(table < tables ? table : END, 76 + 4 * table);
  for (let sector = 0; sector < sectors; sector++) {
    file.writeUInt32LE(sector === last || sector === sectors - 1 ? END : sector + 1, SECTOR + 4 * sector);
  }
  for (let entry = 0; entry < (last - first) * 4; entry++) {
    const at = (first + 1) * SECTOR + entry * 128;
    file[at + 66] = entry === 0 ? 5 : 2;
    file.writeUInt32LE(entry === 0 ? END : last + 1, at + 116);
    file.writeUInt32LE(1, at + 120);
  }
  return attached("application/vnd.ms-outlook", file);
}

/** The table of sectors goes on in the sector in which it stands. */
function circleOfTables(sectors: number): string {
  const file = Buffer.alloc((sectors + 1) * SECTOR);
  file.write("d0cf11e0a1b11ae1", "hex");
  file.writeUInt16LE(9, 30);
  return attached("application/vnd.ms-outlook", file);
}

function winmail(value: string): string {
  const header = Buffer.from("789f3e220100020000000000000000", "hex");
  header.writeUInt32LE(value.length, 11);
  return attached("application/ms-tnef", Buffer.concat([header, Buffer.from(`${value}\0\0`, "latin1")]));
}

/** Compressed texts one behind the other, of which each says that it lasts to the end. */
function textsInTexts(length: number): string {
  const value = Buffer.alloc(length);
  for (let at = 0; at + 32 <= length; at += 32) {
    value.writeUInt32LE(length - at - 4, at);
    value.writeUInt32LE(1, at + 4);
    value.write("LZFu", at + 8);
  }
  return winmail(value.toString("latin1"));
}

describe("an Outlook file costs no more than in proportion to its length", () => {
  it.each([
    ["whose streams all claim one chain", chainOfAll, 2000],
    ["whose table goes in a circle", circleOfTables, 2000],
    ["whose texts lie in one another", textsInTexts, 100_000],
  ] as const)("%s", { timeout: 120_000 }, (_, make, length) => {
    const [once = 0, fourTimes = 0] = [1, 4].map((times) => {
      const octets = fromBinaryString(make(times * length));
      relayed(octets, REPLY);
      return work(() => relayed(octets, REPLY));
    });
    expect(fourTimes).toBeLessThan(8 * once + 2000);
  });

  it("is refused in words when it has values without end", () => {
    const attributes = (count: number) =>
      attached(
        "application/ms-tnef",
        Buffer.concat([Buffer.from("789f3e220100", "hex"), Buffer.from(filled(`\x02${"\0".repeat(10)}`, count * 11))]),
      );
    expect(refusal(attributes(1000), REPLY)).toBeUndefined();
    expect(refusal(attributes(50_000), REPLY)).toBe("too-many-addresses");
  });
});
