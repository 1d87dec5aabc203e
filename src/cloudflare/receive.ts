/** An email event, translated: Cloudflare's message in, `setReject`, `forward` or a throw out. */

import { rejectionText } from "../letters/rejection.ts";
import { readRecipient } from "../relay/incoming.ts";
import type { RelayPorts } from "../relay/ports/ports.ts";
import { relay } from "../relay/relay.ts";
import { Deferred } from "../relay/transit.ts";

/**
 * Handles one message for one envelope recipient. Returning means that it was accepted, `setReject` that it never will
 * be, and a throw that the sending server is to keep it and try again.
 *
 * @param adminMailbox where mail for postmaster@ and abuse@ goes
 * @param onFault hears of what went wrong here before the mail is left with its sender
 */
export async function receive(
  message: ForwardableEmailMessage,
  ports: RelayPorts,
  adminMailbox: string,
  onFault: (fault: unknown) => Promise<void> = async () => {},
): Promise<void> {
  const recipient = readRecipient(message.to);
  if (!recipient) return message.setReject(rejectionText("no-such-address"));
  // No reader loop: some 6,000 chunks would cost more CPU than all else.
  const octets = new Uint8Array(await new Response(message.raw).arrayBuffer());
  try {
    const outcome = await relay({ sender: envelopeSender(message.from), ...recipient }, octets, ports);
    switch (outcome.kind) {
      case "accepted":
        return;
      case "rejected":
        return message.setReject(outcome.text);
      case "for-admin":
        await message.forward(adminMailbox);
        return;
    }
  } catch (error) {
    if (!(error instanceof Deferred)) await onFault(error);
    throw waiting(error, ports);
  }
}

/** The null sender shows as "", "<>" or the platform's own mailer-daemon. */
function envelopeSender(written: string): string {
  return /^(?:<>)?$|^mailer-daemon@/i.test(written) ? "" : written;
}

/** What is thrown at the runtime: its text can reach the sending server and the logs, so it is always our own. */
function waiting(error: unknown, ports: RelayPorts): Error {
  const reason = error instanceof Deferred ? error.reason : "fault";
  if (!(error instanceof Deferred))
    ports.log.write({ event: "fault", kind: error instanceof Error ? error.name : "unknown" });
  return new Error(`temporary failure: ${reason}`);
}
