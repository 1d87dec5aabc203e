import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSheet } from "../../../src/admin/roster/csv.ts";

const octets = (text: string) => new TextEncoder().encode(text);
const JAPANESE = "窓口,表示名,役職・呼び名,メールアドレス,前任者";
const ROW = { address: "pta@school.example", label: "会長", destination: "sato@home.example" };

function rowsOf(content: Uint8Array | string) {
  const reading = readSheet(typeof content === "string" ? octets(content) : content);
  if (reading.kind !== "sheet") throw new Error(reading.code);
  return reading.sheet.rows;
}

/** 窓口,役職,メールアドレス and a row for 会長, as Excel in Japan writes them. */
const SHIFT_JIS = Uint8Array.from(
  "\x91\x8b\x8c\xfb,\x96\xf0\x90\x45,\x83\x81\x81\x5b\x83\x8b\x83\x41\x83\x68\x83\x8c\x83\x58\r\npta@school.example,\x89\xef\x92\xb7,sato@home.example\r\n",
  (character) => character.charCodeAt(0),
);

function utf16(text: string, mark: "le" | "be"): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length + 2));
  [...`\ufeff${text}`].forEach((character, at) => {
    view.setUint16(2 * at, character.charCodeAt(0), mark === "le");
  });
  return new Uint8Array(view.buffer);
}

describe("a sheet", () => {
  const text = `${JAPANESE}\r\npta@school.example,,会長,sato@home.example,\r\n`;

  it.each([
    ["in UTF-8", octets(text)],
    ["in UTF-8 with a byte order mark", octets(`\ufeff${text}`)],
    ["in UTF-16", utf16(text, "le")],
    ["in UTF-16, the other way round", utf16(text, "be")],
    ["in Shift_JIS", SHIFT_JIS],
    ["parted by tabs, as it is pasted", octets(text.replaceAll(",", "\t"))],
    ["parted by semicolons", octets(text.replaceAll(",", ";"))],
    ["with line feeds alone", octets(text.replaceAll("\r", ""))],
    ["without a line break at its end", octets(text.trimEnd())],
    ["with empty lines and columns", octets(`\r\n${text.replaceAll("\r\n", ",,\r\n")},,,,\r\n`)],
    ["in English", octets("Address,Role,E-mail\npta@school.example,会長,sato@home.example")],
    ["in full width", octets("address,ｌａｂｅｌ,mailbox\npta@school.example,会長,sato@home.example")],
  ])("is read %s", (_, content) => expect(rowsOf(content)).toEqual([ROW]));

  it("may have commas, quotes and line breaks in its cells", () => {
    const quoted = 'label,address,destination,name\r\n"会長, ""PTA""",a@x.example,b@y.example,"one\r\ntwo"';
    expect(rowsOf(quoted)[0]).toMatchObject({ label: '会長, "PTA"', name: "one\r\ntwo" });
  });

  it("says where each row begins", () => {
    const reading = readSheet(octets('label,address,destination\n"a\nb",c,d\n\ne,f,g'));
    expect(reading).toMatchObject({ sheet: { lines: [2, 5] } });
  });

  it.each(["", "a,b,c", "pta@school.example,会長,sato@home.example", "address,label"])(
    "without the headings that are needed is none: %j",
    (content) => expect(readSheet(octets(content))).toEqual({ kind: "fault", code: "no-header" }),
  );

  it("with a heading that nobody knows is refused: a misspelt 前任者 must not make a second officer", () => {
    expect(readSheet(octets("address,label,destination,前任\na,b,c,d"))).toEqual({
      kind: "fault",
      code: "unknown-column",
      column: 4,
    });
  });

  it("comes out as it went in, whatever stands in its cells", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\t", "\n", "\r\n", "山", " ") });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (cells) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = cells.map(([label, name]) => `${quoted(label)},x,y,${quoted(name)}`);
        const rows = rowsOf(`label,address,destination,name\r\n${lines.join("\r\n")}`);
        expect(rows.map(({ label = "", name = "" }) => [label, name])).toEqual(
          cells.map((pair) => pair.map((text) => text.trim())),
        );
      }),
    );
  });
});
