/** An answer comes again, since its server has not heard of it or colleagues wait for their copies, and the desk is no more as it was. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding, invite } from "../../support/school.ts";
import { confirmationsOn, World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const YURI = "yuri@new.example";
const LATER = { kind: "deferred", reason: "rate-limit" } as const;

let world: World;
let pta: string;
let hanako: string;
let alias: string;
let message: string;

beforeEach(async () => {
  await reset();
  world = await World.open();
  pta = await addAddress(PTA, { shareAnswers: true });
  hanako = await addForwarding(world, pta, HANAKO);
  await addForwarding(world, pta, JIRO);
  await world.deliver(PARENT, PTA, mail({ from: PARENT }));
  alias = takenBy(world, HANAKO).envelopeSender;
  taken(world);
  message = mail({ from: HANAKO, to: alias });
});

const run = (text: string) => env.DB.prepare(text).run();
const attempt = async () => (await world.deliver(HANAKO, alias, message)).outcome;
const reached = () => taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
const rows = async (direction: string) => {
  const found = await env.DB.prepare("SELECT outcome, reason, remark FROM delivery WHERE direction = ?")
    .bind(direction)
    .all<{ outcome: string; reason: string; remark: string }>();
  return found.results.map(({ outcome, reason, remark }) => `${outcome} ${reason} ${remark}`);
};
const alarms = () => world.alarms.map(({ kind }) => kind);

async function handOver(keepAliases: boolean): Promise<void> {
  const columns = { replacesId: hanako, keepAliases, ...(keepAliases ? { scope: hanako } : {}) };
  const { id } = await invite(world, pta, YURI, columns);
  const transport = { send: async () => ({ kind: "sent", sentId: "" }) as const };
  await confirmationsOn(env.DB, world.vault, { clock: world.clock, transport }, world.ports.log).confirm(id, undefined);
}

/** After which the alias is nobody's, or somebody else's. */
const GONE: Readonly<Record<string, () => Promise<unknown>>> = {
  "its alias was made void": () => run("UPDATE alias SET deleted_at = 1, shown = 0"),
  "its forwarding was deleted": () => run("UPDATE forwarding SET state = 'deleted', deleted_at = 1 WHERE rowid = 1"),
  "its address was given up": () =>
    run("UPDATE forwarding SET state = 'deleted', deleted_at = 1").then(() => run("UPDATE address SET deleted_at = 1")),
  "its officer handed over with the aliases": () => handOver(true),
  "its officer handed over without them": () => handOver(false),
};
/** After which its officer may answer no more. */
const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
  "its correspondent was blocked": [
    "blocked",
    "UPDATE alias SET blocked = 1 WHERE forwarding_id = (SELECT id FROM forwarding WHERE rowid = 1)",
  ],
  "answers were switched off": ["replies-off", "UPDATE forwarding SET allow_reply = 0 WHERE rowid = 1"],
  "its officer was stopped": ["replies-off", "UPDATE forwarding SET paused_by = 'card' WHERE rowid = 1"],
};

describe("an answer that is out", { timeout: 60_000 }, () => {
  it.each(Object.keys(GONE))("is not said to have reached nobody after %s", async (name) => {
    expect(await attempt()).toBe("accepted");
    expect(reached()).toEqual([JIRO, PARENT]);
    await GONE[name]?.();
    expect([await attempt(), await attempt()]).toEqual(["accepted", "accepted"]);
    expect([reached(), alarms()]).toEqual([[], []]);
  });

  it.each(Object.keys(GONE))(
    "has its colleagues' copies ended at once after %s, and the admin is told",
    async (name) => {
      world.transport.faults.set(JIRO, [LATER]);
      expect(await attempt()).toBe("retry");
      expect([reached(), await rows("shared")]).toEqual([[PARENT], ["retrying rate-limit none"]]);
      await GONE[name]?.();
      expect([await attempt(), reached()]).toEqual(["accepted", []]);
      expect(await rows("shared")).toEqual(["failed no-such-address given-up"]);
      expect([await attempt(), alarms()]).toEqual(["accepted", ["partly-delivered"]]);
    },
  );

  it.each(Object.keys(REFUSED))("has its colleagues' copies ended at once after %s", async (name) => {
    const [reason, change] = REFUSED[name] ?? ["", ""];
    world.transport.faults.set(JIRO, [LATER]);
    expect(await attempt()).toBe("retry");
    expect(reached()).toEqual([PARENT]);
    await run(change);
    expect([await attempt(), reached()]).toEqual(["accepted", []]);
    expect(await rows("shared")).toEqual([`failed ${reason} given-up`]);
    expect(await rows("reply")).toEqual(["sent  none"]);
    expect([await attempt(), alarms()]).toEqual(["accepted", ["partly-delivered"]]);
  });

  it.each([
    ["stopped", "UPDATE forwarding SET deliver = 0 WHERE rowid = 2"],
    ["paused", "UPDATE forwarding SET paused_by = 'officer' WHERE rowid = 2"],
    ["no longer to hear of answers", "UPDATE address SET share_answers = 0"],
  ])("waits for no colleague who is %s meanwhile", async (_, change) => {
    world.transport.faults.set(JIRO, [LATER]);
    expect(await attempt()).toBe("retry");
    await run(change);
    expect(await attempt()).toBe("accepted");
    expect([reached(), await rows("shared"), alarms()]).toEqual([[PARENT], [], []]);
  });

  it("is refused as ever in what only looks like it: nobody vouches for a forgery", async () => {
    await attempt();
    await GONE["its alias was made void"]?.();
    const forged = mail({ from: HANAKO, to: alias, passes: "", messageId: "<one@private.example>" });
    expect((await world.deliver(HANAKO, alias, forged)).outcome).toBe("rejected");
    const another = mail({ from: HANAKO, to: alias, subject: "another" });
    expect((await world.deliver(HANAKO, alias, another)).outcome).toBe("rejected");
    expect((await world.deliver("thief@crime.example", alias, message)).outcome).toBe("rejected");
  });
});

describe("an answer that is not out", { timeout: 60_000 }, () => {
  it.each(Object.keys(REFUSED))("leaves no colleague waiting when it is refused after %s", async (name) => {
    world.transport.faults.set(PARENT, [LATER]);
    expect(await attempt()).toBe("retry");
    expect(await rows("shared")).toEqual(["retrying not-tried none"]);
    await run(REFUSED[name]?.[1] ?? "");
    expect([await attempt(), reached()]).toEqual(["accepted", [HANAKO]]);
    expect([await rows("shared"), alarms()]).toEqual([["suppressed not-answered none"], []]);
  });

  it.each(Object.keys(GONE))("is refused after %s, and goes to nobody", async (name) => {
    world.transport.faults.set(PARENT, [LATER]);
    expect(await attempt()).toBe("retry");
    await GONE[name]?.();
    expect((await world.deliver(HANAKO, alias, message)).text).toBe("No such address.");
    expect(reached().filter((one) => one !== YURI)).toEqual([]);
  });

  it("waits while it is on its way, after its alias was made void", async () => {
    let during = Promise.resolve("");
    const send = world.transport.send.bind(world.transport);
    world.transport.send = async (outgoing) => {
      const result = await send(outgoing);
      if (outgoing.envelopeRecipient === PARENT) {
        await GONE["its alias was made void"]?.();
        during = attempt();
        await during;
      }
      return result;
    };
    expect([await attempt(), await during]).toEqual(["accepted", "retry"]);
    expect(reached().filter((one) => one === PARENT)).toEqual([PARENT]);
  });
});
