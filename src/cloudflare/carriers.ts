/**
 * How mail leaves: by Cloudflare, and what Cloudflare does not carry (an answer, where there is no paid plan or the domain is not
 * onboarded) by the school's own provider, if SMTP_URL names one. That part is loaded only then.
 */
import { lazily } from "../relay/ports/lazily.ts";
import type { Outgoing, SendResult, Transport } from "../relay/ports/transport.ts";
import type { SmtpSettings } from "../relay/submission.ts";
import { EmailTransport } from "./transport.ts";

export function carriersOf(binding: SendEmail, settings: SmtpSettings | undefined): Transport {
  const cloudflare = new EmailTransport(binding);
  return settings ? new SecondCarrier(cloudflare, provider(settings)) : cloudflare;
}

let known: { readonly key: string; readonly transport: Transport } | undefined;

/** One an isolate: it counts what it sends a minute. */
function provider(settings: SmtpSettings): Transport {
  const key = JSON.stringify(settings);
  if (known?.key !== key) known = { key, transport: lazily(() => loaded(settings)) };
  return known.transport;
}

async function loaded(settings: SmtpSettings): Promise<Transport> {
  const { SmtpTransport } = await import("./smtp/transport.ts");
  return new SmtpTransport(settings);
}

/** What another carrier may be able to do: nothing else, for a message must not leave twice. */
const NOT_CARRIED: ReadonlySet<string> = new Set(["recipient-not-verified", "domain-not-onboarded"]);

export class SecondCarrier implements Transport {
  readonly #first: Transport;
  readonly #second: Transport;

  constructor(first: Transport, second: Transport) {
    this.#first = first;
    this.#second = second;
  }

  async send(outgoing: Outgoing): Promise<SendResult> {
    const result = await this.#first.send(outgoing);
    if (result.kind !== "refused" || !NOT_CARRIED.has(result.reason)) return result;
    return this.#second.send(outgoing);
  }
}
