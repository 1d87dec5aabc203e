/** What the cron does: pending welcome mails get another try, and what is due is erased. */
import { pendingForwardings } from "../store/desk/activation.ts";
import { findAddress } from "../store/desk/addresses.ts";
import { openDesk } from "../store/desk/desk.ts";
import { type Erased, eraseDue } from "../store/desk/retention.ts";
import type { AdminDeps, Office } from "./office.ts";
import { welcome } from "./welcome.ts";

/**
 * Welcome mails a run. The free plan has 50 statements an invocation: erasing takes 9, listing 1, a welcome that
 * completes a handover 8, and a change of keys (store/rotation.ts) wants 12. Those that wait longest come first, so each
 * has its turn.
 */
const WELCOMES = 3;

export interface UpkeepCounts extends Erased {
  readonly welcomesTried: number;
  readonly welcomesSent: number;
}

export async function upkeep(deps: AdminDeps): Promise<UpkeepCounts> {
  const office: Office = { ...deps, desk: openDesk(deps.db), actor: "cron" };
  const erased = await eraseDue(office.desk, deps.clock.now());
  const counts = { ...(await retryWelcomes(office)), ...erased };
  deps.log.write({ event: "upkeep", ...counts });
  return counts;
}

async function retryWelcomes(office: Office) {
  const pending = await pendingForwardings(office.desk, WELCOMES);
  let welcomesSent = 0;
  for (const row of pending) {
    const address = await findAddress(office.desk, row.addressId);
    if (address && (await welcome(office, address, row)).outcome === "sent") welcomesSent++;
  }
  return { welcomesTried: pending.length, welcomesSent };
}
