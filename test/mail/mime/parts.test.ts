import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEPTH_LIMIT, newBudget, PART_LIMIT, type Part, type Range, readPart } from "../../../src/mail/mime/parts.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";
import { scanned, TARO } from "../scrub/scrubbed.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);
const timeout = 10_000 + RUNS * 10;

function walked(text: string): Part {
  return readPart(fromBinaryString(text), { start: 0, end: text.length }, 0, newBudget(1000));
}

/** The ranges that a walk tells apart: header sections, leaves, delimiters and margins. */
function ranges(part: Part): Range[] {
  const header = { start: part.start, end: part.body.start };
  switch (part.content.kind) {
    case "leaf":
      return [header, part.body];
    case "message":
      return [header, ...ranges(part.content.message)];
    case "multipart": {
      const delimiters = part.content.delimiters.map(({ before, after }) => ({ start: before, end: after }));
      return [header, ...delimiters, ...part.content.margins, ...part.content.parts.flatMap(ranges)];
    }
  }
}

/** What is left of a message when its boundaries, fields and escapes are thrown together in any order. */
const rubble = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "--b",
        "--b--",
        "--c",
        "--",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        " ",
        "x",
        "=",
        "=\r\n",
        "&#64;",
        "\0",
        '"',
        ";",
        "(",
        "*0*=",
      ),
      fc.constantFrom(
        "Content-Type: multipart/mixed; boundary=b\r\n",
        'Content-Type: multipart/signed; boundary="c"\r\n',
        "Content-Type: message/rfc822\r\n",
        "Content-Type: text/calendar\r\n",
      ),
      fc.constantFrom(
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%41;\r\n filename*1=",
        "=?utf-8?b?",
        "=?utf-8?q?",
        "?=",
        "dGFybw==",
        "cid:",
        "+AEA-",
      ),
      fc.constantFrom(
        "taro@company.example",
        "@",
        "@company.example",
        "taro",
        "-----BEGIN PGP SIGNATURE-----",
        "BEGIN:VCARD\r\nN:x\r\nEMAIL:",
      ),
      fc.uint8Array({ maxLength: 6 }).map((octets) => String.fromCharCode(...octets)),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(""));

describe("the walk over the parts", () => {
  it("tells a message apart without losing an octet, whatever it is", { timeout }, () => {
    fc.assert(
      fc.property(rubble, (text) => {
        const sorted = ranges(walked(text)).sort((one, other) => one.start - other.start || one.end - other.end);
        let reached = 0;
        for (const range of sorted) {
          expect(range.start).toBe(reached);
          reached = range.end;
        }
        expect(reached).toBe(text.length);
      }),
      { numRuns: RUNS },
    );
  });

  it("never makes the scan throw, and the scan never touches what it does not change", { timeout }, () => {
    fc.assert(
      fc.property(rubble, (text) => {
        const octets = fromBinaryString(text);
        const own = { addresses: ["taro@company.example"], aliasForm: "", name: "" };
        const result = scanned(octets, { hidden: { ...TARO, aliasForm: true, names: ["Taro"] } });
        if (result.kind === "scanned") result.body(own);
        const other = scanned(octets, { hidden: { ...TARO, addresses: ["nobody@nowhere.example"] } });
        if (other.kind === "scanned" && other.found === 0) expect(other.body(own)).toHaveLength(1);
      }),
      { numRuns: RUNS },
    );
  });

  it("reads a part's type from the first field, but from a multipart's before any other", () => {
    expect(walked("Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n").type.token).toBe("text/html");
    expect(walked("Content-Type: text/html\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n").type.token).toBe(
      "multipart/mixed",
    );
    expect(walked("Content-Type: nonsense\r\n\r\n").type.token).toBe("text/plain");
    expect(walked("\r\n").type.token).toBe("text/plain");
  });

  it("takes the parts of a digest for messages", () => {
    const digest = walked("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nTo: x\r\n\r\ny\r\n--b--");
    expect(digest.content.kind === "multipart" && digest.content.parts[0]?.content.kind).toBe("message");
  });

  it("stops at its limits, and says so", () => {
    const budgetOf = (text: string) => {
      const budget = newBudget(1000);
      readPart(fromBinaryString(text), { start: 0, end: text.length }, 0, budget);
      return budget.exceeded;
    };
    const nested = (depth: number) => "Content-Type: message/rfc822\r\n\r\n".repeat(depth);
    expect(budgetOf(nested(DEPTH_LIMIT))).toBeUndefined();
    expect(budgetOf(nested(DEPTH_LIMIT + 1))).toBe("too-deep");
    const many = (parts: number) => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\n".repeat(parts)}`;
    expect(budgetOf(many(PART_LIMIT - 1))).toBeUndefined();
    expect(budgetOf(many(PART_LIMIT))).toBe("too-many-parts");
    const long = (octets: number) =>
      `Content-Type: message/rfc822\r\n\r\n${`X: ${"y".repeat(70)}\r\n`.repeat(octets / 75)}\r\nbody`;
    expect(budgetOf(long(60_000))).toBeUndefined();
    expect(budgetOf(long(75_000))).toBe("part-header-too-large");
  });
});
