/** The admin API and the cron on a world's own database, mail and clock. */
import { env } from "cloudflare:workers";
import { type AdminDeps, adminApp } from "../../src/admin/app.ts";
import type { Task } from "../../src/admin/upkeep/schedule.ts";
import { runTask } from "../../src/admin/upkeep/upkeep.ts";
import { type Env, readSettings } from "../../src/env.ts";
import type { World } from "./world.ts";

const TOKEN = "a-token-of-more-than-24-characters";

/** @param more what is not the world's own */
export function deskOf({ vault, ports }: World, more: Partial<AdminDeps> = {}): AdminDeps {
  const given = { ADMIN_TOKEN: TOKEN, ADMIN_MAILBOX: "admin@board.example", LANGUAGE: ports.language };
  const ADDRESS_KEY = btoa(String.fromCharCode(...new Uint8Array(32)));
  const settings = readSettings({ ...given, ADDRESS_KEY } as Env);
  const { transport, clock, log } = ports;
  return { settings, vault, d1: env.DB, transport, clock, log, assets: {} as Fetcher, ...more };
}

/** @throws Error unless it is done */
export async function askDesk<Answer>(deps: AdminDeps, method: string, path: string, body?: object): Promise<Answer> {
  const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };
  const request = new Request(`https://desk.school.example/api/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const response = await adminApp(deps).fetch(request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as Answer;
}

export function runCron(deps: AdminDeps, task: Task = "officers"): Promise<Readonly<Record<string, number>>> {
  return runTask(task, deps);
}
