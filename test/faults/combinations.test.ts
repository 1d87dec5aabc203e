import { reset } from "cloudflare:test";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { runs } from "../support/runs.ts";
import { World } from "../support/world.ts";
import { FAULT_KINDS, type FaultKind, FaultPlan } from "./fault.ts";
import { countAliases, Ledger } from "./ledger.ts";
import { SCENARIOS } from "./scenarios.ts";
import { HABITS, type Habit, type Sea, sendUntilDone } from "./sending-server.ts";
import { SteppedClock } from "./stepped-clock.ts";

/** Real milliseconds: a bound for a broken machine, nothing that is measured. */
const LIMIT = { timeout: 60_000 + runs(0) * 1000 };

/** Calls beyond this one are undisturbed: by then the sender would have tried for four hours. */
const LAST_CALL = 16;

const faults = fc.uniqueArray(fc.tuple(fc.nat(LAST_CALL), fc.constantFrom(...FAULT_KINDS)), {
  selector: ([call]) => call,
  minLength: 1,
  maxLength: 6,
});

const story = fc.record({
  name: fc.constantFrom(...Object.keys(SCENARIOS)),
  plans: fc.tuple(faults, faults),
  habit: fc.constantFrom(...(Object.keys(HABITS) as Habit[])),
  servers: fc.constantFrom(1, 1, 2),
});

/** Three attempts die with their claim, and the alarm that tells of it meets a fault, too. */
const SILENCED = {
  name: "inbound to one",
  plans: [
    [
      [9, "error"],
      [0, "error"],
      [7, "crash-before"],
      [2, "answer-late"],
      [15, "error"],
      [11, "answer-late"],
    ],
    [[0, "error"]],
  ] as [[number, FaultKind][], [number, FaultKind][]],
  habit: "eager" as const,
  servers: 1 as const,
};

describe("faults at random, up to six in a message, the sender's servers trying alone or two at once", LIMIT, () => {
  const ledger = new Ledger();
  let sea: Sea;

  beforeAll(async () => {
    await reset();
    sea = { world: await World.open(), clock: new SteppedClock() };
  });

  it("lose nothing, and double a copy at most once for each fault after which nobody could know", async () => {
    const property = fc.asyncProperty(story, async ({ name, plans, habit, servers }) => {
      const mailings = (await SCENARIOS[name]?.(sea)) ?? [];
      for (const [at, mailing] of mailings.entries()) {
        const plan = new FaultPlan(plans[at]);
        ledger.enter(sea, mailing, plan, await sendUntilDone(sea, mailing, plan, habit, servers));
      }
      sea.world.transport.sent.length = 0;
      expect(ledger.broken.splice(0)).toEqual([]);
    });
    await fc.assert(property, { numRuns: runs(60), examples: [[SILENCED]] });
    console.log(`Faults in combination: ${ledger}`);
    expect(ledger.lost).toBe(0);
  });

  it("leave no alias half made", async () => {
    expect(await countAliases(sea)).toBeGreaterThan(50);
  });
});
