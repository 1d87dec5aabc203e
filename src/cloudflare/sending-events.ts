/**
 * Events of Cloudflare's Email Sending, as a Queue brings them: https://developers.cloudflare.com/email-service/platform/event-subscriptions/
 * They come about a minute after a send, for recipients that are no verified destinations; that is, for replies.
 */
import type { LateFailure, LateReason } from "../relay/ports/late-failures.ts";

const TYPE = "cf.email.sending.message.";

/** What an event says of a failure; `undefined` for good news, for what may still arrive, and for what is no such event. */
export function lateFailureOf(event: unknown): LateFailure | undefined {
  const type = member(event, "type");
  const payload = member(event, "payload");
  const sentId = member(payload, "messageId");
  if (typeof type !== "string" || !type.startsWith(TYPE) || typeof sentId !== "string" || sentId === "")
    return undefined;
  const reason = reasonOf(type.slice(TYPE.length), payload);
  return reason && { sentId, reason, status: statusOf(payload) };
}

function reasonOf(kind: string, payload: unknown): LateReason | undefined {
  switch (kind) {
    case "bounced":
      return statusOf(payload).startsWith("4") ? "bounced-soft" : "bounced";
    case "complained":
      return "complained";
    case "failed":
      return "undeliverable";
    case "rejected":
      return member(member(payload, "rejection"), "reason") === "suppressed" ? "recipient-suppressed" : "undeliverable";
    default:
      return undefined;
  }
}

/** RFC 3463 §2: a status that begins with 4 is a passing one. A server that gives none has still its reply code (RFC 5321 §4.2). */
function statusOf(payload: unknown): string {
  const delivery = member(payload, "delivery");
  const status = member(delivery, "smtpEnhancedStatusCode");
  if (typeof status === "string" && /^[45]\.\d{1,3}\.\d{1,3}$/.test(status)) return status;
  const code = member(delivery, "smtpStatusCode") ?? member(delivery, "smtpResponse");
  return /^4\d\d\b/.test(String(code)) ? "4.0.0" : "5.0.0";
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
