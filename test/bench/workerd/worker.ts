/**
 * The real worker under a bench: its own email() in a loop inside one request, real D1, and a recorder in the place of the
 * mail service. Time is taken outside: in workerd clocks stand still between two waits for the network.
 */
import { EmailMessage } from "cloudflare:email";
import type { Env } from "../../../src/env.ts";
import worker from "../../../src/index.ts";
import { NUMBER_MARK } from "../messages.ts";
import { type Costs, counted, noCosts } from "./counted-database.ts";
import { Recorder } from "./recorder.ts";
import { clientFromMemory } from "./remembering-client.ts";
import { RememberingDatabase } from "./remembering-database.ts";

/** What the sending server does not wait for is not measured. */
const NOTHING_LATER = { waitUntil: () => {} } as unknown as ExecutionContext;

/** `relay`: real D1. `client`: its client, which gets answers from memory. `alone`: neither. `pass`: a worker that only passes mail on. */
export type Way = "relay" | "client" | "alone" | "pass";

/** What a run did. */
export interface RunReport extends Costs {
  readonly messages: number;
  readonly octets: number;
  /** Of the last message that left: an alias, when it went inbound. */
  readonly envelopeSender: string;
  /** The id that it was given. */
  readonly sentId: string;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/bench/run":
        return Response.json(await run(url.searchParams, new Uint8Array(await request.arrayBuffer()), env));
      case "/bench/sql":
        return Response.json((await env.DB.prepare(await request.text()).run()).meta);
      default:
        return worker.fetch(request, env);
    }
  },
  email: worker.email,
};

/** Hands the message in so many times, each time with another Message-ID. */
async function run(asked: URLSearchParams, message: Uint8Array<ArrayBuffer>, env: Env): Promise<RunReport> {
  const [recorder, costs] = [new Recorder(), noCosts()];
  const way = asked.get("way") as Way;
  const database = databaseFor(way, env.DB, costs);
  const equipped = { ...env, ...NO_LIMITS, EMAIL: recorder.binding, DB: database };
  const take = way === "pass" ? passOn : worker.email;
  for (let left = Number(asked.get("count")); left > 0; left--) {
    const event = mailEvent(asked.get("sender") ?? "", asked.get("recipient") ?? "", numbered(message));
    await take(event, equipped, NOTHING_LATER);
  }
  const { messages, octets, envelopeSender, sentId } = recorder;
  return { messages, octets, envelopeSender, sentId, ...costs };
}

function databaseFor(way: Way, real: D1Database, costs: Costs): D1Database {
  if (way === "alone") return new RememberingDatabase().over(real);
  return way === "client" ? clientFromMemory(real) : counted(real, costs);
}

/** The least that a mail worker can do: the stream that comes in is the one that goes out. */
async function passOn(message: ForwardableEmailMessage, { EMAIL }: Pick<Env, "EMAIL">): Promise<void> {
  await EMAIL.send(new EmailMessage(message.from, message.to, message.raw));
}

/** One parent writes more in a second than any limit lets through in an hour. */
const NO_LIMITS = {
  LIMIT_CORRESPONDENT: "9999999",
  LIMIT_DOMAIN: "9999999",
  LIMIT_REPLIES: "9999999",
  LIMIT_COPIES: "9999999",
  ALARM_TOTAL: "9999999",
};

let count = 0;

/** Writes the next number over the mark; the message is one buffer for all runs, as a mail is one in the worker. */
function numbered(message: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = markIn(message);
  const number = String(++count).padStart(NUMBER_MARK.length, "0");
  for (let digit = 0; digit < number.length; digit++) message[at + digit] = number.charCodeAt(digit);
  return message;
}

/** Behind `Message-ID: <`, of which there is one. */
function markIn(message: Uint8Array): number {
  const head = new TextDecoder().decode(message.subarray(0, 4096));
  return head.indexOf("Message-ID: <") + "Message-ID: <".length;
}

function mailEvent(sender: string, recipient: string, octets: Uint8Array<ArrayBuffer>): ForwardableEmailMessage {
  const refuse = (reason: string) => {
    throw new Error(`the bench's mail was refused: ${reason}`);
  };
  const event = {
    from: sender,
    to: recipient,
    raw: new Response(octets).body,
    rawSize: octets.length,
    setReject: refuse,
    forward: () => refuse("forwarded"),
  };
  return event as unknown as ForwardableEmailMessage;
}
