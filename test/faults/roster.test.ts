/** A roster's welcome mails and what the others hear, whatever goes wrong once: nobody is left out, and each hears it once. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { askDesk, deskOf, runCron } from "../support/desk.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";
import { runDesk } from "./desk-isolate.ts";
import { FAULT_KINDS, type FaultKind, FaultPlan } from "./fault.ts";
import { SteppedClock } from "./stepped-clock.ts";

const LIMIT = { timeout: 600_000 };
const MINUTE = 60_000;
const NEWCOMERS = ["mai@home.example", "ken@home.example"];
/** Runs of the cron that are watched. */
const RUNS = 6;
/** Runs in which something is made to go wrong: the one that writes, and the next. Those behind them do the same as that one. */
const STRUCK = 2;
/** Behind the addresses already. */
const OTHERS = ["hanako@private.example", "jiro@private.example", "nurse@private.example"];
/** A letter more may come of these: it was out, and nobody could know. The others' letters go out side by side. */
const UNKNOWABLE: readonly string[] = [
  ...["answer-late", "answer-lost", "crash-after", "crash-before"].map((kind) => `send: ${kind}`),
  ...["error", "time-out", "crash-before"].map((kind) => `alarm-settled: ${kind}`),
];

describe("a roster's letters, whatever goes wrong once", LIMIT, () => {
  let world: World;
  let clock: SteppedClock;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    clock = new SteppedClock();
  });

  /** Two desks with somebody behind each, and a roster that adds two people: one of them to both, with one welcome mail. */
  async function enter(): Promise<void> {
    for (const table of ["forwarding", "address", "audit"]) await env.DB.prepare(`DELETE FROM ${table}`).run();
    clock.move(60 * MINUTE);
    const [pta, nurse] = [await addAddress("pta@school.example"), await addAddress("nurse@school.example")];
    for (const [at, other] of OTHERS.entries()) await addForwarding(world, at < 2 ? pta : nurse, other);
    const rows = [
      { address: "pta@school.example", label: "会計", destination: NEWCOMERS[0] },
      { address: "nurse@school.example", label: "補助", destination: NEWCOMERS[0] },
      { address: "pta@school.example", label: "書記", destination: NEWCOMERS[1] },
    ];
    await askDesk(deskOf(world, { clock }), "POST", "roster", { rows, dryRun: false });
  }

  /** @returns how many letters each has got, and how many calls the runs made in which something is made to go wrong */
  async function letters(plan: FaultPlan) {
    await enter();
    let calls = 0;
    for (let attempt = 0; attempt < RUNS; attempt++) {
      await runDesk({ world, clock, plan }, runCron);
      if (attempt < STRUCK) calls = plan.calls.length;
      clock.move(20 * MINUTE);
    }
    const sent = world.takeSent().map(({ envelopeRecipient }) => envelopeRecipient);
    const got = new Map([...NEWCOMERS, ...OTHERS].map((one) => [one, sent.filter((to) => to === one).length]));
    return { got, calls };
  }

  it("reach everybody once", async () => {
    expect([...(await letters(new FaultPlan())).got.values()]).toEqual([1, 1, 2, 2, 1]);
  });

  it.each(FAULT_KINDS)(
    "leave nobody out, and reach nobody twice who could be known to have got it: %s",
    async (kind) => {
      const { got: usual, calls } = await letters(new FaultPlan());
      const doublings = new Set<string>();
      for (let call = 0; call < calls; call++) {
        const plan = new FaultPlan([[call, kind satisfies FaultKind]]);
        const { got } = await letters(plan);
        const [strike] = plan.strikes;
        const where = `${call} ${strike?.place}: ${strike?.kind}`;
        for (const [one, count] of got) {
          expect(count, `${one} ${where}`).toBeGreaterThanOrEqual(usual.get(one) ?? 0);
          expect(count, `${one} ${where}`).toBeLessThanOrEqual((usual.get(one) ?? 0) + 1);
          if (count > (usual.get(one) ?? 0)) doublings.add(`${strike?.place}: ${strike?.kind}`);
        }
      }
      console.log(kind, [...doublings].sort().join("; "));
      expect([...doublings].filter((one) => !UNKNOWABLE.includes(one))).toEqual([]);
    },
  );
});
