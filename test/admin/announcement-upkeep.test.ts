import { beforeEach, describe, expect, it } from "vitest";
import { db } from "./support/database.ts";
import { addMember } from "./support/members.ts";
import { openSchool, type School } from "./support/school.ts";
import { runCron } from "./support/upkeep.ts";

const DAY = 86_400_000;

describe("announcements, once a day", () => {
  let school: School;
  let id: string;
  let officer: string;

  beforeEach(async () => {
    school = await openSchool();
    id = await school.publish("class-3a@school.example");
    officer = (await school.lead(id, "sensei@private.example")).id;
    school.transport.taken.length = 0;
  });

  const begin = async (name: string, startedAt: number, endedAt: number | null) => {
    const columns =
      "id, address_id, forwarding_id, kind, message_index, size, addressed, started_at, tried_at, ended_at";
    await db
      .prepare(`INSERT INTO announcement (${columns}) VALUES (?1, ?2, ?3, 'all', ?1, 1, 2, ?4, ?4, ?5)`)
      .bind(name, id, officer, startedAt, endedAt)
      .run();
    const copy = "announcement_id, member_id, outcome, reason, holder, lease_until, attempts";
    await db.prepare(`INSERT INTO announcement_copy (${copy}) VALUES (?, 'm', 'sent', '', '', 0, 1)`).bind(name).run();
  };
  const ids = async (table: string, column: string) =>
    (await db.prepare(`SELECT ${column} AS id FROM ${table}`).all()).results.map((row) => row.id).sort();

  it("tell their officer, once, when the server that sent one has given up", async () => {
    await addMember(school, id, "tanaka@docomo.example");
    await begin("old", school.now - 6 * DAY, null);
    await begin("young", school.now - 4 * DAY, null);
    await runCron("daily", school.deps);
    await runCron("daily", school.deps);
    const [told, ...others] = school.transport.taken;
    expect(others).toEqual([]);
    expect(told?.envelopeRecipient).toBe("sensei@private.example");
    expect(told?.mail.text).toContain("1 people did not get it");
    const rows = (await db.prepare("SELECT id, ended_at IS NULL AS open FROM announcement ORDER BY id").all()).results;
    expect(rows).toEqual([
      { id: "old", open: 0 },
      { id: "young", open: 1 },
    ]);
  });

  it("tell no number of a reminder that was given up, and name the survey's own address", async () => {
    await addMember(school, id, "tanaka@docomo.example");
    await begin("old", school.now - 6 * DAY, null);
    await db.prepare("UPDATE announcement SET kind = 'remind', survey_id = 'asked'").run();
    const columns = "id, address_id, word, choices, message_id, published";
    await db.prepare(`INSERT INTO survey (${columns}) VALUES ('asked', ?, 'word', 2, '<a@b>', '')`).bind(id).run();
    await runCron("daily", school.deps);
    const told = school.transport.taken[0]?.mail;
    const text = `${told?.subject}\n${told?.text}`;
    expect(text).toContain("class-3a+ask.word@school.example");
    expect(text).not.toContain("+remind@");
    expect(text.replaceAll("class-3a", "")).not.toMatch(/\d/);
    const rows = (await db.prepare("SELECT sent, failed, ended_at IS NULL AS open FROM announcement").all()).results;
    expect(rows).toEqual([{ sent: 0, failed: 0, open: 0 }]);
  });

  it("lose their copies after a month, and their numbers after a year", async () => {
    await begin("young", school.now - 29 * DAY, 1);
    await begin("older", school.now - 31 * DAY, 1);
    await begin("oldest", school.now - 366 * DAY, 1);
    const today = Math.floor(school.now / DAY);
    await db
      .prepare("INSERT INTO announced_day (day, sent) VALUES (?, 1), (?, 1)")
      .bind(today - 61, today - 63)
      .run();
    await runCron("daily", school.deps);
    expect(await ids("announcement_copy", "announcement_id")).toEqual(["young"]);
    expect(await ids("announcement", "id")).toEqual(["older", "young"]);
    expect(await ids("announced_day", "day")).toEqual([today - 61]);
  });
});
