/** The fake that all other tests send with, and `send_email`, held to what test/smtp holds SMTP to; and the second carrier beside it. */
import { describe, expect, it } from "vitest";
import { SecondCarrier } from "../../src/cloudflare/carriers.ts";
import { EmailTransport } from "../../src/cloudflare/transport.ts";
import { type Env, readSmtp, SettingError } from "../../src/env.ts";
import type { SendResult } from "../../src/relay/ports/transport.ts";
import { type Carried, conforms, RECIPIENT } from "../smtp/conformance.ts";
import { StrictTransport } from "../support/world.ts";

describe("the fake, as every transport,", () => {
  conforms(() => {
    const transport = new StrictTransport(false);
    const failures: Readonly<Record<string, SendResult>> = {
      "for-good": { kind: "refused", reason: "recipient-suppressed" },
      "for-now": { kind: "deferred", reason: "quota" },
    };
    const arrived = () =>
      transport.sent.map(({ envelopeSender: sender, envelopeRecipient: recipient, raw }) => ({
        sender,
        recipient,
        octets: raw,
      }));
    return { transport, arrived, fail: (how) => transport.faults.set(RECIPIENT, [failures[how]]) };
  });
});

describe("send_email, as every transport,", () => {
  conforms(() => {
    const kept: Carried[] = [];
    let code: string | undefined;
    const EMAIL = {
      async send(message: { from: string; to: string; "EmailMessage::raw": ReadableStream }) {
        if (code) throw Object.assign(new Error(`550 ${RECIPIENT}`), { code });
        const octets = await new Response(message["EmailMessage::raw"]).arrayBuffer();
        kept.push({ sender: message.from, recipient: message.to, octets: Buffer.from(octets).toString("latin1") });
        return { messageId: "x@cloudflare-email.example" };
      },
    } as unknown as SendEmail;
    const fail = (how: "for-good" | "for-now") => {
      code = how === "for-good" ? "E_RECIPIENT_SUPPRESSED" : "E_RATE_LIMIT_EXCEEDED";
    };
    return { transport: new EmailTransport(EMAIL), arrived: () => kept, fail };
  });
});

describe("the second carrier", () => {
  const MAIL = { envelopeSender: "pta@school.example", envelopeRecipient: RECIPIENT, content: [] };
  const sent: SendResult = { kind: "sent", sentId: "" };

  const tried = async (first: SendResult) => {
    const calls: string[] = [];
    const carrier = (name: string, result: SendResult) => ({
      send: async () => {
        calls.push(name);
        return result;
      },
    });
    const both = new SecondCarrier(carrier("cloudflare", first), carrier("smtp", sent));
    return { result: await both.send(MAIL), calls };
  };

  it.each(["recipient-not-verified", "domain-not-onboarded"] as const)(
    "gets what Cloudflare does not carry: %s",
    async (reason) => {
      expect(await tried({ kind: "refused", reason })).toEqual({ result: sent, calls: ["cloudflare", "smtp"] });
    },
  );

  it.each<SendResult>([
    sent,
    { kind: "refused", reason: "recipient-suppressed" },
    { kind: "refused", reason: "invalid" },
    { kind: "deferred", reason: "unknown" },
    { kind: "deferred", reason: "quota" },
  ])("gets nothing that left, may have left, or may leave later: %j", async (result) => {
    expect(await tried(result)).toEqual({ result, calls: ["cloudflare"] });
  });

  it("is there only where SMTP_URL names one, and a malformed one is named without its password", () => {
    expect(readSmtp({} as Env)).toBeUndefined();
    expect(readSmtp({ SMTP_URL: "smtps://u:p@x.example", SMTP_MEGABYTES: "5" } as Env)).toMatchObject({
      maxSize: 5_000_000,
      perMinute: 30,
    });
    const malformed = () => readSmtp({ SMTP_URL: "smtps://u:geheim@x.example/path" } as Env);
    expect(malformed).toThrow(SettingError);
    expect(malformed).not.toThrow(/geheim/);
  });
});
