/**
 * Alarms to the admin by mail. At most one a kind and day (UTC): a flood of bad mail must not become a flood of alarms.
 * An alarm is never worth a message: whatever goes wrong here is logged and forgotten.
 */

import type { AlarmKind } from "../letters/alarm.ts";
import type { Language } from "../letters/language.ts";
import type { Address } from "../mail/header/address.ts";
import type { AlarmClaims, Alarms } from "./ports/alarms.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Outgoing, Transport } from "./ports/transport.ts";

interface AlarmDeps {
  readonly claims: AlarmClaims;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** Where alarms go. */
  readonly adminMailbox: Address;
  readonly language: Language;
  /** The admin page's origin, where it is known. */
  readonly page?: string | undefined;
}

export class AlarmMail implements Alarms {
  readonly #deps: AlarmDeps;

  constructor(deps: AlarmDeps) {
    this.#deps = deps;
  }

  async raise(kind: AlarmKind, about: { readonly address: string }): Promise<void> {
    const { claims, clock, log } = this.#deps;
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    try {
      if (!(await claims.claim(kind, day, clock.now()))) return;
      const outcome = await this.#send(kind, about.address);
      if (outcome === "sent") await claims.settle(kind, day, clock.now());
      log.write({ event: "alarm", kind, outcome });
    } catch {
      // The error's text is not logged: the platform's can carry the admin's private mailbox.
      log.write({ event: "alarm", kind, outcome: "failed", reason: "exception" });
    }
  }

  async #send(kind: AlarmKind, publicAddress: string): Promise<string> {
    const mail = await composeAlarm(kind, publicAddress, this.#deps.adminMailbox.spec, this.#deps);
    return (await this.#deps.transport.send(mail)).kind;
  }
}

/** @param sender an address of ours, which the alarm is about */
export async function composeAlarm(
  kind: AlarmKind,
  sender: string,
  recipient: string,
  { clock, language, page }: Pick<AlarmDeps, "clock" | "language" | "page">,
): Promise<Outgoing> {
  // Loaded when there is one: most isolates never write to anybody themselves.
  const [{ composeNotice }, { alarmText }] = await Promise.all([
    import("../letters/compose.ts"),
    import("../letters/alarm.ts"),
  ]);
  const letter = alarmText(kind, sender, language, page);
  const from = { name: "SafetyAnswer", address: sender };
  const content = composeNotice({ sender: from, recipient, ...letter, time: clock.now() });
  return { envelopeSender: sender, envelopeRecipient: recipient, content: [content] };
}
