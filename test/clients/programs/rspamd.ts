/** Rspamd as a daemon of its own, without Redis and without a network: what it blames a message for. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Mail } from "../bridge.ts";
import { PATH } from "../debian.ts";
import { freePort } from "./port.ts";

interface Verdict {
  readonly symbols: Readonly<Record<string, { readonly score: number }>>;
}

export class Rspamd {
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(folder: string): Promise<Rspamd> {
    const port = await freePort();
    const config = join(folder, "rspamd.conf");
    writeFileSync(config, configuration(folder, port));
    chmodSync(folder, 0o777);
    const user = process.getuid?.() === 0 ? ["-i", "-u", "_rspamd", "-g", "_rspamd"] : [];
    const variables = ["DBDIR", "RUNDIR", "LOGDIR"].map((name) => `--var=${name}=${folder}`);
    const env = { ...process.env, PATH };
    const child = spawn("rspamd", ["-f", ...user, "-c", config, ...variables], { env, stdio: "ignore" });
    const rspamd = new Rspamd(child, `http://127.0.0.1:${port}`);
    await rspamd.#answers();
    return rspamd;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGTERM");
    await once(this.#child, "close");
  }

  /** @returns the symbols that cost points */
  async blamed({ envelopeSender, envelopeRecipient, raw }: Mail): Promise<readonly string[]> {
    const headers = { From: envelopeSender, Rcpt: envelopeRecipient, Helo: "mx.example", Hostname: "mx.example" };
    const response = await fetch(`${this.#url}/checkv2`, { method: "POST", headers, body: new Uint8Array(raw) });
    const { symbols } = (await response.json()) as Verdict;
    return Object.entries(symbols).flatMap(([name, { score }]) => (score > 0 ? [name] : []));
  }

  async #answers(): Promise<void> {
    for (let attempt = 0; attempt < 600 && this.#child.exitCode === null; attempt++) {
      if ((await fetch(`${this.#url}/ping`).catch(() => undefined))?.ok) return;
      await pause(200);
    }
    await this.stop();
    throw new Error("rspamd does not start");
  }
}

const configuration = (folder: string, port: number) => `
.include "$CONFDIR/common.conf"
options {
  .include "$CONFDIR/options.inc"
  pidfile = "${folder}/rspamd.pid";
  control_socket = "${folder}/control.sock mode=0600";
  disable_hyperscan = true;
  dns { nameserver = "127.0.0.1:9"; timeout = 0.1s; retransmits = 1; }
}
logging { type = "file"; filename = "${folder}/rspamd.log"; level = "error"; }
worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; }
fuzzy_check { enabled = false; }
rbl { enabled = false; }
asn { enabled = false; }
`;
