import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { attachedFiles, isDangerous } from "../../../src/mail/mime/attached-files.ts";
import { encodeBase64Lines } from "../../../src/mail/mime/base64.ts";
import { newBudget, readPart } from "../../../src/mail/mime/parts.ts";
import { fromBinaryString, toBinaryString } from "../../../src/mail/octets.ts";

/** A file as a mail carries it: in base64, or as it is. */
function attached(name: string, content: Uint8Array, encoding: "base64" | "binary" = "base64", type = "a/b") {
  const body = encoding === "base64" ? toBinaryString(encodeBase64Lines(content, "\r\n")) : toBinaryString(content);
  const head = `Content-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return filesOf(head + body);
}

function filesOf(message: string) {
  const octets = fromBinaryString(message);
  return attachedFiles(octets, readPart(octets, { start: 0, end: octets.length }, 0, newBudget(octets.length)));
}

const zip = (...names: readonly string[]) => zipSync(Object.fromEntries(names.map((name) => [name, strToU8("x")])));
const octetsOf = (binary: string) => fromBinaryString(binary);
const refuses = (files: ReturnType<typeof filesOf>) => files.some(isDangerous);
const isLocked = (files: ReturnType<typeof filesOf>) => files.some(({ locked }) => locked);

/** The archive with a flag in each entry of its directory. */
function flagged(archive: Uint8Array, flag: number): Uint8Array {
  const written = archive.slice();
  const view = new DataView(written.buffer);
  const text = toBinaryString(written);
  for (let at = text.indexOf("PK\x01\x02"); at >= 0; at = text.indexOf("PK\x01\x02", at + 1)) {
    view.setUint16(at + 8, view.getUint16(at + 8, true) | flag, true);
  }
  return written;
}

/** The archive whose end says other numbers. */
function withEnd(archive: Uint8Array, { count, size }: { count: number; size?: number }): Uint8Array {
  const written = archive.slice();
  const view = new DataView(written.buffer);
  const end = written.length - 22;
  view.setUint16(end + 10, count, true);
  if (size !== undefined) view.setUint32(end + 12, size, true);
  return written;
}

function commented(archive: Uint8Array, comment: string): Uint8Array {
  const written = octetsOf(toBinaryString(archive) + comment);
  new DataView(written.buffer).setUint16(archive.length - 2, comment.length, true);
  return written;
}

describe("a program inside an archive", () => {
  it.each([
    ["alone", ["game.exe"]],
    ["among others", ["a.txt", "b/c.pdf", "b/game.scr"]],
    ["behind a folder as Windows writes it", ["b\\game.vbs"]],
    ["as a document with macros", ["list.xlsm"]],
    ["as a macOS program", ["Game.app/Contents/Info.plist"]],
    ["with a name that is turned round", ["photo\u202egpj.exe"]],
  ])("is found: %s", (_, names) => {
    expect(refuses(attached("files.zip", zip(...names)))).toBe(true);
    expect(refuses(attached("files.zip", zip(...names), "binary"))).toBe(true);
  });

  it("is found whatever the archive is called, and whatever it begins with", () => {
    expect(refuses(attached("photo.jpg", zip("game.exe")))).toBe(true);
    expect(refuses(attached("a.zip", octetsOf(`GIF89a${toBinaryString(zip("game.exe"))}`)))).toBe(true);
  });

  it("is found in an archive that only bears a document's name", () => {
    expect(refuses(attached("letter.docx", zip("game.exe")))).toBe(true);
    const both = zip("[Content_Types].xml", "game.exe");
    expect(refuses(attached('letter.docx"; name="letter.zip', both))).toBe(true);
  });

  it("is found by the name of its Unicode extra field", () => {
    const name = "game.exe";
    const extra = strToU8(`\x01CRC4${name}`);
    const archive = zipSync({ "game.txt": [strToU8("x"), { extra: { 28789: extra } }] });
    expect(refuses(attached("a.zip", archive))).toBe(true);
  });

  it("is found in a large archive, far from its end", () => {
    const names = Array.from({ length: 1500 }, (_, at) => `folder/photo-${at}.jpg`);
    expect(refuses(attached("a.zip", zip("game.exe", ...names)))).toBe(true);
  });

  it.each([
    ["with ZIP64's numbers", (archive: Uint8Array) => withEnd(archive, { count: 0xffff, size: 0xffffffff })],
    ["with more files than there are", (archive: Uint8Array) => withEnd(archive, { count: 2001 })],
    ["with the last of its files alone", (archive: Uint8Array) => withEnd(archive, { count: 1, size: 46 + 5 })],
    ["with none at all", (archive: Uint8Array) => withEnd(archive, { count: 0, size: 0 })],
    ["with a comment that is another end", (archive: Uint8Array) => commented(archive, toBinaryString(zip()))],
    [
      "with a second directory behind the first",
      (archive: Uint8Array) => commented(archive, toBinaryString(zip("a.txt"))),
    ],
    ["with octets behind its end", (archive: Uint8Array) => octetsOf(`${toBinaryString(archive)}${"\0".repeat(6000)}`)],
    ["put together of pieces", (archive: Uint8Array) => octetsOf(`PK\x07\x08${toBinaryString(archive)}`)],
    ["put together of one piece", (archive: Uint8Array) => octetsOf(`PK00${toBinaryString(archive)}`)],
  ])("is found in an archive %s", (_, made) => {
    for (const encoding of ["base64", "binary"] as const) {
      expect(refuses(attached("files.zip", made(zip("a.txt", "game.exe")), encoding))).toBe(true);
      expect(refuses(attached("files.dat", made(zip("game.exe", "a.txt")), encoding))).toBe(true);
      expect(refuses(attached("files.zip", made(zip("a.txt", "b.pdf")), encoding))).toBe(false);
    }
  });

  it("is found where the file's own header alone calls it one", () => {
    const archive = toBinaryString(zip("game.txt"));
    expect(refuses(attached("files.zip", octetsOf(archive.replace("game.txt", "game.exe"))))).toBe(true);
  });

  it("is found in a name that is no UTF-8", () => {
    const archive = toBinaryString(zip("____.exe")).replaceAll("____", "\x8e\xca\x90\x5e");
    expect(refuses(attached("files.zip", octetsOf(archive)))).toBe(true);
  });

  it("is found among any names, wherever it stands", () => {
    const harmless = fc.array(fc.stringMatching(/^[a-z]{1,8}\.(?:txt|jpg|pdf|html)$/), { maxLength: 20 });
    fc.assert(
      fc.property(harmless, fc.constantFrom("run.bat", "x/y.lnk", "a.js"), harmless, (before, program, behind) => {
        expect(refuses(attached("a.zip", zip(...before, program, ...behind)))).toBe(true);
        expect(refuses(attached("a.zip", zip(...before, ...behind, "z.txt")))).toBe(false);
      }),
    );
  });
});

describe("no alarm is raised", () => {
  it.each([
    ["letter.docx", ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/embeddings/setup.exe"]],
    ["list.xlsx", ["[Content_Types].xml", "xl/workbook.xml", "docProps/app.xml"]],
    ["talk.odp", ["mimetype", "content.xml", "META-INF/manifest.xml", "Scripts/python/x.py"]],
    ["book.epub", ["mimetype", "META-INF/container.xml", "EPUB/a.js"]],
  ])("by %s", (name, entries) => {
    const files = attached(name, zip(...entries));
    expect(refuses(files)).toBe(false);
    expect(isLocked(files)).toBe(false);
  });

  it("by an archive of photos, of a saved website, or by a broken one", () => {
    expect(refuses(attached("a.zip", zip("運動会/1.jpg", "school.com/index.html")))).toBe(false);
    expect(refuses(attached("a.zip", octetsOf("PK\x03\x04 torn")))).toBe(false);
  });

  it("by the words of a mail, whatever they begin with", () => {
    expect(refuses(filesOf("Content-Type: text/plain\r\n\r\n#!/bin/sh is how scripts begin"))).toBe(false);
  });
});

describe("a program under another name", () => {
  it.each([
    ["photo.jpg", "MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"],
    ["photo", "\x7fELF\x02\x01\x01"],
    ["notes.pdf", "#!/bin/sh\nrm -rf ~"],
    ["letter.docx", "L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F"],
  ])("is known by its first octets: %s", (name, start) => {
    expect(refuses(attached(name, octetsOf(start)))).toBe(true);
    expect(refuses(attached(name, octetsOf(start), "binary", "text/plain"))).toBe(true);
  });

  it("is found in an attached message, too", () => {
    const inner = `Content-Type: image/jpeg; name=a.jpg\r\n\r\n\x7fELF`;
    expect(refuses(filesOf(`Content-Type: message/rfc822\r\n\r\n${inner}`))).toBe(true);
  });
});

describe("an archive that wants a password", () => {
  const RAR4 = (flags: string, file: string) =>
    `Rar!\x1a\x07\0\xcf\x90\x73${flags}\0\x0d\0\0\0\0\0\0\0\xaa\xbb\x74${file}\x90\x20\0`;

  it.each([
    ["ZIP", flagged(zip("a.pdf"), 1)],
    ["ZIP with strong encryption", flagged(zip("a.pdf"), 0x41)],
    ["ZIP whose directory is hidden", flagged(zip("a"), 0x2000)],
    ["RAR 4 whose names are hidden", octetsOf(RAR4("\x80", "\0"))],
    ["RAR 4 whose files are locked", octetsOf(RAR4("\0", "\x04"))],
    ["RAR 5", octetsOf("Rar!\x1a\x07\x01\0CRC4\x21\x04\0\0\x0f")],
    ["7z", octetsOf(`7z\xbc\xaf\x27\x1c\0\x04${"x".repeat(9000)}\x17\x06\x01\x24\x06\xf1\x07\x01`)],
  ])("is known: %s", (_, archive) => expect(isLocked(attached("a.bin", archive))).toBe(true));

  it.each([
    ["ZIP", zip("a.pdf")],
    ["RAR 4", octetsOf(RAR4("\0", "\0"))],
    ["RAR 5", octetsOf("Rar!\x1a\x07\x01\0CRC4\x21\x01\0\0\x0f")],
    ["7z", octetsOf("7z\xbc\xaf\x27\x1c\0\x04\x17\x06\x01\x23\x03\x01\x01")],
  ])("is not every archive: %s", (_, archive) => expect(isLocked(attached("a.bin", archive))).toBe(false));

  it("is still looked through for programs, whose names it shows", () => {
    expect(refuses(attached("a.zip", flagged(zip("game.exe"), 1)))).toBe(true);
  });
});
