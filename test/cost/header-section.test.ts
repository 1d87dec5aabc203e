/** A header section of 240 KB, whatever it is made of, through the whole relay: in proportion, bounded, or refused in words. */

import { describe, expect, it } from "vitest";
import { copied, mailWith } from "./support/header-section.ts";
import { filled } from "./support/relayed.ts";
import { work } from "./support/work.ts";

const FULL = 235_000;
/** Long enough that the searches which begin at some length have all begun. */
const SHORT = 10_000;
/** Blocks of code entered: a hundred for an octet, of a nanosecond or two each. */
const MOST = 150 * FULL;

const numbered = (length: number, unit: (number: number) => string): string => {
  let written = "";
  for (let number = 0; written.length < length; number++) written += unit(number);
  return written;
};

const UNITS: readonly (readonly [string, (length: number) => string])[] = [
  ...[
    "%40b",
    "&#64;b",
    "@company.exam<",
    "taro@company.example ",
    "<wbr>@",
    "QGNvbXBhbnkuZXhhbXBsZQ",
    "taro=company.example ",
  ],
  ...["=?zz?q?=80?=,", "=?utf-8?q?a?= ", "=?utf-8?b?dGFyb0Bj?=, ", "=?", "=?a?q?=?b?b?"],
  ...[
    "(",
    "(a)",
    '"',
    "\\",
    "<",
    ",",
    ";",
    ":",
    "a:;",
    " ",
    "\t ",
    "\r\n a",
    "\r\n =40",
    "a:b@c.example;,",
    "\xff",
    "40",
    "@",
  ],
].map((unit) => [JSON.stringify(unit), (length: number) => filled(unit, length)] as const);

const LISTS: readonly (readonly [string, (length: number) => string])[] = [
  ["mailboxes of one domain", (length) => numbered(length, (at) => `p${at}@company.example,`)],
  ["mailboxes of many domains", (length) => numbered(length, (at) => `"p${at}" <p${at}@c${at}.example>, `)],
  ["names in encoded-words", (length) => numbered(length, (at) => `=?utf-8?q?p${at}=40b?= <p${at}@company.example>, `)],
  ["ids", (length) => numbered(length, (at) => `<${at}@company.example> `)],
  ["parameters in pieces", (length) => numbered(length, (at) => `;a${at}*0*=%40b`)],
];

/** All that is read, or written, of a header section. From decides whether there is a mail at all: it has cases of its own. */
const FIELDS = [
  ...["Subject", "To", "Cc", "Reply-To", "References", "In-Reply-To", "Message-ID", "Date", "Precedence", "Received"],
  ...["Authentication-Results", "Content-Disposition", "Content-Description", "List-Id", "X-Anything"],
].map((name) => `${name}:`);

const PLACES: readonly (readonly [string, readonly string[]])[] = [
  ["in all fields", [...FIELDS, "Content-Type: text/plain;"]],
  ["in the Subject", ["Subject:"]],
  ["in From", ["From:"]],
  ["in To", ["To:"]],
  ["in Content-Type", ["Content-Type: text/plain;"]],
];

const CASES = PLACES.flatMap(([place, fields]) =>
  [...UNITS, ...LISTS].map(([name, make]) => {
    const written = (length: number) => fields.map((field) => `${field} ${make(length / fields.length)}`).join("\r\n");
    return [name, place, (length: number) => mailWith(written(length))] as const;
  }),
);

/** Short fields, over and over. */
const REPEATED = [
  "To: x@company.example",
  "Received: from a by b",
  "Content-X: %40b",
  "Content-Type: a/b",
  "References: <1@b>",
].map(
  (field) =>
    [field, "a thousand times", (length: number) => mailWith(filled(`${field}\r\n`, length).trimEnd())] as const,
);

describe("a header section made of one thing", { timeout: 120_000 }, () => {
  it.each([...CASES, ...REPEATED])("costs no more than in proportion: %s %s", (_, __, make) => {
    const sections = [1, 4].map((times) => make(times * SHORT));
    for (const octets of sections) copied(octets); // What is made once, at the first mail, is no mail's own cost.
    const [once = 0, fourTimes = 0] = sections.map((octets) => work(() => copied(octets)));
    expect(fourTimes).toBeLessThan(8 * once + 8000);
  });

  it.each([...CASES, ...REPEATED])("is answered soon where it is as large as one may be: %s %s", (_, __, make) => {
    const octets = make(FULL);
    let answer = "";
    const cost = work(() => {
      answer = copied(octets);
    });
    expect(answer).toMatch(/^(?:deliver|reject|drop|too-many-addresses|part-header-too-large)/);
    expect(cost).toBeLessThan(MOST);
  });
});
