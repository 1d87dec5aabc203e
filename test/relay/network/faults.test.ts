import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { RelayPorts } from "../../../src/relay/ports/ports.ts";
import { D1Directory } from "../../../src/store/directory.ts";
import { D1Journal } from "../../../src/store/journal/journal.ts";
import { D1Announcements } from "../../../src/store/network/announcements.ts";
import { FAULT_KINDS, type FaultKind, FaultPlan } from "../../faults/fault.ts";
import { databaseIn, Isolate, transportIn } from "../../faults/isolate.ts";
import { SteppedClock } from "../../faults/stepped-clock.ts";
import { mail } from "../../support/mails.ts";
import { addMembers, openNetwork, tagged } from "../../support/network.ts";
import { taken } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const ALL = tagged(CLASS, "all");
const SENSEI = "sensei@private.example";
const FAMILIES = Array.from({ length: 6 }, (_, at) => `family${at}@home.example`);
/** A lease of a dead attempt is over by then. */
const LATER = 100_000;

/** A copy more may come of these: it was out, and nobody could know. */
const UNKNOWABLE: readonly string[] = [
  ...["answer-late", "answer-lost", "crash-after", "crash-before"].map((kind) => `send: ${kind}`),
  ...["crash-before"].map((kind) => `record: ${kind}`),
];

describe("an officer's mail to all, whatever goes wrong once", { timeout: 600_000 }, () => {
  let world: World;
  let clock: SteppedClock;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    clock = new SteppedClock();
    const id = await addAddress(CLASS);
    await addForwarding(world, id, SENSEI);
    await openNetwork(world, id);
    await addMembers(world, id, FAMILIES);
  });

  function portsIn(isolate: Isolate): RelayPorts {
    const db = databaseIn(isolate, env.DB);
    return {
      ...world.ports,
      clock,
      transport: transportIn(isolate, world.transport),
      directory: new D1Directory(db, world.vault),
      journal: new D1Journal(db, world.vault, clock),
      announcements: new D1Announcements(db, world.vault, clock),
    };
  }

  /** One attempt of the officer's server; a handler that dies is heard of as a temporary failure. */
  async function attempt(raw: string, plan: FaultPlan): Promise<string> {
    const isolate = new Isolate(plan);
    let over: string | undefined;
    const end = (word: string) => {
      over ??= word;
    };
    void world.deliver(SENSEI, ALL, raw, portsIn(isolate)).then(({ outcome }) => end(outcome));
    void isolate.died.then(() => end("died"));
    while (over === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      if (isolate.isStuck) clock.move(2_000);
    }
    return over;
  }

  async function untilAccepted(plan: FaultPlan): Promise<void> {
    const raw = mail({ from: SENSEI, to: ALL });
    for (let attempts = 0; attempts < 6; attempts++) {
      if ((await attempt(raw, plan)) === "accepted") return;
      clock.move(LATER);
    }
    throw new Error(`never accepted after ${JSON.stringify(plan.strikes)}`);
  }

  async function run(plan: FaultPlan): Promise<string | undefined> {
    await untilAccepted(plan);
    const out = taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
    for (const family of FAMILIES) expect(out, JSON.stringify(plan.strikes)).toContain(family);
    expect(out).toContain(SENSEI);
    const doubled = out.length > FAMILIES.length + 1;
    expect(out.length, JSON.stringify(plan.strikes)).toBeLessThanOrEqual(FAMILIES.length + 1 + 4);
    const [strike] = plan.strikes;
    return doubled && strike ? `${strike.place}: ${strike.kind}` : undefined;
  }

  it.each(FAULT_KINDS)(
    "reaches everybody, and doubles a copy only where nobody could know that it was out: %s",
    async (kind) => {
      const plain = new FaultPlan();
      expect(await run(plain)).toBeUndefined();
      const doublings = new Set<string>();
      for (let call = 0; call < plain.calls.length; call++) {
        const doubling = await run(new FaultPlan([[call, kind satisfies FaultKind]]));
        if (doubling) doublings.add(doubling);
      }
      expect([...doublings].filter((one) => !UNKNOWABLE.includes(one))).toEqual([]);
    },
  );

  it("gives up no more copies than went out at once, however often its isolate dies at the same send", async () => {
    const plain = new FaultPlan();
    expect(await run(plain)).toBeUndefined();
    const firstSend = plain.calls.indexOf("send");
    const raw = mail({ from: SENSEI, to: ALL });
    for (let deaths = 0; deaths < 3; deaths++) {
      expect(await attempt(raw, new FaultPlan([[firstSend, "crash-before"]]))).toBe("died");
      clock.move(LATER);
    }
    expect(await attempt(raw, new FaultPlan())).toBe("accepted");
    const out = new Set(taken(world).map(({ envelopeRecipient }) => envelopeRecipient));
    expect(FAMILIES.filter((family) => !out.has(family)).length).toBeLessThanOrEqual(1);
  });
});
