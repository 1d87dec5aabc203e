/** docs/rfc.md is what the code cites. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { citationsIn } from "../scripts/rfc/citations.ts";
import { rfcDocument } from "../scripts/rfc/document.ts";

const cited = (text: string) => citationsIn(text).map(({ rfc, section }) => `${rfc} ${section}`.trim());

describe("a citation", () => {
  it.each([
    ["/** (RFC 5322 §3.4.1) */", ["5322 3.4.1"]],
    ["// RFC 4648 §4, §5: base64", ["4648 4", "4648 5"]],
    ["RFC 5322 §3.4 and §3.6.2, RFC 2047 §2.", ["5322 3.4", "5322 3.6.2", "2047 2"]],
    [" * which RFC 5322\n * §2.1.1 forbids", ["5322 2.1.1"]],
    ["// as RFC\n", []],
    ["  // of RFC 2045 §6.7,\n  // §6.8", ["2045 6.7", "2045 6.8"]],
    ["RFC 5321's MAIL FROM", ["5321"]],
    ["`DRFC 12`, RFC 2142).", ["2142"]],
    ["RFC 2231 §3. 4 lines", ["2231 3"]],
  ])("is read from %j", (text, expected) => {
    expect(cited(text)).toEqual(expected);
  });
});

describe("docs/rfc.md", () => {
  it("has each section once, in order, with all files that keep it", () => {
    const files = [
      { path: "src/b.ts", text: "RFC 5322 §3.10 RFC 5322 §3.9" },
      { path: "src/a.ts", text: "RFC 5322 §3.9, RFC 822, RFC 5322 §3.9" },
    ];
    const lines = rfcDocument(files)
      .split("\n")
      .filter((line) => /^##|src/.test(line));
    expect(lines).toEqual([
      expect.stringMatching(/^## RFC 822: /),
      "| as a whole | `src/a.ts` |",
      "## RFC 5322: Internet Message Format",
      expect.stringMatching(/^\| \[§3\.9\]\(.*\) \| `src\/a\.ts`, `src\/b\.ts` \|$/),
      expect.stringMatching(/^\| \[§3\.10\]\(.*\) \| `src\/b\.ts` \|$/),
    ]);
  });

  it("is current (else: npm run rfc)", async () => {
    await promisify(execFile)(process.execPath, ["scripts/rfc.ts", "--check"]);
  });
});
