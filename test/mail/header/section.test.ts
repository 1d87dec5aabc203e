import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fieldsNamed,
  foldField,
  HEADER_SECTION_LIMIT,
  type HeaderSection,
  readHeaderSection,
  unfold,
} from "../../../src/mail/header/section.ts";
import { fromBinaryString, toBinaryString } from "../../../src/mail/octets.ts";

/** Reads a message that is written as a binary string, and expects it to be readable. */
function read(message: string, limit?: number): HeaderSection {
  const reading = readHeaderSection(fromBinaryString(message), limit);
  if (reading.kind !== "read") throw new Error(reading.kind);
  return reading.section;
}

function namesAndValues(section: HeaderSection): string[] {
  return section.fields.map((field) => `${field.name}=${field.value}`);
}

describe("a header section", () => {
  test("ends at the blank line, and the body starts after it", () => {
    const section = read("From: a@x.example\r\nSubject: Hi\r\n\r\nBody\r\n");
    expect(section.fields).toEqual([
      { name: "From", key: "from", value: " a@x.example" },
      { name: "Subject", key: "subject", value: " Hi" },
    ]);
    expect(section.bodyOffset).toBe("From: a@x.example\r\nSubject: Hi\r\n\r\n".length);
  });

  test.each([
    ["bare LF", "\n"],
    ["bare CR", "\r"],
    ["CR CR LF", "\r\r\n"],
  ])("is read with %s as its line break", (_name, br) => {
    const section = read(["A: 1", "B: 2", " 3", "", "Body"].join(br));
    expect(namesAndValues(section)).toEqual(["A= 1", `B= 2${br} 3`]);
    expect(section.bodyOffset).toBe(["A: 1", "B: 2", " 3", "", ""].join(br).length);
  });

  test("may mix CRLF and bare LF", () => {
    expect(namesAndValues(read("A: 1\r\nB: 2\nC: 3\n\r\nBody: no field"))).toEqual(["A= 1", "B= 2", "C= 3"]);
  });

  test("keeps a CR inside a line in the value, so that no text behind it becomes a field or the body", () => {
    expect(namesAndValues(read("Subject: a\rBcc: b\r\nTo: c\r\n\r\n"))).toEqual(["Subject= a\rBcc: b", "To= c"]);
  });

  test("keeps the line breaks of folding in the value, also those with nothing but spaces after them", () => {
    expect(namesAndValues(read("A: 1\r\n\t2\r\n \r\n 3\r\nB: 4\r\n\r\n"))).toEqual(["A= 1\r\n\t2\r\n \r\n 3", "B= 4"]);
  });

  test("keeps NUL and 8-bit octets in the value", () => {
    expect(namesAndValues(read("A: \0\x83\x5c\xff\r\n\r\n"))).toEqual(["A= \0\x83\x5c\xff"]);
  });

  test("takes white space before the colon, and does not take it into the name", () => {
    expect(read("From \t: a\r\n\r\n").fields).toEqual([{ name: "From", key: "from", value: " a" }]);
  });

  test("without its blank line ends where the first line that is no field starts", () => {
    const section = read("A: 1\r\nB: 2\r\nDear parents,\r\nC: 3\r\n");
    expect(namesAndValues(section)).toEqual(["A= 1", "B= 2"]);
    expect(section.bodyOffset).toBe("A: 1\r\nB: 2\r\n".length);
  });

  test.each(["From taro@x.example Fri Jul  8 12:08:34 2011", ">From taro@x.example"])(
    "starts after the line %s",
    (mbox) => {
      const section = read(`${mbox}\nA: 1\n\nBody`);
      expect(namesAndValues(section)).toEqual(["A= 1"]);
      expect(section.bodyOffset).toBe(`${mbox}\nA: 1\n\n`.length);
    },
  );

  test("ends at an mbox line that does not stand at the top", () => {
    expect(read("A: 1\nFrom b\nC: 3\n\n").bodyOffset).toBe("A: 1\n".length);
  });

  test.each([
    ["", 0],
    ["\r\nA: 1\r\n", 2],
    [" A: 1\r\n\r\n", 0],
    [": 1\r\n\r\n", 0],
    ["\xef\xbb\xbfA: 1\r\n\r\n", 0],
  ])("of %j has no field", (message, bodyOffset) => {
    expect(read(message)).toEqual({ fields: [], bodyOffset });
  });

  test.each(["A: 1", "A: 1\r\n", "A: 1\r\n 2", "A:"])("may be all there is: %j", (message) => {
    const section = read(message);
    expect(section.fields).toHaveLength(1);
    expect(section.bodyOffset).toBe(message.length);
  });

  test("within the limit to the octet is read, one octet more is too large", () => {
    const message = fromBinaryString("A: 1\r\nB: 2\r\n\r\nBody");
    const size = "A: 1\r\nB: 2\r\n\r\n".length;
    expect(readHeaderSection(message, size).kind).toBe("read");
    for (let limit = 1; limit < size; limit++) expect(readHeaderSection(message, limit).kind).toBe("too-large");
  });

  test("that never ends is too large", () => {
    const head = new Uint8Array(HEADER_SECTION_LIMIT + 1).fill(0x61);
    head.set(fromBinaryString("A: 1\r\nB: "));
    expect(readHeaderSection(head)).toEqual({ kind: "too-large" });
  });

  test("of whatever octets is read without a crash, and its fields stand in the message in order", () => {
    const octets = fc.string({
      unit: fc.constantFrom("\r", "\n", " ", ":", "A", "b", "\0", "\xff", "\r\n"),
      maxLength: 60,
    });
    fc.assert(
      fc.property(octets, (message) => {
        const section = read(message);
        let at = 0;
        for (const field of section.fields) {
          at = message.indexOf(field.value, message.indexOf(field.name, at) + field.name.length);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at + field.value.length).toBeLessThanOrEqual(section.bodyOffset);
        }
      }),
    );
  });
});

test("fields of one name are found in any letter case, in order", () => {
  const section = read("From: 1\nTo: 2\nFROM: 3\n\n");
  expect(fieldsNamed(section, "from").map((field) => field.value)).toEqual([" 1", " 3"]);
});

test("unfolding drops line breaks and NUL, keeps white space inside, and never half a character at the ends", () => {
  expect(unfold(" a\r\n\tb\0 c\rd\n \xa0 ")).toBe("a\tb cd \xa0");
});

describe("a field on the wire", () => {
  test("is one line when it fits", () => {
    expect(foldField("Subject", "Hello  there")).toBe("Subject: Hello  there\r\n");
  });

  test("is folded before white space at 78 octets", () => {
    const ids = Array.from({ length: 5 }, (_, n) => `<${"x".repeat(28)}${n}@y>`);
    expect(foldField("References", ids.join(" "))).toBe(
      `References: ${ids[0]}\r\n ${ids[1]} ${ids[2]}\r\n ${ids[3]} ${ids[4]}\r\n`,
    );
  });

  test("that is empty is written as an empty field", () => {
    expect(foldField("Subject", "  ")).toBe("Subject:\r\n");
  });

  test.each(["a\r\nBcc: x", "a\nb", "a\rb", "a\0b", "é", "\u3042"])("cannot carry %j", (value) => {
    expect(() => foldField("Subject", value)).toThrow(RangeError);
  });

  test.each(["", "A B", "A:", "A\r\n", "é"])("cannot be named %j", (name) => {
    expect(() => foldField(name, "x")).toThrow(RangeError);
  });

  test("comes back whole when it is read again, in lines of legal length, none of them blank", () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom("a", "<", "=", '"', " ", "\t"), minLength: 0, maxLength: 300 }),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const value = parts.join(" ").replace(/[ \t]{78,}/g, " ");
        const wire = foldField("X-Field", value);
        const section = read(`${wire}\r\n`);
        expect(section.fields).toHaveLength(1);
        expect(unfold(section.fields[0]?.value ?? "")).toBe(unfold(value));
        for (const line of wire.split("\r\n").slice(0, -1)) {
          expect(line.length).toBeLessThanOrEqual(998);
          expect(line.trim()).not.toBe("");
        }
      }),
    );
  });

  test("with a run of thousands of spaces still has lines of legal length", () => {
    const lines = foldField("Subject", `a${" ".repeat(5000)}b`).split("\r\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  });
});

test("octets survive the way through a binary string and back", () => {
  const all = Uint8Array.from({ length: 256 * 80 }, (_, at) => at % 256);
  expect(fromBinaryString(toBinaryString(all))).toEqual(all);
});
