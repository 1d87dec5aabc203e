import { describe, expect, it } from "vitest";
import { scrubField, scrubText } from "../../../src/mail/scrub/scrub.ts";
import { ALIAS, bytes, message, NOBODY, scanned, scrubbed, scrubbedBody, TARO } from "./scrubbed.ts";

const alias = "anon-7k3m9q2x4wtz@school.example";

describe("a message with nothing to hide", () => {
  const unchanged = "--b\r\n\r\ntaro@company.example\r\n--b--\r\n";
  const mail = message(
    "Subject: x",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "",
    "taro@company.example",
    "--b--",
    "",
  );

  it("leaves as one slice of the original, when nobody is hidden", () => {
    const result = scanned(mail, { hidden: NOBODY });
    const body = result.kind === "scanned" ? result.body(ALIAS) : [];
    expect(body).toHaveLength(1);
    expect(body[0]?.buffer).toBe(mail.buffer);
    expect(body[0]?.byteOffset).toBe(mail.length - unchanged.length);
  });

  it("leaves as one slice of the original, when the hidden address is not in it", () => {
    const result = scanned(mail, { hidden: { ...TARO, addresses: ["hanako@company.example"] } });
    expect(result.kind === "scanned" && result.found).toBe(0);
    expect(result.kind === "scanned" && result.body(ALIAS)).toEqual([mail.subarray(mail.length - unchanged.length)]);
  });
});

describe("a hidden address in text", () => {
  const hits: readonly [string, string][] = [
    ["mailto:taro@company.example", `mailto:${alias}`],
    ["<taro@company.example>", `<${alias}>`],
    ["taro@company.example.", `${alias}.`],
    ["Write to taro@company.example.Thanks", `Write to ${alias}.Thanks`],
    ["_taro@company.example_", `_${alias}_`],
    ["**taro@company.example**", `**${alias}**`],
    ["'taro@company.example'", `'${alias}'`],
    ["- taro@company.example", `- ${alias}`],
    ["連絡先はtaro@company.exampleです", `連絡先は${alias}です`],
    ["TARO@Company.EXAMPLE", alias],
    ["taro+shop@company.example", alias],
    ["=3Dtaro@company.example", `=3D${alias}`],
    ["3Dtaro@company.example", `3D${alias}`],
    ["?to=taro@company.example&x=1", `?to=${alias}&x=1`],
    ["\\ntaro@company.example\\n", `\\n${alias}\\n`],
    ["\\u003ctaro@company.example\\u003e", `\\u003c${alias}\\u003e`],
    ["taro\\u0040company.example", alias.replace("@", "\\u0040")],
    ["taro&#64;company.example", alias.replace("@", "&#64;")],
    ["taro&#064;company.example", alias.replace("@", "&#064;")],
    ["taro&#x40;company.example", alias.replace("@", "&#x40;")],
    ["taro&commat;company.example", alias.replace("@", "&commat;")],
    ["taro&amp;#64;company.example", alias.replace("@", "&amp;#64;")],
    ["t&#97;ro&#64;company&#46;example", alias.replace("@", "&#64;")],
    ["&lt;taro@company.example&gt;", `&lt;${alias}&gt;`],
    ["taro%40company.example", alias.replace("@", "%40")],
    ["taro%2540company%252Eexample", alias.replace("@", "%2540")],
    ["%3Ctaro%40company.example%3E", `%3C${alias.replace("@", "%40")}%3E`],
    ["taro=40company.example", alias.replace("@", "=40")],
    ["taro+AEA-company.example", alias.replace("@", "+AEA-")],
    ["taro＠company.example", alias],
    ['"taro"@company.example', alias],
    ["prvs=1234567890=taro@company.example", `prvs=1234567890=${alias}`],
    ["list-taro=company.example@list.example", `list-${alias.replace("@", "=")}@list.example`],
    ["SRS0=aa=bb=company.example=taro@fwd.example", "SRS0=aa=bb=school.example=anon-7k3m9q2x4wtz@fwd.example"],
    ["see taro@company.example.pdf", `see ${alias}.pdf`],
  ];
  it.each(hits)("%s is replaced", (text, expected) => {
    expect(scrubText(text, TARO, ALIAS)).toBe(expected);
  });

  const misses = [
    "xtaro@company.example",
    "x.taro@company.example",
    "x_taro@company.example",
    "x-taro@company.example",
    "taro@company.example.org",
    "taro@company.example-mail.org",
    "taro@mycompany.example",
    "taro@company.exampl",
    "taro @company.example",
    "hanako&#64;company.example",
  ];
  it.each(misses)("%s is somebody else's and stays", (text) => {
    expect(scrubText(text, TARO, ALIAS)).toBe(text);
  });
});

describe("carrier and provider spellings", () => {
  const hide = (address: string) => ({ ...TARO, addresses: [address] });

  it("finds a docomo address with dots in a row, quoted or not", () => {
    expect(scrubText('a..b@docomo.ne.jp, "a..b"@docomo.ne.jp', hide("a..b@docomo.ne.jp"), ALIAS)).toBe(
      `${alias}, ${alias}`,
    );
    expect(scrubText("&quot;a..b&quot;@docomo.ne.jp", hide('"a..b"@docomo.ne.jp'), ALIAS)).toBe(alias);
  });

  it("finds an address with a dot before the at sign", () => {
    expect(scrubText("<a.@ezweb.ne.jp>", hide("a.@ezweb.ne.jp"), ALIAS)).toBe(`<${alias}>`);
  });

  it("finds Gmail addresses with other dots and under the other domain", () => {
    expect(scrubText("t.aro@googlemail.com ta.ro+x@gmail.com", hide("taro@gmail.com"), ALIAS)).toBe(
      `${alias} ${alias}`,
    );
  });

  it("finds an address whose domain has an underscore", () => {
    expect(scrubText("_a@my_host.example_ a@my", hide("a@my_host.example"), ALIAS)).toBe(`_${alias}_ a@my`);
  });

  it("gives an address with a tag its own replacement before the one it folds to", () => {
    const hidden = { ...TARO, addresses: ["a+x@b.example", "a+y@b.example"] };
    const replacement = { ...ALIAS, addresses: ["one@s.example", "two@s.example"] };
    expect(scrubText("a+y@b.example a+x@b.example a@b.example", hidden, replacement)).toBe(
      "two@s.example one@s.example one@s.example",
    );
  });

  it("replaces every string of alias form when asked, known ones by their own address", () => {
    const hidden = { addresses: [alias], aliasForm: true, names: [] };
    const replacement = { addresses: ["parent@home.example"], aliasForm: "pta@school.example", name: "" };
    const text = `${alias} anon-000000000000@other.example anon-00000000000u@other.example`;
    expect(scrubText(text, hidden, replacement)).toBe(
      "parent@home.example pta@school.example anon-00000000000u@other.example",
    );
  });
});

describe("one header field", () => {
  it("is the same string when nothing in it is hidden", () => {
    const value = " =?utf-8?q?caf=E9?= \xe9";
    expect(scrubField(value, TARO, ALIAS)).toBe(value);
  });

  it("is replaced in its raw text, folding kept", () => {
    expect(scrubField(" Taro\r\n <taro@company.example>", TARO, ALIAS)).toBe(` Taro\r\n <${alias}>`);
  });

  it.each([
    ["=?UTF-8?Q?taro=40company=2Eexample?="],
    ["=?iso-2022-jp?B?dGFyb0Bjb21wYW55LmV4YW1wbGU=?="],
    ["=?x-nobody-knows?B?dGFyb0Bjb21wYW55LmV4YW1wbGU=?="],
    ["=?utf-8?q?taro=40comp?= =?utf-8?b?YW55LmV4YW1wbGU=?="],
  ])("is replaced inside %s", (value) => {
    expect(scrubField(value, TARO, ALIAS)).toBe(`=?UTF-8?B?${btoa(alias)}?=`);
  });
});

describe("a changed part", () => {
  it("is encoded again in base64, in lines of 76 characters, what a list server wrote below it kept", () => {
    const text = `${"x".repeat(100)} taro@company.example`;
    const mail = message("Content-Transfer-Encoding: base64;", "", btoa(text), "", "-- ", "list footer", "");
    const body = scrubbedBody(mail);
    const [encoded = "", footer] = body.split("\r\n\r\n");
    expect(atob(encoded.replace(/\r\n/g, ""))).toBe(text.replace("taro@company.example", alias));
    expect(encoded.split("\r\n").map((line) => line.length)).toEqual([76, 76, 28]);
    expect(footer).toBe("-- \r\nlist footer\r\n");
  });

  it("is searched as text, too, below its base64", () => {
    const mail = message(
      "Content-Transfer-Encoding: base64",
      "",
      btoa("hello"),
      "-- ",
      "owner: taro@company.example",
      "",
    );
    expect(scrubbedBody(mail)).toBe(`${btoa("hello")}\r\n-- \r\nowner: ${alias}\r\n`);
  });

  it("is encoded again in quoted-printable, untouched lines as they were", () => {
    const mail = message(
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "=41 keeps =\r\nits shape",
      "ta=\r\nro=40com=70any.example =C3=A9",
      "=42",
      "",
    );
    expect(scrubbedBody(mail)).toBe(`=41 keeps =\r\nits shape\r\n${alias} =C3=A9\r\n=42\r\n`);
  });

  it("breaks a quoted-printable line softly where it would become too long", () => {
    const mail = message(
      "Content-Transfer-Encoding: quoted-printable",
      "",
      `${"a".repeat(50)} taro@company.example`,
      "",
    );
    expect(scrubbedBody(mail)).toBe(`${"a".repeat(50)} =\r\n${alias}\r\n`);
  });

  it("keeps UTF-16 UTF-16, and Shift_JIS octets around an ASCII address", () => {
    const wide = [..."へtaro@company.example\r\n"]
      .map((c) => String.fromCharCode(c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8))
      .join("");
    const body = scrubbedBody(message("Content-Type: text/plain; charset=utf-16", "", `\xff\xfe${wide}`));
    expect(body).toBe(`\xff\xfe\x78\x30${[...`${alias}\r\n`].map((c) => `${c}\0`).join("")}`);
    expect(scrubbedBody(message("", "\x83\x41taro@company.example\x83\x41"))).toBe(`\x83\x41${alias}\x83\x41`);
  });

  it("joins the lines of format=flowed with DelSp, quoted or not, where an address was cut", () => {
    const mail = message(
      "Content-Type: text/plain; format=flowed; delsp=yes",
      "",
      "> taro@comp ",
      "> any.example and ",
      "x",
      "",
    );
    expect(scrubbedBody(mail)).toBe(`> ${alias} and \r\nx\r\n`);
    const behind = message("Content-Type: text/plain; delsp=yes", "", "(taro@company.example ", ")", "");
    expect(scrubbedBody(behind)).toBe(`(${alias} \r\n)\r\n`);
    const fixed = message("Content-Type: text/plain", "", "taro@comp ", "any.example", "");
    expect(scrubbedBody(fixed)).toBe("taro@comp \r\nany.example\r\n");
  });

  it("folds a calendar line anew, wherever the address was cut", () => {
    const mail = message(
      "Content-Type: text/calendar",
      "",
      "BEGIN:VCALENDAR",
      "ATTENDEE;CN=A:mailto:taro@comp",
      " any.example",
      "END:VCALENDAR",
      "",
    );
    expect(scrubbedBody(mail)).toBe(`BEGIN:VCALENDAR\r\nATTENDEE;CN=A:mailto:${alias}\r\nEND:VCALENDAR\r\n`);
  });
});

describe("a calendar line that is folded anew", () => {
  it("has at most 75 octets, and no character cut in two", () => {
    const line = `DESCRIPTION:${bytes("山".repeat(30))} taro@company.example`;
    const body = scrubbedBody(message("Content-Type: text/calendar", "", "BEGIN:VCALENDAR", line, ""));
    const lines = body.split("\r\n").slice(1, -1);
    expect(lines.every((folded) => folded.length <= 75 && !/^ [\x80-\xbf]/.test(folded))).toBe(true);
    expect(body.replaceAll("\r\n ", "")).toBe(`BEGIN:VCALENDAR\r\n${line.replace("taro@company.example", alias)}\r\n`);
  });
});

describe("structure", () => {
  it("renames a boundary that carries the address, in the field and in every delimiter", () => {
    const mail = message(
      'Content-Type: multipart/mixed; boundary="=_taro@company.example_"',
      "",
      "--=_taro@company.example_",
      "",
      "x",
      "--=_taro@company.example_--",
      "",
    );
    expect(scrubbed(mail)).toBe(
      'Content-Type: multipart/mixed; boundary="=_part_1_23"\r\n\r\n--=_part_1_23\r\n\r\nx\r\n--=_part_1_23--\r\n',
    );
  });

  it("unwraps multipart/signed and says so in the signature's place", () => {
    const mail = message(
      "Content-Type: multipart/signed; boundary=b; micalg=pgp-sha1; protocol=x",
      "",
      "--b",
      "",
      "x",
      "--b",
      "Content-Type: application/pgp-signature",
      "",
      "sig",
      "--b--",
      "",
    );
    const note = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa("A signature was removed.\r\n")}`;
    expect(scrubbed(mail)).toBe(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n${note}\r\n--b--\r\n`,
    );
  });

  it.each([
    "application/pgp-signature",
    "application/pkcs7-signature; name=smime.p7s",
    "application/x; name=smime.P7S",
  ])("takes a signature out that stands where none belongs: %s", (type) => {
    const mail = message(
      "Content-Type: multipart/mixed; boundary=b",
      "",
      "--b",
      "",
      "x",
      "--b",
      `Content-Type: ${type}`,
      "",
      "sig",
      "--b--",
      "",
    );
    expect(scrubbed(mail)).toContain(btoa("A signature was removed.\r\n"));
    expect(scrubbed(mail)).not.toMatch(/sig\r\n|smime/i);
  });

  it("renames Content-IDs of the hidden domain together with their uses", () => {
    const mail = message(
      'Content-Type: multipart/related; boundary=b; start="<a@company.example>"',
      "",
      "--b",
      "Content-Type: text/html",
      "Content-ID: <a@company.example>",
      "",
      '<img src="cid:part.1%40company.example"><img src="cid:other@home.example">',
      "--b",
      "Content-Type: image/png",
      "Content-ID: <part.1@Company.Example>",
      "Content-Transfer-Encoding: base64",
      "",
      btoa("\x89PNG taro@company.example stays: it is no text"),
      "--b--",
    );
    const body = scrubbed(mail);
    expect(body).toContain('start="<part1@cid.invalid>"');
    expect(body).toContain("Content-ID: <part1@cid.invalid>");
    expect(body).toContain('<img src="cid:part2%40cid.invalid"><img src="cid:other@home.example">');
    expect(body).toContain("Content-ID: <part2@cid.invalid>");
    expect(body).toContain(btoa("\x89PNG taro@company.example stays: it is no text"));
  });

  it("refuses what cannot be read to its end", () => {
    const deep = Array.from({ length: 40 }, () => "Content-Type: message/rfc822\r\n\r\n").join("");
    expect(scanned(message(deep))).toEqual({ kind: "refused", reason: "too-deep" });
    const many = `${"--b\r\n\r\nx\r\n".repeat(1100)}--b--`;
    expect(scanned(message("Content-Type: multipart/mixed; boundary=b", "", many))).toEqual({
      kind: "refused",
      reason: "too-many-parts",
    });
    const header = `--b\r\n${"X-A: b\r\n".repeat(9000)}\r\nx\r\n--b--`;
    expect(scanned(message("Content-Type: multipart/mixed; boundary=b", "", header))).toEqual({
      kind: "refused",
      reason: "part-header-too-large",
    });
  });

  it("gives top-level values in ASCII and in one line", () => {
    const mail = message(
      'Content-Type: text/plain;\r\n\tname="\x93\xfa\x96\x7b.txt"',
      `Content-Description: ${bytes("é")}`,
      "",
      "",
    );
    expect(scrubbed(mail)).toBe(
      "Content-Type: text/plain; name*=UTF-8''%E6%97%A5%E6%9C%AC.txt\r\nContent-Description: =?UTF-8?B?w6k=?=\r\n\r\n",
    );
  });
});
