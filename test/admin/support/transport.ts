/** A transport that is at least as strict as the platform, and remembers what it took. */
import PostalMime, { type Email } from "postal-mime";
import type { Outgoing, SendResult, Transport } from "../../../src/relay/ports/transport.ts";
import { db } from "./database.ts";

export interface TakenMail {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  readonly raw: string;
  readonly mail: Email;
}

export class StrictTransport implements Transport {
  readonly taken: TakenMail[] = [];
  /** What a recipient's mail gets instead of "sent"; "throw" breaks the connection. */
  readonly faults = new Map<string, SendResult | "throw">();
  /** What the relay wrote to itself (admin/weekly-probe.ts): it goes to nobody, so that it stands apart. */
  readonly probes: TakenMail[] = [];
  /** Whether such a mail comes back, as it does where all is well. */
  losesProbes = false;
  /** What such a mail gets instead of "sent". */
  probeFault: SendResult | undefined;
  attempts = 0;

  async send(outgoing: Outgoing): Promise<SendResult> {
    this.attempts++;
    const isProbe = outgoing.envelopeRecipient.startsWith("probe-");
    const fault = isProbe ? this.probeFault : this.faults.get(outgoing.envelopeRecipient);
    if (fault === "throw") throw new Error(`connection to ${outgoing.envelopeRecipient} was lost`);
    if (fault) return fault;
    const octets = await new Blob(outgoing.content.map((slice) => new Uint8Array(slice))).arrayBuffer();
    const raw = new TextDecoder().decode(octets);
    const mail = await PostalMime.parse(octets);
    requireRules(outgoing, raw, mail);
    if (isProbe && !this.losesProbes) await db.prepare("UPDATE probe SET received_at = made_at").run();
    (isProbe ? this.probes : this.taken).push({ ...outgoing, raw, mail });
    return { kind: "sent", sentId: `<${this.taken.length}@platform.example>` };
  }

  /** The mails that one recipient got. */
  to(recipient: string): readonly TakenMail[] {
    return this.taken.filter((mail) => mail.envelopeRecipient === recipient);
  }
}

/** What production refuses: see "Sending" in docs/platform.md. */
function requireRules(outgoing: Outgoing, raw: string, mail: Email): void {
  if (mail.from?.address !== outgoing.envelopeSender) throw new Error("E_VALIDATION_ERROR: From is not the sender");
  if (!mail.messageId) throw new Error("E_FIELD_MISSING: Message-ID");
  const head = raw.slice(0, raw.indexOf("\r\n\r\n"));
  if (/^received:/im.test(head)) throw new Error("E_HEADER_NOT_ALLOWED: Received");
  if (/[^\r]\n/.test(head)) throw new Error("a bare line feed in the header section");
  if (/[^\x20-\x7e\r\n]/.test(head)) throw new Error("the header section is not ASCII");
}
