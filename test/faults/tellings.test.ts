/** Whatever goes wrong once while an admin changes something: who must hear of it does, and of what was not changed nobody hears. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { askDesk, runCron } from "../support/desk.ts";
import { shown } from "../support/reading.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";
import { runDesk } from "./desk-isolate.ts";
import { FAULT_KINDS, type FaultKind, FaultPlan } from "./fault.ts";
import { SteppedClock } from "./stepped-clock.ts";

const LIMIT = { timeout: 600_000 };
const MINUTE = 60_000;
/** More than leave between two records. */
const OFFICERS = ["hanako", "jiro", "ken", "mai", "yuko", "sora"].map((name) => `${name}@private.example`);
/** A letter more may come of these: it was out, and nobody could know. */
const UNKNOWABLE: readonly string[] = [
  ...["answer-late", "answer-lost", "crash-after", "crash-before"].map((kind) => `send: ${kind}`),
  // The record behind up to four letters.
  ...["error", "time-out", "crash-before"].map((kind) => `alarm-claim: ${kind}`),
];

interface Scene {
  readonly ask: (world: World, about: { readonly addressId: string; readonly ids: readonly string[] }) => Asking;
  readonly subject: string;
  /** Rows when the change was made. */
  readonly made: string;
  readonly told: readonly string[];
}

type Asking = readonly [method: string, path: string, body: object];

const SCENES: Readonly<Record<string, Scene>> = {
  "a further officer": {
    ask: (_, { addressId }) => ["POST", `addresses/${addressId}/forwardings`, { destination: "new@home.example" }],
    subject: "担当者が追加されました",
    made: "SELECT count(*) AS made FROM forwarding WHERE state <> 'active'",
    told: OFFICERS,
  },
  "senders that are shown from now on": {
    ask: (_, { ids }) => ["PATCH", `forwardings/${ids[0]}`, { hideSender: false }],
    subject: "設定が変わりました",
    made: "SELECT count(*) AS made FROM forwarding WHERE hide_sender = 0",
    told: OFFICERS,
  },
};

describe.each(Object.entries(SCENES))("%s", LIMIT, (_, scene) => {
  let world: World;
  let clock: SteppedClock;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    clock = new SteppedClock();
  });

  async function enter() {
    for (const table of ["forwarding", "address", "audit", "telling"])
      await env.DB.prepare(`DELETE FROM ${table}`).run();
    clock.move(60 * MINUTE);
    const addressId = await addAddress("pta@school.example");
    const ids: string[] = [];
    for (const one of OFFICERS) ids.push(await addForwarding(world, addressId, one));
    return { addressId, ids };
  }

  /** @returns how many letters about it each has got, and whether it was done */
  async function letters(plan: FaultPlan) {
    const about = await enter();
    const asking = scene.ask(world, about);
    await runDesk({ world, clock, plan }, (deps) => askDesk(deps, ...asking));
    for (let turn = 0; turn < 5; turn++) {
      clock.move(20 * MINUTE);
      await runDesk({ world, clock, plan: new FaultPlan() }, runCron);
    }
    const sent = world.takeSent().filter((one) => shown(one, "subject").includes(scene.subject));
    const row = await env.DB.prepare(scene.made).first<{ made: number }>();
    expect(await env.DB.prepare("SELECT count(*) AS n FROM telling").first()).toEqual({ n: 0 });
    const counts = scene.told.map((one) => sent.filter((letter) => letter.envelopeRecipient === one).length);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(sent.length);
    return { counts, made: row?.made === 1 };
  }

  it("is told to each who stands behind the address, once", async () => {
    expect(await letters(new FaultPlan())).toEqual({ counts: scene.told.map(() => 1), made: true });
  });

  it.each(FAULT_KINDS)("is told also where something goes wrong at any call: %s", async (kind: FaultKind) => {
    const plain = new FaultPlan();
    await letters(plain);
    expect(plain.calls.filter((place) => place === "send").length).toBeGreaterThanOrEqual(scene.told.length);
    const doublings = new Set<string>();
    for (let call = 0; call < plain.calls.length; call++) {
      const plan = new FaultPlan([[call, kind]]);
      const { counts, made } = await letters(plan);
      const where = `${call} ${plan.strikes[0]?.place}: ${kind}`;
      for (const count of counts) {
        if (!made) expect(count, where).toBe(0);
        else expect(count, where).toBeGreaterThanOrEqual(1);
        expect(count, where).toBeLessThanOrEqual(2);
        if (count === 2) doublings.add(`${plan.strikes[0]?.place}: ${kind}`);
      }
    }
    expect([...doublings].filter((one) => !UNKNOWABLE.includes(one))).toEqual([]);
  });
});
