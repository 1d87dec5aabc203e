/** What every command does alike, however it is called. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { nextSteps } from "../../scripts/start/next-steps.ts";
import { localSecrets } from "../../scripts/start/secrets.ts";
import { missingPackages, PACKAGES } from "../clients/debian.ts";
import { INHERITED, PROJECT, run } from "./support/run.ts";

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));
const GUARD = "node --import ./scripts/guard.mjs ";

/** Every command; the tests' own is vitest's, with its options. */
const OURS = Object.entries(scripts).flatMap(([name, line]) =>
  name === "test" ? [] : [[name, line.replace(GUARD, "")]],
);
const folder = mkdtempSync(join(tmpdir(), "safetyanswer-commands-"));

describe.each(OURS)("npm run %s", (name, script = "") => {
  it("is called through the guard", () => {
    expect(scripts[name ?? ""]).toBe(`${GUARD}${script}`);
    expect(script).toMatch(/^(?:scripts|test)\/[\w/-]+\.ts$/);
  });

  it("explains itself, each option too, and does nothing else", async () => {
    const { code, output, errors } = await run(script, ["--help"]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output).toMatch(/^npm (?:run )?/);
    const source = readFileSync(script, "utf8");
    for (const [, option] of source.matchAll(/^ {2}"?([\w-]+)"?: \{ type: "(?:boolean|string)"/gm))
      expect(output).toContain(`--${option}`);
  });

  it("says in one line that there is no such option", async () => {
    const { code, output, errors } = await run(script, ["--nonsense"]);
    expect({ code, output }).toEqual({ code: 2, output: "" });
    expect(errors).toMatch(/^Unknown option '--nonsense'\. `npm .* -- --help` says what there is\.\n$/);
  });
});

it("npm test has help, too", async () => {
  const { code, output } = await run("node_modules/vitest/vitest.mjs", ["run", "--help"]);
  expect(scripts.test).toBe("vitest run");
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("Usage:") });
});

describe("npm run test:clients", () => {
  it("says in one line which packages are missing, and leaves nothing out", () => {
    const some = mkdtempSync(join(tmpdir(), "safetyanswer-programs-"));
    for (const program of Object.keys(PACKAGES).filter((one) => one !== "mutt" && one !== "sieve-test"))
      writeFileSync(join(some, program), "");
    expect(missingPackages(some)).toEqual(["dovecot-sieve", "mutt"]);
  });
});

describe("a slip costs one line", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["replay", [join(folder, "none")], /^There is no folder .*none that can be read\.$/],
    ["replay", ["package.json"], /^package\.json is a file: name the folder it is in\.$/],
    ["replay", [folder], /has no \.eml file\.$/],
    ["replay", [], /^npm run replay -- DIR/],
    ["replay", ["a", "b"], /^npm run replay -- DIR/],
    ["explain", [folder, "x@y.example"], /is a folder: name one message$/],
    ["explain", ["none.eml", "x@y.example"], /^there is no file none\.eml that can be read$/],
    ["explain", ["package.json"], /^npm run explain -- FILE ADDRESS/],
    ["demo", ["--lang", "fr"], /^--lang must be ja or en$/],
    ["demo", ["now"], /^npm run demo/],
    ["start", ["--port", "http"], /^--port wants a number from 1 to 65535, not "http"\.$/],
    ["start", ["--port", "70000"], /^--port wants a number/],
    ["fuzz", ["many"], /^npm run fuzz/],
    ["check", ["src"], /^npm run check/],
    ["fix", ["src"], /^npm run fix/],
    ["migration", ["name"], /^npm run migration/],
  ])("%s %j", async (name, args, why) => {
    const { code, output, errors } = await run(`scripts/${name}.ts`, args, [], { LANG: "C", LC_ALL: "" });
    expect({ code: code > 0, output }).toEqual({ code: true, output: "" });
    expect(errors.trim()).toMatch(why);
    expect(errors).not.toMatch(/^\s+at /m);
  });

  it("also when the port is another program's", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const { code, errors } = await run("scripts/start.ts", ["--port", `${port}`]);
    server.close();
    expect({ code, errors }).toEqual({
      code: 2,
      errors: `Port ${port} is in use: end what runs there, or \`npm start -- --port ${port + 1}\`.\n`,
    });
  });

  it.each([
    ["no token", 'ADDRESS_KEY="x"', /has no ADMIN_TOKEN/],
    ["a token that can be guessed", 'ADMIN_TOKEN="short"', /24 characters or more/],
    [
      "a malformed key",
      `ADMIN_TOKEN="${"t".repeat(24)}"\nADDRESS_KEY="c2hvcnQ="`,
      /ADDRESS_KEY must be 32 octets in base64/,
    ],
    ["no key", `ADMIN_TOKEN="${"t".repeat(24)}"`, /ADDRESS_KEY must be 32 octets in base64/],
  ])("also when .dev.vars has %s", async (_, text, why) => {
    const file = join(folder, "dev.vars");
    writeFileSync(file, text);
    await expect(localSecrets(file)).rejects.toThrow(why);
  });
});

describe("the guard", () => {
  const guarded = async (file: string, version: string) => {
    const script = `Object.defineProperty(process.versions, "node", { value: "${version}" }); await import("${file}"); console.log("on");`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { env: INHERITED });
    let said = "";
    child.stdout.on("data", (octets) => (said += octets));
    child.stderr.on("data", (octets) => (said += octets));
    const [code] = await once(child, "close");
    return { code, said };
  };
  const guard = join(PROJECT, "scripts/guard.mjs");

  it("lets a new Node pass", async () => {
    expect(await guarded(guard, "24.21.0")).toEqual({ code: 0, said: "on\n" });
  });

  it.each(["20.20.2", "22.17.1", "18.0.0"])(
    "tells Node %s what is missing, where npm ignores scripts",
    async (version) => {
      const { code, said } = await guarded(guard, version);
      expect({ code, lines: said.trim().split("\n").length }).toEqual({ code: 1, lines: 1 });
      expect(said).toMatch(/22\.18 or newer is needed.*npm rebuild node --ignore-scripts=false/);
    },
  );

  it("says so where nothing is installed", async () => {
    mkdirSync(join(folder, "scripts"));
    copyFileSync(guard, join(folder, "scripts/guard.mjs"));
    expect(await guarded(join(folder, "scripts/guard.mjs"), "24.21.0")).toEqual({
      code: 1,
      said: "Nothing is installed yet: `npm install` first.\n",
    });
  });
});

describe("npm start", () => {
  it.each(["ja", "en"] as const)("names Try it first, with its address and the token: %s", (language) => {
    const [first = "", second = ""] = nextSteps("http://localhost:8788", "the-token", language).split("• ").slice(1);
    expect(first).toContain(language === "ja" ? "「試す」" : "“Try it”");
    expect(first).toContain("http://localhost:8788/#try");
    expect(first).toContain("the-token");
    expect(second).toContain("http://localhost:8788/");
  });
});

describe("npm run demo", () => {
  it("is JSON with --json, and with --raw the messages as they are on the wire", async () => {
    const { code, output, errors } = await run("scripts/demo.ts", ["--json", "--raw", "--lang", "en"]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    const story = JSON.parse(output) as {
      held: boolean;
      scenes: readonly { events: readonly { letter?: { source: string } }[] }[];
    };
    expect(story.held).toBe(true);
    const [first] = story.scenes.flatMap(({ events }) => events).flatMap(({ letter }) => letter?.source ?? []);
    expect(first).toMatch(/^From: .*\r\n[\s\S]*\r\n\r\n/m);
  });

  it("ends without a word when its reader has had enough", async () => {
    const child = spawn(process.execPath, [join(PROJECT, "scripts/demo.ts")], { env: INHERITED });
    let errors = "";
    child.stderr.on("data", (octets) => (errors += octets));
    child.stdout.once("data", () => child.stdout.destroy());
    await once(child, "close");
    expect(errors).toBe("");
  });
});

describe("text for a terminal", () => {
  it.each([60, 88, 200])("fits into %i columns", async (width) => {
    vi.resetModules();
    const { columns: before } = process.stdout;
    Object.defineProperty(process.stdout, "columns", { value: width, configurable: true });
    const { columns, cut, rule, wrapped } = await import("../../scripts/support/terminal.ts");
    Object.defineProperty(process.stdout, "columns", { value: before, configurable: true });
    const text =
      "匿名アドレスからの返信は、公開アドレスから届きます。 An answer comes from the public address. ".repeat(5);
    const lines = [...wrapped(text), ...wrapped(text, 80).map((line) => `        ${line}`), cut(text), rule("A title")];
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(Math.min(width, 88));
  });
});

it("npm warns of no engines, and looks for known holes", () => {
  const npmrc = readFileSync(".npmrc", "utf8");
  expect(npmrc).toContain("loglevel=error");
  expect(npmrc).not.toContain("audit=false");
});
