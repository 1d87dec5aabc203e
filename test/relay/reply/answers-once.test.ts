import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail, verdict } from "../../support/mails.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const KEN = "ken@company.example";
const HANAKO = "hanako@private.example";

let world: World;
let alias: string;

beforeEach(async () => {
  await reset();
  world = await World.open();
  await addForwarding(world, await addAddress(PTA), HANAKO);
  alias = await aliasOf(PARENT);
});

async function aliasOf(correspondent: string): Promise<string> {
  await world.deliver(correspondent, PTA, mail({ from: correspondent }));
  return takenBy(world, HANAKO).envelopeSender;
}

const reached = () => taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
const send = async (message: string, to = alias) => (await world.deliver(HANAKO, to, message)).outcome;

describe("one answer", () => {
  it("to two aliases reaches both correspondents, each once", async () => {
    const other = await aliasOf(KEN);
    const message = mail({ from: HANAKO, to: `${alias}, ${other}` });
    for (const to of [alias, other, alias, other]) expect(await send(message, to)).toBe("accepted");
    expect(reached()).toEqual([KEN, PARENT]);
  });

  it("that was refused goes out when it comes again and is allowed", async () => {
    const message = mail({ from: HANAKO, to: alias });
    await env.DB.prepare("UPDATE forwarding SET allow_reply = 0").run();
    await send(message);
    await env.DB.prepare("UPDATE forwarding SET allow_reply = 1").run();
    expect(await send(message)).toBe("accepted");
    expect(reached()).toEqual([HANAKO, PARENT]);
  });

  it.each([
    ["without a verdict", ""],
    ["with a failing one", verdict("private.example", "fail")],
    ["that a robot sends", `${verdict("private.example")}Auto-Submitted: auto-replied\r\n`],
  ])("goes out after a forgery of it %s", async (_, top) => {
    const message = mail({ from: HANAKO, to: alias, passes: "", messageId: "<one@private.example>" });
    await send(top + message);
    taken(world);
    expect(await send(verdict("private.example") + message)).toBe("accepted");
    expect(reached()).toEqual([PARENT]);
  });

  it.each([
    ["its correspondent was blocked", "UPDATE alias SET blocked = 1"],
    ["answers were switched off", "UPDATE forwarding SET allow_reply = 0"],
  ])("that is out, and comes again after %s, is not said to be refused", async (_, change) => {
    const message = mail({ from: HANAKO, to: alias });
    expect(await send(message)).toBe("accepted");
    await env.DB.prepare(change).run();
    expect(await send(message)).toBe("accepted");
    expect(reached()).toEqual([PARENT]);
    const rows = await env.DB.prepare("SELECT outcome FROM delivery WHERE direction = 'reply'").all();
    expect(rows.results).toEqual([{ outcome: "sent" }]);
  });

  it("that is on its way just now is not said to be refused, either", async () => {
    const message = mail({ from: HANAKO, to: alias });
    await send(message);
    await env.DB.prepare("UPDATE delivery SET outcome = 'claimed', lease_until = ? WHERE direction = 'reply'")
      .bind(world.clock.time + 1)
      .run();
    await env.DB.prepare("UPDATE alias SET blocked = 1").run();
    taken(world);
    expect(await send(message)).toBe("retry");
    expect(reached()).toEqual([]);
  });

  it("that waited and is refused then leaves no row that says that it waits", async () => {
    const message = mail({ from: HANAKO, to: alias });
    world.transport.faults.set(PARENT, [{ kind: "deferred", reason: "rate-limit" }]);
    expect(await send(message)).toBe("retry");
    await env.DB.prepare("UPDATE alias SET blocked = 1").run();
    expect(await send(message)).toBe("accepted");
    const rows = await env.DB.prepare("SELECT outcome FROM delivery WHERE direction = 'reply'").all();
    expect(rows.results).toEqual([{ outcome: "rejected" }]);
  });

  it("at which three attempts have died is not sent once more: officer and admin are told", async () => {
    const message = mail({ from: HANAKO, to: alias });
    await send(message);
    await env.DB.prepare(
      "UPDATE delivery SET outcome = 'claimed', lease_until = 0, attempts = 3 WHERE direction = 'reply'",
    ).run();
    taken(world);
    expect(await send(message)).toBe("accepted");
    expect(reached()).toEqual([HANAKO]);
    expect(world.alarms).toEqual([{ kind: "destination-failed", address: PTA }]);
    expect(await send(message)).toBe("accepted");
    expect(reached()).toEqual([]);
  });
});
