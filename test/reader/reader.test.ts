/** The reader is a witness: it has to see, or what it does not see proves nothing. */
import { describe, expect, it } from "vitest";
import { CHARSETS } from "./hiding/encoders.ts";
import { addressPattern, sightings } from "./seen.ts";
import { inTnef } from "./tnef.ts";

const TARO = "taro@company.example";
const base64 = (octets: string): string => Buffer.from(octets, "latin1").toString("base64");
const in16 = (text: string): string => Buffer.from(text, "utf16le").toString("latin1");
const part = (type: string, body: string): string => `Content-Type: ${type}\r\n\r\n${body}\r\n`;
const mixed = (...parts: readonly string[]): string =>
  part('multipart/mixed; boundary="=_b"', `${parts.map((one) => `--=_b\r\n${one}\r\n`).join("")}--=_b--`);

const encoded = (text: string, charset: string): string => CHARSETS.get(charset)?.(text) ?? "";

const littleEndian = (value: number): string => Buffer.from(Uint32Array.of(value).buffer).toString("latin1");

/** Compressed RTF that refers back to nothing: a control octet of zero before each eight. */
function literally(rtf: string): string {
  const packed = rtf.replace(/[\s\S]{1,8}/g, "\0$&");
  return `${littleEndian(packed.length + 12)}${littleEndian(rtf.length)}LZFu\0\0\0\0${packed}`;
}

function tnef(value: string): string {
  return `\x78\x9f\x3e\x22\x01\x00\x01\x03\x90\x06\x00${littleEndian(value.length)}${value}\0\0`;
}

const SEEN: Readonly<Record<string, string>> = {
  "in a text": part("text/plain", `ask ${TARO}.`),
  "in full width, in ISO-2022-JP": part(
    "text/plain; charset=iso-2022-jp",
    encoded("宛先ｔａｒｏ＠ｃｏｍｐａｎｙ．ｅｘａｍｐｌｅ", "iso-2022-jp"),
  ),
  "in full width, in Shift_JIS": part("text/plain; charset=cp932", encoded("宛先taro＠company．example", "shift_jis")),
  "in UTF-16": part("text/plain; charset=utf-16", encoded(TARO, "utf-16")),
  "in UTF-16 without a mark": part("application/octet-stream", in16(TARO)),
  "in UTF-7": part("text/plain; charset=utf-7", "taro+AEA-company.example"),
  "cut by soft line breaks": part(
    "text/plain\r\nContent-Transfer-Encoding: quoted-printable",
    "ta=\r\nro=40comp=  \r\nany.example",
  ),
  "in base64 with strange lines": part(
    "text/plain\r\nContent-Transfer-Encoding: base64",
    base64(TARO).replace(/.{5}/g, "$&!\r\n"),
  ),
  "cut by tags": part("text/html", 'taro@<span class="x">company</span>.<wbr>example'),
  "in references": part("text/html", "taro&#64;company&period;example"),
  "in a link": part("text/html", '<a href="mailto:taro%40company.example">me</a>'),
  "in a comment of a page": part("text/html", `<p>x</p><!-- ${TARO} -->`),
  "in the base64 of a link": part(
    "text/html",
    `<a href="https://x.example/?e=${base64(`id=1&a=${TARO}`).replace(/=+$/, "")}">x</a>`,
  ),
  "with a soft hyphen": part("text/plain; charset=utf-8", Buffer.from("ta\u00adro@company.example").toString("latin1")),
  "in an encoded-word, cut in two": `Subject: =?utf-8?B?${base64("taro@comp")}?=\r\n =?utf-8?B?${base64("any.example")}?=\r\n\r\n`,
  "in a continued file name": mixed(part("image/png; name*0*=utf-8''taro%40comp; name*1*=any.example", "x")),
  "in a folded calendar": part(
    "text/calendar",
    "BEGIN:VCALENDAR\r\nATTENDEE:mailto:taro@com\r\n pany.example\r\nEND:VCALENDAR",
  ),
  "in a card of version 2.1": part(
    "text/vcard",
    "BEGIN:VCARD\r\nEMAIL;ENCODING=QUOTED-PRINTABLE:taro=40com=\r\npany.example\r\nEND:VCARD",
  ),
  "with DelSp": part("text/plain; format=flowed; delsp=yes", "taro@com \r\npany.example"),
  "in JSON": part("application/json", '{"a":"taro\\u0040company.example"}'),
  "in an attached message's field, folded inside": mixed(
    part("message/rfc822", `X-A: taro@com\r\n pany.example\r\n\r\nHello`),
  ),
  "in a message in base64 in a message": mixed(
    part("message/rfc822\r\nContent-Transfer-Encoding: base64", base64(mixed(part("text/plain", TARO)))),
  ),
  "in a preamble": part("multipart/mixed; boundary=b", `${TARO}\r\n--b\r\n\r\nx\r\n--b--`),
  "in an epilogue": part("multipart/mixed; boundary=b", `--b\r\n\r\nx\r\n--b--\r\n${TARO}`),
  "in RTF": part("application/rtf", "{\\rtf1 taro\\'40company.example}"),
  "in winmail.dat": part("application/ms-tnef", tnef(in16(`mailto:${TARO}`))),
  "in winmail.dat's compressed RTF": part(
    "application/ms-tnef",
    tnef(literally("{\\rtf1 ask taro\\'40company.example\\par}")),
  ),
};

describe("the independent reader", () => {
  it.each(Object.entries(SEEN))("sees an address %s", (_, message) => {
    expect(sightings(`From: x@y.example\r\n${message}`, addressPattern(TARO))).not.toEqual([]);
  });

  it.each(["xtaro@company.example", "taro@company.example.org", "jo.taro@company.example", "taro@company"])(
    "takes no other address for it: %s",
    (other) => {
      const messages = [part("text/plain", `ask ${other}.`), part("text/html", `<b>${other}</b>`)];
      for (const message of messages) expect(sightings(message, addressPattern(TARO))).toEqual([]);
    },
  );

  it("unpacks the example of MS-OXRTFCP, which refers back", () => {
    const packed = "\x03\x00\x0a\x00rcpg125\x42\x32\x0a\xf3 hel\x09\x00\x20bw\x05\xb0ld}\x0a\x80\x0f\xa0";
    const value = `${littleEndian(packed.length + 12)}${littleEndian(43)}LZFu\xf1\xc5\xc7\xa7${packed}`;
    expect(inTnef(tnef(value))).toContain("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  });
});
