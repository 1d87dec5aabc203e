import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { Announcement } from "../../../src/relay/ports/announcements.ts";
import { D1Announcements } from "../../../src/store/network/announcements.ts";
import { addMembers, openNetwork } from "../../support/network.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

let store: D1Announcements;
let announcement: Announcement;
/** Milliseconds since 1970. */
let now = Date.UTC(2026, 3, 1);

beforeEach(async () => {
  await reset();
  const world = await World.open();
  const addressId = await addAddress("class-3a@school.example");
  const forwardingId = await addForwarding(world, addressId, "sensei@private.example");
  await openNetwork(world, addressId);
  await addMembers(world, addressId, ["one@home.example", "two@home.example", "three@home.example"]);
  store = new D1Announcements(env.DB, world.vault, { ...world.ports.clock, now: () => now });
  now = world.ports.clock.now();
  announcement = (await store.begin({ addressId, forwardingId, kind: "all", digest: "digest", size: 1 })).announcement;
});

const claim = async (most = 10) => (await store.claim(announcement, "", most)).copies.map(({ memberId }) => memberId);

describe("the copies of mail to all", () => {
  it("belong to one attempt at a time, until its lease is over", async () => {
    const mine = await claim(2);
    expect(mine).toHaveLength(2);
    expect(await claim()).not.toEqual(expect.arrayContaining(mine));
    now += 10 * 60_000;
    expect(await claim()).toEqual(expect.arrayContaining(mine));
  });

  it("are claimed by one of two attempts that ask at once", async () => {
    const [one, other] = await Promise.all([claim(), claim()]);
    expect([...one, ...other].sort()).toEqual([...new Set([...one, ...other])].sort());
    expect(one.length + other.length).toBe(3);
  });

  it("stay sent, whatever a late attempt says", async () => {
    const [memberId = ""] = await claim();
    await store.record(announcement, [{ memberId, outcome: "sent", reason: "" }]);
    await store.record(announcement, [{ memberId, outcome: "retrying", reason: "timeout" }]);
    expect((await store.progress(announcement)).sent).toBe(1);
    now += 10 * 60_000;
    expect(await claim()).not.toContain(memberId);
  });
});
