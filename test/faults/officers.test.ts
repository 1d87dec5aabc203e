import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { ATTEMPTS } from "../../src/store/journal/claims.ts";
import { mail } from "../support/mails.ts";
import { addAddress, addForwarding, invite } from "../support/school.ts";
import { type Sent, World } from "../support/world.ts";
import { FAULT_KINDS, FaultPlan, StubbornPlan } from "./fault.ts";
import { attemptOnce, type Letter, type Sea, sendUntilDone } from "./sending-server.ts";
import { SteppedClock } from "./stepped-clock.ts";

/** Real milliseconds: a bound for a broken machine, nothing that is measured. */
const LIMIT = { timeout: 240_000 };
const DAY = 24 * 60 * 60 * 1000;

let sea: Sea;
let count = 0;

beforeAll(async () => {
  await reset();
  sea = { world: await World.open(), clock: new SteppedClock() };
});

/** What an officer asks for by mail, and how it shows that it was done. */
interface Errand {
  readonly letter: Letter;
  readonly officer: string;
  /** Rows that there must be: 1. */
  readonly done: string;
  /** Who gets a copy besides, once. */
  readonly reader?: string;
}

/** A desk that no other run knows, on a day of its own. */
async function newDesk() {
  sea.clock.move(DAY);
  const at = ++count;
  const [desk, officer] = [`desk${at}@school.example`, `officer@home${at}.example`];
  const addressId = await addAddress(desk, { name: "PTA窓口" });
  return { at, desk, officer, addressId, tagged: (tag: string) => desk.replace("@", `+${tag}@`) };
}

function letterFrom(sender: string, recipient: string): Letter {
  return { sender, recipient, raw: mail({ from: sender, to: recipient }) };
}

const ERRANDS: Readonly<Record<string, () => Promise<Errand>>> = {
  "stop my part": async () => {
    const { officer, addressId, tagged } = await newDesk();
    const id = await addForwarding(sea.world, addressId, officer);
    const done = `SELECT 1 FROM forwarding WHERE id = '${id}' AND paused_by = 'officer'`;
    return { officer, letter: letterFrom(officer, tagged("stop")), done };
  },
  "block whom an alias stands for": async () => {
    const { at, officer, desk, addressId } = await newDesk();
    await addForwarding(sea.world, addressId, officer);
    await attemptOnce(sea, letterFrom(`parent${at}@company.example`, desk), new FaultPlan());
    const [copy] = sea.world.takeSent();
    const alias = copy?.envelopeSender ?? "";
    const done = `SELECT 1 FROM alias WHERE alias = '${alias}' AND blocked = 1`;
    return { officer, letter: letterFrom(officer, alias.replace("@", "+block@")), done };
  },
  "write first": async () => {
    const { at, officer, addressId, tagged } = await newDesk();
    const id = await addForwarding(sea.world, addressId, officer);
    const done = `SELECT 1 FROM alias WHERE forwarding_id = '${id}'`;
    const letter = letterFrom(officer, tagged(`ken${at}=freemail.example`));
    return { officer, letter, done, reader: `ken${at}@freemail.example` };
  },
  "here I am": async () => {
    const { officer, addressId } = await newDesk();
    const { id, confirmation } = await invite(sea.world, addressId, officer);
    const done = `SELECT 1 FROM forwarding WHERE id = '${id}' AND state = 'active'`;
    return { officer, letter: letterFrom(officer, confirmation), done };
  },
  "here I am, from another mailbox": async () => {
    const { at, officer, addressId } = await newDesk();
    const { id, confirmation } = await invite(sea.world, addressId, officer);
    const done = `SELECT 1 FROM reply_from AS r JOIN forwarding AS f ON f.id = r.forwarding_id WHERE f.id = '${id}' AND f.state = 'active'`;
    return { officer, letter: letterFrom(`me@work${at}.example`, confirmation), done };
  },
  "here I am, to take over": async () => {
    const { at, officer, addressId } = await newDesk();
    const old = await addForwarding(sea.world, addressId, `old@home${at}.example`);
    const { id, confirmation } = await invite(sea.world, addressId, officer, { replacesId: old });
    const done = `SELECT 1 FROM forwarding AS old, forwarding AS new WHERE old.id = '${old}' AND old.state = 'replaced'
      AND new.id = '${id}' AND new.state = 'active'`;
    return { officer, letter: letterFrom(officer, confirmation), done };
  },
};

const lettersTo = (sent: readonly Sent[], mailbox: string) =>
  sent.filter(({ envelopeRecipient }) => envelopeRecipient === mailbox).length;

/** Runs an errand. @returns how many calls it took, and what it led to */
async function run(name: string, plan: FaultPlan) {
  const errand = await ERRANDS[name]?.();
  if (!errand) throw new Error(name);
  const answers = await sendUntilDone(sea, errand.letter, plan, "patient");
  const sent = sea.world.takeSent();
  const { results } = await env.DB.prepare(errand.done).all();
  return {
    calls: plan.calls.length,
    answers,
    done: results.length,
    told: lettersTo(sent, errand.officer),
    copies: errand.reader === undefined ? 1 : lettersTo(sent, errand.reader),
  };
}

const PLACES = Object.keys(ERRANDS);

describe("one fault, of every kind, at every call of an officer's errand", LIMIT, () => {
  it.each(PLACES)("is done, told and accepted: %s", async (name) => {
    const { calls, ...usual } = await run(name, new FaultPlan());
    expect(usual).toMatchObject({ answers: ["accepted"], done: 1, copies: 1 });
    for (const kind of FAULT_KINDS) {
      for (let at = 0; at < calls; at++) {
        const ended = await run(name, new FaultPlan([[at, kind]]));
        const where = `${kind} at call ${at}`;
        expect([where, ended.answers, ended.done]).toEqual([where, ["accepted"], 1]);
        expect(ended.told, where).toBeGreaterThanOrEqual(1);
        expect(ended.told, where).toBeLessThanOrEqual(usual.told + 1);
        expect(ended.copies, where).toBeGreaterThanOrEqual(1);
        expect(ended.copies, where).toBeLessThanOrEqual(2);
      }
    }
  });
});

describe.each([2, ATTEMPTS, ATTEMPTS + 2])(
  "a fault that strikes %i times in a row at the same place",
  LIMIT,
  (times) => {
    it.each(PLACES)("ends with what was asked for: %s", async (name) => {
      const { calls, told } = await run(name, new FaultPlan());
      for (const kind of ["error", "crash-before", "crash-after"] as const) {
        for (let at = 0; at < calls; at++) {
          const ended = await run(name, new StubbornPlan(at, kind, times));
          const where = `${kind} at call ${at}`;
          expect(ended.answers, where).toEqual(["accepted"]);
          expect(ended.told, where).toBeLessThanOrEqual(told + times);
          expect(ended.copies, where).toBeLessThanOrEqual(1 + ATTEMPTS);
          expect([where, ended.done]).toEqual([where, 1]);
        }
      }
    });
  },
);
