/** The transport port on Cloudflare's `send_email` binding. */
import { EmailMessage } from "cloudflare:email";
import { inBrackets } from "../mail/header/msg-id.ts";
import type { Outgoing, SendResult, Transport } from "../relay/ports/transport.ts";
import type { TransportReason } from "../relay/reasons.ts";
import { piecesOf } from "./pieces.ts";

/**
 * Errors of `send()` that no repetition mends, as a stable word for the journal and the notices.
 * https://developers.cloudflare.com/email-service/api/send-emails/workers-api/
 */
const PERMANENT: ReadonlyMap<string, TransportReason> = new Map([
  ["E_VALIDATION_ERROR", "invalid"],
  ["E_FIELD_MISSING", "invalid"],
  ["E_SENDER_NOT_VERIFIED", "domain-not-onboarded"],
  ["E_SENDER_DOMAIN_NOT_AVAILABLE", "domain-not-onboarded"],
  ["E_RECIPIENT_NOT_ALLOWED", "recipient-not-verified"],
  ["E_RECIPIENT_SUPPRESSED", "recipient-suppressed"],
  ["E_CONTENT_TOO_LARGE", "too-large"],
]);

const TEMPORARY: ReadonlyMap<string, TransportReason> = new Map([
  ["E_RATE_LIMIT_EXCEEDED", "rate-limit"],
  ["E_DAILY_LIMIT_EXCEEDED", "quota"],
  ["E_INTERNAL_SERVER_ERROR", "sending-service"],
  ["E_DELIVERY_FAILED", "sending-service"],
]);

export class EmailTransport implements Transport {
  readonly #binding: SendEmail;

  constructor(binding: SendEmail) {
    this.#binding = binding;
  }

  async send({ envelopeSender, envelopeRecipient, content }: Outgoing): Promise<SendResult> {
    try {
      const message = new EmailMessage(envelopeSender, envelopeRecipient, streamOf(content));
      const { messageId } = await this.#binding.send(message);
      return { kind: "sent", sentId: messageId ? inBrackets(messageId) : "" };
    } catch (error) {
      return failure(error);
    }
  }
}

/** The slices one after another, short ones together; a long one is handed on as it lies, not copied. */
function streamOf(slices: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const pieces = piecesOf(slices);
  return new ReadableStream({
    pull(controller) {
      const { value } = pieces.next();
      if (value) controller.enqueue(value);
      else controller.close();
    },
  });
}

/** The error's text is never passed on: it can carry the hidden address. */
function failure(error: unknown): SendResult {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const permanent = PERMANENT.get(code) ?? (code.startsWith("E_HEADER_") ? "invalid" : undefined);
  if (permanent) return { kind: "refused", reason: permanent };
  // The From domain is not onboarded for sending: reported with this text and no code.
  if (error instanceof Error && /destination address is not a verified address/i.test(error.message)) {
    return { kind: "refused", reason: "recipient-not-verified" };
  }
  return { kind: "deferred", reason: TEMPORARY.get(code) ?? "unknown" };
}
