/** What the worker sent: the simulator lists the envelopes, and keeps each message as a file of raw octets. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { LocalWorker } from "./local-worker.ts";

export interface Sent {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  /** As the recipient sees it, in angle brackets: the mail service has put its own in the place of ours. */
  readonly messageId: string;
  readonly raw: Uint8Array;
}

/** One line of the simulator's list. */
export interface Listed {
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string;
}

interface ListAnswer {
  readonly result: readonly Listed[];
  readonly result_info: { readonly has_more: boolean };
}

const LIST = "/cdn-cgi/local/explorer/api/local/email/sending";
/** One message leads to 20 copies at most, and a few notices. */
const NEWEST = 50;

export class Outbox {
  readonly #worker: LocalWorker;
  readonly #taken = new Set<string>();

  constructor(worker: LocalWorker) {
    this.#worker = worker;
  }

  /** What has left since the last call, oldest first. */
  async take(): Promise<readonly Sent[]> {
    const fresh = (await newestSent(this.#worker)).filter(({ messageId }) => !this.#taken.has(messageId)).reverse();
    for (const { messageId } of fresh) this.#taken.add(messageId);
    return Promise.all(fresh.map((listed) => this.#read(listed)));
  }

  async #read({ from, to, messageId }: Listed): Promise<Sent> {
    const raw = await this.#octets(`${messageId.replace(/^<|>$/g, "")}.eml`);
    return { envelopeSender: from, envelopeRecipient: to[0] ?? "", messageId, raw };
  }

  /** The simulator writes the file beside the list; it may come a moment later. */
  async #octets(name: string): Promise<Uint8Array> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const path = await findFile(join(this.#worker.folder, "tmp"), name);
      if (path) return readFile(path);
      await pause(50);
    }
    throw new Error(`the simulator lists a message that it did not keep: ${name}`);
  }
}

/** The envelopes of what has left, newest first. */
export async function newestSent({ url }: Pick<LocalWorker, "url">): Promise<readonly Listed[]> {
  const response = await fetch(new URL(`${LIST}?per_page=${NEWEST}`, url));
  const { result } = (await response.json()) as ListAnswer;
  return result;
}

async function findFile(folder: string, name: string): Promise<string | undefined> {
  const entries = await readdir(folder, { recursive: true });
  const path = entries.find((entry) => basename(entry) === name);
  return path && join(folder, path);
}
