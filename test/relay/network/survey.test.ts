import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { type AdminDeps, adminApp } from "../../../src/admin/app.ts";
import { noteMemberFailure } from "../../../src/store/network/late-failures.ts";
import * as network from "../../../src/store/network/schema.ts";
import * as schema from "../../../src/store/schema.ts";
import { mail, verdict } from "../../support/mails.ts";
import { addMembers, JOIN_CODE, memberCount, openNetwork, tagged } from "../../support/network.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { field, noticeText as rawText, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import type { Sent } from "../../support/world.ts";
import { address, World } from "../../support/world.ts";

const noticeText = (sent: Sent | undefined) => rawText(sent).replaceAll("\r\n", "\n");

const CLASS = "class-3a@school.example";
const SENSEI = "sensei@private.example";
const OTHER = "fukutan@home.example";
const FAMILIES = Array.from({ length: 12 }, (_, at) => `family${at}@home.example`);
const QUESTION = "Do you come?\r\n\r\n1. yes\r\n2. no\r\n3. perhaps\r\n";

describe("a survey", () => {
  let world: World;
  let answerTo: string;
  let report: Sent;
  let copies: readonly Sent[];

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "en" });
    const id = await addAddress(CLASS, { name: "3年A組" });
    await addForwarding(world, id, SENSEI);
    await addForwarding(world, id, OTHER);
    await openNetwork(world, id);
    await addMembers(world, id, FAMILIES);
    await ask();
    const out = taken(world);
    report = the(out.find(({ envelopeRecipient }) => envelopeRecipient === SENSEI));
    copies = out.filter((copy) => copy !== report);
    answerTo = addressIn(field(the(copies[0]), "reply-to"));
  });

  const addressIn = (value: string) => /<([^>]+)>$/.exec(value)?.[1] ?? value;
  const ask = (body = QUESTION) => {
    const to = tagged(CLASS, "ask");
    return world.deliver(SENSEI, to, mail({ from: SENSEI, to, body }));
  };
  const family = (at: number) => FAMILIES[at] ?? "";
  const write = (from: string, body: string, more: object = {}) =>
    world.deliver(from, answerTo, mail({ from: `Somebody <${from}>`, to: answerTo, body, ...more }));
  const votes = async (numbers: readonly number[], first = 0) => {
    for (const [at, number] of numbers.entries()) await write(family(first + at), `${number}\r\n`);
  };
  const command = (verb: string) => {
    const to = answerTo.replace("@", `.${verb}@`);
    return world.deliver(SENSEI, to, mail({ from: SENSEI, to, body: "" }));
  };
  const takenLast = () => taken(world).findLast(({ envelopeRecipient }) => envelopeRecipient === SENSEI);
  const tally = async () => {
    await command("tally");
    return noticeText(takenBy(world, SENSEI));
  };

  it("goes out as any mail to all, but that answers go to an address of its own", () => {
    expect(copies.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([...FAMILIES].sort());
    expect(answerTo).toMatch(/^class-3a\+ask\.[0-9a-z]{12}@school\.example$/);
    for (const copy of copies) expect(addressIn(field(copy, "reply-to"))).toBe(answerTo);
    expect(noticeText(report)).toContain("Your survey (3 choices) went out");
    expect(field(report, "reply-to")).toContain(answerTo);
  });

  it("counts numbers however they are written, and passes none of them on", async () => {
    for (const [at, written] of ["1", "１", "①", "1番", "1."].entries()) {
      expect((await write(family(at), `${written}\r\n`)).outcome).toBe("accepted");
    }
    expect(taken(world)).toEqual([]);
    expect(await tally()).toContain("1: 5\n2: 0\n3: 0");
  });

  it("counts the later of two answers of one person, also where the earlier one comes later", async () => {
    await votes([1, 1, 1, 1]);
    const early = { date: "Tue, 24 Nov 2026 11:00:00 +0900" };
    const late = { date: "Tue, 24 Nov 2026 11:30:00 +0900" };
    await write(family(4), "2\r\n", late);
    await write(family(4), "3\r\n", early);
    expect(await tally()).toContain("1: 4\n2: 1\n3: 0");
  });

  it("shows nothing while fewer than five have answered, however often one of them does", async () => {
    await votes([1, 2, 3, 1]);
    for (let again = 0; again < 6; again++) await votes([(again % 3) + 1]);
    const text = await tally();
    expect(text).toContain("Fewer than five people have answered");
    expect(text).not.toMatch(/^\d: \d/m);
  });

  it("lets no single answer be watched coming in", async () => {
    await votes([1, 1, 1, 2, 2]);
    const first = await tally();
    expect(first).toContain("1: 3\n2: 2\n3: 0");
    for (let more = 5; more < 9; more++) {
      await write(family(more), "3\r\n");
      expect((await tally()).split("\n").slice(2, 6)).toEqual(first.split("\n").slice(2, 6));
    }
    await write(family(0), "1\r\n");
    expect(await tally()).toContain("1: 3\n2: 2\n3: 0");
    await write(family(0), "2\r\n");
    expect(await tally()).toContain("1: 2\n2: 3\n3: 4");
  });

  it("says openly how it counts", () => {
    const text = noticeText(report);
    for (const words of ["whenever five people or more", "fewer are shown to nobody", "In a small group"])
      expect(text).toContain(words);
  });

  it("passes words on to its officer alone, without a name, under an alias of this survey alone", async () => {
    await world.deliver(family(0), CLASS, mail({ from: `Tanaka <${family(0)}>`, to: CLASS }));
    const ordinary = takenBy(world, SENSEI).envelopeSender;
    await write(family(0), "We are away.\r\n", {
      more: `Cc: third@elsewhere.example\r\nReply-To: x@elsewhere.example\r\n`,
    });
    const [message, ...others] = taken(world);
    expect(others).toEqual([]);
    const alias = the(message).envelopeSender;
    expect(alias).toMatch(/^anon-/);
    expect(alias).not.toBe(ordinary);
    expect(shown(the(message), "from")).toBe(`"Anonymous ${alias.slice(13, 17).toUpperCase()}" <${alias}>`);
    for (const hidden of ["Somebody", "family0", "elsewhere"]) expect(the(message).raw).not.toContain(hidden);
    await write(family(0), "Really.\r\n");
    expect(takenBy(world, SENSEI).envelopeSender).toBe(alias);
  });

  describe("whose nameless words an officer wants no more of", () => {
    const own = async () => {
      await world.deliver(family(0), CLASS, mail({ from: `Tanaka <${family(0)}>`, to: CLASS }));
      const ordinary = takenBy(world, SENSEI).envelopeSender;
      await write(family(0), "We are away.\r\n");
      return { ordinary, nameless: takenBy(world, SENSEI).envelopeSender };
    };
    const order = async (alias: string, verb: string) => {
      const to = alias.replace("@", `+${verb}@`);
      await world.deliver(SENSEI, to, mail({ from: SENSEI, to, messageId: `<${verb}-${alias}>` }));
      return taken(world);
    };
    let answered = 0;
    const answers = async (alias: string) => {
      answered += 1;
      await world.deliver(
        SENSEI,
        alias,
        mail({ from: SENSEI, to: alias, messageId: `<answer-${answered}@x.example>` }),
      );
      return taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
    };

    it("is blocked in this survey alone: their other mail goes on coming, or it would tell who they are", async () => {
      const { ordinary, nameless } = await own();
      await order(nameless, "block");
      await write(family(0), "Really.\r\n");
      expect(taken(world)).toEqual([]);
      expect(await answers(nameless)).toEqual([SENSEI]);
      const later = mail({ from: `Tanaka <${family(0)}>`, to: CLASS, messageId: "<later@home.example>" });
      await world.deliver(family(0), CLASS, later);
      expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([OTHER, SENSEI]);
      expect(await answers(ordinary)).toEqual([family(0)]);
      await order(nameless, "unblock");
      expect(await answers(nameless)).toContain(family(0));
    });

    it("is not told by blocking one family after the other", async () => {
      const { ordinary, nameless } = await own();
      await order(ordinary, "block");
      expect(await answers(nameless)).toEqual([family(0)]);
      await order(nameless, "block");
      await order(ordinary, "unblock");
      expect(await answers(nameless)).toEqual([SENSEI]);
    });
  });

  it("gives one person another alias in the next survey, and joins the two by nothing that is stored", async () => {
    await write(family(0), "We are away.\r\n");
    const first = takenBy(world, SENSEI).envelopeSender;
    await ask();
    const copy = the(taken(world).find(({ envelopeRecipient }) => envelopeRecipient === family(0)));
    answerTo = addressIn(field(copy, "reply-to"));
    await write(family(0), "Still away.\r\n");
    expect(takenBy(world, SENSEI).envelopeSender).not.toBe(first);
    const rows = await drizzle(env.DB).select().from(schema.alias);
    expect(new Set(rows.map(({ correspondentIndex }) => correspondentIndex)).size).toBe(2);
    expect(
      await Promise.all(rows.map(async (row) => world.vault.unseal(`name:${row.forwardingId}`, row.nameSealed))),
    ).toEqual(["", ""]);
  });

  it("lets its officer answer the words, and what is written back comes under the same alias", async () => {
    await write(family(0), "We are away.\r\n");
    const alias = takenBy(world, SENSEI).envelopeSender;
    expect(
      (await world.deliver(SENSEI, alias, mail({ from: SENSEI, to: alias, body: "Until when?\r\n" }))).outcome,
    ).toBe("accepted");
    const answer = takenBy(world, family(0));
    expect(answer.envelopeSender).toBe(CLASS);
    expect(addressIn(field(answer, "reply-to"))).toBe(answerTo);
    await write(family(0), "Until May.\r\n", { more: `In-Reply-To: ${answer.messageId}\r\n` });
    expect(takenBy(world, SENSEI).envelopeSender).toBe(alias);
  });

  describe("at a shared desk", () => {
    const change = (columns: Partial<typeof schema.forwarding.$inferInsert>) =>
      drizzle(env.DB).update(schema.forwarding).set(columns);
    const ordinary = async (messageId: string) => {
      await world.deliver(family(0), CLASS, mail({ from: `Tanaka <${family(0)}>`, to: CLASS, messageId }));
      return taken(world);
    };
    const answersWords = async (also: readonly string[] = []) => {
      await write(family(0), "We are away.\r\n");
      const alias = takenBy(world, SENSEI).envelopeSender;
      const to = [alias, ...also].join(", ");
      const raw = mail({ from: SENSEI, to, body: `Until when? ${alias}\r\n` });
      for (const one of [alias, ...also]) await world.deliver(SENSEI, one, raw);
      return taken(world);
    };

    it.each([true, false])(
      "shows no colleague the answer to words, where senders are hidden: %s",
      async (hideSender) => {
        await drizzle(env.DB).update(schema.address).set({ shareAnswers: true });
        await change({ hideSender });
        await ordinary("<first@home.example>");
        const out = await answersWords();
        expect(out.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([family(0)]);
        for (const next of await ordinary("<next@home.example>")) expect(shown(next, "from")).not.toContain("is on it");
      },
    );

    it("nor where the same answer goes to an alias that colleagues know", async () => {
      await drizzle(env.DB).update(schema.address).set({ shareAnswers: true });
      const first = await ordinary("<first@home.example>");
      const known = the(first.find(({ envelopeRecipient }) => envelopeRecipient === SENSEI)).envelopeSender;
      const out = await answersWords([known]);
      expect(out.filter(({ envelopeRecipient }) => envelopeRecipient === OTHER)).toEqual([]);
    });
  });

  it.each(["officer", "card"] as const)("obeys nobody whose answers were stopped by the %s", async (pausedBy) => {
    await drizzle(env.DB).update(schema.forwarding).set({ pausedBy });
    for (const verb of ["remind", "close", "tally"]) {
      await command(verb);
      const [notice, ...others] = taken(world);
      expect(others).toEqual([]);
      expect(noticeText(notice)).toContain("Sending is switched off for you");
    }
    expect(await drizzle(env.DB).select().from(network.survey)).toMatchObject([{ closedAt: null }]);
  });

  it("reminds nobody more than three times a day, and its officer is told", async () => {
    const remind = async (at: number) => {
      const to = answerTo.replace("@", ".remind@");
      await world.deliver(SENSEI, to, mail({ from: SENSEI, to, body: "", messageId: `<r${at}@private.example>` }));
      return taken(world);
    };
    for (let at = 0; at < 3; at++) expect(await remind(at)).toHaveLength(FAMILIES.length + 1);
    const [notice, ...others] = await remind(3);
    expect(others).toEqual([]);
    expect(noticeText(notice)).toContain("as many mails to all as a day may have");
    world.clock.time += 25 * 60 * 60 * 1000;
    expect(await remind(4)).toHaveLength(FAMILIES.length + 1);
  });

  it("reminds those alone who have not answered with a number, by the officer's answer to the report", async () => {
    await votes([1, 2, 3]);
    await write(family(3), "I do not know yet.\r\n");
    taken(world);
    const to = addressIn(field(report, "reply-to"));
    await world.deliver(
      SENSEI,
      to,
      mail({ from: SENSEI, to, subject: "Re: x", body: "Remind, please.\r\n> all of it\r\n" }),
    );
    const out = taken(world);
    const reminded = out.filter(({ envelopeRecipient }) => envelopeRecipient !== SENSEI);
    expect(reminded.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual(FAMILIES.slice(3).sort());
    for (const copy of reminded) {
      expect(addressIn(field(copy, "reply-to"))).toBe(answerTo);
      expect(field(copy, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
      expect(copy.raw).not.toContain("Remind, please");
      for (const carrier of ["docomo", "au", "SoftBank", "Rakuten", "Y!mobile"])
        expect(noticeText(copy)).toContain(carrier);
    }
    const told = noticeText(out.find(({ envelopeRecipient }) => envelopeRecipient === SENSEI));
    // Twelve were asked: their number less this one would be that of those who have answered.
    expect(told).toContain("asked once more");
    expect(told.split("What you can do now")[0]).not.toMatch(/\d/);
    const kept = await drizzle(env.DB).select().from(network.announcementCopy);
    expect(kept.every(({ announcementId }) => announcementId === kept[0]?.announcementId)).toBe(true);
    expect(kept).toHaveLength(12);
  });

  const used = async () => (await drizzle(env.DB).select().from(network.announcedDay))[0]?.sent;

  it("counts a reminder as if all had got it, so that the month's use tells nobody how many have answered", async () => {
    const asked = await used();
    await votes([1, 2, 3]);
    await command("remind");
    expect(await used()).toBe((asked ?? 0) + FAMILIES.length);
    expect(await drizzle(env.DB).select().from(network.announcement)).toMatchObject([
      { kind: "ask", sent: FAMILIES.length },
      { kind: "remind", sent: 0, failed: 0 },
    ]);
  });

  it.each([
    ["waits", "quota"],
    ["warms up", "warm-up"],
  ] as const)("tells no number while its reminder %s, nor once it is ended before its time", async (_, stop) => {
    await votes([1, 2, 3]);
    if (stop === "quota") world.transport.faults.set(family(5), [{ kind: "deferred", reason: "quota" }]);
    else await env.DB.prepare("UPDATE announced_day SET sent = 10000").run();
    await command("remind");
    const numberless = (sent: Sent | undefined) =>
      expect(`${shown(the(sent), "subject")}${noticeText(sent)}`.replace(/class-3a\S+/g, "")).not.toMatch(/\d/);
    numberless(takenLast());
    await drizzle(env.DB).update(schema.forwarding).set({ pausedBy: "officer" });
    await command("remind");
    numberless(takenLast());
  });

  it.each(["催促", "リマインド", "REMIND"])("understands %s", async (word) => {
    const utf8 = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";
    const bytes = new TextEncoder().encode(word);
    const from = SENSEI;
    await world.deliver(
      from,
      answerTo,
      mail({ from, to: answerTo, more: utf8, body: btoa(String.fromCharCode(...bytes)) }),
    );
    expect(taken(world)).toHaveLength(13);
  });

  it("is closed by its officer: the last counts come, who had answered is forgotten, and no number counts any more", async () => {
    await votes([1, 1, 2, 2, 2, 3]);
    await command("close");
    expect(noticeText(takenBy(world, SENSEI))).toContain("1: 2\n2: 3\n3: 1");
    expect(await drizzle(env.DB).select().from(network.vote)).toEqual([]);
    const { outcome, text } = await write(family(7), "1\r\n");
    expect([outcome, text]).toEqual([
      "rejected",
      "This survey is closed. An answer that came before it was still counts.",
    ]);
    expect((await write(family(7), "Too late?\r\n")).outcome).toBe("accepted");
    expect(takenBy(world, SENSEI).envelopeSender).toMatch(/^anon-/);
    expect(await tally()).toContain("1: 2\n2: 3\n3: 1");
  });

  it("tells its officer what can be done where they write anything else, and no member", async () => {
    await world.deliver(SENSEI, answerTo, mail({ from: SENSEI, to: answerTo, body: "Hello?\r\n" }));
    const [help, ...others] = taken(world);
    expect(others).toEqual([]);
    expect(noticeText(help)).toContain("Your mail went to nobody who has joined");
  });

  it("is not answered by a stranger, nor for another, nor by a robot", async () => {
    for (const said of ["1\r\n", "Buy these.\r\n"]) {
      const stranger = await write("stranger@elsewhere.example", said);
      expect([stranger.outcome, stranger.text]).toEqual(["rejected", expect.stringContaining("have joined")]);
    }
    const forged = verdict("home.example", "fail") + mail({ from: family(0), to: answerTo, passes: "", body: "1" });
    expect((await world.deliver(family(0), answerTo, forged)).outcome).toBe("rejected");
    await write(family(0), "1\r\n", { more: "Auto-Submitted: auto-replied\r\n" });
    expect(await drizzle(env.DB).select().from(network.vote)).toEqual([]);
    expect(taken(world)).toEqual([]);
    const other = answerTo.replace(/ask\.\w+/, "ask.000000000000");
    expect((await world.deliver(family(0), other, mail({ from: family(0), to: other, body: "1" }))).outcome).toBe(
      "rejected",
    );
  });

  it("obeys no member", async () => {
    const to = answerTo.replace("@", ".close@");
    await world.deliver(family(0), to, mail({ from: family(0), to, body: "" }));
    await write(family(0), "close\r\n");
    expect(await drizzle(env.DB).select().from(network.survey)).toMatchObject([{ closedAt: null }]);
  });

  it("is not sent without choices, and its officer is told how to write them", async () => {
    await ask("Do you come? yes or no\r\n");
    const [notice, ...others] = taken(world);
    expect(others).toEqual([]);
    expect(noticeText(notice)).toContain("two lines or more that begin with a number");
  });

  const withoutVotes = async () => (await drizzle(env.DB).select().from(network.vote)).length;
  const deps = () => ({ vault: world.vault, d1: env.DB, settings: { adminOrigins: [] } }) as unknown as AdminDeps;

  it("forgets the vote of whoever leaves at once, by whichever way out, and nobody else's", async () => {
    await votes([1, 1, 1, 1, 1, 1]);
    await world.deliver(family(0), tagged(CLASS, "leave"), mail({ from: family(0), to: tagged(CLASS, "leave") }));
    expect(await withoutVotes()).toBe(5);
    const copyOf = (at: number) => the(copies.find(({ envelopeRecipient }) => envelopeRecipient === family(at)));
    const link = /<(https:[^>]+)>/.exec(field(copyOf(1), "list-unsubscribe"))?.[1] ?? "";
    await adminApp(deps()).fetch(new Request(link, { method: "POST" }));
    expect(await withoutVotes()).toBe(4);
    const complaint = { sentId: copyOf(2).messageId, reason: "complained", status: "" } as const;
    await noteMemberFailure(env.DB, world.vault, complaint);
    expect(await withoutVotes()).toBe(3);
    expect(await memberCount()).toBe(FAMILIES.length - 3);
  });

  it("counts nobody twice who leaves and joins again", async () => {
    const to = tagged(CLASS, "leave");
    await votes([1, 1, 1, 1]);
    for (let again = 0; again < 3; again++) {
      await world.deliver(family(4), to, mail({ from: family(4), to, messageId: `<leave-${again}@home.example>` }));
      const join = tagged(CLASS, `join.${JOIN_CODE}`);
      await world.deliver(
        family(4),
        join,
        mail({ from: family(4), to: join, messageId: `<join-${again}@home.example>` }),
      );
      await write(family(4), "2\r\n", { messageId: `<vote-${again}@home.example>` });
    }
    taken(world);
    expect(await tally()).toContain("1: 4\n2: 1");
  });

  it("takes no vote of somebody who has left while it came in", async () => {
    const [survey] = await drizzle(env.DB).select().from(network.survey);
    await env.DB.prepare("DELETE FROM member").run();
    if (!survey) throw new Error("no survey");
    const asked = { ...survey, forwardingId: "" };
    await world.ports.surveys.vote(asked, address(family(0)), 1, world.clock.now());
    expect(await withoutVotes()).toBe(0);
  });

  it("keeps neither a question, an answer's words nor a voter", async () => {
    await votes([1, 2, 3, 1, 2]);
    await write(family(6), "We are elsewhere.\r\n");
    const tables = [network.announcement, network.survey, network.vote, schema.alias, schema.delivery];
    const whole = JSON.stringify(await Promise.all(tables.map((table) => drizzle(env.DB).select().from(table))));
    // Long words: three letters stand in what is sealed by chance.
    for (const word of ["Do you come", "perhaps", "elsewhere", "family"]) expect(whole).not.toContain(word);
    const indexes = new Set(
      (await drizzle(env.DB).select().from(network.member)).map(({ memberIndex }) => memberIndex),
    );
    for (const { voterIndex } of await drizzle(env.DB).select().from(network.vote))
      expect(indexes).not.toContain(voterIndex);
  });
});
