import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { Journal } from "../../src/relay/ports/journal.ts";
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
/** The same journal, as an object that can be spread. */
function bound(journal: Journal): Journal {
  return {
    claim: (...wishes) => journal.claim(...wishes),
    end: (...row) => journal.end(...row),
    abandon: (...what) => journal.abandon(...what),
    whereabouts: (ids) => journal.whereabouts(ids),
    record: (...rows) => journal.record(...rows),
  };
}

const NEVER = { kind: "refused", reason: "invalid" } as const;

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
    const rows = await env.DB.prepare("SELECT outcome, reason, remark FROM delivery ORDER BY outcome").all();
    expect(rows.results).toEqual([
      { outcome: "failed", reason: "rate-limit", remark: "given-up" },
      { outcome: "sent", reason: "", remark: "none" },
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
    world.clock.late = { milliseconds: 8_000 };
    world.transport.hang = true;
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("retry");
    expect(world.transport.calls).toBe(2);
    const { results } = await env.DB.prepare("SELECT outcome, reason FROM delivery").all();
    expect(results).toEqual(Array(2).fill({ outcome: "retrying", reason: "timeout" }));
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

  it("is told of no later than 18 s in, either: its letter waits for the next attempt", async () => {
    const command = mail({ from: HANAKO, to: "pta+help@school.example" });
    const { claim } = world.ports.journal;
    const slow = async (...wishes: Parameters<typeof claim>) => {
      world.clock.time += 18_001;
      return claim.apply(world.ports.journal, wishes);
    };
    const journal = { ...bound(world.ports.journal), claim: slow };
    expect((await world.deliver(HANAKO, "pta+help@school.example", command, { ...world.ports, journal })).outcome).toBe(
      "retry",
    );
    expect(recipients()).toEqual([]);
    expect((await world.deliver(HANAKO, "pta+help@school.example", command)).outcome).toBe("accepted");
    expect(recipients()).toEqual([HANAKO]);
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

  it("costs three batches to four destinations, and one more for each four beyond them", async () => {
    const many = await addAddress("many@school.example");
    for (let at = 0; at < 20; at++) await addForwarding(world, many, `m${at}@private.example`);
    const before = { batches: world.db.batches, statements: world.db.statements };
    await world.deliver(PARENT, "many@school.example", mail({ from: PARENT, to: "many@school.example" }));
    expect(world.db.batches - before.batches).toBe(3 + 4);
    expect(world.db.statements - before.statements).toBeLessThanOrEqual(15 + 4 * 3);
  });

  it("costs three batches to four destinations", async () => {
    const four = await addAddress("four@school.example");
    for (let at = 0; at < 4; at++) await addForwarding(world, four, `m${at}@private.example`);
    const before = world.db.batches;
    await world.deliver(PARENT, "four@school.example", mail({ from: PARENT, to: "four@school.example" }));
    expect(world.db.batches - before).toBe(3);
  });

  describe("without a Message-ID", () => {
    const note = (body: string) => mail({ from: PARENT, messageId: undefined, body });

    it("is another one when its text is another of the same length", async () => {
      await world.deliver(PARENT, PTA, note("I come at 5.\r\n"));
      await world.deliver(PARENT, PTA, note("I come at 6.\r\n"));
      expect(recipients()).toHaveLength(4);
    });

    it("is the same one when it is tried again", async () => {
      await world.deliver(PARENT, PTA, note("I come at 5.\r\n"));
      await world.deliver(PARENT, PTA, note("I come at 5.\r\n"));
      expect(recipients()).toHaveLength(2);
    });
  });

  it.each([
    ["name in From", `From: ${PARENT}`, `From: Taro <${PARENT}>`],
    ["date", "Date: Tue, 24 Nov 2026 12:00:00 +0900", "Date: Tue, 24 Nov 2026 12:00:01 +0900"],
    ["To field", `To: ${PTA}`, `To: ${PTA}, x@y.example`],
    ["Subject", "Subject: Hello", "Subject: Hallo"],
  ])("with another %s is another one", async (_, one, other) => {
    const message = mail({ from: PARENT, messageId: "<same@company.example>" });
    await world.deliver(PARENT, PTA, message);
    await world.deliver(PARENT, PTA, message.replace(one, other));
    expect(recipients()).toHaveLength(4);
  });

  it("with another Cc is another one", async () => {
    const message = (cc: string) => mail({ from: PARENT, messageId: "<same@company.example>", more: `Cc: ${cc}\r\n` });
    await world.deliver(PARENT, PTA, message("a@y.example"));
    await world.deliver(PARENT, PTA, message("b@y.example"));
    expect(recipients()).toHaveLength(4);
  });

  describe("that nobody vouches for", () => {
    const message = mail({ from: PARENT, passes: "", messageId: "<one@company.example>" });
    const genuine = verdict("company.example") + message;
    const forged = verdict("company.example", "fail") + message;

    it.each([
      ["a failing verdict", forged],
      ["no verdict", message],
    ])("never stands in the way of the genuine one with the same fields: %s", async (_, first) => {
      await world.deliver("crime@bad.example", PTA, first);
      taken(world);
      expect((await world.deliver(PARENT, PTA, genuine)).outcome).toBe("accepted");
      expect(recipients()).toEqual([HANAKO, JIRO]);
    });

    it("is a retry of the genuine one, whose verdict is missing for once: nobody gets it twice", async () => {
      world.transport.faults.set(JIRO, [LATER]);
      expect((await world.deliver(PARENT, PTA, genuine)).outcome).toBe("retry");
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
      expect(recipients()).toEqual([HANAKO, JIRO]);
      expect((await world.deliver(PARENT, PTA, genuine)).outcome).toBe("accepted");
      expect(recipients()).toEqual([]);
    });

    it("leaves no row that says that it waits, once it was sent", async () => {
      for (const mailbox of [HANAKO, JIRO]) world.transport.faults.set(mailbox, [LATER]);
      await world.deliver(PARENT, PTA, message);
      await world.deliver(PARENT, PTA, genuine);
      const waiting = await env.DB.prepare("SELECT count(*) AS count FROM delivery WHERE outcome = 'retrying'").first();
      expect(waiting).toEqual({ count: 0 });
    });
  });

  it("that waited since nobody took it leaves no row that says so, once it was sent", async () => {
    await env.DB.prepare("UPDATE forwarding SET deliver = 0").run();
    const message = mail({ from: PARENT });
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    await env.DB.prepare("UPDATE forwarding SET deliver = 1").run();
    await world.deliver(PARENT, PTA, message);
    const rows = await env.DB.prepare("SELECT DISTINCT outcome FROM delivery").all();
    expect(rows.results).toEqual([{ outcome: "sent" }]);
  });

  it.each(["domain-not-onboarded", "recipient-not-verified"] as const)(
    "that waits for somebody of ours (%s) never bounces: it waits, and the admin is told",
    async (reason) => {
      for (const mailbox of [HANAKO, JIRO]) world.transport.faults.set(mailbox, [{ kind: "refused", reason }]);
      const message = mail({ from: PARENT });
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("retry");
      expect(world.alarms).toEqual([{ kind: "destination-failed", address: PTA }]);
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
      expect(recipients()).toEqual([HANAKO, JIRO]);
    },
  );

  describe("at which attempt after attempt dies", () => {
    const die = () =>
      env.DB.prepare("UPDATE delivery SET outcome = 'claimed', lease_until = 0 WHERE outcome <> 'claimed'").run();

    it("is tried three times, then refused, and the admin is told", async () => {
      const message = mail({ from: PARENT });
      for (let attempt = 1; attempt <= 3; attempt++) {
        await world.deliver(PARENT, PTA, message);
        await die();
      }
      taken(world);
      world.clock.time += HOUR;
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("rejected");
      expect(recipients()).toEqual([]);
      expect(world.alarms).toContainEqual({ kind: "destination-failed", address: PTA });
    });

    it("sends nothing more to anybody, also when some have it", async () => {
      const message = mail({ from: PARENT });
      await world.deliver(PARENT, PTA, message);
      await env.DB.prepare(
        "UPDATE delivery SET outcome = 'claimed', lease_until = 0, attempts = 3 WHERE id = (SELECT max(id) FROM delivery)",
      ).run();
      taken(world);
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
      expect(recipients()).toEqual([]);
    });

    it("counts no attempt that ended by itself", async () => {
      const message = mail({ from: PARENT });
      for (const mailbox of [HANAKO, JIRO]) world.transport.faults.set(mailbox, Array(9).fill(LATER));
      for (let attempt = 0; attempt < 9; attempt++) await world.deliver(PARENT, PTA, message);
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
      expect(recipients()).toEqual([HANAKO, JIRO]);
    });
  });

  it("is on record after every four sends: who dies at the fifth sends none of the first four again", async () => {
    const many = await addAddress("many@school.example");
    for (let at = 0; at < 8; at++) await addForwarding(world, many, `m${at}@private.example`);
    let sends = 0;
    const recorded: number[] = [];
    world.transport.onSend = () => {
      if (++sends === 5)
        void env.DB.prepare("SELECT count(*) AS n FROM delivery WHERE outcome = 'sent'")
          .first<{ n: number }>()
          .then((row) => recorded.push(row?.n ?? 0));
    };
    await world.deliver(PARENT, "many@school.example", mail({ from: PARENT, to: "many@school.example" }));
    expect(recorded).toEqual([4]);
  });

  it.each([
    ["handed over", "UPDATE forwarding SET state = 'replaced', deleted_at = 1"],
    ["switched off", "UPDATE forwarding SET deliver = 0"],
    ["stopped by its officer", "UPDATE forwarding SET paused_by = 'officer'"],
  ])("goes to nobody whose forwarding was %s between look-up and claim", async (_, change) => {
    const { directory } = world.ports;
    const late = {
      ...world.ports,
      directory: {
        knows: directory.knows.bind(directory),
        shown: directory.shown.bind(directory),
        blocks: directory.blocks.bind(directory),
        formerly: directory.formerly.bind(directory),
        lookUp: async (question: Parameters<typeof directory.lookUp>[0]) => {
          const known = await directory.lookUp(question);
          await env.DB.prepare(`${change} WHERE rowid = 1`).run();
          return known;
        },
      },
    };
    const message = mail({ from: PARENT });
    expect((await world.deliver(PARENT, PTA, message, late)).outcome).toBe("retry");
    expect(recipients()).toEqual([JIRO]);
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
    expect(recipients()).toEqual([]);
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
