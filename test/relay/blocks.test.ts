import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { delivery } from "../../src/store/schema.ts";
import { mail } from "../support/mails.ts";
import { taken, takenBy } from "../support/pick.ts";
import { noticeText } from "../support/reading.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@mail.example";
const REFUSED = { outcome: "rejected", text: "This address does not take your mail." };

/** Spellings of one mailbox each. */
const MAILBOXES = [
  ["taro@gmail.com", "t.a.r.o@gmail.com", "Taro+x@gmail.com", "taro@googlemail.com", "T.aro+1+2@googlemail.com"],
  ["taro@company.example", "TARO@company.example", "taro+news@company.example"],
  ["taro@icloud.com", "taro@me.com", "taro+a@mac.com"],
] as const;
const SPELLINGS = MAILBOXES.flatMap((mailbox) =>
  mailbox.flatMap((blocked) => mailbox.filter((other) => other !== blocked).map((other) => [blocked, other] as const)),
);

describe("a block at one officer", { timeout: 300_000 }, () => {
  let world: World;

  async function school(officers: readonly string[] = [HANAKO]): Promise<void> {
    await reset();
    world = await World.open({ language: "en" });
    const pta = await addAddress(PTA, { name: "PTA" });
    for (const officer of officers) await addForwarding(world, pta, officer);
  }

  const write = (from: string) => world.deliver(from, PTA, mail({ from }));
  const command = async (tag: string, alias: string, officer = HANAKO) => {
    const to = alias.replace("@", `+${tag}@`);
    expect((await world.deliver(officer, to, mail({ from: officer, to }))).outcome).toBe("accepted");
    taken(world);
  };
  /** @returns the alias that the officer got the mail from */
  const aliasOf = async (from: string) => {
    expect((await write(from)).outcome).toBe("accepted");
    return takenBy(world, HANAKO).envelopeSender;
  };
  const answer = async (alias: string) => {
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    return taken(world);
  };

  it.each(SPELLINGS)(
    "of %s refuses %s, makes no row for it, and unblocking takes its mail again",
    async (one, other) => {
      await school();
      const alias = await aliasOf(one);
      await command("block", alias);
      const before = await env.DB.prepare("SELECT count(*) AS count FROM alias").first("count");
      expect(await write(other)).toEqual(REFUSED);
      expect(await write(one)).toEqual(REFUSED);
      expect(await env.DB.prepare("SELECT count(*) AS count FROM alias").first("count")).toBe(before);
      await command("unblock", alias);
      expect((await write(other)).outcome).toBe("accepted");
      expect((await write(one)).outcome).toBe("accepted");
    },
  );

  it.each(SPELLINGS.slice(0, 6))(
    "of %s refuses answers to the alias of %s, made before or after it",
    async (one, other) => {
      await school();
      const [blocked, sibling] = [await aliasOf(one), await aliasOf(other)];
      await command("block", blocked);
      const [told, ...more] = await answer(sibling);
      expect([told?.envelopeRecipient, more]).toEqual([HANAKO, []]);
      expect(told && noticeText(told)).toContain("blocked");
      await command("unblock", sibling); // Any alias of the mailbox lifts it.
      expect((await answer(sibling)).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([other]);
      expect((await answer(blocked)).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([one]);
    },
  );

  it("holds when its officer writes first to another spelling", async () => {
    await school();
    await command("block", await aliasOf("taro@gmail.com"));
    const to = "pta+t.aro=gmail.com@school.example";
    await world.deliver(HANAKO, to, mail({ from: HANAKO, to }));
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([HANAKO]);
  });

  it("is not undone by deleting its alias, and holds for that officer alone", async () => {
    await school([HANAKO, JIRO]);
    expect((await write("taro@gmail.com")).outcome).toBe("accepted");
    const alias = takenBy(world, HANAKO).envelopeSender;
    taken(world);
    await command("block", alias);
    await env.DB.prepare("UPDATE alias SET deleted_at = 1, shown = 0 WHERE alias = ?").bind(alias).run();
    expect((await write("taro+2@gmail.com")).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([JIRO]);
  });

  it("says nothing about another mailbox, nor about another public address", async () => {
    await school();
    await addForwarding(world, await addAddress("nurse@school.example"), HANAKO);
    await command("block", await aliasOf("taro@gmail.com"));
    for (const other of ["taro2@gmail.com", "taro@company.example", "t.aro@company.example"])
      expect((await write(other)).outcome).toBe("accepted");
    const nurse = "nurse@school.example";
    expect((await world.deliver("taro@gmail.com", nurse, mail({ from: "taro@gmail.com", to: nurse }))).outcome).toBe(
      "accepted",
    );
  });

  it("leaves one journal row a day of what it refuses", async () => {
    await school();
    await command("block", await aliasOf("taro@gmail.com"));
    const rows = () => drizzle(env.DB).select().from(delivery);
    const before = (await rows()).length;
    for (let at = 0; at < 9; at++) expect(await write(`taro+${at}@gmail.com`)).toEqual(REFUSED);
    expect((await rows()).length).toBe(before + 1);
    expect(await rows()).toContainEqual(expect.objectContaining({ reason: "blocked", attempts: 9 }));
  });
});
