/** The transport port on SMTP submission: another carrier for what Cloudflare does not carry. */
import { toBinaryString } from "../../mail/octets.ts";
import type { Outgoing, SendResult, Transport } from "../../relay/ports/transport.ts";
import type { SmtpSettings } from "../../relay/submission.ts";
import { type Connection, openSocket } from "./connection.ts";
import { SmtpRefusal, submit } from "./session.ts";

const MINUTE = 60_000;

export class SmtpTransport implements Transport {
  readonly #settings: SmtpSettings;
  readonly #open: (settings: SmtpSettings) => Connection;
  #minute = 0;
  #sent = 0;

  constructor(settings: SmtpSettings, open: (settings: SmtpSettings) => Connection = openSocket) {
    this.#settings = settings;
    this.#open = open;
  }

  async send(outgoing: Outgoing): Promise<SendResult> {
    const size = outgoing.content.reduce((sum, slice) => sum + slice.length, 0);
    if (size > this.#settings.maxSize) return { kind: "refused", reason: "too-large" };
    if (!this.#mayGo(Date.now())) return { kind: "deferred", reason: "rate-limit" };
    let connection: Connection | undefined;
    try {
      connection = this.#open(this.#settings);
      await submit(connection, this.#settings, outgoing);
      return { kind: "sent", sentId: messageIdOf(outgoing) };
    } catch (error) {
      return failure(error);
    } finally {
      await connection?.close().catch(() => {}); // It is over either way.
    }
  }

  #mayGo(now: number): boolean {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) this.#sent = 0;
    this.#minute = minute;
    return ++this.#sent <= this.#settings.perMinute;
  }
}

/** A provider leaves it as it is. Our own head is the first slice, and not folded there. */
function messageIdOf({ content: [head = new Uint8Array()] }: Outgoing): string {
  return /^Message-ID: (<[^>\r\n]+>)\r?$/im.exec(toBinaryString(head))?.[1] ?? "";
}

/**
 * Only what the server says of this recipient or this message is for good. A wrong password, a sender that the provider does not allow:
 * that is ours to mend, and the mail waits.
 */
function failure(error: unknown): SendResult {
  if (!(error instanceof SmtpRefusal)) return { kind: "deferred", reason: "sending-service" };
  const isForGood = error.code >= 500 && (error.stage === "recipient" || error.stage === "data");
  if (error.code === 552) return { kind: "refused", reason: "too-large" };
  if (isForGood) return { kind: "refused", reason: error.stage === "recipient" ? "recipient-suppressed" : "invalid" };
  return {
    kind: "deferred",
    reason: error.code === 421 || error.code === 450 || error.code === 451 ? "rate-limit" : "sending-service",
  };
}
