/**
 * Once a week the relay writes to itself through the real MX, as far as it can: mail to its own domain leaves only where that is
 * onboarded to Email Sending. A probe that does not come back within an hour calls the admin; then there is one a day.
 */

import { composeNotice } from "../letters/compose.ts";
import { probeLetter } from "../letters/probe.ts";
import { DAY, HOUR } from "../mail/duration.ts";
import { D1Probes, type ProbeRow, UNSENT } from "../store/probes.ts";
import type { AdminContext } from "./context.ts";

type Weekly =
  | { readonly kind: "nothing" }
  | { readonly kind: "lost" }
  /** It left, or could not leave: then there is nothing to be seen. */
  | { readonly kind: "tried"; readonly outcome: "sent" | "refused" | "deferred" };

/**
 * Two statements at most, three in the run that sends.
 * @param domain of ours; undefined while nothing is published
 */
export async function weeklyProbe(context: AdminContext, domain: string | undefined): Promise<Weekly> {
  const probes = new D1Probes(context.d1);
  const newest = await probes.newest();
  const now = context.clock.now();
  if (domain !== undefined && isDue(newest, now))
    return { kind: "tried", outcome: await send(context, probes, domain) };
  return newest && isLost(newest, now) ? { kind: "lost" } : { kind: "nothing" };
}

function isDue(newest: ProbeRow | undefined, now: number): boolean {
  return !newest || now - newest.madeAt >= (isLost(newest, now) ? DAY : 7 * DAY);
}

function isLost({ madeAt, receivedAt, verdict }: ProbeRow, now: number): boolean {
  return receivedAt === null && verdict !== UNSENT && now - madeAt > HOUR;
}

async function send(context: AdminContext, probes: D1Probes, domain: string) {
  const now = context.clock.now();
  const localPart = await probes.make(now);
  const [address, recipient] = [`postmaster@${domain}`, `${localPart}@${domain}`];
  const letter = probeLetter(context.settings.language);
  const sender = { name: "SafetyAnswer", address };
  const content = [composeNotice({ sender, recipient, ...letter, time: now })];
  const { kind } = await context.transport.send({ envelopeSender: address, envelopeRecipient: recipient, content });
  if (kind === "refused") await probes.markUnsent(localPart);
  if (kind === "deferred") await probes.forget(localPart);
  return kind;
}
