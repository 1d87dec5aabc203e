import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrubField, withoutAnswerers } from "../../../src/mail/scrub/scrub.ts";
import { nameOrders } from "../../../src/mail/search/name-orders.ts";
import { ALIAS, bytes, message, NOBODY, scanned, scrubbedBody } from "./scrubbed.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);
const PUBLIC = { addresses: ["pta@school.example"], aliasForm: "pta@school.example", name: "PTA" };
const base64 = (octets: string) => Buffer.from(octets, "latin1").toString("base64");

/** An officer's answer to an invitation, as a program writes it. */
function answer(name: string, text: string, commonName: string, method = "REPLY"): string {
  const hidden = { addresses: ["hanako@private.example"], aliasForm: true, names: nameOrders(name) };
  const calendar = [
    "BEGIN:VCALENDAR",
    `METHOD:${method}`,
    "BEGIN:VEVENT",
    `ATTENDEE;PARTSTAT=ACCEPTED;CN=${commonName}:mailto:hanako@private.example`,
    `COMMENT:${commonName} has accepted`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
  const mail = message(
    "Content-Type: multipart/alternative; boundary=b",
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    bytes(text),
    "--b",
    "Content-Type: text/html; charset=utf-8",
    "",
    bytes(`<p><b>${text}</b></p>`),
    "--b",
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    "Content-Transfer-Encoding: base64",
    "",
    base64(bytes(calendar)),
    "--b--",
    "",
  );
  const body = scrubbedBody(mail, hidden, PUBLIC);
  const [encoded = ""] = /(?<=base64\r\n\r\n)[^-]*/.exec(body) ?? [];
  return Buffer.from(`${body}${atob(encoded.replace(/\s/g, ""))}`, "latin1").toString();
}

const PEOPLE = [
  ["佐藤 花子", "佐藤花子"],
  ["花子 佐藤", "佐藤 花子"],
  ["佐藤　花子", "花子 佐藤"],
  ["Hanako Sato", "Sato Hanako"],
  ["Sato, Hanako", "Hanako Sato"],
  ["林 花", "林花"],
] as const;
const WORDS = [
  "@ <pta@school.example> has accepted your invitation to the following event:",
  "@ さんがこの招待を承諾しました",
  "@さんがこの招待を仮承諾しました。メモ: 5分遅れます",
  "@ has accepted this invitation with a note",
  "“@” has accepted your invitation.",
  "@ さんは出席依頼を承諾しました。",
  "Accepted: Meeting (@)",
];

describe("an answer to an invitation", () => {
  it("shows the name of who answers nowhere, in either order, in Japanese and English", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PEOPLE),
        fc.constantFrom(...WORDS),
        fc.boolean(),
        fc.constantFrom("REPLY", "COUNTER"),
        ([name, written], words, quoted, method) => {
          const left = answer(
            name,
            words.replace("@", written),
            quoted ? `"${written}"` : written.replace(",", ""),
            method,
          );
          expect(left).toContain(words.replace("@", "PTA"));
          for (const order of nameOrders(name)) expect(left).not.toContain(order);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("shows it nowhere when the calendar alone knows it", () => {
    const left = answer("Hanako", "佐藤 花子さんが承諾しました", "佐藤 花子");
    expect(left).not.toMatch(/佐藤|花子/);
  });

  it("shows it in no Subject", () => {
    const names = nameOrders("佐藤 花子");
    const subject = `=?UTF-8?B?${Buffer.from("承諾: 会議 (佐藤 花子)").toString("base64")}?=`;
    expect(scrubField(withoutAnswerers(subject, names, "PTA"), NOBODY, ALIAS)).toBe(
      `=?UTF-8?B?${Buffer.from("承諾: 会議 (PTA)").toString("base64")}?=`,
    );
    expect(withoutAnswerers("Accepted: x", names, "PTA")).toBe("Accepted: x");
  });

  it("is no other mail, in which people write their names themselves", () => {
    const hidden = { addresses: ["hanako@private.example"], aliasForm: true, names: nameOrders("佐藤 花子") };
    const mail = message("Content-Type: text/plain; charset=utf-8", "", bytes("佐藤花子です。"), "");
    expect(scrubbedBody(mail, hidden, PUBLIC)).toBe(bytes("佐藤花子です。\r\n"));
  });
});

describe("an invitation of the public address", () => {
  const READER = { ...ALIAS, attendee: "hanako@private.example" };
  const lines = [
    "BEGIN:VCALENDAR",
    "METHOD:REQUEST",
    "ORGANIZER:mailto:pta@school.example",
    "ATTENDEE;CN=PTA;EMAIL=PTA@school.example;RSVP=TRUE:MAILTO:pta@sch",
    " ool.example",
    "ATTENDEE:mailto:xpta@school.example",
    "DESCRIPTION:pta@school.example",
    "END:VCALENDAR",
    "",
  ];

  it.each(["hidden", "shown"])("invites the reader of the copy, the sender %s", (sender) => {
    const hidden = sender === "hidden" ? undefined : NOBODY;
    const mail = message("Content-Type: text/calendar; method=REQUEST", "", ...lines);
    const result = scanned(mail, { invited: "pta@school.example", ...(hidden === undefined ? {} : { hidden }) });
    const body =
      result.kind === "scanned"
        ? result
            .body(READER)
            .map((slice) => Buffer.from(slice).toString("latin1"))
            .join("")
        : "";
    const unfolded = body.replace(/\r\n /g, "").split("\r\n");
    expect(unfolded).toEqual([
      ...lines.slice(0, 3),
      "ATTENDEE;CN=PTA;EMAIL=hanako@private.example;RSVP=TRUE:MAILTO:hanako@private.example",
      ...lines.slice(5),
    ]);
  });

  it("stays as it is where no copy has a reader of its own", () => {
    const mail = message("Content-Type: text/calendar; method=REQUEST", "", ...lines);
    const result = scanned(mail, { hidden: NOBODY });
    expect(result.kind === "scanned" && result.body(READER)[0]?.buffer).toBe(mail.buffer);
  });
});

describe("a folded text", () => {
  const alias = "anon-7k3m9q2x4wtz@school.example";
  const attached = (text: string) =>
    atob(
      scrubbedBody(
        message("Content-Type: text/calendar", "Content-Transfer-Encoding: base64", "", base64(text)),
      ).replace(/\s/g, ""),
    );
  const line = "ATTENDEE;CN=x:mailto:taro@company.example";
  const wide = (text: string) => Buffer.from(text, "utf16le").toString("latin1");

  it("is unfolded, wherever it is cut, whatever its line breaks are and in UTF-16", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: line.length - 1 }),
        fc.constantFrom("\r\n ", "\n\t", "\r\r\n ", "\r\r\n\t"),
        fc.constantFrom("", "\xff\xfe", "utf-16"),
        (at, fold, mark) => {
          const text = `BEGIN:VCALENDAR\r\n${line.slice(0, at)}${fold}${line.slice(at)}\r\nEND:VCALENDAR\r\n`;
          const left = attached(mark === "" ? text : (mark === "utf-16" ? "" : mark) + wide(text));
          const read = mark === "" ? left : left.replace("\xff\xfe", "").replaceAll("\0", "");
          expect(read.replace(/\r*\n[ \t]/g, "")).toContain(`mailto:${alias}\r\n`);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("is joined at the soft breaks of quoted-printable in a vCard of version 2.1", () => {
    const value = "taro=40company.example";
    for (let at = 1; at < value.length; at++) {
      if (/[=4]/.test(value.charAt(at - 1)) && at >= 5 && at <= 6) continue;
      const card = `BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE:x ${value.slice(0, at)}=\r\n${value.slice(at)}\r\nEND:VCARD\r\n`;
      const left = attached(card).replace(/=\r\n/g, "");
      expect(left).toContain(`x ${alias.replace("@", "=40")}\r\n`);
    }
  });

  it.each(["&#64\\;", "&#x40\\;", "&commat\\;"])("has %s for an at sign in X-ALT-DESC", (spelled) => {
    const left = attached(
      `BEGIN:VCALENDAR\r\nX-ALT-DESC;FMTTYPE=text/html:<p>taro${spelled}company.example</p>\r\nEND:VCALENDAR\r\n`,
    );
    expect(left.replace(/\r\n /g, "")).toContain(`<p>${alias.replace("@", spelled)}</p>`);
  });
});
