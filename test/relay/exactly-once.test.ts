import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail, verdict } from "../support/mails.ts";
import { taken } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LATER = { kind: "deferred", reason: "rate-limit" } as const;
const NEVER = { kind: "refused", reason: "recipient-not-verified" } as const;

describe("a message", () => {
  let world: World;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    const pta = await addAddress(PTA);
    await addForwarding(world, pta, HANAKO);
    await addForwarding(world, pta, JIRO);
  });

  const recipients = () => taken(world).map((sent) => sent.envelopeRecipient);

  it("that is delivered twice reaches everybody once, whatever trace fields the second attempt bears", async () => {
    const message = mail({ from: PARENT, passes: "" });
    await world.deliver(PARENT, PTA, verdict("company.example") + message);
    const again = `Received: by cloudflare-email.net\r\nX-Attempt: 2\r\n${message}`;
    expect((await world.deliver(PARENT, PTA, again)).outcome).toBe("accepted");
    expect(recipients()).toEqual([HANAKO, JIRO]);
  });

  it("that comes twice at the same time reaches everybody once, under one alias", async () => {
    const message = mail({ from: PARENT });
    const endings = await Promise.all([1, 2, 3].map(() => world.deliver(PARENT, PTA, message)));
    expect(recipients()).toEqual([HANAKO, JIRO]);
    expect(endings.filter(({ outcome }) => outcome === "accepted")).toHaveLength(1);
    expect(endings.filter(({ outcome }) => outcome === "retry")).toHaveLength(2);
  });

  it("that is a correspondent's first, with another at the same time, makes one alias a destination", async () => {
    await Promise.all([1, 2, 3, 4].map((at) => world.deliver(PARENT, PTA, mail({ from: PARENT, subject: `${at}` }))));
    const sent = taken(world);
    expect(sent).toHaveLength(8);
    expect(new Set(sent.map((one) => one.envelopeSender)).size).toBe(2);
    const { count } = (await env.DB.prepare("SELECT count(*) count FROM alias").first<{ count: number }>()) ?? {
      count: 0,
    };
    expect(count).toBe(2);
  });

  it("that was edited and sent again is a new one", async () => {
    const parts = { from: PARENT, messageId: "<same@company.example>" };
    await world.deliver(PARENT, PTA, mail({ ...parts, body: "One.\r\n" }));
    await world.deliver(PARENT, PTA, mail({ ...parts, body: "Three.\r\n" }));
    await world.deliver(PARENT, PTA, mail({ ...parts, body: "Three.\r\n", subject: "Other" }));
    expect(recipients()).toHaveLength(6);
  });

  it("of which half failed for the moment is tried again for that half alone", async () => {
    const message = mail({ from: PARENT });
    world.transport.faults.set(JIRO, [LATER, "throw"]);
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
    expect(recipients()).toEqual([HANAKO, JIRO]);
  });

  it("of which one copy is out is not retried for more than four hours: accepted, recorded, the admin told", async () => {
    const message = mail({ from: PARENT });
    world.transport.faults.set(JIRO, [LATER, LATER, LATER]);
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    world.clock.time += 4 * HOUR - 1;
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    world.clock.time += 1;
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
    expect(world.alarms).toEqual([{ kind: "partly-delivered", address: PTA }]);
    const rows = await env.DB.prepare("SELECT outcome, reason FROM delivery ORDER BY outcome").all();
    expect(rows.results).toEqual([
      { outcome: "failed", reason: "gave-up:rate-limit" },
      { outcome: "sent", reason: "" },
    ]);
  });

  it("of which no copy is out waits at its sender, however long", async () => {
    const message = mail({ from: PARENT });
    for (const mailbox of [HANAKO, JIRO]) world.transport.faults.set(mailbox, [LATER, LATER]);
    await world.deliver(PARENT, PTA, message);
    world.clock.time += 10 * HOUR;
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
    expect(recipients()).toEqual([HANAKO, JIRO]);
  });

  it("that one destination refuses for good is accepted for the other, and the admin told", async () => {
    world.transport.faults.set(JIRO, [NEVER]);
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("accepted");
    expect(world.alarms).toEqual([{ kind: "destination-failed", address: PTA }]);
    expect(recipients()).toEqual([HANAKO]);
  });

  it("that every destination refuses for good is rejected", async () => {
    for (const mailbox of [HANAKO, JIRO]) world.transport.faults.set(mailbox, [NEVER]);
    const ending = await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    expect(ending).toEqual({ outcome: "rejected", text: "The mail could not be delivered." });
  });

  it("whose holder died is free again after the lease, not before", async () => {
    const message = mail({ from: PARENT });
    await world.deliver(PARENT, PTA, message);
    await env.DB.prepare("UPDATE delivery SET outcome = 'claimed', lease_until = ?")
      .bind(world.clock.time + 90_000)
      .run();
    taken(world);
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    expect(recipients()).toEqual([]);
    world.clock.time += 90_000;
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
    expect(recipients()).toEqual([HANAKO, JIRO]);
  });

  it("that cannot be sent within eight seconds waits", async () => {
    world.clock.late = true;
    world.transport.hang = true;
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("retry");
  });

  it("starts no send later than 18 s in, and at most four at once", async () => {
    const many = await addAddress("many@school.example");
    for (let at = 0; at < 20; at++) await addForwarding(world, many, `m${at}@private.example`);
    world.transport.onSend = () => {
      world.clock.time += 5_000;
    };
    const message = mail({ from: PARENT, to: "many@school.example" });
    expect((await world.deliver(PARENT, "many@school.example", message)).outcome).toBe("retry");
    const first = recipients();
    expect(first.length).toBeLessThan(10);
    expect(world.transport.mostAtOnce).toBe(4);
    world.transport.onSend = () => {};
    expect((await world.deliver(PARENT, "many@school.example", message)).outcome).toBe("accepted");
    expect(new Set([...first, ...recipients()]).size).toBe(20);
  });

  it("that went out but could not be recorded is accepted, and the log says so", async () => {
    world.db.failNext('insert into "delivery"', 2, 1);
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("accepted");
    expect(world.logs.filter(({ event }) => event === "not-recorded")).toHaveLength(2);
    expect(recipients()).toEqual([HANAKO, JIRO]);
  });

  it("waits when the database cannot be read or claimed in, with nothing sent", async () => {
    world.db.failNext("select", 1);
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("retry");
    world.db.failNext('insert into "delivery"', 1);
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("retry");
    expect(recipients()).toEqual([]);
  });

  it("costs three batches to twenty destinations, too", async () => {
    const many = await addAddress("many@school.example");
    for (let at = 0; at < 20; at++) await addForwarding(world, many, `m${at}@private.example`);
    const before = { batches: world.db.batches, statements: world.db.statements };
    await world.deliver(PARENT, "many@school.example", mail({ from: PARENT, to: "many@school.example" }));
    expect(world.db.batches - before.batches).toBe(3);
    expect(world.db.statements - before.statements).toBeLessThanOrEqual(14);
  });

  it("bears one key in the log at each attempt, and no address", async () => {
    const message = mail({ from: PARENT });
    world.transport.faults.set(JIRO, [LATER]);
    await world.deliver(PARENT, PTA, message);
    await world.deliver(PARENT, PTA, message);
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const lines = world.logs.filter(({ event }) => event === "mail");
    expect(lines.map(({ outcome }) => outcome)).toEqual(["retry", "accepted", "accepted"]);
    expect(lines[0]?.message).toMatch(/^[0-9a-z]{8}$/);
    expect(lines[1]?.message).toBe(lines[0]?.message);
    expect(lines[2]?.message).not.toBe(lines[0]?.message);
    expect(JSON.stringify(world.logs)).not.toMatch(/@|example/);
  });
});
