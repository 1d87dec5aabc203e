import { reset } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { World } from "../support/world.ts";
import { FAULT_KINDS, FaultPlan } from "./fault.ts";
import { countAliases, Ledger } from "./ledger.ts";
import { SCENARIOS } from "./scenarios.ts";
import { type Habit, type Sea, sendUntilDone } from "./sending-server.ts";
import { SteppedClock } from "./stepped-clock.ts";

/** The only places where one fault makes a copy go out twice: it was out, and nobody could know. */
const DOUBLING = [
  "record: crash-before",
  "send: answer-late",
  "send: answer-lost",
  "send: crash-after",
  "send: crash-before",
];

const ledger = new Ledger();
let sea: Sea;

beforeAll(async () => {
  await reset();
  sea = { world: await World.open(), clock: new SteppedClock() };
});

/** Runs a scenario with one fault, or none. @returns how many calls it took */
async function run(name: string, plans: (letter: number) => FaultPlan, habit: Habit): Promise<number> {
  const mailings = (await SCENARIOS[name]?.(sea)) ?? [];
  let calls = 0;
  for (const [at, mailing] of mailings.entries()) {
    const plan = plans(at);
    ledger.enter(sea, mailing, plan, await sendUntilDone(sea, mailing, plan, habit));
    calls = Math.max(calls, plan.calls.length);
  }
  sea.world.transport.sent.length = 0;
  return calls;
}

/** Real milliseconds: a bound for a broken machine, nothing that is measured. */
const LIMIT = { timeout: 120_000 };

describe("one fault, of every kind, at every call", LIMIT, () => {
  it.each(Object.keys(SCENARIOS))("loses nothing: %s", async (name) => {
    const calls = await run(name, () => new FaultPlan(), "patient");
    for (const kind of FAULT_KINDS) {
      for (let call = 0; call < calls; call++) {
        await run(name, () => new FaultPlan([[call, kind]]), call % 2 === 0 ? "eager" : "patient");
      }
    }
    expect(ledger.broken.splice(0)).toEqual([]);
  });

  it("doubles a copy only where it was out and nobody could know", async () => {
    console.log(`One fault each: ${ledger}`);
    console.log(`Doubled by: ${[...ledger.doublings].sort().join("; ")}`);
    expect([...ledger.doublings].sort()).toEqual(DOUBLING);
    expect(ledger.lost).toBe(0);
  });

  it("leaves no alias half made", async () => {
    expect(await countAliases(sea)).toBeGreaterThan(100);
  });
});
