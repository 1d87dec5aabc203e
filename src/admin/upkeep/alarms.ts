/** How the upkeep calls the admin. */
import { AlarmMail } from "../../relay/alarm-mail.ts";
import { D1AlarmClaims } from "../../store/alarm-claims.ts";
import type { AdminDeps } from "../context.ts";

export function alarmMail({ d1, vault, transport, clock, log, settings }: AdminDeps): AlarmMail {
  const { adminMailbox, language, page } = settings;
  const claims = new D1AlarmClaims(d1, vault);
  return new AlarmMail({ claims, transport, clock, log, adminMailbox, language, page });
}
