/** How much work a message makes, counted rather than timed: what is not copied and not looked at costs nothing anywhere. */
import { describe, expect, it } from "vitest";
import { ALIAS, message, scanned } from "./scrubbed.ts";

const MB = 1024 * 1024;
const BOUNDARY = "----=_Part_7731_1029384756";

/** A letter that names the hidden address once, and an attachment of so many octets in base64 lines. */
function withAttachment(octets: number): Uint8Array {
  const start = message(
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    "",
    "Write to taro@company.example.",
    `--${BOUNDARY}`,
    "Content-Type: application/pdf",
    "Content-Transfer-Encoding: base64",
    "",
    "",
  );
  const end = message("", `--${BOUNDARY}--`, "");
  const line = message("JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl", "");
  const lines = Math.floor(octets / line.length);
  const whole = new Uint8Array(start.length + lines * line.length + end.length);
  whole.set(start);
  for (let at = 0; at < lines; at++) whole.set(line, start.length + at * line.length);
  whole.set(end, whole.length - end.length);
  return whole;
}

function bodyOf(mail: Uint8Array): readonly Uint8Array[] {
  const result = scanned(mail);
  if (result.kind === "refused") throw new Error(`refused: ${result.reason}`);
  return result.body(ALIAS);
}

function isView(slice: Uint8Array, mail: Uint8Array): boolean {
  return slice.buffer === mail.buffer;
}

/** Octets that were written anew. */
function written(slices: readonly Uint8Array[], mail: Uint8Array): number {
  return slices.filter((slice) => !isView(slice, mail)).reduce((sum, { length }) => sum + length, 0);
}

describe("a message of 24 MB with an attachment", () => {
  const mail = withAttachment(24 * MB);
  const slices = bodyOf(mail);

  it("leaves as views of the message as it came, and of new octets only the replacement", () => {
    expect(slices.filter((slice) => isView(slice, mail)).length).toBe(2);
    expect(written(slices, mail)).toBe(ALIAS.addresses[0]?.length);
  });

  it("shows its attachment from where it lies to its last octet", () => {
    const last = slices.at(-1);
    expect(last?.length).toBeGreaterThan(23 * MB);
    expect((last?.byteOffset ?? 0) + (last?.length ?? 0)).toBe(mail.length);
  });

  it("is cut into as many slices as one of 1 MB", () => {
    expect(slices.length).toBe(bodyOf(withAttachment(MB)).length);
  });

  it("costs a second copy no scan and no copying either", () => {
    const result = scanned(mail);
    if (result.kind === "refused") throw new Error("refused");
    const copies = [result.body(ALIAS), result.body({ ...ALIAS, addresses: ["anon-2222222222zz@school.example"] })];
    for (const copy of copies) expect(written(copy, mail)).toBe(ALIAS.addresses[0]?.length);
  });
});

describe("a message that is text alone", () => {
  const lines = Array.from({ length: 2000 }, (_, at) => (at % 100 === 0 ? "taro@company.example" : "nothing to see"));

  it("is written anew only where an address stood", () => {
    const mail = message("Content-Type: text/plain", "", ...lines);
    const slices = bodyOf(mail);
    expect(slices.filter((slice) => !isView(slice, mail)).length).toBe(20);
    expect(written(slices, mail)).toBe(20 * (ALIAS.addresses[0]?.length ?? 0));
  });
});

describe("a part in quoted-printable or base64", () => {
  it.each(["quoted-printable", "base64"])(
    "keeps its octets as they lie, when nothing is found in it (%s)",
    (encoding) => {
      const body = encoding === "base64" ? "Tm90aGluZyB0byBzZWUu" : "Nothing to see =E3=81=82.";
      const mail = message("Content-Type: text/plain", `Content-Transfer-Encoding: ${encoding}`, "", body);
      const slices = bodyOf(mail);
      expect(slices).toHaveLength(1);
      expect(written(slices, mail)).toBe(0);
    },
  );
});
