import { describe, expect, it } from "vitest";
import { parseAddress } from "../../../src/mail/header/address.ts";
import { decodeText } from "../../../src/mail/header/encoded-word.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";
import { scrubField } from "../../../src/mail/scrub/scrub.ts";
import { readIncoming } from "../../../src/relay/incoming.ts";
import { keptFields } from "../../../src/relay/outgoing/fields.ts";

const HIDDEN = { addresses: ["hanako@private.example"], aliasForm: true, names: [] };
const INSTEAD = { addresses: ["pta@school.example"], aliasForm: "pta@school.example", name: "PTA" };

function left(field: string): string {
  const recipient = parseAddress("pta@school.example");
  if (recipient === undefined) throw new Error("not an address");
  const octets = fromBinaryString(`${field}\r\n\r\nx`);
  const incoming = readIncoming({ sender: "", recipient }, octets, "mx");
  if (incoming === undefined) throw new Error("too large");
  return keptFields(incoming, "reply", (value) => scrubField(value, HIDDEN, INSTEAD), "en");
}

describe("a Subject as long as a header section", () => {
  it("leaves as its beginning, and says what it said", () => {
    const words = left(`Subject: ${"sports day ".repeat(20_000)}`);
    expect(words.length).toBeLessThan(2200);
    expect(words).toMatch(/^Subject: sports day sports day/);
    const encoded = left(`Subject: ${"=?utf-8?q?=E9=81=8B=E5=8B=95=E4=BC=9A?=\r\n ".repeat(5000)}`);
    expect(decodeText(encoded.replace("Subject: ", ""))).toMatch(/^(?:運動会){50}/);
  });

  it.each(["hanako@private.example", "hanako%40private.example", "hanako=40private.example"])(
    "shows no half of an address where it is cut: %s",
    (address) => {
      // Words that say nothing: the text behind them is what leaves.
      const nothing = "=?utf-8?q??= ".repeat(500);
      for (let before = 8192 - address.length - 2; before < 8194; before++) {
        for (const filler of [
          `${"z".repeat(before - nothing.length - 1)}:`,
          `${"z ".repeat(800)}`.slice(nothing.length - before),
        ]) {
          const written = left(`Subject: ${nothing}${filler}${address} ${"y ".repeat(3000)}`);
          expect(written).toMatch(/z{3}|z z/);
          expect(written).not.toMatch(/hanako/i);
        }
      }
    },
  );
});

describe("a field of a few words", () => {
  it("does not leave when it is longer than any", () => {
    expect(left(`Precedence: ${"bulk ".repeat(40)}`)).not.toContain("Precedence");
    expect(left("Precedence: bulk")).toContain("Precedence: bulk\r\n");
  });
});
