import { describe, expect, it } from "vitest";
import { firstText } from "../../../src/mail/mime/first-text.ts";
import { fromBinaryString, utf8 } from "../../../src/mail/octets.ts";

const read = (lines: readonly string[]) => firstText(utf8(lines.join("\r\n")));

describe("the first text of a message", () => {
  it("is the body of a plain one, as its charset reads", () => {
    expect(read(["Content-Type: text/plain; charset=utf-8", "", "２番"])).toBe("２番");
    expect(firstText(fromBinaryString("Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B#2HV\x1b(B"))).toBe(
      "２番",
    );
    expect(firstText(fromBinaryString("Content-Type: text/plain; charset=shift_jis\r\n\r\n\x82\x51"))).toBe("２");
    expect(firstText(fromBinaryString("From: a@b.example\r\n\r\n\x82\x51\x82\xc5\x82\xb7"))).toBe("２です");
  });

  it("is decoded from base64 and quoted-printable", () => {
    expect(read(["Content-Transfer-Encoding: base64", "", btoa("2 please")])).toBe("2 please");
    const field = "Content-Type: text/plain; charset=utf-8";
    expect(read([field, "Content-Transfer-Encoding: quoted-printable", "", "=EF=BC=92=E7=95=AA"])).toBe("２番");
  });

  it("is the plain one of two, else the HTML one without its tags and what it quotes", () => {
    const parts = [
      "Content-Type: multipart/alternative; boundary=b",
      "",
      "--b",
      "Content-Type: text/html",
      "",
      "<p>1</p>",
    ];
    expect(read([...parts, "--b", "Content-Type: text/plain", "", "2", "--b--"])).toBe("2");
    const html = "<html><head><style>p {}</style></head><div><b>2</b>&#x756a;</div><blockquote>1. yes</blockquote>";
    expect(read(["Content-Type: text/html", "", html]).trim()).toBe("2番\n\n>");
    expect(read(["Content-Type: text/html", "", "<div>2<br>thanks &amp; bye</div>"]).trim()).toBe("2\nthanks & bye");
  });

  it("is also what stands below a quotation in HTML, or between two", () => {
    const html = "<blockquote>1. yes<blockquote>x</blockquote></blockquote><p>2</p><blockquote>never ends";
    expect(read(["Content-Type: text/html", "", html]).replace(/\s+/g, " ").trim()).toBe("> 2 >");
  });

  it("is read in linear time", () => {
    for (const piece of ["<style>", "<", "&#", "<p ", "</head", "<blockquote", "<blockquote>", "</blockquote "]) {
      expect(read(["Content-Type: text/html", "", piece.repeat(60_000)]).length).toBeLessThan(70_000);
    }
  });

  it("is none of an attached message, and nothing where there is none", () => {
    const forwarded = [
      "Content-Type: multipart/mixed; boundary=b",
      "",
      "--b",
      "Content-Type: message/rfc822",
      "",
      "From: a@b.example",
    ];
    expect(read([...forwarded, "", "2", "--b--"])).toBe("");
    expect(read(["Content-Type: image/png", "", "2"])).toBe("");
    expect(read([""])).toBe("");
  });
});
