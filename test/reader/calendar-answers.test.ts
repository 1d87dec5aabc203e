/** In an answer to an invitation nobody reads the name of who answers, whatever program wrote it, in whatever charset. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Vault } from "../../src/store/vault.ts";
import { ALIAS, HANAKO, MemoryOffice } from "../fuzz/in-memory/memory-office.ts";
import { CHARSETS } from "./hiding/encoders.ts";
import { relayed } from "./leaving.ts";
import { readings } from "./reader.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);

let vault: Vault;

beforeAll(async () => {
  vault = await MemoryOffice.openVault();
});

const NAMES: readonly (readonly [inFrom: string, one: string, other: string])[] = [
  ["佐藤 花子", "佐藤", "花子"],
  ["佐藤花子", "佐藤", "花子"],
  ["Hanako Sato", "Hanako", "Sato"],
  ["SATO Hanako", "Hanako", "Sato"],
  ["Sato, Hanako", "Hanako", "Sato"],
];

/** As the From field, the calendar and the text may each have it. */
const ORDERS: readonly ((one: string, other: string) => string)[] = [
  (one, other) => `${one} ${other}`,
  (one, other) => `${other} ${one}`,
  (one, other) => `${one}　${other}`,
  (one, other) => `${other.toUpperCase()} ${one}`,
  (one, other) => `${one}, ${other}`,
];

const SAID = [
  "@ has accepted your invitation to the following event",
  "@ <pta@school.example> has declined this invitation with a note: running late",
  "@さんがこの招待を承諾しました",
  "@ さんは仮承諾しました。",
  "参加者: @ (出席)",
  "“@” has accepted",
];

const answers = fc.record({
  who: fc.constantFrom(...NAMES),
  charset: fc.constantFrom(...[...CHARSETS].filter(([name]) => /^(?:utf-8|iso-2022-jp|shift_jis|euc-jp)$/.test(name))),
  orders: fc.tuple(fc.constantFrom(...ORDERS), fc.constantFrom(...ORDERS), fc.constantFrom(...ORDERS)),
  said: fc.constantFrom(...SAID),
  property: fc.constantFrom("COMMENT", "DESCRIPTION", "SUMMARY", "X-ALT-DESC;FMTTYPE=text/html", "X-NOTE"),
  method: fc.constantFrom("REPLY", "COUNTER"),
  fold: fc.integer({ min: 20, max: 74 }),
  cut: fc.constantFrom("", "<b>", "<wbr>"),
});

describe("in an answer to an invitation", () => {
  it("the name of who answers is in no field, no text and no calendar", { timeout: 120_000 + 400 * RUNS }, async () => {
    const property = fc.asyncProperty(answers, async ({ who, charset, orders, said, property, method, fold, cut }) => {
      const [from, one, other] = who;
      const [charsetName, encode] = charset;
      const [inCalendar, inText, inPage] = orders.map((order) => order(one, other));
      const words = (name = "") => said.replace("@", name);
      const calendar = [
        ...["BEGIN:VCALENDAR", `METHOD:${method}`, "BEGIN:VEVENT", "UID:1@x.example"],
        `ATTENDEE;PARTSTAT=ACCEPTED;CN="${inCalendar}":mailto:${HANAKO}`,
        `${property}:${words(inCalendar)}`,
        ...["END:VEVENT", "END:VCALENDAR", ""],
      ].map((line) => encode(line).replace(new RegExp(`^[ -~]{${fold}}(?=[ -~])`), "$&\r\n "));
      const word = `=?${charsetName}?B?${Buffer.from(encode(`承諾: ${words(inText)}`), "latin1").toString("base64")}?=`;
      const shown = cut === "" ? inPage : inPage?.replace(one, `${one.slice(0, 1)}${cut}${one.slice(1)}`);
      const message = [
        `From: =?utf-8?B?${Buffer.from(from).toString("base64")}?= <${HANAKO}>`,
        ...[`To: ${ALIAS}`, `Subject: ${word}`, "Message-ID: <1@x.example>", "Date: Tue, 24 Nov 2026 12:00:00 +0900"],
        ...["Content-Type: multipart/alternative; boundary=b", "", "--b"],
        ...[`Content-Type: text/plain; charset=${charsetName}`, "", encode(words(inText)), "--b"],
        ...[`Content-Type: text/html; charset=${charsetName}`, "", encode(`<p>${words(shown)}</p>`), "--b"],
        ...[
          `Content-Type: text/calendar; charset=${charsetName}; method=${method}`,
          "",
          calendar.join("\r\n"),
          "--b--",
          "",
        ],
      ].join("\r\n");
      const copies = await relayed(vault, HANAKO, ALIAS, message);
      expect(copies).toHaveLength(1);
      for (const { where, text } of readings(copies[0]?.raw ?? "")) {
        const seen = text
          .normalize("NFKC")
          .replace(/[\s\u200b]|<\/?[a-z]+>/g, "")
          .toLowerCase();
        for (const name of [one + other, other + one])
          expect([where, seen]).toEqual([where, expect.not.stringContaining(name.toLowerCase())]);
      }
    });
    await fc.assert(property, { numRuns: RUNS, ...(process.env.FC_RUNS === undefined ? { seed: 11 } : {}) });
  });
});
