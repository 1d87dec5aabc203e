/** That mail/, letters/ and relay/ know nothing of Workers, D1 and Node is a fact of the compiler. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOMS = ["mail", "letters", "relay"] as const;

/** What only a platform has. */
const OUT_OF_REACH = [
  ...["D1Database", "Fetcher", "ForwardableEmailMessage", "ExecutionContext", "MessageBatch", "KVNamespace"],
  ...["Buffer", "process", "require", "__dirname", "NodeJS"],
  ...["fetch", "Request", "Response", "caches", "WebSocket", "ReadableStream", "setTimeout", "console"],
  ...["document", "window", "localStorage"],
];

function settingsOf(room: string): ts.ParsedCommandLine {
  const path = join("src", room, "tsconfig.json");
  return ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, dirname(path));
}

/** What a file of that room that holds this source would be told. */
function complaints(room: string, source: string): readonly string[] {
  const { options, fileNames } = settingsOf(room);
  const probe = join(process.cwd(), "src", room, "probe.ts");
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === probe || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === probe ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2024) : getSourceFile(path, ...rest);
  const ambient = fileNames.filter((path) => path.endsWith(".d.ts"));
  const program = ts.createProgram([...ambient, probe], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(probe)).map(({ messageText }) => String(messageText));
}

describe.each(ROOMS)("the compiler in src/%s", (room) => {
  it("knows no name that only a platform has", () => {
    const source = OUT_OF_REACH.map((name) => `export type ${name}_ = ${name}; export const _${name} = ${name};`);
    const unknown = complaints(room, source.join("\n"));
    for (const name of OUT_OF_REACH) expect(unknown.filter((text) => text.includes(`'${name}'`))).toHaveLength(2);
  });

  it("finds neither Node's modules nor Cloudflare's", () => {
    const source = `import fs from "node:fs"; import { EmailMessage } from "cloudflare:email"; export { fs, EmailMessage };`;
    const lost = complaints(room, source).join("\n");
    for (const name of ["node:fs", "cloudflare:email"]) expect(lost).toContain(`'${name}'`);
  });

  it("knows what all of them have", () => {
    const source = `export const word = new TextDecoder("euc-jp").decode(crypto.getRandomValues(new Uint8Array(4)));`;
    expect(complaints(room, source)).toEqual([]);
  });

  it("reads every file of it", () => {
    const files = readdirSync(`src/${room}`, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.ts$/.test(path),
    );
    expect(settingsOf(room).fileNames).toEqual(expect.arrayContaining(files.map((path) => `src/${room}/${path}`)));
    expect(settingsOf(room).options.strict).toBe(true);
  });
});

describe("rooms", () => {
  const below = (root: string) => [
    root,
    ...readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name)),
  ];

  it.each([...below("src"), ...below("public/page")])(
    "%s has no more than some twenty files, so that a reader can skip it",
    (folder) => {
      const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
      expect(files.length).toBeLessThanOrEqual(20);
    },
  );

  it.each(below("src").slice(1))("%s stands in the picture of docs/flow.md", (folder) => {
    const rooms = readFileSync("docs/flow.md", "utf8").split("\n## One message")[0];
    expect(rooms).toContain(`\`${folder.replace(/^src\//, "")}/\``);
  });

  it("that docs/flow.md draws are there", () => {
    const rooms = readFileSync("docs/flow.md", "utf8").split("\n## One message")[0] ?? "";
    const drawn = [...rooms.matchAll(/`((?:[a-z-]+\/)+)`/g)].map(([, path = ""]) => path.replace(/\/$/, ""));
    expect(drawn.length).toBeGreaterThan(20);
    for (const path of drawn)
      expect(existsSync(path.startsWith("public/") ? path : join("src", path)), path).toBe(true);
  });
});
