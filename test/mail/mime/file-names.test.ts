import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attachedFiles, startsByItself } from "../../../src/mail/mime/attached-files.ts";
import { fileNames } from "../../../src/mail/mime/file-names.ts";
import { newBudget, type Part, readPart } from "../../../src/mail/mime/parts.ts";
import { fromBinaryString, utf8Binary } from "../../../src/mail/octets.ts";

function partWith(...lines: readonly string[]): { octets: Uint8Array; part: Part } {
  const octets = fromBinaryString([...lines, "", "eA=="].join("\r\n"));
  return { octets, part: readPart(octets, { start: 0, end: octets.length }, 0, newBudget(octets.length)) };
}

const namesOf = (...lines: readonly string[]) => fileNames(partWith(...lines).part);
const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");
const attachment = (parameters: string) => `Content-Disposition: attachment; ${parameters}`;

describe("the names of a part", () => {
  it.each([
    ["in a disposition", [attachment("filename=virus.exe")]],
    ["in a type", ["Content-Type: application/octet-stream; name=virus.exe"]],
    ["in a type and called a file name", ["Content-Type: application/octet-stream; filename=virus.exe"]],
    ["in a disposition and called a name", [attachment("name=virus.exe")]],
    ["in a field of old", ["Content-Name: virus.exe"]],
    ["behind another one in plain", [attachment("filename=a.txt; filename=virus.exe")]],
    ["before another one in plain", [attachment("filename=virus.exe; filename=a.txt")]],
    ["in RFC 2231 beside a plain one", [attachment("filename=\"a.txt\"; filename*=UTF-8''virus.exe")]],
    ["in plain beside one in RFC 2231", [attachment("filename=virus.exe; filename*=UTF-8''a.txt")]],
    ["in the second of two in RFC 2231", [attachment("filename*=UTF-8''a.txt; filename*=UTF-8''virus.exe")]],
    ["in a second disposition", [attachment("filename=a.txt"), attachment("filename=virus.exe")]],
    ["in a first disposition of two", [attachment("filename=virus.exe"), "Content-Disposition: inline"]],
    ["in a second type", ["Content-Type: text/plain; name=a.txt", "Content-Type: text/plain; name=virus.exe"]],
    ["in a type below a disposition", [attachment("filename=a.txt"), "Content-Type: text/plain; name=virus.exe"]],
    ["in continuations", [attachment("filename*0=vir; filename*1=us.e; filename*2=xe")]],
    ["in continuations out of order", [attachment("filename*2=xe; filename*0=vir; filename*1=us.e")]],
    ["in continuations, some escaped", [attachment("filename*0*=UTF-8''vir; filename*1=us.; filename*2*=%65xe")]],
    ["in continuations that count from one", [attachment("filename*1=virus; filename*2=.exe")]],
    ["in continuations, one of them twice", [attachment("filename*0=virus; filename*1=.txt; filename*1=.exe")]],
    ["in continuations, the first of two", [attachment("filename*0=virus; filename*1=.exe; filename*1=.txt")]],
    ["in continuations up to a missing one", [attachment("filename*0=virus; filename*1=.exe; filename*7=.txt")]],
    [
      "in continuations with an encoded-word",
      [
        attachment(
          `filename*0="=?utf-8?B?${base64("virus.exe").slice(0, 5)}"; filename*1="${base64("virus.exe").slice(5)}?="`,
        ),
      ],
    ],
    ["in an encoded-word", [attachment(`filename="=?utf-8?B?${base64("virus.exe")}?="`)]],
    ["in an encoded-word without quotes", [attachment("filename==?us-ascii?Q?virus=2Eexe?=")]],
    ["in two encoded-words", [attachment('filename="=?utf-8?Q?virus?= =?utf-8?Q?.exe?="')]],
    ["in an encoded-word of ISO-2022-JP", [attachment('filename="=?iso-2022-jp?Q?=1B(Bvirus.exe?="')]],
    [
      "in percent escapes of RFC 2231 in UTF-16",
      [attachment("filename*=utf-16le''v%00i%00r%00u%00s%00.%00e%00x%00e%00")],
    ],
    ["in percent escapes where none belong", [attachment('filename="virus%2Eexe"')]],
    ["behind a comment", [attachment("filename=virus.exe (a.txt)")]],
    ["with its quote never closed", [attachment('filename="virus.exe')]],
    ["with text behind its quotes", [attachment('filename="virus".exe')]],
    ["with escaped quotes", [attachment('filename="vir\\us.exe"')]],
    ["inside what only some read as a quoted string", [attachment('x="; filename=virus.exe; y="')]],
    ["folded", ["Content-Disposition: attachment;\r\n\tfilename\r\n =\r\n virus.exe"]],
    ["behind two hundred other parameters", [attachment(`${"x=y; ".repeat(300)}filename=virus.exe`)]],
    ["in capitals", ["CONTENT-DISPOSITION: ATTACHMENT; FILENAME=virus.exe"]],
  ])("are read %s", (_, lines) => expect(namesOf(...lines)).toContain("virus.exe"));

  it.each([
    ["raw in UTF-8", utf8Binary('filename="山.exe"')],
    ["raw in Shift_JIS", 'filename="\x8eR.exe"'],
    ["raw in ISO-2022-JP", 'filename="\x1b$B;3\x1b(B.exe"'],
    ["in an encoded-word of Shift_JIS", `filename="=?shift_jis?B?${base64("\x8eR.exe")}?="`],
    ["in an encoded-word of ISO-2022-JP", `filename="=?iso-2022-jp?B?${base64("\x1b$B;3\x1b(B.exe")}?="`],
    ["in RFC 2231 in UTF-8", "filename*=utf-8'ja'%E5%B1%B1.exe"],
    ["in RFC 2231 in Shift_JIS", "filename*=Shift_JIS''%8ER.exe"],
    ["in RFC 2231 in EUC-JP", "filename*=euc-jp''%BB%B3.exe"],
    ["in RFC 2231 without a charset", "filename*=''%E5%B1%B1.exe"],
    ["cut inside of a character", "filename*0*=utf-8''%E5%B1; filename*1*=%B1.exe"],
  ])("are Japanese %s", (_, parameters) => expect(namesOf(attachment(parameters))).toContain("山.exe"));

  it("are the last octet of a Shift_JIS character that is a backslash", () => {
    expect(namesOf(attachment('filename="\x95\\.exe"')).some(startsByItself)).toBe(true);
  });

  it("are none where no field gives one", () => {
    expect(namesOf("Content-Type: text/plain; charset=utf-8", "Content-Disposition: inline")).toEqual([]);
  });

  it("cost a look a parameter, however many there are", () => {
    const parameters = Array.from({ length: 8000 }, (_, at) => `filename*${at}=a`).join(";");
    expect(namesOf(attachment(parameters)).length).toBeLessThan(10);
  });
});

const readable = (name: string, at: number) => {
  const escaped = [...name].map((one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
  const [first, rest] = [name.slice(0, at), name.slice(at)];
  return [
    `filename="${name}"`,
    `name=${name}`,
    `filename*=utf-8''${escaped}`,
    `filename*0="${first}"; filename*1="${rest}"`,
    `filename*1*=${escaped.slice(at * 3)}; filename*0*=utf-8''${escaped.slice(0, at * 3)}`,
    `filename="=?utf-8?B?${base64(name)}?="`,
    `filename="=?utf-8?Q?${first}?= =?utf-8?Q?${rest}?="`,
    `filename="${escaped}"`,
  ];
};

describe("a program", () => {
  it("is found in whatever spelling, among whatever other names, cut wherever", () => {
    const spellings = fc.integer({ min: 1, max: 8 }).chain((at) => fc.constantFrom(...readable("virus.exe", at)));
    const others = fc.array(fc.constantFrom('filename="a.txt"', "name=b.pdf", 'x="y;z"', 'filename="山"'), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(others, spellings, others, fc.boolean(), (before, spelling, behind, twice) => {
        const parameters = utf8Binary([...before, spelling, ...behind].join("; "));
        const lines = [attachment(parameters), ...(twice ? [attachment("filename=c.doc")] : [])];
        expect(namesOf(...lines).some(startsByItself)).toBe(true);
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 300) },
    );
  });

  it.each([
    "virus.exe",
    "VIRUS.EXE",
    "virus.exe. .",
    "virus．ｅｘｅ",
    "virus.\u202eexe",
    "virus.exe\0.txt",
    "virus.exe::$DATA",
    "virus.exe'",
  ])("is %j", (name) => expect(startsByItself(name)).toBe(true));

  it.each(["exe", "a.exe.txt", "a.pdf", "executive.docx", "山.jpg", "12:30.txt"])("is not %j", (name) =>
    expect(startsByItself(name)).toBe(false),
  );

  it("is found in a message that is attached, and called anything", () => {
    const inner = `Content-Type: application/octet-stream; name=virus.exe\r\n\r\nMZ`;
    const { octets, part } = partWith(
      "Content-Type: application/octet-stream; name=a.eml",
      "Content-Transfer-Encoding: base64",
      "",
      base64(inner),
    );
    expect(attachedFiles(octets, part).flatMap(({ names }) => names)).toContain("virus.exe");
  });
});
