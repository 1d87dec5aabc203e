import { beforeEach, describe, expect, it } from "vitest";
import { announcementCost } from "../../src/relay/network/cost.ts";
import { joinScope } from "../../src/store/network/contexts.ts";
import { databaseText, db } from "./support/database.ts";
import { addMember } from "./support/members.ts";
import { openSchool, type School } from "./support/school.ts";

const FAMILY = "tanaka@docomo.example";

describe("a contact network", () => {
  let school: School;
  let id: string;
  const path = (what: string) => `/api/addresses/${id}/${what}`;

  beforeEach(async () => {
    school = await openSchool();
    id = await school.publish("class-3a@school.example", "3A");
  });

  it("has a code that is shown once, kept as a keyed hash, and void when there is a new one", async () => {
    const first = await school.ask("POST", path("join-code"));
    expect(first.status).toBe(201);
    expect(first.body.join).toBe(`class-3a+join.${first.body.code}@school.example`);
    expect(first.body.leave).toBe("class-3a+leave@school.example");
    expect(first.body.qr).toContain("<svg");
    const stored = await databaseText();
    expect(stored).not.toContain(first.body.code);
    const { body } = await school.ask("POST", path("join-code"));
    const rows = (await db.prepare("SELECT join_index, origin FROM network").all()).results;
    expect(rows).toEqual([
      { join_index: await school.deps.vault.index(joinScope(id), body.code), origin: "https://relay.school.example" },
    ]);
  });

  it("is refused in words to an address that has no room for its tags", async () => {
    const local = "a".repeat(40);
    for (const [more, status] of [
      ["", 201],
      ["b", 409],
    ] as const) {
      const made = await school.publish(`${local}${more}@school.example`);
      const answer = await school.ask("POST", `/api/addresses/${made}/join-code`);
      expect(answer.status).toBe(status);
      if (status === 409) expect(answer.body.code).toBe("no-room-for-tags");
    }
  });

  it("says how to let its mail through at every carrier", async () => {
    const { body } = await school.ask("POST", path("join-code"));
    for (const carrier of ["docomo", "au", "SoftBank", "楽天モバイル", "Y!mobile"])
      expect(body.allow.ja).toContain(carrier);
    expect(body.allow.en).toContain("school.example");
  });

  it("shows how many are in, masked, and not whether it is somebody", async () => {
    expect((await school.ask("GET", path("members"))).body).toMatchObject({ count: 0, open: false, items: [] });
    for (const mailbox of [FAMILY, "suzuki@au.example"]) await addMember(school, id, mailbox);
    await school.ask("POST", path("join-code"));
    const { body } = await school.ask("GET", path("members"));
    expect(body).toMatchObject({ count: 2, open: true, next: null });
    expect(body.items.map((item: { address: string }) => item.address).sort()).toEqual([
      "s•••@a•••.example",
      "t•••@d•••.example",
    ]);
    expect(JSON.stringify(body)).not.toContain("tanaka");
    const half = await school.ask("GET", `${path("members")}?limit=1`);
    expect(half.body.items).toHaveLength(1);
    expect((await school.ask("GET", `${path("members")}?limit=1&cursor=${half.body.next}`)).body.items).toHaveLength(1);
  });

  it("loses one member by a typed address, however it is written, and notes it", async () => {
    await addMember(school, id, "parent@gmail.com");
    await addMember(school, id, FAMILY);
    const erase = (address: string) => school.ask("DELETE", path("members"), { address });
    expect((await erase("Par.ent+x@gmail.com")).body).toEqual({ members: 1 });
    expect((await erase("parent@gmail.com")).body).toEqual({ members: 0 });
    expect((await school.ask("GET", path("members"))).body.count).toBe(1);
    const { items } = (await school.ask("GET", "/api/audit")).body;
    expect(items.filter(({ action }: { action: string }) => action === "member.erase")).toHaveLength(2);
  });

  it("tells what a mail to all costs before the first, and the month's use", async () => {
    for (const mailbox of [FAMILY, "suzuki@au.example"]) await addMember(school, id, mailbox);
    const today = Math.floor(school.now / 86_400_000);
    await db
      .prepare("INSERT INTO announced_day (day, sent) VALUES (?, 2999), (?, 500)")
      .bind(today, today - 40)
      .run();
    const { cost } = (await school.ask("GET", path("members"))).body;
    expect(cost).toEqual({ copies: 2, used: 2999, included: 3000, beyond: 1, dollars: 0.01 });
    expect(announcementCost(400, 0, 3000)).toMatchObject({ beyond: 0, dollars: 0 });
    expect(announcementCost(10_000, 0, 3000)).toMatchObject({ beyond: 7000, dollars: 2.45 });
    expect(announcementCost(100, 5000, 3000)).toMatchObject({ beyond: 100, dollars: 0.04 });
  });

  it("shows what went out and how far, and surveys with the counts that were told", async () => {
    await db
      .prepare(
        `INSERT INTO announcement (id, address_id, forwarding_id, kind, message_index, size, addressed, started_at, tried_at, ended_at, sent, failed)
          VALUES ('0000000000000001', ?1, 'f', 'all', 'a', 1, 3, 1, 1, 2, 2, 1), ('0000000000000002', ?1, 'f', 'ask', 'b', 1, 3, 2, 2, NULL, 0, 0)`,
      )
      .bind(id)
      .run();
    await db
      .prepare(
        `INSERT INTO announcement_copy (announcement_id, member_id, outcome, reason, holder, lease_until, attempts)
          VALUES ('0000000000000002', 'm', 'sent', '', '', 0, 1), ('0000000000000002', 'n', 'claimed', '', '', 0, 1)`,
      )
      .run();
    await db
      .prepare(
        "INSERT INTO survey (id, address_id, word, choices, message_id, published) VALUES ('0000000000000002', ?, 'w', 3, '<a@b>', ?)",
      )
      .bind(id, '{"1":4,"3":2}')
      .run();
    const [ask, all] = (await school.ask("GET", path("announcements"))).body.items;
    expect(ask).toMatchObject({ kind: "ask", sent: 1, failed: 0, addressed: 3, endedAt: null });
    expect(all).toMatchObject({ kind: "all", sent: 2, failed: 1 });
    expect((await school.ask("GET", path("surveys"))).body.items).toMatchObject([
      { counts: [4, 0, 2], choices: 3, closedAt: null },
    ]);
    await db.prepare("UPDATE survey SET published = ''").run();
    expect((await school.ask("GET", path("surveys"))).body.items).toMatchObject([{ counts: null }]);
  });

  it.each(["NULL", "9"])(
    "tells how many were reminded by no number, under way or not: ended at %s",
    async (endedAt) => {
      await db
        .prepare(
          `INSERT INTO announcement (id, address_id, forwarding_id, kind, message_index, size, addressed, started_at, tried_at, ended_at, sent, failed)
          VALUES ('0000000000000001', ?1, 'f', 'remind', 'a', 1, 3, 1, 1, ${endedAt}, 2, 1)`,
        )
        .bind(id)
        .run();
      await db
        .prepare(
          `INSERT INTO announcement_copy (announcement_id, member_id, outcome, reason, holder, lease_until, attempts)
          VALUES ('0000000000000001', 'm', 'sent', '', '', 0, 1), ('0000000000000001', 'n', 'failed', '', '', 0, 1)`,
        )
        .run();
      expect((await school.ask("GET", path("announcements"))).body.items).toMatchObject([
        { kind: "remind", sent: null, failed: null, addressed: 3 },
      ]);
    },
  );

  it("is nobody's who has not signed in, and none of an address that is not there", async () => {
    expect((await school.ask("GET", path("members"), undefined, { token: null })).status).toBe(401);
    for (const what of ["members", "announcements", "surveys"]) {
      expect((await school.ask("GET", `/api/addresses/0000000000000000/${what}`)).status).toBe(404);
    }
  });
});
