/** What the cron does; schedule.ts says when. */
import { openAdminDb } from "../../store/admin/db.ts";
import { eraseDue } from "../../store/admin/retention.ts";
import type { AdminContext, AdminDeps } from "../context.ts";
import { doDaily } from "./daily.ts";
import { changeKeys } from "./key-change.ts";
import { tendOfficers } from "./officers.ts";
import { probeWeekly } from "./probe.ts";
import type { Task } from "./schedule.ts";

/** @returns what was done, in numbers, as the log has it */
export async function runTask(task: Task, deps: AdminDeps): Promise<Readonly<Record<string, number>>> {
  const context: AdminContext = { ...deps, db: openAdminDb(deps.d1), actor: "cron" };
  const counts = await carryOut(task, context);
  deps.log.write({ event: "upkeep", task, ...counts });
  return counts;
}

async function carryOut(task: Task, context: AdminContext): Promise<Readonly<Record<string, number>>> {
  switch (task) {
    case "officers":
      return { ...(await tendOfficers(context)) };
    case "hourly":
      await probeWeekly(context);
      return { ...(await eraseDue(context.db, context.clock.now())) };
    case "daily":
      return { ...(await doDaily(context)) };
    case "key-change":
      return { ...(await changeKeys(context)) };
  }
}
