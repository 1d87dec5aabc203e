/** How large the worker is as it is uploaded, and how long it takes to start, by wrangler's own word. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { mailPath } from "../support/mail-path.ts";
import { median } from "./measure.ts";
import { wrangler } from "./wrangler.ts";

export interface BundleReport {
  /** Octets, minified. */
  readonly minified: number;
  /** Octets of that, compressed as the upload is. */
  readonly gzip: number;
  /** Octets, compressed: what is read to decide on a mail, and for any usual mail. */
  readonly deciding: number;
  readonly usual: number;
  /** Milliseconds from nothing to a worker that takes events, in the local runtime; median of the runs. */
  readonly startUp: number;
}

export async function measureBundle(quick: boolean): Promise<BundleReport> {
  const folder = await mkdtemp(join(tmpdir(), "safetyanswer-bundle-"));
  try {
    await wrangler(["deploy", "--dry-run", "--minify", "--outdir", folder]);
    const script = await readFile(join(folder, "index.js"));
    const { deciding, usual } = await mailPath();
    const sizes = { minified: script.length, gzip: gzipSync(script).length };
    return { ...sizes, deciding: deciding.gzip, usual: usual.gzip, startUp: await startUp(folder, quick ? 1 : 3) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startUp(folder: string, runs: number): Promise<number> {
  const times: number[] = [];
  while (times.length < runs) {
    const said = await wrangler([
      "check",
      "startup",
      "--args=--minify",
      "--outfile",
      join(folder, "startup.cpuprofile"),
    ]);
    const active = /Active:\s+([\d.]+) ms/.exec(said)?.[1];
    if (active === undefined) throw new Error(`wrangler said no start-up time:\n${said}`);
    times.push(Number(active));
  }
  return median(times);
}
