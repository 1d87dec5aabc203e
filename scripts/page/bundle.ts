/**
 * The page as it is served: the modules of public/page as few files, each under a name that says what is in it, so that a browser
 * keeps it for good. What is asked for rarely (another language, Try it) is a file of its own. Everything else of public/ is
 * copied as it stands.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build, type Metafile } from "esbuild";

const PUBLIC = join(import.meta.dirname, "../../public");
const SCRIPT = "page/main.js";
const STYLE = "style.css";

/** By path below the folder. */
type Files = ReadonlyMap<string, Uint8Array>;

/** @param folder is made, and holds nothing else afterwards */
export async function bundlePage(folder: string): Promise<void> {
  const files = new Map([...(await copied()), ...(await bundled())]);
  await write(folder, files);
}

async function bundled(): Promise<Files> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(PUBLIC, SCRIPT), join(PUBLIC, STYLE)],
    absWorkingDir: PUBLIC,
    outdir: PUBLIC, // Nothing is written there: it is what the names are relative to.
    entryNames: "assets/[name]-[hash]",
    chunkNames: "assets/[name]-[hash]",
    ...({ bundle: true, splitting: true, format: "esm", minify: true, target: "es2022" } as const),
    ...({ charset: "utf8", legalComments: "none", write: false, metafile: true, logLevel: "warning" } as const),
  });
  const index = indexPage(await readFile(join(PUBLIC, "index.html"), "utf8"), metafile);
  const files = outputFiles.map(({ path, contents }) => [nameOf(path), contents] as const);
  return new Map([...files, ["index.html", new TextEncoder().encode(index)]]);
}

/** The tracked page names its sources, so that any server can show it as it is. */
function indexPage(source: string, { outputs }: Metafile): string {
  const built = (entry: string) =>
    Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? missing();
  const [script, { imports }] = built(SCRIPT);
  const [style] = built(STYLE);
  // Else the browser would learn of them only after it has read the first one.
  const ahead = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => preload(path));
  const end = "\n    ";
  return [
    [`href="${STYLE}"`, `href="${style}"`],
    [`src="${SCRIPT}"></script>`, [`src="${script}"></script>`, ...ahead].join(end)],
  ].reduce((page, [from = "", to = ""]) => (page.includes(from) ? page.replace(from, to) : missing()), source);
}

const preload = (path: string) => `<link rel="modulepreload" href="${path}">`;

function missing(): never {
  throw new Error("public/index.html and what is built of it do not go together");
}

/** With slashes, as an address has them. */
const nameOf = (path: string) => relative(PUBLIC, path).replaceAll("\\", "/");

async function copied(): Promise<Files> {
  const names = (await readdir(PUBLIC, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => nameOf(join(entry.parentPath, entry.name)))
    .filter((name) => !/^(?:page|style)\//.test(name) && name !== STYLE);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(PUBLIC, name))] as const)));
}

/** Writes what differs, then takes away what is of a former build: a server that watches the folder sees no hole in it. */
async function write(folder: string, files: Files): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) {
    const path = join(folder, name);
    if (Buffer.from(content).equals(await readFile(path).catch(() => Buffer.from("\0")))) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const there = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of there.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (!files.has(relative(folder, path).replaceAll("\\", "/"))) await rm(path, { force: true });
  }
}
