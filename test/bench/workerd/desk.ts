/** The worker in workerd with a desk to measure: one address with one officer, one with ten, and as many aliases as asked. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalWorker, startWorker } from "../../../scripts/support/local-worker.ts";
import { answerWelcome } from "../../../scripts/support/welcome-answer.ts";
import { DESTINATION, PUBLIC_ADDRESS, PUBLIC_NAME } from "../people.ts";
import { wrangler } from "../wrangler.ts";
import type { RunReport, Way } from "./worker.ts";

export const TEN_OFFICERS = "teachers@school.example";

export interface Mail {
  readonly sender: string;
  readonly recipient: string;
  readonly octets: Buffer<ArrayBuffer>;
}

export class BenchDesk {
  readonly #worker: LocalWorker;
  readonly #bundle: string;
  #forwardingId = "";
  readonly #filled = new Map<FilledTable, number>();

  private constructor(worker: LocalWorker, bundle: string) {
    this.#worker = worker;
    this.#bundle = bundle;
  }

  static async open(): Promise<BenchDesk> {
    const bundle = await bundled();
    const entry = join(bundle, "worker.js");
    const worker = await startWorker({ entry, language: "en", adminMailbox: "admin@board.example" });
    const desk = new BenchDesk(worker, bundle);
    desk.#forwardingId = await desk.#publish(PUBLIC_ADDRESS, [DESTINATION]);
    await desk.#publish(
      TEN_OFFICERS,
      Array.from({ length: 10 }, (_, at) => `officer${at}@company${at}.example`),
    );
    return desk;
  }

  /** @returns the first forwarding's id */
  async #publish(address: string, destinations: readonly string[]): Promise<string> {
    const { id } = await this.#api("addresses", { address, name: PUBLIC_NAME });
    const ids: string[] = [];
    for (const destination of destinations) {
      const made = await this.#api(`addresses/${id}/forwardings`, { destination });
      await answerWelcome(this.#worker, address, destination);
      ids.push(made.id);
    }
    return ids[0] ?? "";
  }

  async #api(path: string, body: unknown): Promise<{ readonly id: string }> {
    const headers = { authorization: `Bearer ${this.#worker.adminToken}`, "content-type": "application/json" };
    const response = await this.#worker.handle.fetch(`/api/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { readonly id: string };
  }

  /** Hands a mail in `count` times. */
  async run(way: Way, { sender, recipient, octets }: Mail, count: number): Promise<RunReport> {
    const query = new URLSearchParams({ way, sender, recipient, count: String(count) });
    const request = { method: "POST", body: octets };
    const response = await this.#worker.handle.fetch(`/bench/run?${query}`, request).catch(String);
    if (typeof response === "string" || !response.ok)
      throw new Error(`the run failed: ${response}\n${this.#worker.logLines().slice(-5).join("\n")}`);
    return (await response.json()) as RunReport;
  }

  /** Fills a table up to so many rows, all of one forwarding: the worst case. Their people are made up. */
  async fillTo(table: FilledTable, rows: number): Promise<void> {
    for (let filled = this.#filled.get(table) ?? 0; filled < rows; filled = this.#filled.get(table) ?? rows) {
      const next = Math.min(rows, filled + FILL_STEP);
      await this.#sql(`${numbers(filled, next)} ${FILLS[table](this.#forwardingId)} FROM n`);
      this.#filled.set(table, next);
    }
  }

  /** As when a new hour begins: every counter is new. */
  async freshHour(): Promise<void> {
    await this.#sql("DELETE FROM hourly");
  }

  /** The next message is the first one in its isolate. */
  async restart(): Promise<void> {
    await this.#worker.restart();
  }

  /** The local stand-in for D1 starts with its first statement, and takes longer than the message. */
  async wakeDatabase(): Promise<void> {
    await this.#sql("SELECT 1");
  }

  async #sql(statement: string): Promise<void> {
    const response = await this.#worker.handle.fetch("/bench/sql", { method: "POST", body: statement });
    if (!response.ok) throw new Error(`SQL failed: ${await response.text()}`);
  }

  async stop(): Promise<void> {
    await this.#worker.stop();
    await rm(this.#bundle, { recursive: true, force: true });
  }
}

/** Minified as it is deployed, and out of the sources' way: a change to them in the middle of a run would start it anew. */
async function bundled(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "safetyanswer-bench-"));
  await wrangler(["deploy", join(import.meta.dirname, "worker.ts"), "--dry-run", "--minify", "--outdir", folder]);
  return folder;
}

const FILL_STEP = 50_000;

function numbers(from: number, to: number): string {
  return `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${to})`;
}

/** Those that grow for as long as there is mail: with every correspondent, for 180 days, and for 30. */
export type FilledTable = "alias" | "message_id" | "delivery";

/** Rows of the length of real ones, of the last months; their ciphertexts open for nobody, and nobody asks for them. */
const FILLS: Readonly<Record<FilledTable, (forwardingId: string) => string>> = {
  alias: (forwardingId) => `
    INSERT INTO alias (id, alias, forwarding_id, correspondent_sealed, correspondent_index, name_sealed, created_at, last_used_at)
    SELECT lower(hex(randomblob(8))), printf('anon-%012d@school.example', i), '${forwardingId}',
      hex(randomblob(36)), lower(hex(randomblob(10))), hex(randomblob(30)), i, i`,
  message_id: () => `
    INSERT INTO message_id (sent_index, sent_sealed, original_index, carrier, created_at)
    SELECT lower(hex(randomblob(12))), hex(randomblob(44)), lower(hex(randomblob(12))), hex(randomblob(44)),
      unixepoch() * 1000 - i * 15000`,
  delivery: (forwardingId) => `
    INSERT INTO delivery (id, direction, address_id, forwarding_id, outcome, size, holder, lease_until, first_at, time)
    SELECT lower(hex(randomblob(12))), 'inbound', 'a', '${forwardingId}', 'sent', 4096, lower(hex(randomblob(8))), 0,
      unixepoch() * 1000 - i * 2500, unixepoch() * 1000 - i * 2500`,
};
