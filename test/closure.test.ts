/**
 * What an isolate reads until it knows what becomes of a mail: the modules that index.ts reaches without an import() in between.
 * And what it reads for any usual mail, copies and answers, content included: that all together, as one file.
 */
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

/** What a copy and what an answer begin with. */
const USUAL = [ENTRY, "src/relay/inbound/attempts.ts", "src/relay/reply/deliver.ts"];

/** KB, compressed. */
const [MOST_TO_DECIDE, MOST_IN_ALL] = [50, 100];

/** Of these the mail path needs nothing. */
const ELSEWHERE =
  /node_modules\/(?:drizzle-orm|hono|valibot|mimetext|jose|uqr)\/|^src\/(?:admin\/(?!http\/|upkeep\/schedule)|letters\/(?:network|alarm|command|compose|notice))/;

let inputs: Readonly<Record<"deciding" | "usual", readonly string[]>>;
let size: Readonly<Record<"deciding" | "usual", number>>;

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
  const outputOf = (entry: string): string => {
    const found = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === entry);
    if (found === undefined) throw new Error(`${entry} is no beginning any more`);
    return found;
  };
  const [deciding, usual] = [[ENTRY], USUAL].map((entries) => reachedFrom(entries.map(outputOf), metafile.outputs));
  if (!deciding || !usual) throw new Error("nothing was bundled");
  const inputsOf = (paths: readonly string[]) =>
    paths.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  const sizeOf = (paths: readonly string[]) => {
    const names = new Set(paths.map((path) => basename(path)));
    const files = outputFiles.filter(({ path }) => names.has(basename(path)));
    return gzipSync(Buffer.concat(files.map(({ contents }) => contents))).length / 1024;
  };
  inputs = { deciding: inputsOf(deciding), usual: inputsOf(usual) };
  size = { deciding: sizeOf(deciding), usual: sizeOf(usual) };
  console.info(
    `read to decide on a mail ${size.deciding.toFixed(1)} KB, for any usual mail ${size.usual.toFixed(1)} KB`,
  );
}, 300_000);

function reachedFrom(paths: readonly string[], outputs: Readonly<Record<string, Output>>): readonly string[] {
  const reached = new Set(paths);
  for (const at of reached) {
    for (const { kind, path: next, external } of outputs[at]?.imports ?? []) {
      if (kind === "import-statement" && !external) reached.add(next);
    }
  }
  return [...reached];
}

describe("what is read until it is known what becomes of a mail", () => {
  it("has what looks up, decides and claims in it", () => {
    expect(inputs.deciding).toEqual(
      expect.arrayContaining(["src/relay/relay.ts", "src/relay/inbound/decide.ts", "src/store/journal/journal.ts"]),
    );
  });

  it("has nothing in it that reads the content of a mail, or is for answers alone", () => {
    expect(inputs.deciding.filter((path) => /^src\/(?:mail\/(?:mime|search|scrub)|relay\/reply)\//.test(path))).toEqual(
      [],
    );
  });

  it("is below 50 KB", () => {
    expect(size.deciding).toBeLessThan(MOST_TO_DECIDE);
  });
});

describe("what is read for any usual mail, both ways", () => {
  it("has the whole mail path in it", () => {
    expect(inputs.usual).toEqual(
      expect.arrayContaining([...inputs.deciding, "src/mail/scrub/scrub.ts", "src/relay/reply/copy.ts"]),
    );
  });

  it("has no library in it that a mail does not need, no desk, and no letter of our own", () => {
    expect(inputs.usual.filter((path) => ELSEWHERE.test(path))).toEqual([]);
  });

  it("is below 100 KB as one file", () => {
    expect(size.usual).toBeLessThan(MOST_IN_ALL);
  });
});
