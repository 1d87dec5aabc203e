import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { WRONG_CODES } from "../../../src/relay/limits.ts";
import * as network from "../../../src/store/network/schema.ts";
import * as schema from "../../../src/store/schema.ts";
import { mail, verdict } from "../../support/mails.ts";
import { emptyMail, JOIN_CODE, memberCount, openNetwork, tagged } from "../../support/network.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { noticeText, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const FAMILY = "tanaka@docomo.example";

describe("joining and leaving a contact network", () => {
  let world: World;
  let id: string;

  beforeEach(async () => {
    await reset();
    world = await World.open({ language: "ja" });
    id = await addAddress(CLASS, { name: "3年A組" });
    await addForwarding(world, id, "sensei@private.example");
    await openNetwork(world, id);
  });

  const join = (from = FAMILY, code = JOIN_CODE) => emptyMail(world, from, tagged(CLASS, `join.${code}`));
  const leave = (from = FAMILY) => emptyMail(world, from, tagged(CLASS, "leave"));
  const journal = async () => (await drizzle(env.DB).select().from(schema.delivery)).map(({ reason }) => reason);

  it("takes in whoever sends an empty mail with the code, and welcomes them", async () => {
    expect((await join()).outcome).toBe("accepted");
    expect(await memberCount()).toBe(1);
    const [welcome, ...others] = taken(world);
    expect(others).toEqual([]);
    expect(welcome?.envelopeRecipient).toBe(FAMILY);
    expect(welcome?.envelopeSender).toBe(CLASS);
  });

  it("says in the welcome who writes, how to leave, and which domain to allow at the carrier", async () => {
    await join();
    const text = noticeText(takenBy(world, FAMILY));
    expect(text).toContain("3年A組 の担当者が送る連絡が、class-3a@school.example から");
    expect(text).toContain("class-3a+leave@school.example");
    for (const carrier of ["docomo", "au", "SoftBank", "楽天モバイル", "Y!mobile"]) expect(text).toContain(carrier);
    expect(text).toContain("「school.example」からのメールを受け取る設定");
    expect(text).toContain("You have joined the contact network");
  });

  it("takes nobody in twice, also by another tag of the same mailbox, and welcomes once a day", async () => {
    for (const from of ["Ta.Naka@gmail.com", "tanaka+school@gmail.com", "tanaka@gmail.com"]) {
      expect((await join(from)).outcome).toBe("accepted");
    }
    expect(await memberCount()).toBe(1);
    expect(taken(world)).toHaveLength(1);
  });

  it("takes nobody in twice on any other day, either, and tells them so once a day", async () => {
    await join();
    taken(world);
    for (let day = 0; day < 3; day++) {
      world.clock.time += 24 * 60 * 60 * 1000;
      const before = await drizzle(env.DB).select().from(network.member);
      for (let again = 0; again < 2; again++) expect((await join()).outcome).toBe("accepted");
      expect(await drizzle(env.DB).select().from(network.member)).toEqual(before);
      const letter = takenBy(world, FAMILY);
      expect(shown(letter, "subject")).toBe("3年A組 の連絡網に登録済みです");
      expect(noticeText(letter)).toContain("class-3a+leave@school.example");
      expect(noticeText(letter)).toContain("「school.example」からのメールを受け取る設定");
    }
  });

  it("keeps a member as ciphertext alone, and says nothing of them in the journal", async () => {
    await join();
    const [row] = await drizzle(env.DB).select().from(network.member);
    const whole = JSON.stringify([row, await drizzle(env.DB).select().from(schema.delivery)]);
    expect(whole).not.toContain("tanaka");
    expect(await journal()).toEqual(["network-welcome"]);
  });

  it("gives one person different indexes in two networks", async () => {
    const other = await addAddress("class-3b@school.example");
    await openNetwork(world, other);
    await join();
    await emptyMail(world, FAMILY, tagged("class-3b@school.example", `join.${JOIN_CODE}`));
    const rows = await drizzle(env.DB).select().from(network.member);
    expect(new Set(rows.map(({ memberIndex }) => memberIndex)).size).toBe(2);
  });

  it("refuses a wrong code in clear words, a missing one, and one of a network that is not there", async () => {
    for (const code of ["wrong", "", "7k3m9q2"]) {
      const { outcome, text } = await join(FAMILY, code);
      expect([outcome, text]).toEqual(["rejected", expect.stringContaining("code is not known")]);
    }
    const bare = await addAddress("pta@school.example");
    await addForwarding(world, bare, "pta@private.example");
    expect((await emptyMail(world, FAMILY, "pta+join@school.example")).outcome).toBe("rejected");
    expect(await memberCount()).toBe(0);
    expect(taken(world)).toEqual([]);
  });

  it("lets a sender guess a few times an hour and no more, the right code among them", async () => {
    for (let guess = 0; guess < WRONG_CODES; guess++) {
      expect((await join(FAMILY, `guess${guess}`)).outcome).toBe("rejected");
    }
    expect((await join()).outcome).toBe("retry");
    expect(await memberCount()).toBe(0);
    expect((await join("suzuki@au.example")).outcome).toBe("accepted");
    world.clock.time += 60 * 60 * 1000;
    expect((await join()).outcome).toBe("accepted");
  });

  it("opens with the new code alone once there is one", async () => {
    await openNetwork(world, id, "newnewne");
    expect((await join()).outcome).toBe("rejected");
    expect((await join(FAMILY, "newnewne")).outcome).toBe("accepted");
  });

  it.each(["fail", "none"])(
    "refuses in clear words who does not prove to be who they say: dmarc=%s",
    async (result) => {
      const to = tagged(CLASS, `join.${JOIN_CODE}`);
      const raw = verdict("docomo.example", result) + mail({ from: FAMILY, to, passes: "" });
      const { outcome, text } = await world.deliver(FAMILY, to, raw);
      expect([outcome, text]).toEqual(["rejected", expect.stringContaining("does not prove")]);
      expect(await memberCount()).toBe(0);
    },
  );

  it("puts nobody in whose old signed mail somebody sends once more to the network", async () => {
    const raw = mail({ from: FAMILY, to: "shop@elsewhere.example" });
    expect((await world.deliver(FAMILY, tagged(CLASS, `join.${JOIN_CODE}`), raw)).outcome).toBe("rejected");
    expect((await world.deliver("x@elsewhere.example", tagged(CLASS, `join.${JOIN_CODE}`), raw)).outcome).toBe(
      "rejected",
    );
    expect(await memberCount()).toBe(0);
  });

  it("waits where the sender's proof could not be looked at just now", async () => {
    const to = tagged(CLASS, `join.${JOIN_CODE}`);
    const raw = verdict("docomo.example", "temperror") + mail({ from: FAMILY, to, passes: "" });
    expect((await world.deliver(FAMILY, to, raw)).outcome).toBe("retry");
  });

  it("takes in no robot, no address of ours, and nobody while the address is closed", async () => {
    const to = tagged(CLASS, `join.${JOIN_CODE}`);
    expect((await emptyMail(world, FAMILY, to, { more: "Auto-Submitted: auto-replied\r\n" })).outcome).toBe("accepted");
    expect((await emptyMail(world, CLASS, to)).outcome).toBe("rejected");
    expect((await emptyMail(world, "anon-7k3m9q2x4wtz@school.example", to)).outcome).toBe("rejected");
    await drizzle(env.DB).update(schema.address).set({ open: false });
    expect((await join()).text).toContain("takes no mail at present");
    expect(await memberCount()).toBe(0);
    expect(taken(world)).toEqual([]);
  });

  it("takes in nobody while nothing may go out to them", async () => {
    world = await World.open({ replies: "off" });
    expect((await join()).text).toContain("not in use yet");
    expect(await memberCount()).toBe(0);
  });

  it("erases whoever leaves at once, and says so", async () => {
    await join();
    taken(world);
    expect((await leave()).outcome).toBe("accepted");
    expect(await memberCount()).toBe(0);
    const letter = takenBy(world, FAMILY);
    expect(shown(letter, "subject")).toBe("3年A組 の連絡網の登録を消しました");
    for (const carrier of ["docomo", "au", "SoftBank", "楽天モバイル", "Y!mobile"])
      expect(noticeText(letter)).toContain(carrier);
  });

  it("lets nobody put another out", async () => {
    await join();
    const to = tagged(CLASS, "leave");
    const raw = verdict("docomo.example", "fail") + mail({ from: FAMILY, to, passes: "" });
    expect((await world.deliver(FAMILY, to, raw)).outcome).toBe("rejected");
    expect((await leave("enemy@elsewhere.example")).outcome).toBe("accepted");
    expect(await memberCount()).toBe(1);
  });

  it("tells whoever leaves without having been in the same, and twice a day nothing more", async () => {
    await leave();
    const first = noticeText(takenBy(world, FAMILY));
    await join();
    taken(world);
    world.clock.time += 24 * 60 * 60 * 1000;
    await leave();
    expect(noticeText(takenBy(world, FAMILY))).toBe(first);
    await leave();
    expect(taken(world)).toEqual([]);
  });

  it("welcomes whoever comes back, under a new membership", async () => {
    await join();
    await leave();
    taken(world);
    await join();
    expect(shown(takenBy(world, FAMILY), "subject")).toBe("3年A組 の連絡網に登録しました");
  });

  it("leaves the mail with its sender until the welcome is out, and welcomes once", async () => {
    world.transport.faults.set(FAMILY, [{ kind: "deferred", reason: "rate-limit" }, "throw"]);
    const to = tagged(CLASS, `join.${JOIN_CODE}`);
    const raw = mail({ from: FAMILY, to, body: "" });
    const outcomes = [];
    for (let attempt = 0; attempt < 4; attempt++) outcomes.push((await world.deliver(FAMILY, to, raw)).outcome);
    expect(outcomes).toEqual(["retry", "retry", "accepted", "accepted"]);
    expect(taken(world)).toHaveLength(1);
    expect(await memberCount()).toBe(1);
  });

  it("fills the journal with one row a day for all whom it refuses for one reason, which counts them", async () => {
    for (let at = 0; at < 7; at++) await join(`someone${at}@freemail.example`, "wrong");
    expect(await journal()).toEqual(["unknown-code"]);
    expect(await drizzle(env.DB).select().from(schema.delivery)).toMatchObject([{ holder: "count", attempts: 7 }]);
  });
});
