/** What an isolate reads before it takes its first mail: the modules that index.ts reaches without an import() in between. */
import { createRequire } from "node:module";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";

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

/** KB, compressed: what is there now, and little more. */
const MOST = 96;

/** Of these the mail path needs nothing. */
const ELSEWHERE =
  /node_modules\/(?:drizzle-orm|hono|valibot|mimetext|jose|uqr)\/|^src\/(?:admin\/(?!http\/|upkeep\/schedule)|letters\/(?:network|alarm|command|compose|notice))/;

let inputs: readonly string[];
let size: number;

beforeAll(async () => {
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
  const first = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === ENTRY);
  const reached = reachedFrom(first ?? "", metafile.outputs);
  inputs = reached.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  const names = new Set(reached.map((path) => basename(path)));
  const files = outputFiles.filter(({ path }) => names.has(basename(path)));
  size = gzipSync(Buffer.concat(files.map(({ contents }) => contents))).length / 1024;
}, 300_000);

function reachedFrom(path: string, outputs: Readonly<Record<string, Output>>): readonly string[] {
  const reached = new Set([path]);
  for (const at of reached) {
    for (const { kind, path: next, external } of outputs[at]?.imports ?? []) {
      if (kind === "import-statement" && !external) reached.add(next);
    }
  }
  return [...reached];
}

describe("what is read before the first mail", () => {
  it("has the whole mail path in it", () => {
    expect(inputs).toEqual(expect.arrayContaining(["src/relay/relay.ts", "src/mail/scrub/scrub.ts"]));
  });

  it("has no library in it that a mail does not need, no desk, and no letter of our own", () => {
    expect(inputs.filter((path) => ELSEWHERE.test(path))).toEqual([]);
  });

  it("is no larger than it was", () => {
    expect(size).toBeLessThanOrEqual(MOST);
  });
});
