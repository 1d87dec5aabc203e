/** The admin's desk, used as any program would: over its API. */
import type { LocalWorker } from "./local-worker.ts";
import { answerWelcome } from "./welcome-answer.ts";

export interface AddressRow {
  readonly id: string;
  readonly address: string;
  readonly name: string;
}

export interface ForwardingRow {
  readonly id: string;
  readonly destination: string;
  readonly state: string;
}

export interface Switches {
  readonly deliver?: boolean;
  readonly allowReply?: boolean;
  readonly hideSender?: boolean;
}

type DeskWorker = Pick<LocalWorker, "url" | "adminToken" | "deliver">;

export class Desk {
  readonly #worker: DeskWorker;
  /** Every answer so far, as text: none of them may name anybody. */
  readonly answers: string[] = [];

  constructor(worker: DeskWorker) {
    this.#worker = worker;
  }

  publish(address: string, name: string): Promise<AddressRow> {
    return this.#call("POST", "addresses", { address, name });
  }

  forward(addressId: string, destination: string, label: string): Promise<ForwardingRow> {
    return this.#call("POST", `addresses/${addressId}/forwardings`, { destination, label });
  }

  forwarding(forwardingId: string): Promise<ForwardingRow> {
    return this.#call("GET", `forwardings/${forwardingId}`);
  }

  /** The same, and the destination has answered the welcome mail. */
  async officer(of: AddressRow, destination: string, label: string): Promise<ForwardingRow> {
    const { id } = await this.forward(of.id, destination, label);
    await answerWelcome(this.#worker, of.address, destination);
    return this.forwarding(id);
  }

  switch(forwardingId: string, switches: Switches): Promise<ForwardingRow> {
    return this.#call("PATCH", `forwardings/${forwardingId}`, switches);
  }

  /** Officers read each other's answers from now on. */
  share(addressId: string): Promise<AddressRow> {
    return this.#call("PATCH", `addresses/${addressId}`, { shareAnswers: true });
  }

  handOver(forwardingId: string, destination: string): Promise<ForwardingRow> {
    return this.#call("POST", `forwardings/${forwardingId}/handover`, { destination, keepAliases: true });
  }

  async remove(forwardingId: string): Promise<void> {
    await this.#call("DELETE", `forwardings/${forwardingId}`);
  }

  /** The sheet of a contact network: what an empty mail joins by. */
  joinCode(addressId: string): Promise<{ readonly join: string }> {
    return this.#call("POST", `addresses/${addressId}/join-code`);
  }

  /** An alias made out for somebody, so that the destination can write first. */
  writeFirst(forwardingId: string, address: string): Promise<{ readonly alias: string }> {
    return this.#call("POST", `forwardings/${forwardingId}/aliases`, { address });
  }

  /** The newest line of the journal. */
  async lastOutcome(): Promise<{ readonly outcome: string; readonly reason: string } | undefined> {
    const { items } = await this.#call<{ items: { outcome: string; reason: string }[] }>("GET", "journal?limit=1");
    return items[0];
  }

  aliases(forwardingId: string): Promise<{ readonly items: readonly { readonly alias: string }[] }> {
    return this.#call("GET", `forwardings/${forwardingId}/aliases`);
  }

  /** @throws Error with the problem in words when the desk refuses */
  async #call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { Authorization: `Bearer ${this.#worker.adminToken}`, "Content-Type": "application/json" };
    const url = new URL(`/api/${path}`, this.#worker.url);
    const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /api/${path}: ${response.status} ${text}`);
    this.answers.push(text);
    return (text ? JSON.parse(text) : undefined) as Answer;
  }
}
