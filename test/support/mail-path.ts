/**
 * What an isolate reads until it knows what becomes of a mail: the modules that index.ts reaches without an import() in between.
 * And what it reads for any usual mail, copies and answers, content included: that all together, as one file.
 */
import { createRequire } from "node:module";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";

/** The little of esbuild (it comes with wrangler) that is needed here. */
interface Bundler {
  build(options: object): Promise<{
    readonly metafile: { readonly outputs: Readonly<Record<string, Output>> };
    readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[];
  }>;
}

interface Output {
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

const ENTRY = "src/index.ts";
/** What a copy and what an answer begin with. */
const USUAL = [ENTRY, "src/relay/inbound/attempts.ts", "src/relay/reply/deliver.ts"];

/** Some modules, minified. */
interface Closure {
  readonly inputs: readonly string[];
  /** Octets, compressed. */
  readonly gzip: number;
}

export interface Closures {
  /** Until it is known what becomes of a mail. */
  readonly deciding: Closure;
  /** For any usual mail, both ways. */
  readonly usual: Closure;
}

export async function mailPath(): Promise<Closures> {
  const require = createRequire(import.meta.url);
  const esbuild = createRequire(require.resolve("wrangler"))("esbuild") as Bundler;
  const { metafile, outputFiles } = await esbuild.build({
    entryPoints: [ENTRY],
    ...{ bundle: true, splitting: true, format: "esm", minify: true, write: false, metafile: true, outdir: "out" },
    ...{ platform: "neutral", target: "es2024", mainFields: ["module", "main"], conditions: ["workerd", "worker"] },
    external: ["cloudflare:*", "node:*"],
    alias: {
      "@babel/runtime-corejs3/core-js/instance/trim": "./src/polyfill/trim.ts",
      "@babel/runtime-corejs3/helpers/esm/defineProperty": "./src/polyfill/define-property.ts",
    },
  });
  const outputOf = (entry: string): string => {
    const found = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === entry);
    if (found === undefined) throw new Error(`${entry} is no beginning any more`);
    return found;
  };
  const closureOf = (entries: readonly string[]): Closure => {
    const paths = reachedFrom(entries.map(outputOf), metafile.outputs);
    const names = new Set(paths.map((path) => basename(path)));
    const files = outputFiles.filter(({ path }) => names.has(basename(path)));
    return {
      inputs: paths.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})),
      gzip: gzipSync(Buffer.concat(files.map(({ contents }) => contents))).length,
    };
  };
  return { deciding: closureOf([ENTRY]), usual: closureOf(USUAL) };
}

function reachedFrom(paths: readonly string[], outputs: Readonly<Record<string, Output>>): readonly string[] {
  const reached = new Set(paths);
  for (const at of reached) {
    for (const { kind, path: next, external } of outputs[at]?.imports ?? []) {
      if (kind === "import-statement" && !external) reached.add(next);
    }
  }
  return [...reached];
}
