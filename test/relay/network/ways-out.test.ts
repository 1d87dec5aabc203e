import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { type AdminDeps, adminApp } from "../../../src/admin/app.ts";
import { lateFailureOf } from "../../../src/cloudflare/sending-events.ts";
import { noteMemberFailure } from "../../../src/store/network/late-failures.ts";
import { announcement, member } from "../../../src/store/network/schema.ts";
import { mail } from "../../support/mails.ts";
import { addMembers, memberCount, ORIGIN, openNetwork, tagged } from "../../support/network.ts";
import { taken, the } from "../../support/pick.ts";
import { field } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import type { Sent } from "../../support/world.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const SENSEI = "sensei@private.example";
const FAMILIES = ["tanaka@docomo.example", "suzuki@au.example"];
const DAY = 24 * 60 * 60 * 1000;

describe("a member's way out that needs no mail", () => {
  let world: World;
  let copies: readonly Sent[];

  beforeEach(async () => {
    await reset();
    world = await World.open();
    const id = await addAddress(CLASS);
    await addForwarding(world, id, SENSEI);
    await openNetwork(world, id);
    await addMembers(world, id, FAMILIES);
    copies = await announce();
  });

  async function announce(): Promise<readonly Sent[]> {
    const to = tagged(CLASS, "all");
    await world.deliver(SENSEI, to, mail({ from: SENSEI, to }));
    return taken(world).filter(({ envelopeRecipient }) => envelopeRecipient !== SENSEI);
  }

  const link = (copy: Sent | undefined) => /<(https:[^>]+)>/.exec(field(the(copy), "list-unsubscribe"))?.[1] ?? "";
  const visit = (url: string, init: RequestInit = {}) =>
    adminApp({ vault: world.vault, d1: env.DB, settings: { adminOrigins: [] } } as unknown as AdminDeps).fetch(
      new Request(url, init),
    );
  const press = (copy: Sent | undefined) =>
    visit(link(copy), {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });

  it("is one press, which ends the membership at once, and nobody else's", async () => {
    expect((await press(copies[0])).status).toBe(200);
    expect(await memberCount()).toBe(1);
    expect((await announce()).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([
      the(copies[1]).envelopeRecipient,
    ]);
    expect((await press(copies[0])).status).toBe(200);
    expect(await memberCount()).toBe(1);
  });

  it("is not taken by whoever only looks at the link", async () => {
    for (const method of ["GET", "HEAD", "OPTIONS"])
      expect((await visit(link(copies[0]), { method })).status).toBe(405);
    expect(await memberCount()).toBe(2);
  });

  it("cannot be guessed, changed or taken for another", async () => {
    const url = link(copies[0]);
    for (const other of [`${url}x`, url.slice(0, -4), `${ORIGIN}/leave/aaaa.bbbb`, `${ORIGIN}/leave/%00`]) {
      expect((await visit(other, { method: "POST" })).status).toBe(404);
    }
    expect(await memberCount()).toBe(2);
  });

  it("tells no two copies of one member from those of two", async () => {
    const later = await announce();
    const tokens = [...copies, ...later].map(link);
    expect(new Set(tokens).size).toBe(4);
    const ids = (await drizzle(env.DB).select().from(member)).map((row) => row.id);
    for (const token of tokens) for (const id of ids) expect(token).not.toContain(id);
  });

  const event = (kind: string, { messageId }: Sent) => {
    const failure = lateFailureOf({
      type: `cf.email.sending.message.${kind}`,
      payload: { messageId: messageId.slice(1, -1), delivery: { smtpEnhancedStatusCode: "5.1.1" } },
    });
    if (!failure) throw new Error("no failure");
    return noteMemberFailure(env.DB, world.vault, failure);
  };

  it("is a complaint, too", async () => {
    await event("complained", the(copies[0]));
    const rows = await drizzle(env.DB).select().from(member);
    expect(rows).toHaveLength(1);
    expect(await world.vault.unseal(`member:${rows[0]?.id}`, rows[0]?.memberSealed ?? "")).toBe(
      copies[1]?.envelopeRecipient,
    );
  });

  it("is no mailbox that bounces once: the copy counts as failed", async () => {
    await event("bounced", the(copies[0]));
    await event("bounced", the(copies[0]));
    expect(await memberCount()).toBe(2);
    expect(await drizzle(env.DB).select().from(announcement)).toMatchObject([{ sent: 1, failed: 1 }]);
  });

  it("is being suppressed for longer than a full or dead mailbox is", async () => {
    const [family = ""] = FAMILIES;
    const suppressed = () => world.transport.faults.set(family, [{ kind: "refused", reason: "recipient-suppressed" }]);
    suppressed();
    await announce();
    world.clock.time += 7 * DAY;
    suppressed();
    await announce();
    expect(await memberCount()).toBe(2);
    world.clock.time += 2 * DAY;
    suppressed();
    await announce();
    expect(await memberCount()).toBe(1);
  });

  it("is none for who was reached in between", async () => {
    const [family = ""] = FAMILIES;
    const suppressed = () => world.transport.faults.set(family, [{ kind: "refused", reason: "recipient-suppressed" }]);
    suppressed();
    await announce();
    await announce();
    world.clock.time += 9 * DAY;
    suppressed();
    await announce();
    expect(await memberCount()).toBe(2);
  });
});
