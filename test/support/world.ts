/**
 * A small world around the real relay: real D1 and real keys; only Cloudflare's network is played. The transport is
 * stricter than production: it refuses whatever production is known to refuse, and keeps every byte that left.
 */

import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { confirmDestination } from "../../src/admin/confirmation.ts";
import { receive } from "../../src/cloudflare/receive.ts";
import type { AlarmKind } from "../../src/letters/alarm.ts";
import type { Language } from "../../src/letters/language.ts";
import { type Address, parseAddress } from "../../src/mail/header/address.ts";
import { fieldsNamed, readHeaderSection, unfold } from "../../src/mail/header/section.ts";
import { toBinaryString, utf8 } from "../../src/mail/octets.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/relay/limits.ts";
import type { Clock } from "../../src/relay/ports/clock.ts";
import type { Confirmations } from "../../src/relay/ports/confirmations.ts";
import type { Log } from "../../src/relay/ports/log.ts";
import type { RelayPorts } from "../../src/relay/ports/ports.ts";
import type { Outgoing, SendResult, Transport } from "../../src/relay/ports/transport.ts";
import { openAdminDb } from "../../src/store/admin/db.ts";
import { D1Commands } from "../../src/store/commands.ts";
import { D1Directory } from "../../src/store/directory.ts";
import { D1Journal } from "../../src/store/journal/journal.ts";
import { D1Announcements } from "../../src/store/network/announcements.ts";
import { D1Networks } from "../../src/store/network/members.ts";
import { D1Surveys } from "../../src/store/network/surveys.ts";
import { Vault } from "../../src/store/vault.ts";

/** A message that left. */
export interface Sent {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  readonly octets: Uint8Array;
  /** The same as a binary string. */
  readonly raw: string;
  /** The Message-ID as the reader sees it. */
  readonly messageId: string;
}

export type Fault = SendResult | "throw" | undefined;

export class StrictTransport implements Transport {
  readonly sent: Sent[] = [];
  /** What to answer instead of sending, by envelope recipient. */
  readonly faults = new Map<string, Fault[]>();
  /** Whether Message-IDs are replaced, as production is reported to do. */
  replacing: boolean;
  /** Every call, also those that failed. */
  calls = 0;
  /** Called at each send. */
  onSend: () => void = () => {};
  /** Whether sends never end. */
  hang = false;
  mostAtOnce = 0;
  #atOnce = 0;
  #count = 0;

  constructor(replacing: boolean) {
    this.replacing = replacing;
  }

  async send(outgoing: Outgoing): Promise<SendResult> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    try {
      await Promise.resolve();
      return await this.#send(outgoing);
    } finally {
      this.#atOnce--;
    }
  }

  async #send(outgoing: Outgoing): Promise<SendResult> {
    this.calls++;
    this.onSend();
    if (this.hang) return new Promise(() => {});
    const fault = this.faults.get(outgoing.envelopeRecipient)?.shift();
    if (fault === "throw") throw new Error(`network lost for ${outgoing.envelopeRecipient}`);
    if (fault) return fault;
    const octets = joined(outgoing.content);
    const messageId = checked(outgoing, octets);
    const sentId = this.replacing ? `<replaced-${++this.#count}@cloudflare-email.example>` : messageId;
    const raw = toBinaryString(octets).replace(messageId, sentId);
    this.sent.push({ ...outgoing, octets, raw, messageId: sentId });
    return { kind: "sent", sentId };
  }
}

function joined(slices: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(slices.reduce((sum, slice) => sum + slice.length, 0));
  let at = 0;
  for (const slice of slices) {
    whole.set(slice, at);
    at += slice.length;
  }
  return whole;
}

/** Production's rules (docs/platform.md). @returns the Message-ID */
function checked({ envelopeSender, envelopeRecipient }: Outgoing, octets: Uint8Array): string {
  const reading = readHeaderSection(octets);
  if (reading.kind !== "read") throw new Error("refused: no header section");
  const { section } = reading;
  const only = (key: string) => {
    const [field, second] = fieldsNamed(section, key);
    if (!field || second) throw new Error(`refused: ${key} must stand there once`);
    return unfold(field.value);
  };
  const from = only("from");
  const address = /<([^<>]+)>$/.exec(from)?.[1] ?? from;
  if (address !== envelopeSender) throw new Error("refused: From is not the envelope sender");
  if (/^[^"<]*\(/.test(from.replace(/=\?[^?]*\?.\?[^?]*\?=/g, ""))) throw new Error("refused: bare comment in From");
  if (!parseAddress(envelopeRecipient)) throw new Error("refused: envelope recipient");
  if (fieldsNamed(section, "received").length > 0) throw new Error("refused: Received");
  const head = toBinaryString(octets.subarray(0, section.bodyOffset));
  if (/[^\x09\x0a\x0d\x20-\x7e]/.test(head)) throw new Error("refused: header section is not plain ASCII");
  if (head.split("\r\n").some((line) => line.length > 998 || line.includes("\n") || line.includes("\r"))) {
    throw new Error("refused: line breaks or length in the header section");
  }
  if (section.fields.length > 40 || section.fields.some(({ value }) => value.length > 2500))
    throw new Error("refused: header size");
  return only("message-id");
}

export class TestClock implements Clock {
  time = Date.UTC(2026, 10, 24, 3, 0, 0);
  now = () => this.time;
  /** Time stands still, so that no send is ever late unless a test says so. */
  late: "never" | "always" | { readonly milliseconds: number } = "never";
  timer = (milliseconds: number) => ({
    done: this.#isLate(milliseconds) ? Promise.resolve() : new Promise<void>(() => {}),
    stop: () => {},
  });

  #isLate(milliseconds: number): boolean {
    return this.late === "always" || (this.late !== "never" && this.late.milliseconds === milliseconds);
  }
}

export const AUTHSERV_ID = "mx.cloudflare.net";
const ADMIN_MAILBOX = "admin@board.example";

/** How a message ended, as its sending server sees it. */
export interface Ending {
  readonly outcome: "accepted" | "rejected" | "retry" | "forwarded";
  readonly text: string;
}

export interface WorldOptions {
  readonly replacing?: boolean;
  readonly language?: Language;
  readonly replies?: "on" | "off";
  readonly limits?: Partial<Limits>;
}

export class World {
  readonly clock = new TestClock();
  readonly transport: StrictTransport;
  readonly alarms: { kind: AlarmKind; address: string }[] = [];
  readonly logs: Readonly<Record<string, string | number | boolean>>[] = [];
  readonly vault: Vault;
  /** D1 batches and single statements so far. */
  readonly db: CountedDatabase;
  readonly ports: RelayPorts;
  /** Batches until the sending server had its answer. */
  batchesBeforeAnswer = 0;
  readonly #later: (() => Promise<void>)[] = [];

  private constructor(vault: Vault, options: WorldOptions) {
    this.vault = vault;
    this.transport = new StrictTransport(options.replacing ?? true);
    this.db = new CountedDatabase(env.DB);
    const log: Log = { write: (entry) => void this.logs.push(entry) };
    this.ports = {
      confirmations: confirmationsOn(this.db.database, vault, this, log),
      directory: new D1Directory(this.db.database, vault),
      commands: new D1Commands(this.db.database, vault, this.clock),
      networks: new D1Networks(this.db.database, vault, this.clock),
      announcements: new D1Announcements(this.db.database, vault, this.clock),
      surveys: new D1Surveys(this.db.database, vault, this.clock),
      journal: new D1Journal(this.db.database, vault, this.clock),
      transport: this.transport,
      clock: this.clock,
      log,
      alarms: { raise: async (kind, { address }) => void this.alarms.push({ kind, address }) },
      keys: vault,
      authservId: AUTHSERV_ID,
      language: options.language ?? "ja",
      replies: options.replies ?? "on",
      later: (work) => void this.#later.push(work),
      limits: { ...DEFAULT_LIMITS, ...options.limits },
    };
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    return new World(await Vault.open(new Uint8Array(32).fill(7)), options);
  }

  /** Hands a message in, through the very code that production runs. @param ports others than this world's own */
  async deliver(
    sender: string,
    recipient: string,
    message: string | Uint8Array,
    ports: RelayPorts = this.ports,
  ): Promise<Ending> {
    const octets = typeof message === "string" ? utf8(message) : message;
    let ending: Ending = { outcome: "accepted", text: "" };
    const event = {
      from: sender,
      to: recipient,
      raw: new Response(octets).body,
      rawSize: octets.length,
      setReject: (text: string) => {
        ending = { outcome: "rejected", text };
      },
      forward: async (mailbox: string) => {
        ending = { outcome: "forwarded", text: mailbox };
      },
    };
    const before = this.db.batches;
    try {
      await receive(event as unknown as ForwardableEmailMessage, ports, ADMIN_MAILBOX);
    } catch (error) {
      ending = { outcome: "retry", text: String(error) };
    }
    this.batchesBeforeAnswer = this.db.batches - before;
    await Promise.all(this.#later.splice(0).map((work) => work()));
    return ending;
  }

  /** What has left since the last call. */
  takeSent(): Sent[] {
    return this.transport.sent.splice(0);
  }
}

/** As drizzle writes SQL, and as we write it ourselves. */
function unquoted(text = ""): string {
  return text.toLowerCase().replaceAll('"', "");
}

/** Counts what a message costs in D1, and lets batches fail. */
export class CountedDatabase {
  batches = 0;
  statements = 0;
  readonly database: D1Database;
  #fault: { readonly text: string; times: number; skip: number } | undefined;
  readonly #texts = new WeakMap<object, string>();

  constructor(real: D1Database) {
    this.database = new Proxy(real, {
      get: (target, key) => {
        if (key === "batch") return (statements: D1PreparedStatement[]) => this.#batch(target, statements);
        if (key === "prepare") return (text: string) => this.#named(target.prepare(text), text);
        const member: unknown = Reflect.get(target, key);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  /** The next batches with a statement that starts so fail, after so many were let through. */
  failNext(text: string, times: number, skip = 0): void {
    this.#fault = { text, times, skip };
  }

  async #batch(target: D1Database, statements: D1PreparedStatement[]): Promise<D1Result[]> {
    this.batches++;
    this.statements += statements.length;
    const fault = this.#fault;
    const hit =
      fault && statements.some((statement) => unquoted(this.#texts.get(statement)).startsWith(unquoted(fault.text)));
    if (hit && fault.skip > 0) fault.skip--;
    else if (hit && fault.times > 0) {
      fault.times--;
      throw new Error("D1_ERROR: internal error");
    }
    return target.batch(statements);
  }

  /** Remembers a statement's text, also after its parameters are bound. */
  #named(statement: D1PreparedStatement, text: string): D1PreparedStatement {
    this.#texts.set(statement, text);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values) => {
      const bound = bind(...values);
      this.#texts.set(bound, text);
      return bound;
    };
    return statement;
  }
}

/** The real ones, on this world's database and mail. */
export function confirmationsOn(
  database: D1Database,
  vault: Vault,
  { clock, transport }: Pick<RelayPorts, "clock" | "transport">,
  log: Log,
): Confirmations {
  const settings = { language: "ja", timeZone: "Asia/Tokyo" } as const;
  const context = { settings, vault, db: openAdminDb(database), transport, clock, log, actor: "officer" };
  return { confirm: (forwardingId, further) => confirmDestination(context, forwardingId, further) };
}

export function address(text: string): Address {
  const read = parseAddress(text);
  if (!read) throw new Error(`not an address: ${text}`);
  return read;
}
