/** A whole day's upkeep at once. */
import type { AdminDeps } from "../../../src/admin/context.ts";
import type { Task } from "../../../src/admin/upkeep/schedule.ts";
import { runTask } from "../../../src/admin/upkeep/upkeep.ts";
import { requireWell } from "../../../src/store/health.ts";

export const TASKS = ["hourly", "officers", "key-change", "daily"] as const satisfies readonly Task[];

/** @returns what all of them counted */
export async function upkeep(deps: AdminDeps): Promise<Readonly<Record<string, number>>> {
  let counts: Readonly<Record<string, number>> = {};
  for (const task of TASKS) counts = { ...counts, ...(await runCron(task, deps)) };
  return counts;
}

/** One run, as Cloudflare starts it. */
export async function runCron(task: Task, deps: AdminDeps): Promise<Readonly<Record<string, number>>> {
  await requireWell(deps.d1, deps.vault);
  return runTask(task, deps);
}
