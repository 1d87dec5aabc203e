/**
 * Answers that fail later. Cloudflare takes a reply and hears from the correspondent's server only afterwards; its word
 * comes as an event, by the id that send() returned. The officer gets a report (RFC 3464) that names the alias, never the
 * address behind it, and nothing of what the other server said: that can carry the address, too.
 */
import { createMimeMessage, Mailbox } from "mimetext/browser";
import { fillHeader, fillTextPart } from "../../letters/compose.ts";
import type { Language } from "../../letters/language.ts";
import { officerNotice } from "../../letters/officer-notice.ts";
import { utf8 } from "../../mail/octets.ts";
import type { FailedReply, LateFailure, LateFailures } from "../ports/late-failures.ts";
import type { Log } from "../ports/log.ts";
import type { Transport } from "../ports/transport.ts";

interface LateFailurePorts {
  readonly failures: LateFailures;
  readonly transport: Transport;
  readonly log: Log;
  readonly language: Language;
}

/**
 * Tells the officer, once.
 * @throws when it could not be done now: the event has to come again
 */
export async function tellLateFailure(failure: LateFailure, now: number, ports: LateFailurePorts): Promise<void> {
  const reply = await ports.failures.find(failure);
  if (!reply) return;
  const { spec } = reply.publicAddress.address;
  const content = [composeReport(reply, failure, now, ports.language)];
  const result = await ports.transport.send({
    envelopeSender: spec,
    envelopeRecipient: reply.destination.spec,
    content,
  });
  ports.log.write({ event: "late-failure", reason: failure.reason, outcome: result.kind });
  if (result.kind === "deferred") throw new Error("the report could not be sent yet");
  await ports.failures.settle(reply);
}

/** RFC 6522: a text for people, and the same for programs. */
function composeReport(reply: FailedReply, failure: LateFailure, now: number, language: Language) {
  const { address, name } = reply.publicAddress;
  const { subject, text } = officerNotice(
    failure.reason,
    { publicName: name, publicAddress: address.spec, alias: reply.alias, size: reply.size },
    language,
  );
  const message = createMimeMessage();
  fillHeader(message, { sender: { name, address: address.spec }, subject, time: now });
  message.setHeader("To", new Mailbox(reply.destination.spec));
  fillTextPart(message, text);
  message.addAttachment({
    filename: "report.txt",
    contentType: "message/delivery-status",
    encoding: "7bit",
    data: deliveryStatus(reply, failure, now),
  });
  const mixed = message.asRaw();
  return utf8(mixed.replace("multipart/mixed;", "multipart/report; report-type=delivery-status;"));
}

function deliveryStatus(reply: FailedReply, failure: LateFailure, now: number): string {
  return [
    `Reporting-MTA: dns; ${reply.publicAddress.address.domain}`,
    `Arrival-Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
    "",
    `Final-Recipient: rfc822; ${reply.alias}`,
    `Action: ${failure.reason === "complained" ? "delivered" : "failed"}`,
    `Status: ${failure.reason === "complained" ? "2.0.0" : failure.status}`,
    "",
  ].join("\r\n");
}
