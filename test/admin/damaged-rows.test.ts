import { beforeEach, describe, expect, it } from "vitest";
import { databaseHealth } from "../../src/store/health.ts";
import { rotate } from "../../src/store/rotation.ts";
import { Vault } from "../../src/store/vault.ts";
import { db } from "./support/database.ts";
import { ADMIN_MAILBOX, openSchool, School } from "./support/school.ts";
import { upkeep } from "./support/upkeep.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
});

/** One character of the ciphertext is another. */
const damage = (column: string, id: string, value = flipped(column)) =>
  db.prepare(`UPDATE forwarding SET ${column} = ${value} WHERE id = ?`).bind(id).run();
const flipped = (column: string) =>
  `substr(${column}, 1, 24) || CASE substr(${column}, 25, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(${column}, 26)`;
const recipients = () => school.transport.taken.splice(0).map((mail) => mail.envelopeRecipient);

describe("a run of the upkeep", () => {
  it.each([flipped("destination_sealed"), "'rubbish'"])(
    "passes over pending forwardings that are damaged (%s), and the others have their turn",
    async (value) => {
      await school.crowd(pta, 8);
      const { results } = await db.prepare("SELECT id FROM forwarding ORDER BY tried_at LIMIT 5").all<{ id: string }>();
      for (const { id } of results) await damage("destination_sealed", id, value);
      await db
        .prepare("UPDATE forwarding SET tried_at = 0 WHERE id IN (SELECT id FROM forwarding ORDER BY tried_at LIMIT 5)")
        .run();
      school.transport.faults.clear();
      school.now += MINUTE;
      expect(await upkeep(school.deps)).toMatchObject({ welcomesTried: 5, welcomesSent: 0 });
      expect(recipients()).toEqual([ADMIN_MAILBOX]);
      school.now += MINUTE;
      expect(await upkeep(school.deps)).toMatchObject({ welcomesTried: 5, welcomesSent: 3 });
    },
  );

  it("passes over a reminder that is damaged, and sends the next one", async () => {
    const { id } = await school.invite(pta, "taro@company.example");
    await school.invite(pta, "hanako@company.example");
    await damage("confirmation_sealed", id);
    school.transport.taken.length = 0;
    school.now += 2 * DAY;
    expect(await upkeep(school.deps)).toMatchObject({ remindersTried: 2 });
    expect(recipients().sort()).toEqual(["hanako@company.example", ADMIN_MAILBOX].sort());
    expect(school.logged.join()).toContain("upkeep-passed-over");
  });

  it("changes the key of all other rows, and calls the admin about the damaged ones once", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    await school.lead(pta, "hanako@company.example");
    await damage("destination_sealed", id);
    const during = new School(await Vault.open(new Uint8Array(32).fill(9), new Uint8Array(32).fill(7)));
    during.now = school.now + 8 * DAY;
    expect(await upkeep(during.deps)).toMatchObject({ moved: 1, unreadable: 1, keyRowsLeft: 0 });
    during.now += DAY;
    expect(await upkeep(during.deps)).toMatchObject({ moved: 0, unreadable: 0 });
    expect(during.transport.taken.map((mail) => mail.envelopeRecipient)).toEqual([ADMIN_MAILBOX]);
  });

  it("works on nothing with a wrong key", async () => {
    await school.crowd(pta, 1);
    const wrong = new School(await Vault.open(new Uint8Array(32).fill(9)));
    await expect(upkeep(wrong.deps)).rejects.toThrow("ADDRESS_KEY");
  });
});

describe("health", () => {
  it("names the key while rows of a former one are there that was taken away", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    await school.aliasFor(id, "parent@family.example");
    const [NEW, OLD] = [new Uint8Array(32).fill(9), new Uint8Array(32).fill(7)];
    await rotate(db, await Vault.open(NEW, OLD), 1);
    expect(await databaseHealth(db, await Vault.open(NEW, OLD))).toEqual({ kind: "well" });
    expect(await databaseHealth(db, await Vault.open(NEW))).toMatchObject({ kind: "wrong-key" });
  });

  it("is not troubled by one damaged row among others", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    await school.lead(pta, "hanako@company.example");
    await damage("destination_sealed", id, "'rubbish'");
    expect(await databaseHealth(db, school.deps.vault)).toEqual({ kind: "well" });
  });
});

describe("the admin", () => {
  it("sees a damaged forwarding among the others, and can delete it", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    await school.lead(pta, "hanako@company.example");
    await damage("destination_sealed", id);
    const list = await school.ask("GET", `/api/addresses/${pta}/forwardings`);
    expect(list.status).toBe(200);
    expect(list.body.items).toHaveLength(2);
    expect((await school.ask("DELETE", `/api/forwardings/${id}`)).status).toBe(204);
  });
});
