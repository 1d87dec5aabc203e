/** Whether mail would pass: the settings were read before, the database is asked here. */
import { type DatabaseHealth, databaseHealth } from "../store/health.ts";
import { type RotationProgress, rotationProgress } from "../store/rotation.ts";
import type { Vault } from "../store/vault.ts";
import * as contract from "./contract/records.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { Problem } from "./http/problem.ts";
import { VERSION } from "./version.ts";

/** Anybody may ask, and each question reads rows: once a minute an isolate is enough, while all is well. */
const KEPT = 60_000;
/** What is left of a change of keys, which takes days, reads more than a thousand. */
const PROGRESS_KEPT = 600_000;

let lastWell: { readonly at: number; readonly vault: Vault } | undefined;
let known: { readonly at: number; readonly vault: Vault; readonly progress: RotationProgress } | undefined;

const health = endpoint(contract.getHealth, async (_, { d1, vault, clock }) => {
  const now = clock.now();
  if (lastWell?.vault !== vault || now - lastWell.at > KEPT) {
    requireWell(await databaseHealth(d1, vault));
    lastWell = { at: now, vault };
  }
  if (known?.vault !== vault || now - known.at > PROGRESS_KEPT) {
    known = { at: now, vault, progress: await rotationProgress(d1, vault) };
  }
  const running = { status: "ok" as const, version: VERSION };
  switch (known.progress.kind) {
    case "none":
      return running;
    case "running":
      return { ...running, keyChange: "running" as const, keyRowsLeft: known.progress.left };
    case "done":
      return { ...running, keyChange: "done" as const, keyRowsLeft: 0 };
  }
});

/** @throws Problem 503 that says what to do; mail waits at its senders until then */
function requireWell(database: DatabaseHealth): void {
  switch (database.kind) {
    case "well":
      return;
    case "not-migrated":
      throw new Problem(
        503,
        "The database is older than this worker: run `npx wrangler d1 migrations apply DB --remote`. Mail waits at its senders until then.",
        "DB",
      );
    case "wrong-key":
      throw new Problem(
        503,
        `ADDRESS_KEY is wrong: ${database.error.message}. Mail waits at its senders until then.`,
        "ADDRESS_KEY",
      );
    case "unreachable":
      throw new Problem(
        503,
        "The database does not answer. Mail waits at its senders; see https://www.cloudflarestatus.com.",
        "DB",
      );
  }
}

export const healthEndpoints: readonly Endpoint[] = [health];
