/** What was there before an upgrade: the worker's version at Cloudflare, and the moment, for D1's Time Travel. */
import { readFile, writeFile } from "node:fs/promises";
import { beside } from "../deploy/beside.ts";
import type { Site } from "../deploy/site.ts";

export interface WayBack {
  readonly time: string;
  /** Of this program. */
  readonly version: string;
  /** Of the worker, as Cloudflare counts. */
  readonly workerVersion: string;
}

const fileOf = ({ settingsFile }: Site) => beside(settingsFile, "way-back", "json");

interface Deployments {
  readonly deployments: readonly { readonly versions: readonly { readonly version_id: string }[] }[];
}

export async function runningVersion(site: Site): Promise<string | undefined> {
  const { deployments } = await site.api.get<Deployments>(`${site.script}/deployments`);
  return deployments[0]?.versions[0]?.version_id;
}

export async function rememberWayBack(site: Site, version: string): Promise<void> {
  const workerVersion = await runningVersion(site);
  if (workerVersion === undefined) throw new Error("There is no worker yet: `npm run deploy`.");
  const way: WayBack = { time: new Date().toISOString(), version, workerVersion };
  await writeFile(fileOf(site), `${JSON.stringify(way, undefined, 2)}\n`);
}

export async function wayBack(site: Site): Promise<WayBack | undefined> {
  const text = await readFile(fileOf(site), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as WayBack);
}

interface Version {
  readonly resources: { readonly bindings?: readonly { readonly name: string; readonly text?: string }[] };
}

/**
 * The worker alone: the database stays, since a worker works with one migration more than it knows.
 * @throws Error when that version would turn answers on that are off now: settings go back with it
 */
export async function goBack(site: Site, { workerVersion }: WayBack): Promise<void> {
  const { resources } = await site.api.get<Version>(`${site.script}/versions/${workerVersion}`);
  const replies = resources.bindings?.find(({ name }) => name === "REPLIES")?.text;
  if (site.settings.replies === "off" && replies !== "off") {
    throw new Error(
      "That version has answers on, and they were turned off since. Check out the former tag and `npm run deploy` instead.",
    );
  }
  await site.api.send("POST", `${site.script}/deployments`, {
    strategy: "percentage",
    versions: [{ version_id: workerVersion, percentage: 100 }],
    annotations: { "workers/message": "npm run rollback" },
  });
}
