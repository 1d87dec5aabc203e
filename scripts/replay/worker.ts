/**
 * The real worker with one more door: a message handed in there goes through the very same `email()`, and what it sends
 * is handed back instead of sent. The local simulator parses every message on its way, and gives up on broken ones.
 */
import type { Env } from "../../src/env.ts";
import worker from "../../src/index.ts";
import type { ReplayAnswer, ReplayedCopy } from "./answer.ts";

/** Nobody is told of anything here. */
const NOTHING_LATER = { waitUntil: () => {} } as unknown as ExecutionContext;

/** Where the local EmailMessage keeps its octets. */
const RAW = "EmailMessage::raw";

class RecordingBinding {
  readonly copies: ReplayedCopy[] = [];

  async send(message: EmailMessage): Promise<{ messageId: string }> {
    const raw: unknown = Reflect.get(message, RAW);
    const octets = new Uint8Array(await new Response(raw as BodyInit).arrayBuffer());
    this.copies.push({ envelopeSender: message.from, envelopeRecipient: message.to, raw: base64(octets) });
    return { messageId: `<replayed-${crypto.randomUUID()}@cloudflare-email.example>` };
  }
}

/** In slices: a call takes only so many arguments. */
function base64(octets: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < octets.length; at += 0x8000) binary += String.fromCharCode(...octets.subarray(at, at + 0x8000));
  return btoa(binary);
}

async function replay(request: Request, env: Env): Promise<ReplayAnswer> {
  const { searchParams } = new URL(request.url);
  const binding = new RecordingBinding();
  let refusal: string | undefined;
  const message = {
    from: searchParams.get("from") ?? "",
    to: searchParams.get("to") ?? "",
    raw: request.body ?? new Response("").body,
    setReject: (text: string) => {
      refusal = text;
    },
    forward: async () => {},
  };
  try {
    const equipped = { ...env, EMAIL: binding as unknown as SendEmail };
    await worker.email(message as unknown as ForwardableEmailMessage, equipped, NOTHING_LATER);
  } catch (error) {
    return { ending: { kind: "waits" }, fault: error instanceof Error ? error.message : String(error), copies: [] };
  }
  const ending =
    refusal === undefined ? ({ kind: "accepted" } as const) : ({ kind: "refused", text: refusal } as const);
  return { ending, fault: "", copies: binding.copies };
}

export default {
  ...worker,
  async fetch(request: Request, env: Env): Promise<Response> {
    if (new URL(request.url).pathname === "/replay") return Response.json(await replay(request, env));
    return worker.fetch(request, env);
  },
};
