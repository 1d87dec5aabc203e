import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { NEW_PEOPLE_A_DAY } from "../../../src/letters/command.ts";
import { cardScope } from "../../../src/store/contexts.ts";
import * as schema from "../../../src/store/schema.ts";
import { mail, verdict } from "../../support/mails.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { field, noticeText, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@mail.example";
const CODE = "7k3m9q2x4wtz";

describe("the mailbox of an office that speaks for two of its people", () => {
  const OFFICE = "office@private.example";
  let world: World;
  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    const pta = await addAddress(PTA, { name: "PTA" });
    await addForwarding(world, pta, HANAKO, { replyFrom: [OFFICE] });
    await addForwarding(world, pta, JIRO, { replyFrom: [OFFICE] });
    await addForwarding(world, pta, "saburo@mail.example");
  });

  const command = (tag: string, from: string) => {
    const to = `pta+${tag}@school.example`;
    return world.deliver(from, to, mail({ from, to, messageId: `<${tag}@private.example>` }));
  };
  const reached = () =>
    taken(world)
      .map(({ envelopeRecipient }) => envelopeRecipient)
      .sort();
  const readers = async () => {
    await world.deliver(PARENT, PTA, mail({ from: `Taro <${PARENT}>` }));
    return reached();
  };

  it("stops and resumes both, and each of them is told", async () => {
    expect((await command("stop", OFFICE)).outcome).toBe("accepted");
    expect(reached()).toEqual([HANAKO, JIRO]);
    expect(await readers()).toEqual(["saburo@mail.example"]);
    expect((await command("start", OFFICE)).outcome).toBe("accepted");
    expect(reached()).toEqual([HANAKO, JIRO]);
    expect(await readers()).toEqual([HANAKO, JIRO, "saburo@mail.example"]);
  });

  it("stops both though the letter to one of them has to wait", async () => {
    world.transport.faults.set(HANAKO, ["throw"]);
    expect((await command("stop", OFFICE)).outcome).toBe("retry");
    taken(world);
    expect(await readers()).toEqual(["saburo@mail.example"]);
  });

  it("is not what one's own mailbox is: that stops its own part alone", async () => {
    await command("stop", HANAKO);
    taken(world);
    expect(await readers()).toEqual([JIRO, "saburo@mail.example"]);
  });

  it("writes first for the one who may answer now, once however often it is tried", async () => {
    await command("stop", JIRO);
    taken(world);
    for (let attempt = 0; attempt < 2; attempt++) await command("taro=freemail.example", OFFICE);
    expect(reached()).toEqual([HANAKO, "taro@freemail.example"]);
  });
});

describe("an officer's mail to a tagged address", () => {
  let world: World;
  let pta: string;
  let hanako: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    pta = await addAddress(PTA, { name: "PTA" });
    hanako = await addForwarding(world, pta, HANAKO, {
      cardIndex: await world.vault.index(cardScope(pta), CODE),
    });
    await addForwarding(world, pta, JIRO);
  });

  const tagged = (tag: string) => `pta+${tag}@school.example`;
  const command = (tag: string, from = HANAKO) => world.deliver(from, tagged(tag), mail({ from, to: tagged(tag) }));
  const parentWrites = () => world.deliver(PARENT, PTA, mail({ from: `Taro <${PARENT}>` }));
  const reached = () => taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
  const audited = async () => {
    const rows = await drizzle(env.DB).select().from(schema.audit);
    return rows.map(({ action, subject }) => [action, subject]);
  };

  it("stops that officer's part alone, says so and how to undo it", async () => {
    expect((await command("stop")).outcome).toBe("accepted");
    const told = takenBy(world, HANAKO);
    expect(told.envelopeSender).toBe(PTA);
    expect(shown(told, "subject")).toBe("pta@school.example is stopped");
    expect(noticeText(told)).toContain("pta+start@school.example");
    expect((await parentWrites()).outcome).toBe("accepted");
    expect(reached()).toEqual([JIRO]);
    expect(await audited()).toEqual([["command.stop-officer", hanako]]);
  });

  it("lets nobody answer who is stopped", async () => {
    await parentWrites();
    const alias = takenBy(world, HANAKO).envelopeSender;
    await command("stop");
    taken(world);
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    expect(shown(takenBy(world, HANAKO), "subject")).toBe("Your answer was not sent");
  });

  it("resumes it", async () => {
    await command("stop");
    await command("start");
    expect(
      taken(world)
        .map((sent) => shown(sent, "subject"))
        .at(-1),
    ).toBe("pta@school.example is resumed");
    await parentWrites();
    expect(reached()).toEqual([HANAKO, JIRO]);
  });

  it("does not resume what the admin has switched off, and says who can", async () => {
    await drizzle(env.DB).update(schema.forwarding).set({ deliver: false }).where(eq(schema.forwarding.id, hanako));
    await command("start");
    expect(shown(takenBy(world, HANAKO), "subject")).toBe("The admin has stopped pta@school.example");
    await parentWrites();
    expect(reached()).toEqual([JIRO]);
  });

  it("is told once, however often its sender tries", async () => {
    const message = mail({ from: HANAKO, to: tagged("stop") });
    await world.deliver(HANAKO, tagged("stop"), message);
    await world.deliver(HANAKO, tagged("stop"), message);
    expect(reached()).toEqual([HANAKO]);
  });

  it("is done and not tried for days when each attempt to tell them died", async () => {
    const message = mail({ from: HANAKO, to: tagged("stop") });
    await world.deliver(HANAKO, tagged("stop"), message);
    await env.DB.prepare("UPDATE delivery SET outcome = 'claimed', lease_until = 0, attempts = 3").run();
    taken(world);
    expect((await world.deliver(HANAKO, tagged("stop"), message)).outcome).toBe("accepted");
    expect(reached()).toEqual([]);
  });

  it("waits at its sender while the word of it cannot be sent", async () => {
    world.transport.faults.set(HANAKO, [{ kind: "deferred", reason: "rate-limit" }]);
    const message = mail({ from: HANAKO, to: tagged("stop") });
    expect((await world.deliver(HANAKO, tagged("stop"), message)).outcome).toBe("retry");
    expect((await world.deliver(HANAKO, tagged("stop"), message)).outcome).toBe("accepted");
    expect(shown(takenBy(world, HANAKO), "subject")).toBe("pta@school.example is stopped");
  });

  it("that is tried again does not undo what was commanded since", async () => {
    world.transport.faults.set(HANAKO, [{ kind: "deferred", reason: "rate-limit" }]);
    const stop = mail({ from: HANAKO, to: tagged("stop") });
    expect((await world.deliver(HANAKO, tagged("stop"), stop)).outcome).toBe("retry");
    await command("start");
    expect((await world.deliver(HANAKO, tagged("stop"), stop)).outcome).toBe("accepted");
    expect(taken(world).map((sent) => shown(sent, "subject"))).toEqual([
      "pta@school.example is resumed",
      "pta@school.example is stopped",
    ]);
    await parentWrites();
    expect(reached()).toEqual([HANAKO, JIRO]);
  });

  it("that somebody sends once more, with its signature, does nothing", async () => {
    const stop = mail({ from: HANAKO, to: tagged("stop") });
    await world.deliver(HANAKO, tagged("stop"), stop);
    await command("start");
    taken(world);
    await world.deliver(HANAKO, tagged("stop"), stop.replace("id AbCdEf", "id GhIjKl"));
    await parentWrites();
    expect(reached()).toEqual([HANAKO, JIRO]);
    expect((await audited()).map(([action]) => action)).toEqual(["command.stop-officer", "command.start-officer"]);
  });

  it("to several tagged addresses commands each of them, and is told of each", async () => {
    await parentWrites();
    await world.deliver("ken@company.example", PTA, mail({ from: "ken@company.example" }));
    const aliases = taken(world).filter((sent) => sent.envelopeRecipient === HANAKO);
    const blocks = aliases.map(({ envelopeSender }) => envelopeSender.replace("@", "+block@"));
    const message = mail({ from: HANAKO, to: blocks.join(", ") });
    for (const to of blocks) await world.deliver(HANAKO, to, message);
    expect(reached()).toEqual([HANAKO, HANAKO]);
    expect((await audited()).filter(([action]) => action === "command.block")).toHaveLength(2);
  });

  it("waits at its sender when the database fails, and does not wait for a lease then", async () => {
    world.db.failNext('update "forwarding"', 1);
    const stop = mail({ from: HANAKO, to: tagged("stop") });
    expect((await world.deliver(HANAKO, tagged("stop"), stop)).outcome).toBe("retry");
    expect((await world.deliver(HANAKO, tagged("stop"), stop)).outcome).toBe("accepted");
    await parentWrites();
    expect(reached()).toEqual([HANAKO, JIRO]);
  });

  it("waits at its sender when the database does not answer at all, rather than being cut off", async () => {
    // Its own limit alone is over: the claim before it is answered in time.
    world.clock.late = { milliseconds: 2_000 };
    const commands = { ...world.ports.commands, pause: () => new Promise<never>(() => {}) };
    const silent = { ...world.ports, commands };
    const ending = await world.deliver(HANAKO, tagged("stop"), mail({ from: HANAKO, to: tagged("stop") }), silent);
    expect(ending.outcome).toBe("retry");
  });

  it("does nothing without proof: it is delivered as any mail, and the officer is told", async () => {
    const forged = verdict("private.example", "fail") + mail({ from: HANAKO, to: tagged("stop"), passes: "" });
    await world.deliver(HANAKO, tagged("stop"), forged);
    const sent = taken(world);
    expect(sent.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([HANAKO, HANAKO, JIRO]);
    expect(
      sent.filter(({ envelopeRecipient }) => envelopeRecipient === HANAKO).map((one) => shown(one, "subject")),
    ).toContain("Your answer was not sent");
    await parentWrites();
    expect(reached()).toEqual([HANAKO, JIRO]);
    expect(await audited()).toEqual([]);
  });

  it("does nothing when it was meant for another address: an old mail of the officer's, sent once more", async () => {
    await world.deliver(HANAKO, tagged("stop"), mail({ from: HANAKO, to: PTA }));
    expect(await audited()).toEqual([]);
  });

  it("does nothing when its envelope comes from elsewhere than its From field", async () => {
    await world.deliver("thief@crime.example", tagged("stop"), mail({ from: HANAKO, to: tagged("stop") }));
    expect(await audited()).toEqual([]);
  });

  it("says nothing to us when somebody else sends it", async () => {
    await command("stop", PARENT);
    expect(reached()).toEqual([HANAKO, JIRO]);
    expect(await audited()).toEqual([]);
  });

  it("does nothing when a robot of the officer's sends it", async () => {
    await world.deliver(
      HANAKO,
      tagged("stop"),
      mail({ from: HANAKO, to: tagged("stop"), more: "Auto-Submitted: auto-replied\r\n" }),
    );
    expect(await audited()).toEqual([]);
  });

  it.each(["help", "shop", "stop.", "stop.!!", "taro="])("gets the help mail and goes no further: %s", async (tag) => {
    await command(tag);
    const told = taken(world);
    expect(told.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([HANAKO]);
    expect(noticeText(the(told[0]))).toContain("pta+taro=freemail.example@school.example");
  });

  it("says nothing to us before the officer has confirmed their part", async () => {
    await drizzle(env.DB).update(schema.forwarding).set({ state: "invited" }).where(eq(schema.forwarding.id, hanako));
    expect((await command("stop")).outcome).toBe("accepted");
    expect(reached()).toEqual([JIRO]);
    expect(await audited()).toEqual([]);
  });

  it("commands nothing by its subject or text", async () => {
    await world.deliver(
      HANAKO,
      PTA,
      mail({ from: HANAKO, subject: "stop", body: "+stop\r\npta+stop@school.example\r\n" }),
    );
    expect(reached()).toEqual([HANAKO, JIRO]);
    expect(await audited()).toEqual([]);
  });

  describe("with the code of a paper card", () => {
    it("stops it from any mailbox, and whoever has the phone cannot resume it", async () => {
      expect((await command(`stop.${CODE}`, PARENT)).outcome).toBe("accepted");
      expect(noticeText(takenBy(world, HANAKO))).toContain("paper card");
      await command("start");
      expect(shown(takenBy(world, HANAKO), "subject")).toBe("pta@school.example wants the card's code");
      await parentWrites();
      expect(reached()).toEqual([JIRO]);
      await command(`start.${CODE}`, PARENT);
      expect(shown(takenBy(world, HANAKO), "subject")).toBe("pta@school.example is resumed");
      await parentWrites();
      expect(reached()).toEqual([HANAKO, JIRO]);
    });

    it("stays a card's stop whatever whoever has the phone sends", async () => {
      await command(`stop.${CODE}`, "anybody@else.example");
      await command("stop");
      await command("start");
      taken(world);
      await parentWrites();
      expect(reached()).toEqual([JIRO]);
    });

    it("refuses a wrong code in words, and tells nobody else of it", async () => {
      const ending = await command("stop.000000000000", PARENT);
      expect(ending).toMatchObject({ outcome: "rejected", text: expect.stringContaining("code") });
      expect(reached()).toEqual([]);
    });

    it("lets a sender try a few codes an hour, and no more", async () => {
      const endings: string[] = [];
      for (let n = 0; n < 12; n++) endings.push((await command(`stop.${String(n).padStart(12, "0")}`, PARENT)).outcome);
      expect(endings.slice(0, 5)).toEqual(Array(5).fill("rejected"));
      expect(endings.at(-1)).toBe("retry");
      expect((await command(`stop.${CODE}`, JIRO)).outcome).toBe("accepted");
    });
  });

  describe("to an alias", () => {
    const about = (tag: string, alias: string, from = HANAKO) => {
      const to = alias.replace("@", `+${tag}@`);
      return world.deliver(from, to, mail({ from, to }));
    };

    it("blocks its correspondent at this officer, and undoes it", async () => {
      await parentWrites();
      const alias = takenBy(world, HANAKO).envelopeSender;
      await about("block", alias);
      const told = takenBy(world, HANAKO);
      expect(shown(told, "subject")).toBe("Blocked");
      expect(noticeText(told)).toContain(alias.replace("@", "+unblock@"));
      await parentWrites();
      expect(reached()).toEqual([JIRO]);
      await about("unblock", alias);
      taken(world);
      await parentWrites();
      expect(reached()).toEqual([HANAKO, JIRO]);
      expect((await audited()).map(([action]) => action)).toEqual(["command.block", "command.unblock"]);
    });

    it("never reaches the correspondent, known or not", async () => {
      await parentWrites();
      const alias = takenBy(world, HANAKO).envelopeSender;
      await about("blokc", alias);
      expect(reached()).toEqual([HANAKO]);
    });

    it("is an address that never was to anybody else", async () => {
      await parentWrites();
      const alias = takenBy(world, HANAKO).envelopeSender;
      expect(await about("block", alias, JIRO)).toEqual({ outcome: "rejected", text: "No such address." });
    });
  });

  describe("that writes first", () => {
    const TO = "pta+jun=freemail.example@school.example";
    const first = (to = TO) => world.deliver(HANAKO, to, mail({ from: `花子 <${HANAKO}>`, to: `Jun <${to}>` }));

    it("goes out from the public address, and a note under the new alias says whom to write to", async () => {
      expect((await first()).outcome).toBe("accepted");
      const [out, note] = [...taken(world)].sort((a) => (a.envelopeRecipient === HANAKO ? 1 : -1));
      expect(the(out).envelopeRecipient).toBe("jun@freemail.example");
      expect(shown(the(out), "from")).toBe(`"PTA" <${PTA}>`);
      expect(the(out).raw).not.toMatch(/hanako|private\.example/);
      expect(the(note).envelopeSender).toMatch(/^anon-/);
      expect(field(the(note), "from")).toContain(the(note).envelopeSender);
      await world.deliver(HANAKO, the(note).envelopeSender, mail({ from: HANAKO, to: the(note).envelopeSender }));
      expect(takenBy(world, "jun@freemail.example").envelopeSender).toBe(PTA);
    });

    it("uses the alias that the other side's mail shows, too", async () => {
      await first();
      const note = takenBy(world, HANAKO).envelopeSender;
      await world.deliver("jun@freemail.example", PTA, mail({ from: "Jun <jun@freemail.example>" }));
      expect(takenBy(world, HANAKO).envelopeSender).toBe(note);
    });

    it("is sent once, however often its sender tries", async () => {
      const message = mail({ from: HANAKO, to: TO });
      await world.deliver(HANAKO, TO, message);
      await world.deliver(HANAKO, TO, message);
      expect(reached().sort()).toEqual([HANAKO, "jun@freemail.example"]);
    });

    it(`reaches ${NEW_PEOPLE_A_DAY} new people a day; the next one is not sent, and the officer is told`, async () => {
      for (let n = 0; n < NEW_PEOPLE_A_DAY; n++) await first(`pta+p${n}=freemail.example@school.example`);
      taken(world);
      await first("pta+one-more=freemail.example@school.example");
      expect(shown(takenBy(world, HANAKO), "subject")).toBe("Your mail was not sent");
    });

    it("is told that it was sent when it is tried again, also when it was the day's last", async () => {
      for (let n = 1; n < NEW_PEOPLE_A_DAY; n++) await first(`pta+p${n}=freemail.example@school.example`);
      taken(world);
      world.transport.faults.set(HANAKO, [{ kind: "deferred", reason: "rate-limit" }]);
      const message = mail({ from: HANAKO, to: TO });
      expect((await world.deliver(HANAKO, TO, message)).outcome).toBe("retry");
      expect((await world.deliver(HANAKO, TO, message)).outcome).toBe("accepted");
      const sent = taken(world);
      expect(sent.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([HANAKO, "jun@freemail.example"]);
      expect(the(sent[0]).envelopeSender).toMatch(/^anon-/);
    });

    it("to two people in one mail is sent to both, each with a note of its own", async () => {
      const other = TO.replace("jun=", "ken=");
      const message = mail({ from: HANAKO, to: `${TO}, ${other}` });
      for (const to of [TO, other]) await world.deliver(HANAKO, to, message);
      const sent = taken(world);
      expect(sent.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([
        HANAKO,
        HANAKO,
        "jun@freemail.example",
        "ken@freemail.example",
      ]);
      expect(new Set(sent.slice(0, 2).map(({ envelopeSender }) => envelopeSender)).size).toBe(2);
    });

    it("is refused in words while answers are off", async () => {
      await drizzle(env.DB)
        .update(schema.forwarding)
        .set({ allowReply: false })
        .where(eq(schema.forwarding.id, hanako));
      await first();
      expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([HANAKO]);
    });

    it("gets the help mail for an address of our own", async () => {
      await addAddress("desk@second.example");
      await first("pta+nurse=school.example@school.example");
      await first("pta+nurse=second.example@school.example");
      expect(reached()).toEqual([HANAKO, HANAKO]);
      const aliases = await env.DB.prepare("SELECT count(*) AS count FROM alias").first();
      expect(aliases).toEqual({ count: 0 });
    });
  });
});
