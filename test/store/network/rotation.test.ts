import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { D1Announcements } from "../../../src/store/network/announcements.ts";
import { announcementCopy, member } from "../../../src/store/network/schema.ts";
import { countLeft, releaseClaims, rotate } from "../../../src/store/rotation.ts";
import { mail } from "../../support/mails.ts";
import { emptyMail, JOIN_CODE, memberCount, openNetwork, tagged } from "../../support/network.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";
import { KEY_A, KEY_B, Office } from "../support/change.ts";

const CLASS = "class-3a@school.example";
const FAMILY = "tanaka@docomo.example";
const DAY = 24 * 60 * 60_000;

describe("a member, while ADDRESS_KEY changes", () => {
  let world: World;
  let office: Office;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    await openNetwork(world, await addAddress(CLASS));
    await emptyMail(world, FAMILY, tagged(CLASS, `join.${JOIN_CODE}`));
    office = await Office.open(world, KEY_B, KEY_A);
  });

  const write = (by: Office, tag: string) => {
    const to = tagged(CLASS, tag);
    return by.deliver(FAMILY, to, mail({ from: FAMILY, to, body: "" }));
  };

  it("joins with the printed code, and is nobody twice, before the row is moved and after", async () => {
    expect((await write(office, `join.${JOIN_CODE}`)).outcome).toBe("accepted");
    await rotate(env.DB, office.vault, 100);
    expect((await write(office, `join.${JOIN_CODE}`)).outcome).toBe("accepted");
    expect(await memberCount()).toBe(1);
  });

  it("leaves before the row is moved", async () => {
    await write(office, "leave");
    expect(await memberCount()).toBe(0);
  });

  it("is one under the new key alone at the end, and leaves under it", async () => {
    await rotate(env.DB, office.vault, 100);
    await releaseClaims(env.DB, office.vault, world.clock.time + 8 * DAY);
    expect(await countLeft(env.DB, office.vault)).toBe(0);
    const alone = await Office.open(world, KEY_B);
    const [row] = await drizzle(env.DB).select().from(member);
    expect(await alone.vault.unseal(`member:${row?.id}`, row?.memberSealed ?? "")).toBe(FAMILY);
    await write(alone, "leave");
    expect(await memberCount()).toBe(0);
  });
});

describe("mail to all that was begun before ADDRESS_KEY changed", () => {
  it("is given up for the member at whose copy attempt after attempt has died", async () => {
    await reset();
    const world = await World.open();
    const addressId = await addAddress(CLASS);
    const forwardingId = await addForwarding(world, addressId, "sensei@private.example");
    await openNetwork(world, addressId);
    await emptyMail(world, FAMILY, tagged(CLASS, `join.${JOIN_CODE}`));
    const office = await Office.open(world, KEY_B, KEY_A);
    const wish = { addressId, forwardingId, kind: "all", digest: "the message", size: 1 } as const;
    const before = new D1Announcements(env.DB, world.vault, world.clock);
    await before.claim((await before.begin(wish)).announcement, "", 40);
    await env.DB.prepare("UPDATE announcement_copy SET attempts = 3, lease_until = 0").run();
    const after = new D1Announcements(env.DB, office.vault, world.clock);
    const { announcement } = await after.begin(wish);
    expect(await after.claim(announcement, "", 40)).toMatchObject({ copies: [] });
    expect(await drizzle(env.DB).select().from(announcementCopy)).toMatchObject([
      { outcome: "failed", reason: "died" },
    ]);
    expect(await after.progress(announcement)).toMatchObject({ failed: 1, waiting: 0 });
  });
});
