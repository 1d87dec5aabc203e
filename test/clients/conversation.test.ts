/** A conversation in real mail programs: what each writes arrives, each side sees one thread, and neither sees the other's address. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressPattern, sightings } from "../reader/seen.ts";
import { muttAnswers, muttAnswersAll, muttForwardsAttached } from "./programs/mutt.ts";
import { threads } from "./programs/notmuch.ts";
import { snailAnswers } from "./programs/s-nail.ts";
import { swaksWrites } from "./programs/swaks.ts";
import { type Person, PTA, Town } from "./town.ts";

let town: Town;
beforeAll(async () => {
  town = await Town.open();
});
afterAll(() => town?.close());

const counts = async () =>
  Promise.all([town.parent, town.chair, town.treasurer].map(async (who) => (await town.mails(who)).length));

describe("a conversation", () => {
  it("begins with swaks, and reaches both officers", async () => {
    await swaksWrites(town.parent, PTA, "Sports day", "Is there a match on Friday?");
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it("is answered by one officer's s-nail", async () => {
    await snailAnswers(town.chair, "Yes, at ten.", "Reply");
    expect(await town.last(town.parent)).toContain("Yes, at ten.");
    expect(await counts()).toEqual([2, 2, 1]);
  });

  it("is answered again by the parent's mutt, to all", async () => {
    await muttAnswersAll(town.parent, "mutt", "Thank you. With shoes?");
    for (const who of [town.chair, town.treasurer]) expect(await town.last(who)).toContain("Thank you. With shoes?");
    expect(await counts()).toEqual([3, 3, 2]);
  });

  it("is answered by the other officer's NeoMutt, to all: the colleague reads it, too", async () => {
    await muttAnswersAll(town.treasurer, "neomutt", "White ones, please.");
    for (const who of [town.parent, town.chair]) expect(await town.last(who)).toContain("White ones, please.");
  });

  it("goes on in the parent's NeoMutt and the first officer's mutt", async () => {
    await muttAnswers(town.parent, "neomutt", "We have some.");
    await muttAnswers(town.chair, "mutt", "See you on Friday.");
    expect(await town.last(town.parent)).toContain("See you on Friday.");
  });

  it("is one thread on all three sides", async () => {
    const all = [town.parent, town.chair, town.treasurer];
    expect(await Promise.all(all.map(threads))).toEqual([1, 1, 1]);
  });

  it("is forwarded as an attachment, both ways", async () => {
    await muttForwardsAttached(town.parent, "mutt", PTA, "Is this from you?");
    for (const who of [town.chair, town.treasurer]) expect(await town.last(who)).toContain("message/rfc822");
    const [, alias = ""] = /^From: .*<(.*)>/m.exec(await town.last(town.chair)) ?? [];
    await muttForwardsAttached(town.chair, "neomutt", alias, "It is; here is yours.");
    expect(await town.last(town.parent)).toMatch(
      /It is; here is yours\.[\s\S]*message\/rfc822[\s\S]*See you on Friday/,
    );
  });
});

describe("what somebody got in it", () => {
  const seen = async (who: Person, address: string) => {
    const mails = await town.mails(who);
    expect(mails.length).toBeGreaterThan(4);
    return mails.flatMap((mail) => sightings(mail, addressPattern(address)));
  };

  it("shows the parent no officer's address", async () => {
    for (const { address } of [town.chair, town.treasurer]) expect(await seen(town.parent, address)).toEqual([]);
  });

  it("shows no officer the parent's address, nor the colleague's", async () => {
    for (const who of [town.chair, town.treasurer]) {
      const others = [town.parent, town.chair, town.treasurer].filter((one) => one !== who);
      for (const { address } of others) expect(await seen(who, address)).toEqual([]);
    }
  });

  it("shows the parent no officer's program and no host", async () => {
    const fromSchool = (await town.mails(town.parent)).filter((mail) => mail.startsWith("From: "));
    expect(fromSchool.length).toBeGreaterThan(3);
    for (const mail of fromSchool) expect(mail.split("\n\n", 1)[0]).not.toMatch(/pc\.(?!company)|s-nail|mutt|127\.0/i);
  });
});
