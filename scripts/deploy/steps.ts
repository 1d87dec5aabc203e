/** The steps in their order: those that only look stand first, so that what must be refused is refused before anything is changed. */
import type { Step } from "./step.ts";
import { account } from "./steps/account.ts";
import { catchAll, catchAllBefore } from "./steps/catch-all.ts";
import { database } from "./steps/database.ts";
import { destination } from "./steps/destination.ts";
import { migrations } from "./steps/migrations.ts";
import { mx } from "./steps/mx.ts";
import { owner } from "./steps/owner.ts";
import { page } from "./steps/page.ts";
import { queue } from "./steps/queue.ts";
import { routing } from "./steps/routing.ts";
import { secrets, secretsBefore } from "./steps/secrets.ts";
import { sending, subscription } from "./steps/sending.ts";
import { testMail } from "./steps/test-mail.ts";
import { health, worker } from "./steps/worker.ts";
import { zone } from "./steps/zone.ts";

/** Nothing of it changes anything. */
export const LOOKING: readonly Step[] = [mx, account, zone, catchAllBefore, databaseLook(), owner, secretsBefore];

/** Mail is let in last, when the worker is well. */
export const CHANGING: readonly Step[] = [
  ...[database, destination, page, queue, migrations, secrets, worker, health],
  ...[routing, catchAll, sending, subscription, testMail],
];

/** Whether there is a database: what stands in it says whether a key was lost. */
function databaseLook(): Step {
  return {
    name: { ja: "データベースがもうあるか調べる", en: "see whether there is a database already" },
    async check(site) {
      const finding = await database.check(site);
      return finding.kind === "missing" ? { ...finding, kind: "done" } : finding;
    },
  };
}
