/** A mail to all that is partly out when it may go on no more: nobody is told that nothing was sent. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import * as network from "../../../src/store/network/schema.ts";
import { mail } from "../../support/mails.ts";
import { emptyMail, JOIN_CODE, openNetwork, tagged } from "../../support/network.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { field, noticeText } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const ALL = tagged(CLASS, "all");
const SENSEI = "sensei@private.example";
const OTHER = "fukutan@home.example";
const FAMILIES = ["tanaka@docomo.example", "suzuki@au.example", "sato@softbank.example"];
const LATER = { kind: "deferred", reason: "rate-limit" } as const;

describe("a mail to all that is partly out", { timeout: 120_000 }, () => {
  let world: World;
  let raw: string;
  let sensei: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    const id = await addAddress(CLASS, { name: "3A" });
    sensei = await addForwarding(world, id, SENSEI);
    await addForwarding(world, id, OTHER);
    await openNetwork(world, id);
    for (const family of FAMILIES) await emptyMail(world, family, tagged(CLASS, `join.${JOIN_CODE}`));
    taken(world);
    raw = mail({ from: SENSEI, to: ALL, subject: "No school", messageId: "<one@private.example>" });
  });

  const run = (text: string) => env.DB.prepare(text).run();
  const announce = async (text = raw) => (await world.deliver(SENSEI, ALL, text)).outcome;
  const reached = () => {
    const out = taken(world);
    return {
      families: out.filter((one) => FAMILIES.includes(one.envelopeRecipient)),
      others: out.filter((one) => !FAMILIES.includes(one.envelopeRecipient)),
    };
  };
  const halfOut = async () => {
    world.transport.faults.set(FAMILIES[0] ?? "", [LATER]);
    expect(await announce()).toBe("retry");
    expect(reached().families).toHaveLength(2);
  };
  const ended = async () =>
    (await drizzle(env.DB).select().from(network.announcement)).map(({ endedAt, sent }) => [endedAt !== null, sent]);

  const STOPS: Readonly<Record<string, readonly [() => Promise<unknown>, string]>> = {
    "its officer's part was switched off": [
      () => run("UPDATE forwarding SET allow_reply = 0"),
      "Sending is switched off for you",
    ],
    "its officer has stopped by the paper card": [
      () => run("UPDATE forwarding SET paused_by = 'card'"),
      "Sending is switched off for you",
    ],
    "its officer has handed over": [
      () => run(`UPDATE forwarding SET state = 'replaced', deleted_at = 1 WHERE id = '${sensei}'`),
      "You are no officer of this desk any more",
    ],
  };

  it.each(Object.keys(STOPS))("ends when %s, and its writer is told how many have it", async (name) => {
    const [stop, why] = STOPS[name] ?? [run, ""];
    await halfOut();
    await stop("");
    expect(await announce()).toBe("accepted");
    const { families, others } = reached();
    expect([families, others.map(({ envelopeRecipient }) => envelopeRecipient)]).toEqual([[], [SENSEI]]);
    expect(noticeText(others[0])).toContain("was handed over to 2 people");
    expect(noticeText(others[0])).toContain("1 people did not get it");
    expect(noticeText(others[0])).toContain(why);
    expect(await ended()).toEqual([[true, 2]]);
    // Its sender has not heard of it, and the officer may write again.
    await run("UPDATE forwarding SET allow_reply = 1, paused_by = NULL");
    expect([await announce(), taken(world)]).toEqual(["accepted", []]);
  });

  it.each(Object.keys(STOPS))(
    "that is out to all when %s is accepted once more, and nobody hears of it twice",
    async (name) => {
      expect(await announce()).toBe("accepted");
      expect(reached().families).toHaveLength(3);
      await STOPS[name]?.[0]();
      expect([await announce(), taken(world)]).toEqual(["accepted", []]);
    },
  );

  it("waits while nobody vouches for its writer, and is no ordinary mail to the desk", async () => {
    await halfOut();
    const unproven = mail({
      from: SENSEI,
      to: ALL,
      subject: "No school",
      messageId: "<one@private.example>",
      passes: "",
    });
    expect([await announce(unproven), taken(world)]).toEqual(["retry", []]);
    expect(await announce()).toBe("accepted");
    expect(reached().families).toHaveLength(1);
  });

  it("is not ended while another attempt sends copies of it", async () => {
    await halfOut();
    await run(
      `UPDATE announcement_copy SET outcome = 'claimed', lease_until = ${world.clock.time + 1} WHERE outcome = 'retrying'`,
    );
    await run("UPDATE forwarding SET allow_reply = 0");
    expect([await announce(), taken(world)]).toEqual(["retry", []]);
    world.clock.time += 1;
    expect(await announce()).toBe("accepted");
    expect(reached().others).toHaveLength(1);
  });

  it("of which nothing is out is said to have reached nobody", async () => {
    for (const family of FAMILIES) world.transport.faults.set(family, [LATER]);
    expect(await announce()).toBe("retry");
    taken(world);
    await run("UPDATE forwarding SET allow_reply = 0");
    expect(await announce()).toBe("accepted");
    expect(noticeText(reached().others[0])).toContain("was sent to nobody");
    expect(await ended()).toEqual([[true, 0]]);
  });

  it("of somebody else who is no officer is ordinary mail, as ever", async () => {
    await halfOut();
    await world.deliver("taro@company.example", ALL, mail({ from: "taro@company.example", to: ALL }));
    expect(
      taken(world)
        .map(({ envelopeRecipient }) => envelopeRecipient)
        .sort(),
    ).toEqual([OTHER, SENSEI].sort());
  });
});

describe("a reminder", { timeout: 120_000 }, () => {
  let world: World;
  let survey: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    const id = await addAddress(CLASS, { name: "3A" });
    await addForwarding(world, id, SENSEI);
    await openNetwork(world, id);
    for (const family of FAMILIES) await emptyMail(world, family, tagged(CLASS, `join.${JOIN_CODE}`));
    taken(world);
    const ask = tagged(CLASS, "ask");
    await world.deliver(SENSEI, ask, mail({ from: SENSEI, to: ask, body: "Sports day?\r\n1. yes\r\n2. no\r\n" }));
    survey = field(takenBy(world, FAMILIES[0] ?? ""), "reply-to").replace(/.*<|>.*/g, "");
  });

  const remind = (raw: string) => world.deliver(SENSEI, survey, raw);
  const written = () => mail({ from: SENSEI, to: survey, body: "remind\r\n" });

  it.each(["allow_reply = 0", "paused_by = 'card'"])(
    "goes to nobody where its officer's part is off: %s",
    async (off) => {
      await env.DB.prepare(`UPDATE forwarding SET ${off}`).run();
      await remind(written());
      const out = taken(world);
      expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI]);
      expect(noticeText(out[0])).toContain("Sending is switched off for you");
    },
  );

  it("of a survey that was closed while it went out ends, and reaches nobody else", async () => {
    const raw = written();
    world.transport.faults.set(FAMILIES[0] ?? "", [LATER]);
    expect((await remind(raw)).outcome).toBe("retry");
    await remind(mail({ from: SENSEI, to: survey, body: "close\r\n" }));
    taken(world);
    expect((await remind(raw)).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([SENSEI]);
    const rows = await drizzle(env.DB).select().from(network.announcement);
    expect(rows.filter(({ endedAt }) => endedAt === null)).toEqual([]);
  });
});
