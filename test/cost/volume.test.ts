/** What a message may have of everything: above it, it is refused in words, before it has cost much. */

import { describe, expect, it } from "vitest";
import { fromBinaryString } from "../../src/mail/octets.ts";
import { filled, REPLY, refusal, relayed, text } from "./support/relayed.ts";
import { work } from "./support/work.ts";

const MB = 1_000_000;

const multipart = (parts: string): string => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}`;
const calendar = (lines: string): string => `Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n${lines}`;

/** Multiparts in multiparts, each with a boundary of two characters, and a file inside. */
function levels(depth: number, file: string): string {
  const boundary = (level: number) => String.fromCharCode(97 + (level % 26)) + (level % 10);
  const opened = Array.from({ length: depth }, (_, level) => {
    return `Content-Type: multipart/mixed; boundary=${boundary(level)}\r\n\r\n--${boundary(level)}\r\n`;
  });
  return `${opened.join("")}Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}`;
}

function dashes(length: number): string {
  const boundary = "-".repeat(60);
  const opened = `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n`;
  return `${opened.repeat(3)}Content-Type: image/png\r\n\r\n${filled("-", length)}`;
}

describe("a message is refused in words that has", () => {
  it.each([
    ["more parts than a thousand", multipart(filled("--b\r\n\r\n", 9000)), "too-many-parts"],
    [
      "more header fields than sixty thousand",
      multipart(filled(`--b\r\n${filled("X: y\r\n", 60_000)}\r\n`, MB)),
      "too-many-fields",
    ],
    [
      "header fields of endless parameters",
      multipart(filled(`--b\r\nContent-Type: a/b${filled(";a=b", 60_000)}\r\n\r\n`, 4 * MB)),
      "too-many-fields",
    ],
    [
      "a part's header section above 64 KB",
      multipart(`--b\r\n${filled("X: y\r\n", 70_000)}\r\n`),
      "part-header-too-large",
    ],
    ["short boundaries at 29 levels around a large file", levels(29, filled("iVBORw0KGgo=\r\n", 3 * MB)), "too-deep"],
    [
      "boundaries at 29 levels that are not the declared ones",
      levels(29, filled("\n--x", 3 * MB)).replace(/boundary=../g, "boundary=zz"),
      "too-deep",
    ],
    ["a million slashes in paths", text(filled(`aB${"/".repeat(40)} `, 4 * MB)), "too-many-addresses"],
    [
      "a million pieces of paths, many as long as a digest",
      text(filled(`${"aB/".repeat(600)} `, 4 * MB)),
      "too-many-addresses",
    ],
    ["ten thousand hidden domains in one run", text("company.example!".repeat(10_000)), "too-many-addresses"],
    ["a million folds in UTF-16", calendar(filled("a\0\n\0 \0", 4 * MB)), "too-many-addresses"],
    ["boundaries of nothing but dashes around as many", dashes(3 * MB), "too-deep"],
    ["a million folds", calendar(filled("\r\n x", 4 * MB)), "too-many-addresses"],
    [
      "as many soft line breaks",
      `Content-Type: text/plain; delsp=yes\r\n\r\n${filled(" \r\n", 3 * MB)}`,
      "too-many-addresses",
    ],
    [
      "a million escaped at signs in one run, all of other people",
      text(filled("x%40elsewhere.example&", 4 * MB)),
      "too-many-addresses",
    ],
    ["a million encoded-words", text(filled("=?utf-8?q?a?=,", 4 * MB)), "too-many-addresses"],
    ["as many that read as one", text(filled("=?utf-8?q?a?= ", 4 * MB)), "too-many-addresses"],
  ])("%s", (_, message, reason) => {
    expect(refusal(message)).toBe(reason);
  });

  it("a hundred thousand cards of the officer's", () => {
    expect(refusal(calendar(filled("BEGIN:VCARD\r\nFN:Hanako\r\nEND:VCARD\r\n", 4 * MB)), REPLY)).toBe(
      "too-many-addresses",
    );
  });
});

describe("a message passes that has", () => {
  it.each([
    ["five megabytes of rich text without an at sign", text(`{\\rtf1 ${filled("{\\b0 \\fs22 word}\r\n", 5 * MB)}}`)],
    ["nine hundred parts", multipart(filled("--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n", 900 * 42))],
    [
      "a hundred attached mails of forty fields each",
      multipart(
        filled(
          `--b\r\nContent-Type: message/rfc822\r\n\r\n${filled("Received: from a.example by b.example; Mon, 23 Nov 2026 10:00:00 +0900\r\n", 40 * 70)}\r\nHello\r\n`,
          100 * 2900,
        ),
      ),
    ],
    [
      "boundaries as programs write them, at four levels around a large file",
      levels(4, filled("iVBORw0KGgo=\r\n", 3 * MB)).replace(/(boundary=|--)(..)(?=\r)/g, "$1----=_Part_$2_1029384756"),
    ],
    [
      "a calendar of two thousand folded events",
      calendar(filled("BEGIN:VEVENT\r\nDESCRIPTION:Bring a raincoat and a\r\n  sandwich\r\nEND:VEVENT\r\n", 2000 * 76)),
    ],
  ])("%s", (_, message) => {
    expect(refusal(message)).toBeUndefined();
    expect(refusal(message, REPLY)).toBeUndefined();
  });
});

describe("what is refused", () => {
  it.each([
    ["header fields", (length: number) => multipart(filled(`--b\r\n${filled("X: y\r\n", 25_000)}\r\n`, length))],
    ["folds", (length: number) => calendar(filled("\r\n x", length))],
    ["encoded-words in charsets that nobody knows", (length: number) => text(filled("=?zz?q?=80?=,", length))],
    ["escaped at signs", (length: number) => text(filled("%40a", length))],
    ["boundaries", (length: number) => levels(29, filled("\n--b", length))],
  ])("has cost no more than in proportion until then: %s", (_, make) => {
    const [once = 0, twice = 0] = [4, 8].map((times) => {
      const octets = fromBinaryString(make(times * MB));
      return work(() => relayed(octets));
    });
    expect(twice).toBeLessThan(2.5 * once);
  });
});
