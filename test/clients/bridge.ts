/** A small mail provider for real programs: SMTP in, the real worker, Maildir out, one for each person. */
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Session, SMTPServer } from "smtp-server";
import { prepended } from "../../scripts/support/cloudflare-verdict.ts";
import type { Ending, LocalWorker } from "../../scripts/support/local-worker.ts";
import { binary, joined, octets } from "../../scripts/support/octets.ts";
import { Outbox } from "../../scripts/support/outbox.ts";

export interface Mail {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  readonly raw: Uint8Array;
}

/** One message on its way through the worker. */
export interface Passage {
  readonly before: Mail;
  readonly ending: Ending["kind"];
  readonly after: readonly Mail[];
}

export class Bridge {
  readonly #worker: LocalWorker;
  readonly #outbox: Outbox;
  readonly #folder: string;
  readonly #domain: string;
  readonly #server: SMTPServer;
  readonly passages: Passage[] = [];
  #count = 0;

  private constructor(worker: LocalWorker, outbox: Outbox, folder: string, domain: string) {
    this.#worker = worker;
    this.#outbox = outbox;
    this.#folder = folder;
    this.#domain = domain;
    this.#server = new SMTPServer({
      logger: false,
      authOptional: true,
      disabledCommands: ["AUTH", "STARTTLS"],
      onData: (stream: AsyncIterable<Buffer>, session: Session, done: (error?: Error) => void) =>
        void this.#take(stream, session).then(done, done),
    });
    this.#server.on("error", () => {});
  }

  /**
   * @param domain whose mail is the worker's; all other mail goes to its recipient's Maildir at once
   * What the worker has sent so far is nobody's mail any more.
   */
  static async open(worker: LocalWorker, folder: string, domain: string): Promise<Bridge> {
    const outbox = new Outbox(worker);
    await outbox.take();
    const bridge = new Bridge(worker, outbox, folder, domain);
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

  /** Binary strings, oldest first. */
  async mails(address: string): Promise<readonly string[]> {
    const folder = join(this.maildir(address), "cur");
    const names = (await readdir(folder).catch(() => [])).toSorted();
    return Promise.all(names.map(async (name) => binary(await readFile(join(folder, name)))));
  }

  async #take(stream: AsyncIterable<Buffer>, { envelope }: Session): Promise<Error | undefined> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const sender = envelope.mailFrom ? envelope.mailFrom.address : "";
    if (sender !== "" && !sender.endsWith(this.#domain)) await this.#keep(sender, raw); // Everybody's program keeps what it sent.
    for (const { address: recipient } of envelope.rcptTo) {
      const ending = await this.#pass({ envelopeSender: sender, envelopeRecipient: recipient, raw });
      if (ending.kind === "refused") return Object.assign(new Error(ending.text), { responseCode: 550 });
      if (ending.kind === "waits") return Object.assign(new Error("try again"), { responseCode: 451 });
    }
    return undefined;
  }

  async #pass(before: Mail): Promise<Ending> {
    const { envelopeSender: sender, envelopeRecipient: recipient, raw } = before;
    if (!recipient.endsWith(`@${this.#domain}`)) {
      await this.#keep(recipient, raw);
      return { kind: "accepted" };
    }
    // The simulator wants an envelope sender that is not empty; `<>` is one of the forms in which it may come (docs/platform.md).
    const ending = await this.#worker.deliver({ sender: sender || "<>", recipient }, received(sender, raw));
    const after = await this.#outbox.take();
    for (const sent of after) await this.#keep(sent.envelopeRecipient, sent.raw);
    this.passages.push({ before, ending: ending.kind, after });
    return ending;
  }

  /** https://cr.yp.to/proto/maildir.html; a line of a file ends as Unix's lines do. */
  async #keep(address: string, raw: Uint8Array): Promise<void> {
    const folder = this.maildir(address);
    for (const name of ["tmp", "new", "cur"]) await mkdir(join(folder, name), { recursive: true });
    const arrival = 1_700_000_000 + this.#count++; // Programs that show the newest last go by the name, or by the file's time.
    const file = join(folder, "cur", `${arrival}.bridge:2,S`);
    await writeFile(file, octets(binary(raw).replaceAll("\r\n", "\n")));
    await utimes(file, arrival, arrival);
  }
}

/** As Cloudflare hands it over: with its verdict on top, about the domain in From. */
function received(envelopeSender: string, raw: Uint8Array): Uint8Array {
  const from = /^From:.*@([\w.-]+)/im.exec(binary(raw));
  const verdict = { result: "pass", domain: from?.[1] ?? "", envelopeSender, time: new Date() } as const;
  return joined([prepended(verdict), raw]);
}
