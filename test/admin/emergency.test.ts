import { beforeEach, describe, expect, it } from "vitest";
import { databaseText, db } from "./support/database.ts";
import { deliver } from "./support/deliveries.ts";
import { addMember } from "./support/members.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

describe("stopping everything to one mailbox", () => {
  it("switches off every forwarding that leads there, in whatever spelling, and no other", async () => {
    const [pta, jimu, hoken] = await Promise.all(
      ["pta", "jimu", "hoken"].map((name) => school.publish(`${name}@school.example`)),
    );
    const hit = [
      await school.lead(pta ?? "", "taro.yamada@gmail.com"),
      await school.lead(jimu ?? "", "TaroYamada+jimu@gmail.com"),
    ];
    const answering = await school.lead(hoken ?? "", "hanako@company.example");
    await school.ask("POST", `/api/forwardings/${answering.id}/reply-from`, { address: "t.a.r.o.yamada@gmail.com" });
    const spared = await school.lead(pta ?? "", "taro.yamada@company.example");
    const { status, body } = await school.ask("POST", "/api/stop", { destination: "taroyamada@googlemail.com" });
    expect({ status, body }).toEqual({ status: 200, body: { forwardings: 3 } });
    for (const { id } of [...hit, answering]) {
      expect((await school.ask("GET", `/api/forwardings/${id}`)).body).toMatchObject({
        deliver: false,
        allowReply: false,
      });
    }
    const untouched = (await school.ask("GET", `/api/forwardings/${spared.id}`)).body;
    expect(untouched).toMatchObject({ deliver: true, allowReply: true });
  });

  it("may be asked for by choosing one of the person's forwardings, without knowing the mailbox", async () => {
    const [pta, jimu] = [await school.publish("pta@school.example"), await school.publish("jimu@school.example")];
    const chosen = await school.lead(pta, "taro.yamada@gmail.com");
    const other = await school.lead(jimu, "taroyamada+jimu@gmail.com");
    const spared = await school.lead(pta, "hanako@company.example");
    const { status, body } = await school.ask("POST", "/api/stop", { forwardingId: chosen.id });
    expect({ status, body }).toEqual({ status: 200, body: { forwardings: 2 } });
    const stands = async (id: string) => (await school.ask("GET", `/api/forwardings/${id}`)).body.deliver;
    expect(await Promise.all([chosen.id, other.id, spared.id].map(stands))).toEqual([false, false, true]);
  });

  it("wants either the mailbox or a forwarding that is there", async () => {
    const both = { destination: "taro@company.example", forwardingId: "abcdefghijklmnop" };
    expect((await school.ask("POST", "/api/stop", both)).body.field).toBe("destination");
    expect((await school.ask("POST", "/api/stop", { forwardingId: "abcdefghijklmnop" })).status).toBe(404);
  });

  it("of a mailbox that nobody has changes nothing, and is noted all the same", async () => {
    const pta = await school.publish();
    await school.lead(pta, "taro@company.example");
    school.now += 1000;
    expect((await school.ask("POST", "/api/stop", { destination: "x@y.example" })).body).toEqual({ forwardings: 0 });
    const [row] = (await school.ask("GET", "/api/audit?limit=1")).body.items;
    expect(row).toMatchObject({ action: "stop", subject: "", detail: "forwardings: 0" });
  });

  it("wants one address", async () => {
    expect((await school.ask("POST", "/api/stop", { destination: "taro" })).body.field).toBe("destination");
    expect((await school.ask("POST", "/api/stop", {})).body.field).toBe("destination");
  });
});

describe("forgetting a correspondent", () => {
  it("erases their aliases at every desk, void ones too, and what the journal says of them", async () => {
    const pta = await school.publish();
    const [one, other] = [
      await school.lead(pta, "taro@company.example"),
      await school.lead(pta, "hanako@company.example"),
    ];
    const theirs = [
      await school.aliasFor(one.id, "parent@family.example"),
      await school.aliasFor(one.id, "Parent@family.example"),
      await school.aliasFor(other.id, "parent@family.example"),
    ];
    const kept = await school.aliasFor(one.id, "another@family.example");
    await deliver({ time: 0, alias: theirs[0].alias }, { time: 0, alias: kept.alias });
    await school.ask("DELETE", `/api/forwardings/${other.id}`);
    school.now += 1000;
    const { body } = await school.ask("POST", "/api/erase", { address: "PARENT@family.example" });
    expect(body).toEqual({ aliases: 3, journal: 1 });
    const text = await databaseText();
    for (const { alias } of theirs) expect(text).not.toContain(alias);
    expect(text).toContain(kept.alias);
    const [row] = (await school.ask("GET", "/api/audit?limit=1")).body.items;
    expect(row).toMatchObject({ action: "erase", detail: "aliases: 3" });
  });

  it("finds them also after a handover that kept the aliases", async () => {
    const pta = await school.publish();
    const old = await school.lead(pta, "taro@company.example");
    await school.aliasFor(old.id, "parent@family.example");
    await school.ask("POST", `/api/forwardings/${old.id}/handover`, {
      destination: "new@work.example",
      keepAliases: true,
    });
    const { body } = await school.ask("POST", "/api/erase", { address: "parent@family.example" });
    expect(body.aliases).toBe(1);
  });

  it("whom nobody knows answers with naughts", async () => {
    expect((await school.ask("POST", "/api/erase", { address: "x@y.example" })).body).toEqual({
      aliases: 0,
      journal: 0,
    });
  });
});

describe("forgetting a member of contact networks", () => {
  it("ends every membership of theirs, and no other", async () => {
    const [one, other] = [await school.publish("class-3a@school.example"), await school.publish("pta@school.example")];
    for (const id of [one, other]) await addMember(school, id, "parent@gmail.com");
    await addMember(school, one, "another@gmail.com");
    const { body } = await school.ask("POST", "/api/erase", { address: "Par.ent+x@gmail.com" });
    expect(body).toEqual({ aliases: 0, journal: 0, memberships: 2 });
    expect(await members()).toEqual([one]);
  });

  it("goes with the public address, when that is deleted", async () => {
    const [one, other] = [await school.publish("class-3a@school.example"), await school.publish("pta@school.example")];
    for (const id of [one, other]) await addMember(school, id, "parent@gmail.com");
    for (const [at, id] of [one, other].entries()) {
      const columns = "id, address_id, word, choices, message_id";
      await db
        .prepare(`INSERT INTO survey (${columns}) VALUES (?1, ?2, ?1, 2, '')`)
        .bind(`s${at + 1}`, id)
        .run();
      const vote = "INSERT INTO vote (survey_id, voter_index, choice, written_at, batch) VALUES (?, 'v', 1, 0, 0)";
      await db
        .prepare(vote)
        .bind(`s${at + 1}`)
        .run();
    }
    expect((await school.ask("DELETE", `/api/addresses/${one}`)).status).toBe(204);
    expect(await members()).toEqual([other]);
    expect((await db.prepare("SELECT survey_id FROM vote").all()).results).toEqual([{ survey_id: "s2" }]);
  });

  const members = async () =>
    (await db.prepare("SELECT address_id AS id FROM member").all()).results.map(({ id }) => id);
});
