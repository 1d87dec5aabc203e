/** A mail that comes again after something was closed or blocked: first what its sender has to believe, then the rule. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { blockScope } from "../../../src/relay/inbound/screening.ts";
import { block, delivery } from "../../../src/store/schema.ts";
import { mail } from "../../support/mails.ts";
import { taken } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const HOUR = 3_600_000;
const LATER = { kind: "deferred", reason: "rate-limit" } as const;

describe("a mail that comes again", { timeout: 120_000 }, () => {
  let world: World;
  let pta: string;
  let message: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ limits: { correspondent: 3 } });
    pta = await addAddress(PTA);
    for (const officer of [HANAKO, JIRO]) await addForwarding(world, pta, officer);
    message = mail({ from: PARENT });
  });

  const attempt = async (text = message) => (await world.deliver(PARENT, PTA, text)).outcome;
  const reached = () => taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
  const run = (text: string) => env.DB.prepare(text).run();
  const rows = async () => {
    const all = await drizzle(env.DB).select().from(delivery);
    return all
      .map(({ outcome, reason, remark }) =>
        [outcome, reason, remark]
          .filter((word) => word !== "none")
          .join(" ")
          .trim(),
      )
      .sort()
      .reverse();
  };
  const blockSender = async () => {
    const senderIndex = await world.vault.index(blockScope(PTA), PARENT);
    await drizzle(env.DB)
      .insert(block)
      .values({ id: "b", addressId: pta, kind: "correspondent", senderIndex, patternSealed: "", createdAt: 0 });
  };
  const blockAtOfficers = async () => {
    for (const forwarding of ["hanako", "jiro"].keys()) {
      const scope =
        (await env.DB.prepare("SELECT scope FROM forwarding ORDER BY rowid").all<{ scope: string }>()).results[
          forwarding
        ]?.scope ?? "";
      const senderIndex = await world.vault.index(blockScope(PTA), PARENT);
      await drizzle(env.DB).insert(block).values({
        id: scope,
        addressId: pta,
        kind: "correspondent",
        senderIndex,
        patternSealed: "",
        createdAt: 0,
        scope,
      });
    }
  };
  const CHANGES: Readonly<Record<string, readonly [string, () => Promise<unknown>]>> = {
    "its sender was blocked": ["blocked", blockSender],
    "its sender was blocked by every officer": ["blocked", blockAtOfficers],
    "the address was closed": ["closed", () => run("UPDATE address SET open = 0")],
  };

  it.each(Object.keys(CHANGES))("when %s is accepted, since a copy is out, and goes to nobody else", async (name) => {
    const [reason, change] = CHANGES[name] ?? ["", blockSender];
    world.transport.faults.set(JIRO, [LATER]);
    expect(await attempt()).toBe("retry");
    expect(reached()).toEqual([HANAKO]);
    await change();
    expect([await attempt(), await attempt(), reached()]).toEqual(["accepted", "accepted", []]);
    expect(await rows()).toEqual(["sent", `rejected ${reason}`]);
  });

  it.each(Object.keys(CHANGES))(
    "when %s is accepted where all have it and its server has not heard of it",
    async (name) => {
      expect(await attempt()).toBe("accepted");
      await CHANGES[name]?.[1]();
      expect(await attempt()).toBe("accepted");
      expect(reached()).toEqual([HANAKO, JIRO]);
      expect(await rows()).toEqual(["sent", "sent"]);
    },
  );

  it.each(Object.keys(CHANGES))(
    "when %s is refused while nobody has it, and no row says that it waits",
    async (name) => {
      const [reason, change] = CHANGES[name] ?? ["", blockSender];
      world.transport.faults.set(HANAKO, [LATER]);
      world.transport.faults.set(JIRO, [LATER]);
      expect(await attempt()).toBe("retry");
      await change();
      expect([await attempt(), reached()]).toEqual(["rejected", []]);
      expect(await rows()).toEqual([`rejected ${reason}`]);
    },
  );

  it.each(Object.keys(CHANGES))(
    "when %s waits while a copy is on its way: how that ends is not known yet",
    async (name) => {
      let during = Promise.resolve("");
      world.transport.onSend = () => {
        world.transport.onSend = () => {};
        during = (CHANGES[name]?.[1]() ?? Promise.resolve()).then(() => attempt());
      };
      const hold = world.transport.send.bind(world.transport);
      world.transport.send = async (outgoing) => {
        const result = await hold(outgoing);
        await during;
        return result;
      };
      expect([await attempt(), await during]).toEqual(["accepted", "retry"]);
      expect(await rows()).toEqual(["sent", "sent"]);
    },
  );

  it("ends what an attempt died with, too", async () => {
    await attempt();
    await run("UPDATE delivery SET outcome = 'claimed', lease_until = 1 WHERE rowid = 2");
    await run("UPDATE address SET open = 0");
    expect(await attempt()).toBe("accepted");
    expect(await rows()).toEqual(["sent", "rejected closed"]);
  });

  it("is refused as ever where only a forgery of it, for which nobody vouched, had gone out", async () => {
    const forged = mail({ from: PARENT, passes: "", messageId: "<one@company.example>" });
    const genuine = mail({ from: PARENT, messageId: "<one@company.example>" });
    expect(await attempt(forged)).toBe("accepted");
    await run("UPDATE address SET open = 0");
    expect([await attempt(genuine), await attempt(forged)]).toEqual(["rejected", "accepted"]);
  });

  it("when nobody takes it any more waits for the other four hours long, and is accepted then: the admin is told", async () => {
    world.transport.faults.set(JIRO, [LATER]);
    await attempt();
    await run("UPDATE forwarding SET deliver = 0");
    expect(await attempt()).toBe("retry");
    world.clock.time += 4 * HOUR - 1;
    expect(await attempt()).toBe("retry");
    expect(world.alarms.map(({ kind }) => kind)).not.toContain("partly-delivered");
    world.clock.time += 1;
    expect(await attempt()).toBe("accepted");
    expect(world.alarms.map(({ kind }) => kind)).toContain("partly-delivered");
    expect(await rows()).toEqual(["sent", "failed no-forwarding-delivers given-up"]);
  });

  const gone = {
    "its only reader has left": "UPDATE forwarding SET state = 'deleted', deleted_at = 1 WHERE rowid = 1",
    "the whole address was given up": "UPDATE address SET deleted_at = 1",
  } as const;

  it.each(Object.keys(gone) as (keyof typeof gone)[])(
    "is not said to have reached nobody after %s, where a copy is out",
    async (name) => {
      world.transport.faults.set(JIRO, [LATER]);
      expect(await attempt()).toBe("retry");
      expect(reached()).toEqual([HANAKO]);
      await run(gone[name]);
      await run("UPDATE address SET open = 0");
      expect([await attempt(), await attempt(), reached()]).toEqual(["accepted", "accepted", []]);
      expect((await rows()).filter((row) => row.startsWith("retrying"))).toEqual([]);
    },
  );

  it("is refused where the address was given up, and nobody has it", async () => {
    for (const one of [HANAKO, JIRO]) world.transport.faults.set(one, [LATER]);
    expect(await attempt()).toBe("retry");
    await run("UPDATE address SET deleted_at = 1");
    expect([await attempt(), reached()]).toEqual(["rejected", []]);
  });

  it("leaves no row that says that an officer's copy waits who takes it no more", async () => {
    world.transport.faults.set(JIRO, [LATER]);
    await attempt();
    await run("UPDATE forwarding SET deliver = 0 WHERE rowid = 2");
    expect(await attempt()).toBe("accepted");
    expect(await rows()).toEqual(["sent"]);
  });
});
