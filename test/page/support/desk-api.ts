/** The desk's API as a scene uses it: to set the stage, and to see that what the page says is really so. */
import type { LocalWorker } from "../../../scripts/support/local-worker.ts";
import { Outbox } from "../../../scripts/support/outbox.ts";
import { answerWelcome } from "../../../scripts/support/welcome-answer.ts";

export interface AddressState {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly open: boolean;
  readonly shareAnswers: boolean;
  readonly receivedAs: string | null;
}

export interface ForwardingState {
  readonly id: string;
  readonly destination: string;
  readonly label: string;
  readonly hideSender: boolean;
  readonly hideName: boolean;
  readonly deliver: boolean;
  readonly allowReply: boolean;
  readonly state: string;
  readonly effectiveAt?: string;
}

export interface AliasState {
  readonly id: string;
  readonly alias: string;
  readonly name: string;
  readonly blocked: boolean;
}

interface List<Item> {
  readonly items: readonly Item[];
}

export class DeskApi {
  readonly #worker: LocalWorker;

  constructor(worker: LocalWorker) {
    this.#worker = worker;
  }

  async addresses(): Promise<readonly AddressState[]> {
    return (await this.#call<List<AddressState>>("GET", "/addresses?limit=200")).items;
  }

  address(id: string): Promise<AddressState> {
    return this.#call("GET", `/addresses/${id}`);
  }

  addAddress(address: string, name = ""): Promise<AddressState> {
    return this.#call("POST", "/addresses", { address, name });
  }

  /** Nobody has answered its welcome mail. */
  invite(addressId: string, destination: string, label = ""): Promise<ForwardingState> {
    return this.#call("POST", `/addresses/${addressId}/forwardings`, { destination, label });
  }

  /** Its welcome mail has been answered. */
  async addForwarding(addressId: string, destination: string, label = ""): Promise<ForwardingState> {
    const { id } = await this.invite(addressId, destination, label);
    await this.confirm(await this.#call<AddressState>("GET", `/addresses/${addressId}`), destination);
    return this.forwarding(id);
  }

  /** The destination answers its welcome mail. */
  confirm({ address }: Pick<AddressState, "address">, destination: string): Promise<void> {
    return answerWelcome(this.#worker, address, destination);
  }

  async forwardings(addressId: string): Promise<readonly ForwardingState[]> {
    return (await this.#call<List<ForwardingState>>("GET", `/addresses/${addressId}/forwardings`)).items;
  }

  forwarding(id: string): Promise<ForwardingState> {
    return this.#call("GET", `/forwardings/${id}`);
  }

  changeForwarding(id: string, change: Readonly<Record<string, boolean>>): Promise<ForwardingState> {
    return this.#call("PATCH", `/forwardings/${id}`, change);
  }

  changeAddress(id: string, change: Readonly<Record<string, boolean | string>>): Promise<AddressState> {
    return this.#call("PATCH", `/addresses/${id}`, change);
  }

  /** The successor keeps the aliases, and has not answered yet. */
  handOver(id: string, destination: string, label: string): Promise<ForwardingState> {
    return this.#call("POST", `/forwardings/${id}/handover`, { destination, label, keepAliases: true });
  }

  /** Officers as a spreadsheet has them; nobody has answered a welcome mail. */
  roster(rows: readonly Readonly<Record<string, string>>[]): Promise<unknown> {
    return this.#call("POST", "/roster", { rows, dryRun: false, confirmDomain: true });
  }

  async aliases(forwardingId: string): Promise<readonly AliasState[]> {
    return (await this.#call<List<AliasState>>("GET", `/forwardings/${forwardingId}/aliases`)).items;
  }

  async blocks(addressId: string): Promise<readonly unknown[]> {
    return (await this.#call<List<unknown>>("GET", `/addresses/${addressId}/blocks`)).items;
  }

  /** A lost phone. */
  stop(destination: string): Promise<unknown> {
    return this.#call("POST", "/stop", { destination });
  }

  /** So many public addresses, desk1@ and on, with so many officers each, who have not answered. */
  async publish(addresses: number, officers: number): Promise<void> {
    const rows = Array.from({ length: addresses * officers }, (_, at) => ({
      address: `desk${Math.floor(at / officers) + 1}@school.example`,
      label: `officer ${(at % officers) + 1}`,
      destination: `officer${at}@mailbox.example`,
    }));
    await this.#call("POST", "/roster", { rows, dryRun: false });
  }

  inviteAdmin(wish: Readonly<Record<string, string>>): Promise<unknown> {
    return this.#call("POST", "/admins", wish);
  }

  /** The word of the newest invitation that went to a mailbox. */
  async invitation(mailbox: string): Promise<string> {
    const sent = await new Outbox(this.#worker).take();
    const letter = sent.findLast(({ envelopeRecipient }) => envelopeRecipient === mailbox);
    const [, body = ""] = Buffer.from(letter?.raw ?? [])
      .toString()
      .split("\r\n\r\n");
    return /#invitation=(\w+)/.exec(Buffer.from(body, "base64").toString())?.[1] ?? "";
  }

  /** An empty desk, as on the first day. */
  async clear(): Promise<void> {
    const { items } = await this.#call<List<{ readonly id: string }>>("GET", "/admins");
    for (const { id } of items) await this.#call("DELETE", `/admins/${id}`);
    for (const { id } of await this.addresses()) await this.#call("DELETE", `/addresses/${id}`);
  }

  async #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(new URL(`/api${path}`, this.#worker.url), {
      method,
      headers: { authorization: `Bearer ${this.#worker.adminToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }
}
