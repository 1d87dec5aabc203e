/** A small mail provider for real programs: SMTP in, the real worker, Maildir out, one for each person. */
import { mkdir, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Session, SMTPServer } from "smtp-server";
import { prepended } from "../../../scripts/support/cloudflare-verdict.ts";
import type { LocalWorker } from "../../../scripts/support/local-worker.ts";
import { joined } from "../../../scripts/support/octets.ts";
import { Outbox } from "../../../scripts/support/outbox.ts";

export class Bridge {
  readonly #worker: LocalWorker;
  readonly #outbox: Outbox;
  readonly #folder: string;
  readonly #server: SMTPServer;
  #count = 0;

  private constructor(worker: LocalWorker, outbox: Outbox, folder: string) {
    this.#worker = worker;
    this.#outbox = outbox;
    this.#folder = folder;
    this.#server = new SMTPServer({
      logger: false,
      authOptional: true,
      disabledCommands: ["AUTH", "STARTTLS"],
      onData: (stream: AsyncIterable<Buffer>, session: Session, done: (error?: Error) => void) =>
        void this.#take(stream, session).then(done),
    });
    this.#server.on("error", () => {});
  }

  /** What the worker has sent so far is nobody's mail any more. */
  static async open(worker: LocalWorker, folder: string): Promise<Bridge> {
    const outbox = new Outbox(worker);
    await outbox.take();
    const bridge = new Bridge(worker, outbox, folder);
    await new Promise<void>((resolve) => bridge.#server.listen(0, "127.0.0.1", resolve));
    return bridge;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  maildir(address: string): string {
    return join(this.#folder, address);
  }

  async #take(stream: AsyncIterable<Buffer>, { envelope }: Session): Promise<Error | undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const sender = envelope.mailFrom.address;
    await this.#keep(sender, raw); // Everybody's program keeps what it sent.
    for (const { address: recipient } of envelope.rcptTo) {
      const ending = await this.#worker.deliver({ sender, recipient }, received(sender, raw));
      if (ending.kind === "refused") return Object.assign(new Error(ending.text), { responseCode: 550 });
      if (ending.kind === "waits") return Object.assign(new Error("try again"), { responseCode: 451 });
    }
    for (const sent of await this.#outbox.take()) await this.#keep(sent.envelopeRecipient, sent.raw);
    return undefined;
  }

  /** https://cr.yp.to/proto/maildir.html */
  async #keep(address: string, raw: Uint8Array): Promise<void> {
    const folder = this.maildir(address);
    for (const name of ["tmp", "new", "cur"]) await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, "cur", `${1_700_000_000 + this.#count++}.bridge:2,S`), raw);
  }
}

/** As Cloudflare hands it over: with its verdict on top. */
function received(sender: string, raw: Uint8Array): Uint8Array {
  const domain = sender.slice(sender.lastIndexOf("@") + 1);
  return joined([prepended({ result: "pass", domain, envelopeSender: sender, time: new Date() }), raw]);
}
