/**
 * A probe: a mail to an address that nobody else knows, sent to see whether mail comes through the real MX to this worker, and
 * what Cloudflare writes on top of it. It is taken in and goes to nobody.
 */
import { unfold } from "../mail/header/section.ts";
import { firstValue, type Incoming } from "./incoming.ts";
import type { RelayPorts } from "./ports/ports.ts";
import type { ProbeEvidence } from "./ports/probes.ts";
import type { RelayOutcome } from "./transit.ts";

/** 100 bits: whoever guesses one may say that mail arrives. */
export const PROBE_CODE_LENGTH = 20;

const PROBE = /^probe-([0-9a-hjkmnp-tv-z]{20})$/;

/** Names of fields that are kept: Cloudflare's block on top is shorter. */
const FIELDS = 20;

/** `undefined` when nobody waits for it: then it is mail as any. */
export async function takeProbe(incoming: Incoming, { probes, clock }: RelayPorts): Promise<RelayOutcome | undefined> {
  const [, code] = PROBE.exec(incoming.envelope.recipient.localPart) ?? [];
  if (!code || !probes) return undefined;
  return (await probes.receive(code, evidenceOf(incoming), clock.now())) ? { kind: "accepted" } : undefined;
}

/** Names of fields and one word each: nothing of who wrote it. */
function evidenceOf(incoming: Incoming): ProbeEvidence {
  const names = incoming.section.fields.slice(0, FIELDS).map(({ key }) => key);
  const [, authservId = ""] =
    /^\s*([\w.-]{1,100})\s*;/.exec(unfold(firstValue(incoming, "authentication-results") ?? "")) ?? [];
  return {
    verdict: incoming.verdict.kind,
    authservId,
    fields: names.filter((name) => /^[\w-]{1,60}$/.test(name)).join(" "),
  };
}
