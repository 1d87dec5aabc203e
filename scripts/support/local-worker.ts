/**
 * The real worker on this machine: workerd, D1 on disk, the simulated mail service; all in a temporary folder that is
 * gone when it stops, and nothing of it on the network.
 */
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestHarness, WorkerHandle } from "wrangler";
import { bundlePage } from "../page/bundle.ts";

const PROJECT = join(import.meta.dirname, "../..");

export interface WorkerOptions {
  /** The worker's entry, from the project's folder; the real one if not given. */
  readonly entry?: string;
  readonly language: "ja" | "en";
  readonly adminMailbox: string;
  /** Further settings, in the place of those in wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>;
}

/** RFC 5321: who hands a message over, and for whom. */
export interface Envelope {
  readonly sender: string;
  readonly recipient: string;
}

/** What the sending server hears. */
export type Ending =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly text: string }
  /** A temporary failure: the sending server keeps the mail and tries again. */
  | { readonly kind: "waits" };

export interface LocalWorker {
  readonly url: URL;
  readonly adminToken: string;
  /** Everything that the worker and its simulator keep on disk. */
  readonly folder: string;
  readonly handle: WorkerHandle;
  /** Hands a raw message to the worker's `email()`. */
  deliver(envelope: Envelope, raw: Uint8Array): Promise<Ending>;
  /** What the worker logged, one line each; what an operator would read. */
  logLines(): readonly string[];
  /** A new isolate on the same database: nothing is compiled or derived yet. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the worker with an empty database and fresh secrets. */
export async function startWorker(options: WorkerOptions): Promise<LocalWorker> {
  const folder = await workFolder(options.entry);
  quietAndOffline(folder);
  const adminToken = randomBytes(24).toString("hex");
  try {
    const { createTestHarness } = await import("wrangler");
    const workers = [workerInput(options, adminToken)];
    const harness = createTestHarness({ root: folder, workers });
    const { url } = await harness.listen();
    const handle = harness.getWorker();
    await handle.applyD1Migrations("DB" as never);
    return {
      url,
      adminToken,
      folder,
      handle,
      deliver: (envelope, raw) => deliver(handle, envelope, raw),
      logLines: () => logLines(harness),
      restart: () => harness.update({ root: folder, workers: workers.map((worker) => ({ ...worker })) }),
      stop: () => stop(harness, folder),
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function workerInput({ language, adminMailbox, vars }: WorkerOptions, adminToken: string) {
  return {
    configPath: "wrangler.toml",
    vars: { LANGUAGE: language, ADMIN_MAILBOX: adminMailbox, ...vars },
    secrets: { ADMIN_TOKEN: adminToken, ADDRESS_KEY: randomBytes(32).toString("base64") },
  };
}

/** A folder that looks like the project, so that wrangler keeps what it writes there and not in the project. */
async function workFolder(entry: string | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "safetyanswer-"));
  await mkdir(join(folder, "tmp"));
  for (const name of ["src", "scripts", "migrations", "public", "node_modules"]) {
    await symlink(join(PROJECT, name), join(folder, name), "junction");
  }
  await bundlePage(join(folder, "dist/public"));
  await cp(join(PROJECT, "package.json"), join(folder, "package.json"));
  const config = await readFile(join(PROJECT, "wrangler.toml"), "utf8");
  await writeFile(join(folder, "wrangler.toml"), entry ? config.replace(/^main = .*$/m, `main = "${entry}"`) : config);
  return folder;
}

/** Wrangler reads these when it is loaded. It reports faults by exceptions; its other talk would stand in the story. */
function quietAndOffline(folder: string): void {
  process.env.WRANGLER_SEND_METRICS = "false";
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
  process.env.WRANGLER_LOG ??= "none";
  process.env.TMPDIR = join(folder, "tmp");
}

async function deliver(handle: WorkerHandle, { sender, recipient }: Envelope, raw: Uint8Array): Promise<Ending> {
  // A string would be sent as UTF-8, and mail is octets.
  const stream = new Blob([new Uint8Array(raw)]).stream();
  const { outcome, rejectReason } = await handle.email({ from: sender, to: recipient, raw: stream });
  if (outcome !== "ok") return { kind: "waits" };
  return rejectReason === undefined ? { kind: "accepted" } : { kind: "refused", text: rejectReason };
}

function logLines(harness: TestHarness): readonly string[] {
  return harness.getLogs().map(({ level, message }) => (level === "log" ? message : `${level}: ${message}`));
}

async function stop(harness: TestHarness, folder: string): Promise<void> {
  await harness.close();
  await rm(folder, { recursive: true, force: true });
}
