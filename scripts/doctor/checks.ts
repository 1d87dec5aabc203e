/** What the doctor looks at, from outside and inside: the looks of the deployment's own steps, and what only a running installation has. */
import type { Finding, Step } from "../deploy/step.ts";
import { account } from "../deploy/steps/account.ts";
import { catchAll } from "../deploy/steps/catch-all.ts";
import { database } from "../deploy/steps/database.ts";
import { destination } from "../deploy/steps/destination.ts";
import { migrations } from "../deploy/steps/migrations.ts";
import { mx } from "../deploy/steps/mx.ts";
import { page } from "../deploy/steps/page.ts";
import { queue } from "../deploy/steps/queue.ts";
import { routing } from "../deploy/steps/routing.ts";
import { secrets } from "../deploy/steps/secrets.ts";
import { sending, subscription } from "../deploy/steps/sending.ts";
import { health } from "../deploy/steps/worker.ts";
import { zone } from "../deploy/steps/zone.ts";
import { dmarc, secondCarrier, spf } from "./checks/answers.ts";
import { announcements } from "./checks/networks.ts";
import { deployedSettings, deployedVersion, repliesSwitch } from "./checks/settings.ts";
import { confirmations, probes, traffic } from "./checks/traffic.ts";

export const CHECKS: readonly Step[] = [
  ...[mx, account, zone, routing, database, migrations, secrets, page, health, deployedVersion, deployedSettings],
  ...[catchAll, destination, queue, spf, dmarc, secondCarrier, sending, subscription],
  ...[probes, traffic, confirmations, announcements, repliesSwitch],
];

/** Without these nothing else can be looked at. */
export const NEEDED: ReadonlySet<Step> = new Set([account, zone]);

/** What the deployment would mend, the doctor says only. */
export function asRemedy(finding: Finding): Finding {
  if (finding.kind !== "missing") return finding;
  const { ja, en } = finding.what;
  return { kind: "left", what: { ja: `${ja} npm run deploy で直ります。`, en: `${en} \`npm run deploy\` mends it.` } };
}
