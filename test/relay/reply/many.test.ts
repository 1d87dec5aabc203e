import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import * as schema from "../../../src/store/schema.ts";
import { mail } from "../../support/mails.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { field, noticeText } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const LIMIT = { timeout: 120_000 };

let world: World;

/** @returns Hanako's aliases of so many parents */
async function parents(count: number): Promise<readonly string[]> {
  const aliases: string[] = [];
  for (let at = 0; at < count; at++) {
    await world.deliver(`p${at}@home${at}.example`, PTA, mail({ from: `p${at}@home${at}.example` }));
    aliases.push(takenBy(world, HANAKO).envelopeSender);
  }
  return aliases;
}

/** As a sending server does: each recipient is a delivery of its own. */
async function toAll(aliases: readonly string[], message: string): Promise<readonly string[]> {
  const endings = await Promise.all(aliases.map((alias) => world.deliver(HANAKO, alias, message)));
  return endings.map(({ outcome }) => outcome);
}

const counted = async (prefix: string) => {
  const rows = await drizzle(env.DB).select().from(schema.hourly);
  return rows.filter(({ counter }) => counter.startsWith(prefix)).map(({ count }) => count);
};

describe("an answer to forty aliases", LIMIT, () => {
  beforeEach(async () => {
    await reset();
    world = await World.open({ limits: { replies: 1, copies: 41 } });
    await addForwarding(world, await addAddress(PTA, { name: "PTA" }), HANAKO);
  });

  it("reaches each parent in a copy of their own, shows nobody anybody, and is one answer of forty copies", async () => {
    const aliases = await parents(40);
    const text = `> ${aliases.join("\r\n> ")}\r\n`;
    const message = mail({ from: HANAKO, to: aliases.join(",\r\n "), body: text });
    expect(new Set(await toAll(aliases, message))).toEqual(new Set(["accepted"]));
    const sent = taken(world);
    expect(sent.map((one) => field(one, "to")).sort()).toEqual(
      Array.from({ length: 40 }, (_, at) => `p${at}@home${at}.example`).sort(),
    );
    for (const one of sent) {
      expect(one.raw).not.toMatch(/anon-[0-9a-z]{12}/);
      expect(new Set(one.raw.match(/p\d+@home\d+\.example/g))).toEqual(new Set([one.envelopeRecipient]));
    }
    expect([await counted("replies:"), await counted("copies:")]).toEqual([[1], [40]]);
  });

  it("is not held up at its later copies, while the next mail waits, and the admin hears of it", async () => {
    const aliases = await parents(3);
    const message = mail({ from: HANAKO, to: aliases.join(", ") });
    for (const alias of aliases) expect((await world.deliver(HANAKO, alias, message)).outcome).toBe("accepted");
    expect(await toAll(aliases.slice(0, 1), mail({ from: HANAKO, to: aliases[0] ?? "" }))).toEqual(["retry"]);
    expect(world.alarms.map(({ kind }) => kind)).toEqual(["reply-flood"]);
    world.clock.time += 60 * 60 * 1000;
    expect(await toAll(aliases.slice(0, 1), mail({ from: HANAKO, to: aliases[0] ?? "" }))).toEqual(["accepted"]);
  });
});

describe("copies", LIMIT, () => {
  it("above their own limit wait for the next hour, and none is lost or doubled", async () => {
    await reset();
    world = await World.open({ limits: { copies: 2 } });
    await addForwarding(world, await addAddress(PTA, { name: "PTA" }), HANAKO);
    const aliases = await parents(3);
    const message = mail({ from: HANAKO, to: aliases.join(", ") });
    const outcomes: string[] = [];
    for (const alias of aliases) outcomes.push(...(await toAll([alias], message)));
    expect(outcomes).toEqual(["accepted", "accepted", "retry"]);
    world.clock.time += 60 * 60 * 1000;
    expect(await toAll(aliases.slice(2), message)).toEqual(["accepted"]);
    expect(taken(world).length).toBe(3);
  });
});

describe("a tag that is too long, or no tag at all", () => {
  const long = `pta+${"a".repeat(60)}=freemail.example@school.example`;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    await addForwarding(world, await addAddress(PTA, { name: "PTA" }), HANAKO);
  });

  it.each([long, "pta+taro=freemail,example@school.example".replace(",", "\\"), "pta+たろう@school.example"])(
    "gets its officer the help mail: %s",
    async (to) => {
      const { outcome } = await world.deliver(HANAKO, to, mail({ from: HANAKO, to: `Taro <${to}>` }));
      const told = takenBy(world, HANAKO);
      expect(outcome).toBe("accepted");
      expect(noticeText(told)).toContain("pta+taro+a=b=freemail.example@school.example");
    },
  );

  it("says nothing when anybody else sends it: the mail is delivered", async () => {
    await world.deliver("x@company.example", long, mail({ from: "x@company.example", to: long }));
    expect(takenBy(world, HANAKO).envelopeSender).toMatch(/^anon-/);
  });

  it("does nothing without proof, and an old mail to another address proves nothing", async () => {
    await world.deliver(HANAKO, long, mail({ from: HANAKO, to: PTA }));
    expect(taken(world).map(({ raw }) => /what you send there/.test(raw))).not.toContain(true);
  });

  it("is no address when nobody has what stands before it", async () => {
    const ending = await world.deliver(HANAKO, `nobody+${"a".repeat(70)}@school.example`, mail({ from: HANAKO }));
    expect(ending.outcome).toBe("rejected");
  });
});
