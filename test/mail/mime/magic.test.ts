import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { magicOf } from "../../../src/mail/mime/magic.ts";
import { newBudget, readPart } from "../../../src/mail/mime/parts.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";

/** Octets by chance, the same each time. */
function chance(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, at) =>
    createHash("sha512").update(`${seed} ${at}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

function magicOfFile(file: Buffer, encoding: "base64" | "binary"): string {
  const body = encoding === "base64" ? file.toString("base64").replace(/.{76}/g, "$&\r\n") : file.toString("latin1");
  const octets = fromBinaryString(`Content-Type: x/y\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`);
  return magicOf(octets, readPart(octets, { start: 0, end: octets.length }, 0, newBudget(octets.length)));
}

describe("a file of octets by chance, as what is encrypted is", () => {
  it.each(["base64", "binary"] as const)(
    "is never taken for text when it is more than a few lines long: %s",
    (encoding) => {
      const taken = Array.from({ length: 5000 }, (_, seed) => seed).filter(
        (seed) => magicOfFile(chance(seed, 6000), encoding) === "text",
      );
      expect(taken).toEqual([]);
    },
  );

  it("is one of those that the first octets alone do not tell", () => {
    const short = Array.from({ length: 5000 }, (_, seed) => seed).filter(
      (seed) => magicOfFile(chance(seed, 512), "binary") === "text",
    );
    expect(short.length).toBeGreaterThan(0);
  });
});

describe("a text", () => {
  it.each([
    ["with a stray control character", `${"Dear all, \r\n".repeat(200)}\x00\x01`],
    ["in ISO-2022-JP", "\x1b$B$3$s$K$A$O\x1b(B, hello\r\n".repeat(200)],
    ["in Shift_JIS", "\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\r\n".repeat(200)],
    ["in UTF-16 without a mark", Buffer.from("こんにちは、世界。 hello\r\n".repeat(100), "utf16le").toString("latin1")],
    ["damaged in its first lines", `${"\x01\x02 broken ".repeat(4)}${"Dear all, how are you?\r\n".repeat(300)}`],
  ])("stays one: %s", (_, text) => {
    expect(magicOfFile(Buffer.from(text, "latin1"), "base64")).toBe("text");
  });
});
