import { reset } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { ATTEMPTS } from "../../src/store/journal/claims.ts";
import { World } from "../support/world.ts";
import { type FaultKind, FaultPlan, StubbornPlan } from "./fault.ts";
import { Ledger } from "./ledger.ts";
import { type Mailing, SCENARIOS } from "./scenarios.ts";
import { type Sea, sendUntilDone } from "./sending-server.ts";
import { SteppedClock } from "./stepped-clock.ts";

/** Real milliseconds: a bound for a broken machine, nothing that is measured. */
const LIMIT = { timeout: 240_000 };
const CRASHES = ["crash-before", "crash-after"] as const;
/** Sends at a time, between two records. */
const AT_ONCE = 4;

let sea: Sea;
const ledger = new Ledger();

beforeAll(async () => {
  await reset();
  sea = { world: await World.open(), clock: new SteppedClock() };
});

/** @returns the most calls of one attempt, and all copies that went out */
async function run(name: string, plan: () => FaultPlan): Promise<{ readonly calls: number; readonly copies: number }> {
  const mailings = (await SCENARIOS[name]?.(sea)) ?? [];
  let calls = 0;
  for (const mailing of mailings) {
    const [own, habit] = [plan(), "patient"] as const;
    ledger.enter(sea, mailing, own, await sendUntilDone(sea, mailing, own, habit));
    calls = Math.max(calls, own.calls.length);
  }
  const copies = mailings.map((mailing) => copiesOf(mailing)).reduce((sum, one) => sum + one, 0);
  sea.world.transport.sent.length = 0;
  return { calls, copies };
}

function copiesOf({ readers }: Mailing): number {
  return sea.world.transport.sent.filter(({ envelopeRecipient }) => readers.includes(envelopeRecipient)).length;
}

async function runEverywhere(name: string, times: number): Promise<void> {
  const undisturbed = await run(name, () => new FaultPlan());
  for (const kind of CRASHES) {
    for (let at = 0; at < undisturbed.calls; at++) await runOnce(name, at, kind, times, undisturbed.copies);
  }
  expect(ledger.broken.splice(0)).toEqual([]);
}

async function runOnce(name: string, at: number, kind: FaultKind, times: number, usual: number): Promise<void> {
  const { copies } = await run(name, () => new StubbornPlan(at, kind, times));
  // An attempt that dies may have sent the four that it had in hand, and none that was on record.
  expect(copies, `${name}: ${kind} at call ${at}, ${times} times`).toBeLessThanOrEqual(usual + times * AT_ONCE);
}

describe.each([2, ATTEMPTS, ATTEMPTS + 2])(
  "an isolate that dies %i times in a row at the same place",
  LIMIT,
  (times) => {
    it.each(Object.keys(SCENARIOS))("loses nothing, and ends: %s", async (name) => {
      await runEverywhere(name, times);
    });
  },
);

it("gives up only what died as often as is allowed, and tells the admin then", () => {
  console.log(`Dying again and again: ${ledger}, given up ${ledger.givenUp}`);
  expect(ledger.lost).toBe(0);
  expect(ledger.givenUp).toBeGreaterThan(0);
});
