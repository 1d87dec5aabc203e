/** `npm run explain`: what becomes of an address in a message, and why, read as the relay reads it. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { explain } from "../scripts/explain/explanation.ts";
import { reportOf } from "../scripts/explain/report.ts";
import { readHeaderSection } from "../src/mail/header/section.ts";
import { scan } from "../src/mail/scrub/scrub.ts";

const TARO = "taro@company.example";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const octets = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

function part(fields: string, body: string): string {
  return `--x\r\n${fields}\r\n\r\n${body}\r\n`;
}

function message(...parts: string[]): string {
  const head = `From: Taro <${TARO}>\r\nX-Sender: ${TARO}\r\nSubject: =?UTF-8?B?${base64(`私は ${TARO}`)}?=`;
  return `${head}\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${parts.join("")}--x--\r\n`;
}

function text(body: string): string {
  return message(part("Content-Type: text/plain; charset=utf-8", body));
}

/** What is said of the places in the last part. */
function places(mail: string, passage: "inbound" | "reply" = "inbound") {
  const { parts } = explain(octets(mail), TARO, passage);
  return parts.at(-1)?.places.map(({ outcome, why }) => `${outcome}: ${why}`);
}

describe("an explanation", () => {
  it.each([
    [`a ${TARO} b`, "replaced: it is the address"],
    ["TARO+school@Company.Example", "replaced: it is the address"],
    ["taro%40company.example", "replaced: it is the address, its at sign spelled %40"],
    ["taro [at] company.example", "replaced: it is the address, its at sign spelled [at]"],
    [`link?${base64(`mailto:${TARO} and so on`)}`, "replaced: it reads as the address behind one more encoding"],
    ["xtaro@company.example", "left: it is a longer address: its local part is xtaro"],
    ["hanako@company.example", "left: it is another mailbox at that domain: hanako"],
    ["taro@company.example.org", "left: its domain goes on: company.example.org"],
    ["taro@mail.company.example", "left: it is an address at a subdomain, mail.company.example"],
    ["taro@elsewhere.example", "left: it is an address at another domain, elsewhere.example"],
    [
      "taro [atto] company.example",
      "left: there is no at sign between the two: only who reads it takes it for an address",
    ],
    ["by@company.example, @ taro", "left: it is another mailbox at that domain: by"],
  ])("of %j says what the relay does, and why", (body, expected) => {
    expect(places(text(body))).toEqual([expected]);
  });

  it("says nothing of what does not look like the address", () => {
    expect(places(text("hanako@family.example, @, a@b"))).toEqual([]);
  });

  it("names each part as MIME does, with its kind, encoding and charset", () => {
    const nested = part("Content-Type: message/rfc822", `To: ${TARO}\r\n\r\nhello`);
    const html = part("Content-Type: text/html; charset=shift_jis\r\nContent-Transfer-Encoding: quoted-printable", "x");
    const file = part(
      "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64",
      base64(`${"\0".repeat(8)}png`),
    );
    const { parts } = explain(octets(message(html, file, nested)), TARO, "inbound");
    expect(
      parts.map(({ number, type, encoding, charset }) => `${number} ${type} ${encoding} ${charset}`.trim()),
    ).toEqual([
      "1 multipart/mixed not encoded",
      "1.1 text/html quoted-printable shift_jis",
      "1.2 image/png base64",
      "1.3 message/rfc822 not encoded",
      "1.3.1 text/plain not encoded",
    ]);
    expect(parts.map(({ reading }) => reading)).toEqual([
      "read part by part",
      "searched as HTML, as it shows",
      "not searched: a file, whose octets stay as they are",
      "read as a message of its own",
      "searched as text",
    ]);
    expect(parts.at(-1)?.places).toMatchObject([{ outcome: "replaced" }]);
  });

  it("says the line of what stands behind a transfer encoding, in its charset", () => {
    const field = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64";
    const { parts } = explain(octets(message(part(field, base64(`おはよう\n私は ${TARO}`)))), TARO, "inbound");
    expect(parts.at(-1)?.places).toMatchObject([
      { line: 2, outcome: "replaced", excerpt: expect.stringContaining("私は") },
    ]);
  });

  it("says that a file keeps the address inside it", () => {
    const field = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64";
    expect(places(message(part(field, base64(`${"\0".repeat(8)}${TARO}`))))).toEqual([
      "left: it stands inside a file, and files are passed on octet by octet",
    ]);
  });

  it("says which header fields go on, with what their encoded-words say", () => {
    const { fields } = explain(octets(text("")), TARO, "inbound");
    expect(fields.map(({ name, fate, places: found }) => `${name}: ${fate}, ${found.length}`)).toEqual([
      "From: written anew, 0",
      "X-Sender: stays behind, 0",
      "Subject: passed on, 1",
      "Content-Type: read with the content, 0",
    ]);
  });

  it("says why the whole message is refused", () => {
    const signed = message(part("Content-Type: application/pkcs7-mime; smime-type=signed-data", "x"));
    expect(explain(octets(signed), TARO, "reply").refused).toBe("smime-signature");
    expect(reportOf(explain(octets(signed), TARO, "reply"))).toContain(
      "The relay refuses this message: smime-signature.",
    );
  });

  it("on a reply finds any string of alias form, too", () => {
    const alias = "anon-7k3m9q2x4wtz@school.example";
    expect(places(text(alias))).toEqual([]);
    expect(places(text(alias), "reply")).toEqual(["replaced: it is the address"]);
  });

  it("shows nothing that a terminal would obey", () => {
    expect(reportOf(explain(octets(text(`\x1b[31m ${TARO}`)), TARO, "inbound"))).not.toContain("\x1b");
  });

  it("watches the relay's own reading and changes nothing in it", () => {
    const mail = octets(text(`${TARO} xtaro@company.example taro%40company.example`));
    const reading = readHeaderSection(mail);
    if (reading.kind !== "read") throw new Error("the message cannot be read");
    const hidden = { addresses: [TARO], aliasForm: false, names: [] };
    const options = { hidden, notes: { signature: "", keys: "" }, refuseOpaque: true };
    const watched: string[] = [];
    const trace = {
      part: () => {},
      searched: (_: string, hits: readonly object[]) => void watched.push(`${hits.length}`),
    };
    const bodies = [options, { ...options, trace }].map((one) => {
      const found = scan(mail, reading.section, one);
      if (found.kind !== "scanned") throw new Error(found.reason);
      const replacement = { addresses: ["a@b.example"], aliasForm: "c@d.example", name: "" };
      return Buffer.concat(found.body(replacement)).toString();
    });
    expect(watched).toContain("2");
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[0]).toContain("a@b.example xtaro@company.example a%40b.example");
  });
});

describe("npm run explain", () => {
  const folder = mkdtempSync(join(tmpdir(), "explain-"));
  const file = join(folder, "mail.eml");
  writeFileSync(file, text(TARO));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...wish: string[]) =>
    promisify(execFile)(process.execPath, ["scripts/explain.ts", ...wish]).catch((failed) => failed);

  it("prints the message part by part", async () => {
    const { stdout } = await run(file, TARO);
    expect(stdout).toContain(
      "  1.1  text/plain, not encoded, charset utf-8\n      searched as text\n      replaced line 1",
    );
    expect(stdout).toContain("\n2 replaced, 0 left.\n");
  });

  it("says how it is used", async () => {
    expect((await run("--help")).stdout).toContain("npm run explain -- FILE ADDRESS");
  });

  it.each([
    [[], "npm run explain -- FILE ADDRESS"],
    [[file, TARO, "more"], "npm run explain -- FILE ADDRESS"],
    [[join(folder, "none.eml"), TARO], "that can be read"],
    [[file, "taro"], "taro is no mail address"],
    [[file, TARO, "--bogus"], "--bogus"],
  ])("says what is wrong with %j", async (wish, expected) => {
    const { code, stderr, stdout } = await run(...wish);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
