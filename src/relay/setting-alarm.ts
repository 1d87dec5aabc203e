/**
 * The alarm for when a setting is wrong, which must not need the database: its key may be the very thing that is wrong. What
 * goes out is remembered in this isolate alone, so that the admin may get one alarm an isolate and day.
 */
import type { Language } from "../letters/language.ts";
import { DAY } from "../mail/duration.ts";
import { composeAlarm } from "./alarm-mail.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Transport } from "./ports/transport.ts";

/** After which an alarm that did not get out may be tried again. */
const RETRY_AFTER = 15 * 60 * 1000;

interface SettingAlarmDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** An addr-spec; `undefined` when that is the setting which is missing. */
  readonly adminMailbox: string | undefined;
  readonly language: Language;
  /** The admin page's origin, where it is known. */
  readonly page?: string | undefined;
}

export class SettingAlarm {
  #quietUntil = 0;
  #domain: string | undefined;

  /** @param domain one of ours, to send from; without it the last one that is known */
  async raise(domain: string | undefined, deps: SettingAlarmDeps): Promise<void> {
    this.#domain = domain ?? this.#domain;
    const now = deps.clock.now();
    if (now < this.#quietUntil) return;
    this.#quietUntil = now + RETRY_AFTER;
    const outcome = await send(this.#domain, deps);
    if (outcome === "sent") this.#quietUntil = now + DAY;
    deps.log.write({ event: "alarm", kind: "setting", outcome });
  }
}

async function send(domain: string | undefined, deps: SettingAlarmDeps): Promise<string> {
  const { transport, adminMailbox } = deps;
  if (domain === undefined || adminMailbox === undefined) return "failed";
  const mail = await composeAlarm("setting", `postmaster@${domain}`, adminMailbox, deps);
  try {
    return (await transport.send(mail)).kind;
  } catch {
    return "failed"; // Its text can carry the admin's private mailbox.
  }
}
