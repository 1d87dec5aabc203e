import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALIAS, bytes, message, scrubbedBody } from "./scrubbed.ts";

const RUNS = Number(process.env.FC_RUNS ?? 200);
const HIDDEN = "taro@company.example";
const INSTEAD = "anon-7k3m9q2x4wtz@school.example";

type Coder = { readonly encode: (octets: string) => string; readonly decode: (text: string) => string };

const UU = `\`${Array.from({ length: 63 }, (_, at) => String.fromCharCode(at + 33)).join("")}`;
const XX = "+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** From the standard base64: the same groups in another alphabet. */
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function lined(alphabet: string): Coder {
  const encode = (octets: string) => {
    const lines = (octets.match(/[\s\S]{1,45}/g) ?? []).map((line) => {
      const groups = Buffer.from(line, "latin1").toString("base64").replaceAll("=", "A");
      return `${alphabet[line.length]}${groups.replace(/./g, (one: string) => alphabet[BASE64.indexOf(one)] ?? "")}`;
    });
    return ["begin 644 list.txt", ...lines, alphabet[0], "end"].join("\r\n");
  };
  const decode = (text: string) => {
    const lines = text.slice(text.indexOf("begin ")).split("\r\n").slice(1);
    return lines
      .slice(0, lines.indexOf("end"))
      .map((line) => {
        const groups = [...line.slice(1)].map((one) => BASE64[alphabet.indexOf(one)]).join("");
        return Buffer.from(groups, "base64")
          .toString("latin1")
          .slice(0, alphabet.indexOf(line.charAt(0)));
      })
      .join("");
  };
  return { encode, decode };
}

const YENC: Coder = {
  encode(octets) {
    const raised = [...octets].map((one) => String.fromCharCode((one.charCodeAt(0) + 42) % 256)).join("");
    const escaped = raised.replace(/[\0\r\n=]/g, (one) => `=${String.fromCharCode(one.charCodeAt(0) + 64)}`);
    const size = octets.length;
    return `=ybegin line=128 size=${size} name=list.txt\r\n${escaped}\r\n=yend size=${size} crc32=00000000`;
  },
  decode(text) {
    const lines = text.slice(text.indexOf("=ybegin")).split("\r\n").slice(1);
    const body = lines
      .slice(
        0,
        lines.findIndex((line) => line.startsWith("=yend")),
      )
      .join("");
    return body.replace(/=?[\s\S]/g, (unit) => {
      const code = unit.charCodeAt(unit.length - 1) - (unit.length === 2 ? 106 : 42);
      return String.fromCharCode((code + 256) % 256);
    });
  },
};

const CODERS: readonly (readonly [string, Coder])[] = [
  ["uuencode", lined(UU)],
  ["xxencode", lined(XX)],
  ["yEnc", YENC],
];

const mail = (text: string) =>
  message("Content-Type: text/plain; charset=utf-8", "", "Here it is:", "", text, "", "Yours");

describe.each(CODERS)("a file that stands in a text in %s", (_, { encode, decode }) => {
  it("names nobody, wherever in its lines somebody stands, and says the rest as it was", () => {
    const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(octets, octets, (before, behind) => {
        const body = scrubbedBody(mail(encode(`${before} ${HIDDEN} ${behind}`)));
        expect(decode(body)).toBe(`${before} ${INSTEAD} ${behind}`);
        expect(body).toMatch(
          /^Here it is:\r\n\r\n(?:begin 644|=ybegin)[\s\S]*\r\n(?:end|=yend size=\d+)\r\n\r\nYours$/,
        );
      }),
      { numRuns: RUNS, examples: [["", ""]] },
    );
  });

  it("keeps its octets where it names nobody", () => {
    const text = encode(bytes("名簿: nobody@elsewhere.example\r\n"));
    expect(scrubbedBody(mail(text))).toContain(text);
  });

  it("is read as the calendar or the UTF-16 that it is", () => {
    const card = "BEGIN:VCARD\r\nFN:x\r\nEMAIL:taro@comp\r\n any.example\r\nEND:VCARD\r\n";
    const wide = Buffer.from("\ufeffmail taro@company.example", "utf16le").toString("latin1");
    expect(decode(scrubbedBody(mail(encode(card))))).toContain(`EMAIL:${ALIAS.addresses[0]}`);
    const read = Buffer.from(decode(scrubbedBody(mail(encode(wide)))), "latin1").toString("utf16le");
    expect(read).toBe(`\ufeffmail ${INSTEAD}`);
  });
});

it("a text that only begins as such a file stays as it is", () => {
  for (const text of [
    "begin 644 x\r\nhello there, all of you\r\nend",
    "begin 644 x",
    "=ybegin line=1\r\nabc",
    "begin 644 x\r\nM",
  ]) {
    expect(scrubbedBody(mail(text))).toContain(text);
  }
});
