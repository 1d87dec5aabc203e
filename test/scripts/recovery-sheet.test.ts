import { randomBytes } from "node:crypto";
import { access, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyLines, LINES, readLine } from "../../scripts/recovery-sheet/lines.ts";
import { CROCKFORD } from "../../src/mail/base-encoding.ts";
import { KeySet } from "../../src/store/key-set.ts";
import { PROJECT, run } from "./support/run.ts";

const SCRIPT = "scripts/recovery-sheet.ts";
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a key's lines", () => {
  it("read back as the key, however they are typed", () => {
    fc.assert(
      fc.property(keys, (key) => {
        const typed = keyLines(key).map((line) => ` ${line.toLowerCase().replace("0", "o").replace("1", "L")} `);
        const octets = typed.map((line, at) => readLine(line, at));
        expect(octets.flatMap((line) => (line.kind === "octets" ? [...line.octets] : []))).toEqual([...key]);
      }),
    );
  });

  it("are four of three groups of five", () => {
    const lines = keyLines(randomBytes(32));
    expect(lines).toHaveLength(LINES);
    for (const line of lines) expect(line).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5} ?){3}$/);
  });

  it("betray a wrong character, swapped lines, and what is missing", () => {
    const [first = "", second = ""] = keyLines(new Uint8Array(32).map((_, at) => at * 7));
    expect(readLine(first, 0).kind).toBe("octets");
    expect(readLine(second, 0)).toEqual({ kind: "wrong", why: "check" });
    expect(readLine(first.slice(1), 0)).toEqual({ kind: "wrong", why: "length" });
    expect(readLine(`U${first.slice(1)}`, 0)).toEqual({ kind: "wrong", why: "character" });
  });

  it("let one slip of a few hundred pass a line's check at most", () => {
    const [line = ""] = keyLines(new Uint8Array(32).map((_, at) => 255 - at * 5));
    const slips = [...line].flatMap((right, at) =>
      [...CROCKFORD.toUpperCase()]
        .filter((wrong) => right !== " " && wrong !== right)
        .map((wrong) => line.slice(0, at) + wrong + line.slice(at + 1)),
    );
    expect(slips).toHaveLength(15 * 31);
    expect(slips.filter((slip) => readLine(slip, 0).kind === "octets").length).toBeLessThan(3);
  });
});

describe("npm run recovery-sheet", () => {
  let folder: string;
  const secret = randomBytes(32);
  const environment = { ADDRESS_KEY: secret.toString("base64") };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safetyanswer-sheet-"));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("writes a page for its owner's eyes alone, and what is typed from it gives the key", async () => {
    const file = join(folder, "sheet.html");
    expect((await run(SCRIPT, ["--output", file], [], environment)).code).toBe(0);
    expect((await stat(file)).mode & 0o077).toBe(process.platform === "win32" ? 0o066 : 0);
    const page = await readFile(file, "utf8");
    expect(page).not.toMatch(/<script|https?:|<link|<img/);
    expect(page).not.toContain(environment.ADDRESS_KEY);
    const { id } = await KeySet.derive(new Uint8Array(secret));
    expect(page).toContain(`<b>${id}</b>`);
    const lines = [...page.matchAll(/<td>([^<]+)<\/td>/g)].map(([, line]) => line ?? "");
    const [first = "", ...others] = lines;
    const restored = await run(SCRIPT, ["--restore", "--lang", "en"], [`X${first.slice(1)}`, first, ...others]);
    expect(restored.output).toBe(`${environment.ADDRESS_KEY}\n`);
    expect(restored.errors).toContain("a slip somewhere in it");
    expect(restored.errors).toContain(`Key id: ${id}`);
  });

  it("takes the key typed, and overwrites nothing", async () => {
    const file = join(folder, "typed.html");
    expect((await run(SCRIPT, ["--output", file], [environment.ADDRESS_KEY])).code).toBe(0);
    expect((await run(SCRIPT, ["--output", file], [environment.ADDRESS_KEY])).code).toBe(1);
  });

  it("never writes into the project", async () => {
    for (const file of ["sheet.html", "docs/sheet.html", "."]) {
      const refused = await run(SCRIPT, ["--lang", "en", "--output", join(PROJECT, file)], [], environment);
      expect(refused).toMatchObject({ code: 1, errors: "Choose a place outside the project's folder.\n" });
    }
    await expect(access(join(PROJECT, "sheet.html"))).rejects.toThrow();
  });

  it("refuses what is no key, and takes none as an argument", async () => {
    const file = join(folder, "none.html");
    expect(await run(SCRIPT, ["--output", file], ["c2hvcnQ="])).toMatchObject({ code: 1 });
    expect(await run(SCRIPT, ["--output", file, environment.ADDRESS_KEY])).toMatchObject({ code: 1 });
    await expect(access(file)).rejects.toThrow();
  });
});
