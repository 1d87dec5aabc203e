/** The weekly mail to ourselves through the real MX: sent, waited for, and missed aloud. */
import { anyDomain } from "../../store/health.ts";
import type { AdminContext } from "../context.ts";
import { weeklyProbe } from "../weekly-probe.ts";
import { alarmMail } from "./alarms.ts";

export async function probeWeekly(context: AdminContext): Promise<void> {
  // While keys are changed a code of the former key would not be found again.
  if (context.vault.former) return;
  const domain = await anyDomain(context.d1);
  const weekly = await weeklyProbe(context, domain);
  if (weekly.kind === "tried") context.log.write({ event: "probe", outcome: weekly.outcome });
  if (weekly.kind === "lost" && domain)
    await alarmMail(context).raise("probe-lost", { address: `postmaster@${domain}` });
}
