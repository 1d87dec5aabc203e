/** Ordinary mail as large as a mail may be: the limits that stop hostile mail must not stop any of it. */

import { describe, expect, it } from "vitest";
import { filled, REPLY, refusal, text } from "./support/relayed.ts";

const MB = 1_000_000;

const binary = (words: string): string => Buffer.from(words).toString("latin1");
const base64Of = (octets: Buffer): string => octets.toString("base64").replace(/.{76}/g, "$&\r\n");

/** Numbers that look like chance and are the same in each run. */
function octetsOf(length: number): Buffer {
  const octets = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    octets[at] = state >> 16;
  }
  return octets;
}

const PROSE = binary(
  "運動会は雨天のため、十一月三十日（月）に延期します。お弁当と水筒、帽子を忘れずにお持ちください。\r\n",
);
const page = (body: string): string =>
  `Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>${body}</body></html>`;
const NEWS =
  `<tr><td style="padding:0 8px;font-size:14px" align="left"><a href="https://click.news.example/c/?u=4f2a9c&amp;d=Zm9vYmFyYmF6cXV4&amp;e=info%40shop.example"><b>Sale</b>&nbsp;50&#37;</a> &#8212; ` +
  `<img src="https://img.news.example/p/12ab34cd56ef7890.png" width="1" height="1"></td></tr>\r\n`;
const file = (type: string, name: string, body: string): string =>
  `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${body}\r\n`;
const multipart = (parts: string): string => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`;
const family = (number: number): string =>
  `${number},Family ${number},parent${number}@mail${number % 97}.example,090-0000-${1000 + number}\r\n`;
const families = Array.from({ length: 2000 }, (_, number) => family(number)).join("");
const mail = (number: number): string =>
  `From parent${number}@mail.example Mon Nov 23 10:00:00 2026\r\nReceived: from a.mail.example by b.school.example; Mon, 23 Nov 2026 10:00:00 +0900\r\nFrom: Parent ${number} <parent${number}@mail.example>\r\nTo: office@school.example\r\nSubject: =?utf-8?B?44GK55+l44KJ44Gb?=\r\nMessage-ID: <${number}.abc@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${PROSE.repeat(20)}\r\n`;
const LOG = `2026-11-23T10:00:00Z info smtp[2211]: id=4f2a from=<list-bounce+a=b@list.example> to=<c@mail.example> status=sent (250 2.0.0 OK) 10.0.0.1:25\r\n`;

/** How lists of addresses are written; the provider is one that millions share. */
const OTHERS: readonly (readonly [string, (parent: string) => string])[] = [
  ["in CSV", (parent) => `Parent,${parent}@gmail.com\n`],
  ["in CSV with quotes", (parent) => `"Parent","${parent}@gmail.com"\n`],
  ["in JSON with escapes", (parent) => `{"name":"\\u5148\\u751f","mail":"${parent}@gmail.com"},\n`],
  ["in angle brackets", (parent) => `Parent <${parent}@gmail.com>, `],
  ["on lines of their own", (parent) => `${parent}@gmail.com\r\n`],
  ["with dots", (parent) => `taro.yamada.${parent}@gmail.com\t`],
  ["in a calendar", (parent) => `ATTENDEE;CN="P":mailto:${parent}@gmail.com\n`],
];
const twentyThousand = (written: (parent: string) => string): string =>
  Array.from({ length: 20_000 }, (_, number) => written(`parent${number}`)).join("");

describe("ordinary mail passes both ways", () => {
  it.each([
    ["24 MB of Japanese prose", text(filled(PROSE, 24 * MB)).replace("plain", "plain; charset=utf-8")],
    ["24 MB of Japanese prose in a page", page(filled(`<p>${PROSE}<br>`, 24 * MB))],
    ["a newsletter of 300 KB", page(filled(NEWS, MB * 0.3))],
    ["a newsletter of 3 MB", page(filled(NEWS, 3 * MB))],
    [
      "a newsletter in quoted-printable",
      page(
        filled(NEWS, MB)
          .replaceAll("=", "=3D")
          .replace(/[^\r\n]{70}/g, "$&=\r\n"),
      ).replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"),
    ],
    ["a school's address list in its text", text(families)],
    ["a school's address list as a file", multipart(file("text/csv", "list.csv", base64Of(Buffer.from(families))))],
    [
      "an address list of twenty thousand",
      multipart(file("text/csv", "list.csv", base64Of(Buffer.from(families.repeat(10))))),
    ],
    [
      "two thousand address cards",
      multipart(
        file(
          "text/vcard",
          "all.vcf",
          base64Of(
            Buffer.from(
              Array.from(
                { length: 2000 },
                (_, n) =>
                  `BEGIN:VCARD\r\nVERSION:3.0\r\nN:Parent;${n};;;\r\nFN:Parent ${n}\r\nEMAIL;TYPE=INTERNET:parent${n}@mail.example\r\nEND:VCARD\r\n`,
              ).join(""),
            ),
          ),
        ),
      ),
    ],
    [
      "five megabytes of a mail server's log",
      multipart(file("text/x-log", "mail.log", base64Of(Buffer.from(filled(LOG, 5 * MB))))),
    ],
    [
      "twenty photographs",
      multipart(
        Array.from({ length: 20 }, (_, n) =>
          file(
            "image/jpeg",
            `IMG_${n}.jpg`,
            base64Of(Buffer.concat([Buffer.from("ffd8ffe000104a464946", "hex"), octetsOf(850_000)])),
          ),
        ).join(""),
      ),
    ],
    [
      "a document of 18 MB",
      multipart(
        file(
          "application/pdf",
          "a.pdf",
          base64Of(Buffer.concat([Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"), octetsOf(18 * MB)])),
        ),
      ),
    ],
    [
      "photographs in a page, as data",
      page(filled(`<img src="data:image/jpeg;base64,/9j/${octetsOf(300_000).toString("base64")}">`, 5 * MB)),
    ],
    [
      "an export of five hundred mails",
      multipart(
        file(
          "application/mbox",
          "a.mbox",
          base64Of(Buffer.from(Array.from({ length: 500 }, (_, n) => mail(n)).join(""), "latin1")),
        ),
      ),
    ],
    [
      "a digest of two hundred mails",
      `Content-Type: multipart/digest; boundary=b\r\n\r\n${Array.from({ length: 200 }, (_, n) => `--b\r\n\r\n${mail(n).replace(/^From .*\r\n/, "")}`).join("")}--b--\r\n`,
    ],
    [
      "five megabytes of JSON with escapes",
      multipart(
        file(
          "application/json",
          "a.json",
          base64Of(Buffer.from(filled(`{"name":"\\u5148\\u751f","mail":"a@b.example","x":[1,2]},\n`, 5 * MB))),
        ),
      ),
    ],
    ...OTHERS.map(([name, written]): [string, string] => [
      `twenty thousand other people at a hidden address's provider, ${name}`,
      multipart(file("text/plain", "a.txt", base64Of(Buffer.from(twentyThousand(written))))),
    ]),
    [
      "a calendar of a year",
      multipart(
        file(
          "text/calendar",
          "a.ics",
          base64Of(
            Buffer.from(
              `BEGIN:VCALENDAR\r\n${filled('BEGIN:VEVENT\r\nUID:1@cal.example\r\nORGANIZER;CN=School:mailto:office@school.example\r\nATTENDEE;CN="Parent One":mailto:parent1@mail.exa\r\n mple\r\nDESCRIPTION:Bring a raincoat\\, and a sandwich and so\r\n me more\r\nEND:VEVENT\r\n', 500_000)}END:VCALENDAR\r\n`,
            ),
          ),
        ),
      ),
    ],
    [
      "a long thread, quoted and quoted again",
      text(
        Array.from(
          { length: 400 },
          (_, n) =>
            `${">".repeat(n % 30)} On Mon, Nov 23, 2026 Parent <parent${n}@mail.example> wrote:\r\n${">".repeat(n % 30)} ${"Some words of an answer. ".repeat(4)}\r\n`,
        ).join(""),
      ),
    ],
  ])("%s", { timeout: 120_000 }, (_, message) => {
    expect([refusal(message), refusal(message, REPLY)]).toEqual([undefined, undefined]);
  });
});
