/** Every leak that another relay was seen to have in a reply's body, and every fault seen in a body, one test each. */

import { describe, expect, it } from "vitest";
import { readHeaderSection } from "../../../src/mail/header/section.ts";
import { fromBinaryString, toBinaryString } from "../../../src/mail/octets.ts";
import { scan, scrubField, scrubText } from "../../../src/mail/scrub/scrub.ts";
import { revealed } from "./revealed.ts";
import { bytes, message, NOTES, scanned, scrubbed, scrubbedBody } from "./scrubbed.ts";

/** A volunteer's reply: their own address is hidden behind the public one, the alias becomes the correspondent's address. */
const REPLY = {
  addresses: ["taro@company.example", "anon-7k3m9q2x4wtz@school.example"],
  aliasForm: true,
  names: ["Taro Yamada", "山田太郎"],
};
const PUBLIC = {
  addresses: ["pta@school.example", "parent@home.example"],
  aliasForm: "pta@school.example",
  name: "PTA",
};
const field = (value: string) => scrubField(value, REPLY, PUBLIC);
const text = (value: string) => scrubText(value, REPLY, PUBLIC);
const reply = (...lines: readonly string[]) => scrubbed(message(...lines), REPLY, PUBLIC);
const replyBody = (...lines: readonly string[]) => scrubbedBody(message(...lines), REPLY, PUBLIC);
const base64 = (octets: string) => btoa(octets).replace(/.{76}(?=.)/g, "$&\r\n");

describe("leaks seen elsewhere on a reply", () => {
  it("the Subject", () => {
    expect(field(" Re: taro@company.example")).toBe(" Re: pta@school.example");
    expect(field(" =?UTF-8?B?dGFyb0Bjb21wYW55LmV4YW1wbGXjgafjgZk=?=")).toBe(
      ` =?UTF-8?B?${btoa(bytes("pta@school.exampleです"))}?=`,
    );
  });

  it("the address in another letter case", () => expect(text("TaRo@COMPANY.example")).toBe("pta@school.example"));

  it("its +tag variant", () => expect(text("taro+pta2024@company.example")).toBe("pta@school.example"));

  it("&#64; and %40", () =>
    expect(text("taro&#64;company.example taro%40company.example")).toBe(
      "pta&#64;school.example pta%40school.example",
    ));

  it("quoted-printable in another charset", () => {
    const lines = ["Content-Type: text/plain; charset=iso-2022-jp", "Content-Transfer-Encoding: quoted-printable", ""];
    expect(replyBody(...lines, "=1B$BF|K=5C=1B(Btaro=40comp=", "any.example=1B$B$G=1B(B", "")).toBe(
      "=1B$BF|K=5C=1B(Bpta@school.example=1B$B$G=1B(B\r\n",
    );
  });

  it("a second text part", () => {
    const part = ["--b", "Content-Type: text/plain", "", "taro@company.example"];
    const left = ["--b", "Content-Type: text/plain", "", "pta@school.example"];
    expect(replyBody("Content-Type: multipart/mixed; boundary=b", "", ...part, ...part, "--b--")).toBe(
      [...left, ...left, "--b--"].join("\r\n"),
    );
  });

  it("ORGANIZER and ATTENDEE of a calendar, address and CN", () => {
    const lines = [
      "BEGIN:VCALENDAR",
      'ORGANIZER;CN="Taro Yamada":mailto:x@y.example',
      "ATTENDEE;PARTSTAT=ACCEPTED;CN=taro:MAILTO:taro@company.example",
      "END:VCALENDAR",
      "",
    ];
    expect(replyBody("Content-Type: text/calendar; method=REPLY", "", ...lines)).toBe(
      'BEGIN:VCALENDAR\r\nORGANIZER;CN="PTA":mailto:x@y.example\r\nATTENDEE;PARTSTAT=ACCEPTED;CN="PTA":MAILTO:pta@school.example\r\nEND:VCALENDAR\r\n',
    );
  });

  it("but the correspondent's own name stays beside the address that their alias becomes", () => {
    const lines = [
      "BEGIN:VCALENDAR",
      "ORGANIZER;CN=A Parent:mailto:anon-7k3m9q2x4wtz@school.example",
      "END:VCALENDAR",
      "",
    ];
    expect(replyBody("Content-Type: text/calendar", "", ...lines)).toBe(
      "BEGIN:VCALENDAR\r\nORGANIZER;CN=A Parent:mailto:parent@home.example\r\nEND:VCALENDAR\r\n",
    );
  });

  it("a vCard, whatever its type says", () => {
    const card = [
      "BEGIN:VCARD",
      "VERSION:3.0",
      "N:Yamada;Taro;;;",
      "FN:Taro Yamada",
      "EMAIL;TYPE=work:taro@comp",
      " any.example",
      "TEL:1",
      "END:VCARD",
      "",
    ].join("\r\n");
    const body = replyBody(
      "Content-Type: application/octet-stream; name=me.vcf",
      "Content-Transfer-Encoding: base64",
      "",
      base64(card),
    );
    expect(atob(body)).toBe(
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:PTA;;;;\r\nFN:PTA\r\nEMAIL;TYPE=work:pta@school.example\r\nTEL:1\r\nEND:VCARD\r\n",
    );
  });

  it("header fields and body of an attached message", () => {
    const inner = [
      "Delivered-To: taro@company.example",
      "Received: from a by b for <taro@company.example>; x",
      "To: =?utf-8?q?Taro_taro=40company.example?= <taro@company.example>",
      "",
      "taro@company.example",
      "",
    ];
    const left = [
      `To: =?UTF-8?B?${btoa("Taro pta@school.example")}?= <pta@school.example>`,
      "",
      "pta@school.example",
      "",
    ].join("\r\n");
    expect(replyBody("Content-Type: message/rfc822", "", ...inner)).toBe(left);
    expect(
      atob(
        replyBody("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", base64(inner.join("\r\n"))),
      ).replace(/\r\n/g, "\r\n"),
    ).toBe(left);
    expect(replyBody("Content-Type: application/octet-stream; name=a.eml", "", ...inner)).toBe(left);
  });

  it("part header fields and file names", () => {
    const part = [
      "--b",
      'Content-Type: text/plain; name="taro@company.example.txt"',
      "Content-Description: from taro@company.example",
      "Content-Location: mailto:taro@company.example",
      "X-Mine: taro@company.example",
      "Content-Disposition: attachment;",
      " filename*0*=UTF-8''%E5%B1%B1%E7%94%B0%20tar;",
      ' filename*1="o@company.exam";',
      " filename*2*=ple.txt",
      "",
      "x",
      "--b--",
    ];
    expect(replyBody("Content-Type: multipart/mixed; boundary=b", "", ...part)).toBe(
      [
        "--b",
        'Content-Type: text/plain; name="pta@school.example.txt"',
        "Content-Description: from pta@school.example",
        "Content-Location: mailto:pta@school.example",
        "X-Mine: pta@school.example",
        "Content-Disposition: attachment;",
        " filename*=UTF-8''%E5%B1%B1%E7%94%B0%20pta%40school.example.txt",
        "",
        "x",
        "--b--",
      ].join("\r\n"),
    );
  });

  it("S/MIME certificates: the detached signature is dropped, an opaque one refuses the message", () => {
    const signed = [
      "--b",
      "",
      "x",
      "--b",
      "Content-Type: application/pkcs7-signature; name=smime.p7s",
      "Content-Transfer-Encoding: base64",
      "",
      base64("taro@company.example"),
      "--b--",
    ];
    const note = [
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      btoa(`${NOTES.signature}\r\n`),
    ];
    expect(reply("Content-Type: multipart/signed; boundary=b; protocol=x; micalg=y", "", ...signed)).toBe(
      ["Content-Type: multipart/mixed; boundary=b", "", "--b", "", "x", "--b", ...note, "--b--"].join("\r\n"),
    );
    const disguised = ["--b", "", "x", "--b", "Content-Type: application/octet-stream", "", "sig", "--b--"];
    expect(replyBody("Content-Type: multipart/signed; boundary=b", "", ...disguised)).toBe(
      ["--b", "", "x", "--b", ...note, "--b--"].join("\r\n"),
    );
    const opaque = message(
      "Content-Type: application/pkcs7-mime; smime-type=signed-data",
      "Content-Transfer-Encoding: base64",
      "",
      "MIIB",
    );
    expect(scanned(opaque, { hidden: REPLY })).toEqual({ kind: "refused", reason: "smime-signature" });
  });

  it("PGP keys", () => {
    const mail = [
      "--b",
      "Content-Type: application/pgp-keys; name=0xABC.asc",
      "Content-Disposition: attachment; filename=0xABC.asc",
      "",
      "key",
      "--b--",
    ];
    const note = [
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      btoa(`${NOTES.keys}\r\n`),
    ];
    expect(replyBody("Content-Type: multipart/mixed; boundary=b", "", ...mail)).toBe(
      ["--b", ...note, "--b--"].join("\r\n"),
    );
  });

  it("PGP keys and signatures inside of a text", () => {
    const armored = (kind: string, octets = "taro@company.example") =>
      `-----BEGIN PGP ${kind}-----\r\n\r\n${btoa(octets)}\r\n-----END PGP ${kind}-----`;
    const encrypted = armored("MESSAGE", "\xc1\xc0\x4c\x03\x9d\x1e\x40\x70\xf7\x82\x5a\x0b\xe3\x66");
    const lines = (...blocks: string[]) => ["a", ...blocks, "b"].join("\r\n");
    expect(replyBody("", lines(armored("PUBLIC KEY BLOCK"), armored("SIGNATURE"), encrypted))).toBe(
      lines(NOTES.keys, NOTES.signature, encrypted),
    );
    expect(replyBody("Content-Type: application/octet-stream; name=key.asc", "", armored("PUBLIC KEY BLOCK"))).toBe(
      NOTES.keys,
    );
  });

  it("Autocrypt in an attached message, whose base64 is its owner's address", () => {
    expect(
      replyBody(
        "Content-Type: message/rfc822",
        "",
        "From: x",
        "Autocrypt: addr=taro@company.example; keydata=",
        ` ${btoa("taro@company.example")}`,
        "To: y",
        "",
        "",
      ),
    ).toBe("From: x\r\nTo: y\r\n\r\n");
  });

  it("the report of a read receipt", () => {
    const report = [
      "--b",
      "",
      "Read by taro@company.example",
      "--b",
      "Content-Type: message/disposition-notification",
      "",
      "Final-Recipient: rfc822; taro@company.example",
      "Original-Recipient: rfc822;taro+2Bx@company.example",
      "",
      "--b",
      "Content-Type: text/rfc822-headers",
      "",
      "To: =?utf-8?b?dGFyb0Bjb21wYW55LmV4YW1wbGU=?=",
      "",
      "--b--",
    ];
    expect(
      replyBody("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "", ...report),
    ).toBe(
      [
        "--b",
        "",
        "Read by pta@school.example",
        "--b",
        "Content-Type: message/disposition-notification",
        "",
        "Final-Recipient: rfc822; pta@school.example",
        "Original-Recipient: rfc822;pta@school.example",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        `To: =?UTF-8?B?${btoa("pta@school.example")}?=`,
        "",
        "--b--",
      ].join("\r\n"),
    );
  });

  it("the MIME preamble, and the epilogue", () => {
    expect(
      replyBody(
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "pre taro@company.example",
        "--b",
        "",
        "x",
        "--b--",
        "post taro@company.example",
      ),
    ).toBe("pre pta@school.example\r\n--b\r\n\r\nx\r\n--b--\r\npost pta@school.example");
  });

  it("one volunteer's address shown to another: each hidden address has its own stand-in", () => {
    const hidden = { addresses: ["taro@company.example", "hanako@home.example"], aliasForm: false, names: [] };
    expect(
      scrubText("taro@company.example hanako@home.example", hidden, {
        ...PUBLIC,
        addresses: ["a@s.example", "b@s.example"],
      }),
    ).toBe("a@s.example b@s.example");
  });

  it("the error text of a DSN", () => {
    const dsn = [
      "Reporting-MTA: dns; mx.example",
      "",
      "Final-Recipient: rfc822; taro@company.example",
      "Diagnostic-Code: smtp; 550 5.1.1 <taro@company.example>: unknown",
      "",
    ];
    expect(replyBody("Content-Type: message/delivery-status", "", ...dsn)).toBe(
      dsn.join("\r\n").replaceAll("taro@company.example", "pta@school.example"),
    );
  });

  it("quoted From/To/Cc lines as Outlook writes them, which keep making sense to their reader", () => {
    const quote =
      "From: A Parent <anon-7k3m9q2x4wtz@school.example>\nTo: taro@company.example\nCc: anon-000000000000@school.example";
    expect(text(quote)).toBe("From: A Parent <parent@home.example>\nTo: pta@school.example\nCc: pta@school.example");
  });

  it("quoted attribution lines", () => {
    expect(text("On Mon, Taro <taro@company.example> wrote:\n> anon-7k3m9q2x4wtz@school.example さんのメール:")).toBe(
      "On Mon, Taro <pta@school.example> wrote:\n> parent@home.example さんのメール:",
    );
  });

  it("the name in a mail reaction, but not a name that somebody wrote", () => {
    expect(replyBody("Content-Type: text/plain", "", "Taro Yamada reacted via Gmail", "")).toBe(
      "PTA reacted via Gmail\r\n",
    );
    expect(
      replyBody("Content-Type: text/html; charset=utf-8", "", bytes("<p>山田太郎 さんがリアクションしました"), ""),
    ).toBe(bytes("<p>PTA さんがリアクションしました\r\n"));
    expect(replyBody("Content-Type: text/plain", "", "Yours, Taro Yamada", "")).toBe("Yours, Taro Yamada\r\n");
  });
});

describe("encrypted parts pass", () => {
  it("an enveloped S/MIME part, told by its content", () => {
    const enveloped = "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0";
    const lines = [
      "Content-Type: application/pkcs7-mime; name=smime.p7m",
      "Content-Transfer-Encoding: base64",
      "",
      base64(enveloped),
    ];
    expect(replyBody(...lines)).toBe(base64(enveloped));
    const lying = [
      "Content-Type: application/pkcs7-mime; smime-type=enveloped-data",
      "Content-Transfer-Encoding: base64",
      "",
      base64(enveloped.replace("\x03", "\x02")),
    ];
    expect(scanned(message(...lying), { hidden: REPLY })).toEqual({ kind: "refused", reason: "smime-signature" });
  });

  it("multipart/encrypted", () => {
    const lines = [
      "--b",
      "Content-Type: application/pgp-encrypted",
      "",
      "Version: 1",
      "--b",
      "Content-Type: application/octet-stream; name=encrypted.asc",
      "",
      "-----BEGIN PGP MESSAGE-----",
      "--b--",
    ];
    expect(replyBody("Content-Type: multipart/encrypted; protocol=x; boundary=b", "", ...lines)).toBe(
      lines.join("\r\n"),
    );
  });
});

describe("faults seen elsewhere", () => {
  it("8-bit octets ruined: they stay what they are around a replacement", () => {
    const every = Array.from({ length: 128 }, (_, at) => String.fromCharCode(128 + at)).join("");
    expect(replyBody("Content-Type: text/plain; charset=x", "", `${every} taro@company.example ${every}`)).toBe(
      `${every} pta@school.example ${every}`,
    );
  });

  it("an unknown charset", () => {
    expect(replyBody("Content-Type: text/plain; charset=no-such-thing", "", "taro@company.example")).toBe(
      "pta@school.example",
    );
  });

  it("encoded line feeds in a Subject never become line breaks", () => {
    expect(field(` =?utf-8?q?a=0D=0ABcc:_taro=40company.example?=`)).toBe(
      ` =?UTF-8?B?${btoa("a  Bcc: pta@school.example")}?=`,
    );
  });

  it("a duplicate MIME-Version, inside an attached message", () => {
    const lines = ["MIME-Version: 1.0", "MIME-Version: 1.0", "", "taro@company.example"];
    expect(replyBody("Content-Type: message/rfc822", "", ...lines)).toBe(
      "MIME-Version: 1.0\r\nMIME-Version: 1.0\r\n\r\npta@school.example",
    );
  });

  it("a duplicate Content-Type: only the one that was read goes on", () => {
    const part = ["--b", "Content-Transfer-Encoding: base64", "", base64("taro@company.example"), "--b--"];
    expect(reply("Content-Type: text/plain", "Content-Type: multipart/mixed; boundary=b", "", ...part)).toBe(
      [
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Transfer-Encoding: base64",
        "",
        base64("pta@school.example"),
        "--b--",
      ].join("\r\n"),
    );
  });

  it("bad base64: foreign octets in it, odd lines, no padding, two texts one after the other", () => {
    const good = btoa("hello taro@company.example hello");
    const bad = [
      good.slice(0, 5),
      "*",
      good.slice(5, 6),
      "\r\n",
      good.slice(6, 21),
      "\r\n\r\n",
      good.slice(21).replace(/=+$/, ""),
    ].join("");
    const twice = `${btoa("a")}${btoa("b taro@company.example")}`;
    for (const [octets, plain] of [
      [bad, "hello pta@school.example hello"],
      [twice, "ab pta@school.example"],
    ] as const) {
      const body = replyBody("Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", octets);
      expect(
        body
          .match(/[\w+/]+=*/g)
          ?.map(atob)
          .join(""),
      ).toBe(plain);
    }
  });

  it("a wrong boundary: the parts are found by the one that the body uses", () => {
    const part = ["--other", "Content-Transfer-Encoding: base64", "", base64("taro@company.example"), "--other--", ""];
    const left = part
      .join("\r\n")
      .replace(base64("taro@company.example"), base64("pta@school.example"))
      .replaceAll("other", "=_part_1_5");
    expect(replyBody("Content-Type: multipart/mixed; boundary=b", "", ...part)).toBe(left);
    expect(replyBody("Content-Type: multipart/mixed", "", ...part)).toBe(left);
  });

  it("no closing boundary, and no blank line before a body", () => {
    expect(
      replyBody(
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "taro@company.example no field",
        "more",
      ),
    ).toBe("--b\r\nContent-Type: text/plain\r\npta@school.example no field\r\nmore");
  });

  it("a Content-Transfer-Encoding like `8bit;` or `base64 (comment)`", () => {
    expect(replyBody("Content-Transfer-Encoding: 8bit;", "", "taro@company.example")).toBe("pta@school.example");
    expect(replyBody("Content-Transfer-Encoding:\r\n\tBASE64 (mine);", "", base64("taro@company.example"))).toBe(
      base64("pta@school.example"),
    );
  });

  it("BATV and SRS senders, in an attached message's fields", () => {
    const lines = [
      "Errors-To: <prvs=123456=taro@company.example>",
      "Comments: SRS0=xx=yy=company.example=taro@f.example",
      "",
      "",
    ];
    expect(replyBody("Content-Type: message/rfc822", "", ...lines)).toBe(
      "Errors-To: <prvs=123456=pta@school.example>\r\nComments: SRS0=xx=yy=school.example=pta@f.example\r\n\r\n",
    );
  });

  it("8-bit octets inside of an encoded-word, in a text", () => {
    expect(replyBody("", "=?utf-8?q?\x80?= taro@company.example")).toBe("=?utf-8?q?\x80?= pta@school.example");
  });

  it("NULs in a text", () => {
    expect(replyBody("", "a\0b taro@company.example\0c")).toBe("a\0b pta@school.example\0c");
  });
});

describe("Japan's own", () => {
  it("ISO-2022-JP: an address right behind the escape, and double-byte characters that look like `@`", () => {
    expect(
      replyBody(
        "Content-Type: text/plain; charset=iso-2022-jp",
        "",
        "\x1b$B@@@A\x1b(Btaro@company.example\x1b$B$G\x1b(B",
      ),
    ).toBe("\x1b$B@@@A\x1b(Bpta@school.example\x1b$B$G\x1b(B");
  });

  it("Shift_JIS: second octets that are letters, or `@`, next to the address; half-width kana; ①㈱", () => {
    expect(
      replyBody(
        "",
        "\x83\x41taro@company.example\x83\x40 \xb1taro@company.example\xb2\x87\x40taro@company.example\x87\x8a",
      ),
    ).toBe("\x83\x41pta@school.example\x83\x40 \xb1pta@school.example\xb2\x87\x40pta@school.example\x87\x8a");
  });

  it("but in UTF-8 a longer address behind Japanese text is somebody else's", () => {
    expect(replyBody("", bytes("連絡先xtaro@company.example"))).toBe(bytes("連絡先xtaro@company.example"));
  });

  it("carrier addresses with dots in a row or before the at sign, quoted or not", () => {
    const hidden = { addresses: ["a..b@docomo.ne.jp", "c.@ezweb.ne.jp"], aliasForm: false, names: [] };
    const replacement = { ...PUBLIC, addresses: ["pta@school.example", "pta@school.example"] };
    expect(
      scrubText('a..b@docomo.ne.jp "a..b"@docomo.ne.jp <c.@ezweb.ne.jp> "c."@ezweb.ne.jp', hidden, replacement),
    ).toBe("pta@school.example pta@school.example <pta@school.example> pta@school.example");
  });

  it("様 and full-width spaces around an address", () => {
    expect(text("山田様　taro@company.example　様")).toBe("山田様　pta@school.example　様");
    expect(text("taro@company.example様")).toBe("pta@school.example様");
  });

  it("a file name raw in Shift_JIS, in a part and at the top", () => {
    const name =
      'Content-Disposition: attachment; filename="\x98\x41\x97\x8d\x90\xe6taro@company.example\x82\xc5\x82\xb7.txt"';
    expect(replyBody("Content-Type: multipart/mixed; boundary=b", "", "--b", name, "", "x", "--b--")).toBe(
      `--b\r\n${name.replace("taro@company.example", "pta@school.example")}\r\n\r\nx\r\n--b--`,
    );
    expect(reply(name, "", "x")).toBe(
      "Content-Disposition: attachment; filename*=UTF-8''%E9%80%A3%E7%B5%A1%E5%85%88pta%40school.example%E3%81%A7%E3%81%99.txt\r\n\r\nx",
    );
  });

  it("an RFC 2231 file name split over lines, without the address, keeps its octets", () => {
    const lines = [
      "--b",
      "Content-Disposition: attachment;",
      " filename*0*=iso-2022-jp''%1B%24B%46%7C;",
      " filename*1*=%4B%5C%1B%28B.txt",
      "",
      "x",
      "--b--",
    ];
    expect(replyBody("Content-Type: multipart/mixed; boundary=b", "", ...lines)).toBe(lines.join("\r\n"));
  });
});

it("the reader of the tests sees through every encoding that they use", () => {
  for (const shown of [
    "taro@company.example",
    btoa("x taro@company.example"),
    "tar=6F=40comp=\r\nany.example",
    "taro&#x40;company.example",
    "t\0a\0r\0o\0@\0c\0o\0m\0p\0a\0n\0y\0.\0e\0x\0a\0m\0p\0l\0e\0",
    base64(`${"x".repeat(80)} ${btoa("TARO%40company.example")}`),
  ]) {
    expect(revealed(shown)).toBeDefined();
  }
  expect(revealed("xtaro@company.example taro@company.example.org")).toBeUndefined();
});

describe("leaks that mutated messages showed", () => {
  const HIDDEN = { addresses: ["hanako@private.example"], aliasForm: false, names: [] };
  const INSTEAD = { addresses: ["pta@school.example"], aliasForm: "", name: "" };
  const relayed = (message: string) => {
    const octets = fromBinaryString(message);
    const reading = readHeaderSection(octets);
    if (reading.kind !== "read") throw new Error("too large");
    const found = scan(octets, reading.section, { hidden: HIDDEN, notes: NOTES, refuseOpaque: true });
    if (found.kind !== "scanned") throw new Error(found.reason);
    return found.body(INSTEAD).map(toBinaryString).join("");
  };
  const part = (head: string, body: string) =>
    relayed(`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${head}\r\n\r\n${body}\r\n--b--\r\n`);
  const HI = btoa("hi hanako@private.example");
  const words = (text: string) => `=?UTF-8?B?${btoa(text)}?=`;

  it.each([
    ["a colon is missing", "Content-Type text/plain"],
    ["a name is odd", "X/y{}: z"],
    ["a continuation lost its indent", "Content-Type: text/plain;\r\ncharset=iso-8859-1"],
    ["several of them", "Content-Type text/plain\r\n--x\r\nhello"],
    ["other fields below it", "Content-Type text/plain\r\nX-Mailer: a\r\nX-Other: b\r\n c"],
    ["white space alone, on top", " "],
    ["far above the field that counts", `hello\r\n${"X-Long: y\r\n".repeat(400)}X-End: z`],
  ])("a broken line in a part's header section hides nothing: %s", (_, head) => {
    const left = part(`${head}\r\nContent-Transfer-Encoding: base64`, HI);
    expect(left).not.toContain(HI);
    expect(left).toContain(btoa("hi pta@school.example"));
  });

  it("a line that is no field is searched, and text without a header section stays text", () => {
    expect(part("hanako@private.example\r\nContent-Type: text/plain", "x")).toContain("--b\r\npta@school.example\r\n");
    expect(part("Dear all,\r\nTime: 10:00", "hanako@private.example")).toContain(
      "Dear all,\r\nTime: 10:00\r\n\r\npta@",
    );
  });

  it.each([">Content-Type: message/rfc822", "Content-Type: message/\r\nrfc822", "hello"])(
    "a header section of broken lines alone, above an attached message: %j",
    (head) => {
      const attached = `From: x@y.example\r\nContent-Transfer-Encoding: base64\r\n\r\n${HI}`;
      const left = relayed(
        `Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n${head}\r\n\r\n${attached}\r\n--b--`,
      );
      expect(left).toContain(btoa("hi pta@school.example"));
    },
  );

  it("a CR that ends no line, in the middle of an attached message's encoded-word", () => {
    const word = words("Re: hanako@private.example").replace("FuY", "FuY\r");
    expect(part("Content-Type: message/rfc822", `Subject: ${word}\r\n\r\nx`)).toContain(
      `Subject: ${words("Re: pta@school.example")}\r\n`,
    );
  });

  it.each(["\0multipart/mixed; boundary=b", "\xe3\x81 multipart/mixed; boundary=b", "multipart/mixed; boundary=\0b"])(
    "a type that only leaves as what it is: %j",
    (type) => {
      const parts = `--b\r\nContent-Transfer-Encoding: base64\r\n\r\n${HI}\r\n--b--`;
      expect(relayed(`Content-Type: ${type}\r\n\r\n${parts}`)).toContain(btoa("hi pta@school.example"));
    },
  );

  it("quoted-printable in a part of any type", () => {
    const left = part(
      "Content-Type: image/png\r\nContent-Transfer-Encoding: quoted-printable",
      "hana=\r\nko=40private.example",
    );
    expect(left).toContain("pta@school.example");
  });

  it("CR CR LF in place of CR LF, as some gateways write it, hides no encoding and no part", () => {
    const lines = ["--b", "Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", HI, "--b--", ""];
    const left = relayed(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${lines.join("\r\r\n")}`);
    expect(left).toBe(lines.join("\r\r\n").replace(HI, btoa("hi pta@school.example")));
  });

  it("a line of another kind in the middle of base64, whether its letters are read or not", () => {
    const [above, below] = [HI.slice(0, 12), HI.slice(12)];
    const left = part("Content-Transfer-Encoding: base64", `${above}\r\nFrom: x, y\r\n${below}`);
    expect(left).not.toContain(below);
    expect(left).toContain(btoa("hi pta@school.example"));
  });

  it("an address across two padded runs of base64, or across padding that pads nothing", () => {
    for (const body of [
      `${btoa("hana")}${btoa("ko@private.example")}`,
      `${btoa("hi han")}=${btoa("ako@private.example")}`,
    ]) {
      const left = part("Content-Transfer-Encoding: base64", body);
      expect(left).toContain(btoa("pta@school.example").slice(-8));
      expect(left).not.toContain(btoa("ako@private.example").slice(0, 12));
    }
  });

  it.each([
    "A text/plain",
    "@ text/plain",
    '" text/html; charset=utf-8',
    "xtext/plain",
    "application/octet-stream",
    "image/png",
  ])("an unencoded part of a type that is none, or none we know: %s", (type) => {
    expect(part(`Content-Type: ${type}`, "hi hanako@private.example")).not.toContain("hanako@");
  });

  it.each(["\r\nContent-Transfer-Encoding: binary", "\r\n\r\n\x89PNG\0"])(
    "but a file that is sent as it is stays as it is: %j",
    (head) => {
      expect(part(`Content-Type: image/png${head}`, "\x89PNG\0 hi hanako@private.example")).toContain("hi hanako@");
    },
  );

  it("an address across a soft line break before CR CR LF", () => {
    const left = part("Content-Transfer-Encoding: quoted-printable", "hana=\r\r\nko=40private.example");
    expect(left).not.toMatch(/hana=[\r\n]+ko=40private/);
  });

  const field = (value: string) => scrubField(value, HIDDEN, INSTEAD);

  it.each([
    [
      "in a charset that nobody knows",
      `=?ttf-8?B?${btoa("Hanako hanako@private.example")}?=`,
      "Hanako pta@school.example",
    ],
    ["with a stray character in its base64", "=?utf-8?B?aGFuYWtv!QHByaXZhdGUuZXhhbXBsZQ==?=", "pta@school.example"],
    ["with white space that bad folding left", "=?utf-8?Q?hanako=   40private.example?=", "pta@school.example"],
    ["that opens inside of another", "=?utf-8?Q?ha=?utf-8?Q?nako=40private.example?=", "pta@school.example"],
    ["with the rest of the address right behind it", "=?utf-8?Q?hanako=40?=private.example", "pta@school.example"],
    ["with the address's beginning right before it", "hanako=?utf-8?Q?=40private.example?=", "pta@school.example"],
    ["and one right behind it", "=?utf-8?Q?hanako?==?utf-8?B?QHByaXZhdGUuZXhhbXBsZQ==?=", "pta@school.example"],
  ])("an address in an encoded-word %s", (_, value, left) =>
    expect(field(`Re: ${value} x`)).toBe(`Re: ${words(left)} x`),
  );

  it("encoded-words that only stand beside something keep their octets", () => {
    for (const value of ["(=?utf-8?Q?Hanako?=)", "a=?utf-8?Q?Hanako?=b", "=?utf-8?Q?Hanako?=@elsewhere.example"]) {
      expect(field(value)).toBe(value);
    }
    expect(field("=?utf-8?Q?Hanako?= <hanako@private.example>")).toBe("=?utf-8?Q?Hanako?= <pta@school.example>");
  });
});
