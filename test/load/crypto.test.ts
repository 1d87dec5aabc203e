import { reset } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { type Desk, openAdminDb } from "./desk.ts";

const [PARENT, PTA, HANAKO] = ["taro@company.example", "pta@school.example", "hanako@private.example"];

const METHODS = ["importKey", "deriveKey", "deriveBits", "sign", "digest", "encrypt", "decrypt"] as const;

/** How often each method of Web Crypto was called meanwhile. */
async function calls(work: () => Promise<unknown>): Promise<Readonly<Record<(typeof METHODS)[number], number>>> {
  const spies = METHODS.map((method) => [method, vi.spyOn(crypto.subtle, method)] as const);
  await work();
  const counted = spies.map(([method, spy]) => [method, spy.mock.calls.length] as const);
  vi.restoreAllMocks();
  return Object.fromEntries(counted) as Record<(typeof METHODS)[number], number>;
}

let desk: Desk;
beforeEach(async () => {
  await reset();
  desk = await openAdminDb();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const question = () => desk.world.deliver(PARENT, PTA, mail({ from: PARENT }), desk.ports);

/** Calls of each direction, and of each further officer's copy: docs/performance.md has them. */
const MOST = { inbound: 19, answer: 16, officer: 12 };

const sum = (counted: Readonly<Record<string, number>>) => Object.values(counted).reduce((all, one) => all + one, 0);

describe("what a mail costs in calls of Web Crypto", { timeout: 300_000 }, () => {
  it("has no import and no derivation of a key in it: those are an isolate's, not a mail's", async () => {
    await addForwarding(desk.world, await addAddress(PTA), HANAKO);
    await question();
    const alias = takenBy(desk.world, HANAKO).envelopeSender;
    const answered = () => desk.world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }), desk.ports);
    for (const counted of [await calls(question), await calls(answered)]) {
      expect(counted).toMatchObject({ importKey: 0, deriveKey: 0, deriveBits: 0, digest: 1 });
      expect(counted.sign).toBeGreaterThan(0);
    }
  });

  it("is a known number each way", async () => {
    await addForwarding(desk.world, await addAddress(PTA), HANAKO);
    await question();
    const alias = takenBy(desk.world, HANAKO).envelopeSender;
    const answered = () => desk.world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }), desk.ports);
    expect(sum(await calls(question))).toBeLessThanOrEqual(MOST.inbound);
    expect(sum(await calls(answered))).toBeLessThanOrEqual(MOST.answer);
  });

  it("grows by a known number with each further officer", async () => {
    const pta = await addAddress(PTA);
    await addForwarding(desk.world, pta, HANAKO);
    await question();
    const alone = sum(await calls(question));
    for (const officer of ["a@b.example", "c@d.example"]) await addForwarding(desk.world, pta, officer);
    await question();
    const three = sum(await calls(question));
    expect(three - alone).toBeLessThanOrEqual(2 * MOST.officer);
  });
});
