import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edited, joined } from "../../../src/mail/edit.ts";
import { decodeBody, readTransferEncoding, type TransferEncoding } from "../../../src/mail/mime/transfer-encoding.ts";
import { fromBinaryString, toBinaryString } from "../../../src/mail/octets.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);
const NOTHING = { addresses: [], aliasForm: "", name: "" };

function decoded(encoding: TransferEncoding, text: string): string[] {
  return decodeBody(encoding, fromBinaryString(text)).map((piece) => toBinaryString(piece.octets));
}

/** The encoded text after `from` to `to` of what it decodes to became `written`. */
function changed(encoding: TransferEncoding, text: string, from: number, to: number, written: string): string {
  const octets = fromBinaryString(text);
  const edits =
    decodeBody(encoding, octets)[0]?.encode([{ start: from, end: to, write: () => fromBinaryString(written) }]) ?? [];
  return toBinaryString(joined(edited(octets, 0, edits, NOTHING)));
}

describe("the name of an encoding", () => {
  it.each([
    ["base64;", "base64"],
    [" BASE64 (mine)", "base64"],
    ['"base64"', "base64"],
    ["\r\n\tquoted-printable;", "quoted-printable"],
    ["8bit;", "identity"],
    ["7bit", "identity"],
    ["x-uuencode", "identity"],
    ["", "identity"],
  ])("%s", (value, encoding) => expect(readTransferEncoding(value)).toBe(encoding));
});

describe("base64", () => {
  it.each([
    ["QUJD", ["ABC"]],
    ["QU\r\nJ\r\nD\r\n", ["ABC"]],
    ["Q*U J\tD", ["ABC"]],
    ["QUI=", ["AB"]],
    ["QUI", ["AB"]],
    ["QQ==QkM=\r\nRA==", ["ABCD"]],
    ["QUJD=QUJD", ["ABCABC"]],
    ["====", []],
    ["", []],
  ])("%j", (text, pieces) => expect(decoded("base64", text)).toEqual(pieces));

  it("decodes what any encoder wrote, at any line length", { timeout: 10_000 + RUNS * 10 }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 90 }), (octets, length) => {
        const text = btoa(toBinaryString(octets)).replace(new RegExp(`.{${length}}`, "g"), "$&\r\n");
        expect(decoded("base64", text).join("")).toBe(toBinaryString(octets));
      }),
      { numRuns: RUNS },
    );
  });

  it("keeps the line breaks of its text, and joins padded runs that stand side by side", () => {
    expect(changed("base64", "QUJD\nQUJD\n", 0, 1, "x".repeat(70))).toBe(
      `${btoa(`${"x".repeat(57)}`)}\n${btoa(`${"x".repeat(13)}BCABC`)}\n`,
    );
    expect(changed("base64", "QQ==\r\nQg==\r\n", 0, 1, "C")).toBe("Q0I=\r\n");
  });

  it("keeps a footer that stands below it, padding or not", () => {
    const line = btoa("x".repeat(57));
    expect(changed("base64", `${line}\r\nQUJD\r\n-- \r\nThe list\r\n`, 0, 57, "y")).toBe(
      "eUFCQw==\r\n-- \r\nThe list\r\n",
    );
    expect(changed("base64", `${line}\r\nQUI=\r\n-- \r\nThe list\r\n`, 0, 57, "y")).toBe("eUFC\r\n-- \r\nThe list\r\n");
  });
});

describe("quoted-printable", () => {
  it.each([
    ["a=3Db=3d", "a=b="],
    ["a=\r\nb=\nc= \t\r\nd", "abcd"],
    ["a=zb=4", "a=zb=4"],
    ["a=", "a"],
    ["=E3=81=\r\n=82", "\xe3\x81\x82"],
  ])("%j", (text, expected) => expect(decoded("quoted-printable", text)).toEqual([expected]));

  it("changes only what has to change", () => {
    expect(changed("quoted-printable", "=61b=\r\ncd=\r\nef\r\n", 2, 4, "X")).toBe("=61b=\r\nX=\r\nef\r\n");
    expect(changed("quoted-printable", "a=3Db", 0, 1, "=\xe3 ")).toBe("=3D=E3=20=3Db");
  });

  it("never makes a line too long, and never lets a delimiter come to stand at the start of one", () => {
    expect(changed("quoted-printable", `${"a".repeat(70)}bc--d\r\n`, 70, 72, "y".repeat(80))).toBe(
      `${"a".repeat(70)}=\r\n${"y".repeat(75)}=\r\n${"y".repeat(5)}=2D=\r\n-d\r\n`,
    );
    expect(changed("quoted-printable", `${"a".repeat(74)}b\r\n`, 74, 75, "--x")).toBe(
      `${"a".repeat(74)}=\r\n=2D-x\r\n`,
    );
  });

  it("reads, after any change, as the changed text", { timeout: 10_000 + RUNS * 10 }, () => {
    const text = fc.array(fc.constantFrom("a", "=3D", "=E3", "=\r\n", "\r\n", "-", " x", "b".repeat(30)), {
      maxLength: 20,
    });
    const written = fc.array(fc.constantFrom("a", "=", "\xe3", "-", " ", "\r\n", "c".repeat(40)), { maxLength: 6 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), written, (pieces, one, other, change) => {
        const before = `${pieces.join("")}\r\n`;
        const [plain = ""] = decoded("quoted-printable", before);
        const from = one % plain.length;
        const to = Math.min(plain.length, from + 1 + (other % 5));
        const after = changed("quoted-printable", before, from, to, change.join(""));
        expect(decoded("quoted-printable", after)).toEqual([plain.slice(0, from) + change.join("") + plain.slice(to)]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("no encoding", () => {
  it("breaks a line that a replacement would make longer than 998 octets", () => {
    const line = `${"a".repeat(980)} b\r\n`;
    expect(changed("identity", line, 981, 982, "c".repeat(30))).toBe(`${"a".repeat(980)} \r\n${"c".repeat(30)}\r\n`);
    expect(changed("identity", "a b\r\n", 2, 3, "c".repeat(30))).toBe(`a ${"c".repeat(30)}\r\n`);
  });
});

describe("base64 read by what the language has for it", () => {
  const native = Uint8Array as { fromBase64?: (text: string) => Uint8Array };
  const octetsOf = (body: string) =>
    decodeBody("base64", fromBinaryString(body)).map((piece) => toBinaryString(piece.octets));

  function withNative<Answer>(read: ((text: string) => Uint8Array) | undefined, call: () => Answer): Answer {
    const own = Object.getOwnPropertyDescriptor(Uint8Array, "fromBase64");
    Object.defineProperty(Uint8Array, "fromBase64", { configurable: true, value: read });
    const answer = call();
    if (own === undefined) Reflect.deleteProperty(native, "fromBase64");
    else Object.defineProperty(Uint8Array, "fromBase64", own);
    return answer;
  }

  /** As the language's definition has it: white space is passed over, and anything else an error. */
  const strict = (text: string) => {
    const bare = text.replace(/[\t\n\f\r ]/g, "");
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(bare))
      throw new SyntaxError(bare);
    return new Uint8Array(Buffer.from(bare, "base64"));
  };

  it("is the same as read by ourselves, whatever stands in the body", () => {
    const bit = fc.constantFrom("QUJD", "QQ==", "QUI=", "Q", "=", "\r\n", " ", "!", "\t", "QUJDREVGR0hJSktMTU5P");
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 20 }), (bits) => {
        const body = bits.join("");
        expect(withNative(strict, () => octetsOf(body))).toEqual(withNative(undefined, () => octetsOf(body)));
      }),
    );
  });

  it("changes in the same places", () => {
    const body = fromBinaryString("\r\n SGFuYWtv\r\nIGhlcmU=\r\n\r\n");
    const change = () =>
      decodeBody("base64", body).flatMap((piece) =>
        piece.encode([{ start: 0, end: 6, write: () => fromBinaryString("X") }]).map(({ start, end }) => [start, end]),
      );
    expect(withNative(strict, change)).toEqual(withNative(undefined, change));
  });
});
