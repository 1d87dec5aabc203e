/** What somebody can do to a contact network who has seen its links, codes and letters, or sends everything twice. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type AdminDeps, adminApp } from "../../../src/admin/app.ts";
import { sealLeaveToken } from "../../../src/store/network/leave-token.ts";
import * as network from "../../../src/store/network/schema.ts";
import { Vault } from "../../../src/store/vault.ts";
import { mail } from "../../support/mails.ts";
import { addMembers, emptyMail, JOIN_CODE, memberCount, ORIGIN, openNetwork, tagged } from "../../support/network.ts";
import { taken } from "../../support/pick.ts";
import { field, noticeText } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const LIMIT = { timeout: 120_000 };
const CLASS = "class-3a@school.example";
const OTHER_CLASS = "class-3b@school.example";
const SENSEI = "sensei@private.example";
const FAMILY = "tanaka@docomo.example";
const FAMILIES = ["suzuki", "sato", "ito", "kato", "mori", "abe"].map((name) => `${name}@au.example`);

let world: World;
let id: string;

beforeEach(async () => {
  await reset();
  world = await World.open({ language: "en" });
  id = await addAddress(CLASS);
  await addForwarding(world, id, SENSEI);
  await openNetwork(world, id);
});

const join = (from = FAMILY, code = JOIN_CODE) => emptyMail(world, from, tagged(CLASS, `join.${code}`));
const members = () => drizzle(env.DB).select().from(network.member);

describe("the link out of a contact network", LIMIT, () => {
  const app = (vault = world.vault) =>
    adminApp({ vault, d1: env.DB, settings: { adminOrigins: [] } } as unknown as AdminDeps);
  const post = (token: string, init: RequestInit = {}) =>
    app().fetch(new Request(`${ORIGIN}/leave/${token}`, { method: "POST", ...init }));
  const tokenOf = async (at: number) => {
    const row = (await members())[at];
    return sealLeaveToken(world.vault, { addressId: id, memberId: row?.id ?? "" });
  };

  it("opens in one spelling alone: whatever of it is changed, cut or added to ends nobody's membership", async () => {
    await addMembers(world, id, FAMILIES);
    const token = await tokenOf(0);
    const characters = fc.constantFrom(..."abcxyzABCXYZ0189-_.=%+/~ あ");
    const place = fc.nat(token.length);
    const changed = fc.oneof(
      fc.tuple(place, characters).map(([at, one]) => token.slice(0, at) + one + token.slice(at + 1)),
      fc.tuple(place, characters).map(([at, one]) => token.slice(0, at) + one + token.slice(at)),
      place.map((at) => token.slice(0, at)),
      place.map((at) => token.slice(at)),
      fc.tuple(place, place).map(([one, two]) => token.slice(0, one) + token.slice(two)),
      fc.string({ maxLength: 90 }),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (other) => {
        fc.pre(other !== token && !/^\.{0,2}$|[/\\?#\s]/.test(other));
        expect([404, 405]).toContain((await post(encodeURIComponent(other))).status);
      }),
      { numRuns: 400 },
    );
    expect(await memberCount()).toBe(FAMILIES.length);
    expect((await post(token)).status).toBe(200);
    expect(await memberCount()).toBe(FAMILIES.length - 1);
  });

  it("has no other spelling of its last character", async () => {
    await addMembers(world, id, FAMILIES);
    const token = await tokenOf(0);
    for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
      const other = token.slice(0, -1) + last;
      if (other !== token) expect((await post(other)).status).toBe(404);
    }
    for (const more of [".", ".x", "=", "%3D", "%00"]) expect((await post(token + more)).status).toBe(404);
    expect(await memberCount()).toBe(FAMILIES.length);
  });

  it("of one network says nothing in another, nor with another key, nor of who has left and joined again", async () => {
    const other = await addAddress(OTHER_CLASS);
    await openNetwork(world, other);
    await join();
    await emptyMail(world, FAMILY, tagged(OTHER_CLASS, `join.${JOIN_CODE}`));
    const [here, there] = await members();
    const crossed = await sealLeaveToken(world.vault, { addressId: there?.addressId ?? "", memberId: here?.id ?? "" });
    await post(crossed);
    expect(await memberCount()).toBe(2);
    const foreign = await sealLeaveToken(await Vault.open(new Uint8Array(32).fill(8)), {
      addressId: here?.addressId ?? "",
      memberId: here?.id ?? "",
    });
    expect((await post(foreign)).status).toBe(404);
    const first = await sealLeaveToken(world.vault, { addressId: here?.addressId ?? "", memberId: here?.id ?? "" });
    expect((await post(first)).status).toBe(200);
    await join();
    expect((await post(first)).status).toBe(200);
    expect(await memberCount()).toBe(2);
  });

  it("is taken by a post alone, with whatever body programs send, and however many at once", async () => {
    await addMembers(world, id, FAMILIES);
    const token = await tokenOf(0);
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
      expect((await post(token, { method })).status).toBe(405);
    expect(await memberCount()).toBe(FAMILIES.length);
    const form = new FormData();
    form.set("List-Unsubscribe", "One-Click");
    const bodies = [
      "List-Unsubscribe=One-Click",
      form, // RFC 8058 §3.2 has both forms.
      "",
    ];
    const answers = await Promise.all(bodies.map((body) => post(token, { body })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await memberCount()).toBe(FAMILIES.length - 1);
  });
});

describe("the code of a contact network", LIMIT, () => {
  it("opens however it was copied, and as nothing else", async () => {
    const spelled = fc
      .tuple(
        ...[...JOIN_CODE].map((one) =>
          fc.constantFrom(one, one.toUpperCase(), ...(one === "0" ? ["o", "O"] : one === "1" ? ["i", "l", "I"] : [])),
        ),
      )
      .chain((letters) =>
        fc
          .array(fc.constantFrom("", "", "-", ".", "_"), { minLength: letters.length, maxLength: letters.length })
          .map((marks) => letters.map((letter, at) => (marks[at] ?? "") + letter).join("")),
      );
    let who = 0;
    await fc.assert(
      fc.asyncProperty(spelled, async (code) => {
        expect((await join(`family${who++}@au.example`, code)).outcome).toBe("accepted");
      }),
      { numRuns: 30 },
    );
    expect(await memberCount()).toBe(who);
    const wrong = fc.stringMatching(/^[0-9a-z]{1,12}$/).filter((code) => code !== JOIN_CODE);
    await fc.assert(
      fc.asyncProperty(wrong, async (code) => {
        fc.pre(code.replaceAll("o", "0").replaceAll(/[il]/g, "1") !== JOIN_CODE);
        expect((await join(`stranger${who++}@au.example`, code)).outcome).toBe("rejected");
      }),
      { numRuns: 30 },
    );
    expect((await members()).length).toBeLessThan(who);
  });

  it("that is void opens to nobody, but says nothing untrue to who is in: their mail came again", async () => {
    expect((await join()).outcome).toBe("accepted");
    await openNetwork(world, id, "newnewne");
    expect((await join()).outcome).toBe("accepted");
    expect((await join("suzuki@au.example")).outcome).toBe("rejected");
    expect(await memberCount()).toBe(1);
  });

  it("that went void while the welcome waited still brings the welcome, once", async () => {
    world.transport.faults.set(FAMILY, [{ kind: "deferred", reason: "rate-limit" }]);
    expect((await join()).outcome).toBe("retry");
    await openNetwork(world, id, "newnewne");
    expect([(await join()).outcome, (await join()).outcome]).toEqual(["accepted", "accepted"]);
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([FAMILY]);
  });

  it("takes in once who sends it many times at once, and welcomes them once", async () => {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => join()));
    for (const { outcome } of outcomes) expect(["accepted", "retry"]).toContain(outcome);
    expect(await memberCount()).toBe(1);
    expect(taken(world)).toHaveLength(1);
  });

  it("takes nobody in at a network that has gone", async () => {
    await env.DB.prepare("DELETE FROM network").run();
    expect((await join()).outcome).toBe("rejected");
  });
});

describe("an answer to a survey", LIMIT, () => {
  let answerTo: string;

  beforeEach(async () => {
    await addMembers(world, id, FAMILIES);
    const to = tagged(CLASS, "ask");
    await world.deliver(SENSEI, to, mail({ from: SENSEI, to, body: "When?\r\n1. Mon\r\n2. Tue\r\n3. Wed\r\n" }));
    const copy = taken(world).find(({ envelopeRecipient }) => envelopeRecipient !== SENSEI);
    answerTo = /<?([^<>]+)>?$/.exec(copy ? field(copy, "reply-to") : "")?.[1] ?? "";
  });

  const write = (from: string, body: string, more: object = {}) =>
    world.deliver(from, answerTo, mail({ from, to: answerTo, body, ...more }));
  const votes = async () => (await drizzle(env.DB).select().from(network.vote)).map(({ choice }) => choice).sort();
  const command = (verb: string) => {
    const to = answerTo.replace("@", `.${verb}@`);
    return world.deliver(SENSEI, to, mail({ from: SENSEI, to, body: "" }));
  };
  const [ito = "", mori = ""] = FAMILIES;

  it("counts once, however many come at the same time", async () => {
    await Promise.all([1, 2, 3, 1, 2, 3].map((choice) => write(ito, `${choice}\r\n`)));
    await Promise.all(FAMILIES.slice(1).map((one) => write(one, "2\r\n")));
    expect(await votes()).toHaveLength(FAMILIES.length);
  });

  it.each([
    ["the survey is closed", () => command("close"), "closed"],
    ["its writer leaves", () => env.DB.prepare("DELETE FROM member").run(), "joined"],
  ])("is not said to count where %s while it is on its way", async (_, meanwhile, words) => {
    const { surveys } = world.ports;
    const late = {
      ...world.ports,
      surveys: {
        open: surveys.open.bind(surveys),
        find: surveys.find.bind(surveys),
        isMember: surveys.isMember.bind(surveys),
        names: surveys.names.bind(surveys),
        voted: surveys.voted.bind(surveys),
        tally: surveys.tally.bind(surveys),
        close: surveys.close.bind(surveys),
        vote: async (...vote: Parameters<typeof surveys.vote>) => {
          await meanwhile();
          return surveys.vote(...vote);
        },
      },
    };
    const ending = await world.deliver(ito, answerTo, mail({ from: ito, to: answerTo, body: "2\r\n" }), late);
    expect(ending).toMatchObject({ outcome: "rejected", text: expect.stringContaining(words) });
    expect(await votes()).toEqual([]);
  });

  it("that counts, and comes again after the end, is not said to be lost", async () => {
    for (const one of FAMILIES) expect((await write(one, "2\r\n")).outcome).toBe("accepted");
    await command("close");
    const again = await write(mori, "2\r\n");
    expect(again).toMatchObject({
      outcome: "rejected",
      text: expect.stringContaining("came before it was still counts"),
    });
    const told = taken(world).findLast(({ envelopeRecipient }) => envelopeRecipient === SENSEI);
    expect(noticeText(told)).toMatch(/2[^\n]*6/);
  });

  it("that was written earlier and comes later is accepted, and changes nothing", async () => {
    await write(ito, "3\r\n", { more: "Date: Wed, 01 Apr 2026 01:00:00 +0900\r\n" });
    world.clock.time += 60_000;
    expect((await write(ito, "1\r\n", { more: "Date: Tue, 31 Mar 2026 01:00:00 +0900\r\n" })).outcome).toBe("accepted");
    expect(await votes()).toHaveLength(1);
  });
});
