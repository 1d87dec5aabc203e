import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { LATER, MailToTwo } from "../../support/mail-to-two.ts";

const HOUR = 3_600_000;

let school: MailToTwo;
beforeEach(async () => {
  await reset();
  school = await MailToTwo.open();
});

const outcomes = async () => {
  const query = env.DB.prepare("SELECT outcome FROM delivery WHERE direction = 'inbound' ORDER BY outcome");
  return (await query.all<{ outcome: string }>()).results.map(({ outcome }) => outcome);
};

describe("a copy that is on record as sent", () => {
  it.each(["retrying", "failed", "rejected", "suppressed"] as const)(
    "stays so, whatever a late attempt says: %s",
    async (outcome) => {
      await school.attempt();
      const rows = await env.DB.prepare("SELECT id, forwarding_id AS forwardingId FROM delivery").all<{
        id: string;
        forwardingId: string;
      }>();
      const late = rows.results.map((row) => {
        return {
          ...row,
          direction: "inbound",
          addressId: "a",
          alias: undefined,
          outcome,
          reason: "",
          size: 1,
        } as const;
      });
      await school.world.ports.journal.record(late, [], []);
      expect(await outcomes()).toEqual(["sent", "sent"]);
      expect(await school.attempt()).toBe("accepted");
      expect(school.reached()).toEqual([...school.officers]);
    },
  );
});

describe("a copy that somebody else holds", () => {
  it("is waited for, also when another has been out for four hours", async () => {
    school.world.transport.faults.set(school.officers[1], [LATER]);
    expect(await school.attempt()).toBe("retry");
    school.world.clock.time += 5 * HOUR;
    await env.DB.prepare(
      "UPDATE delivery SET outcome = 'claimed', holder = 'x', lease_until = ? WHERE outcome = 'retrying'",
    )
      .bind(school.world.clock.time + 60_000)
      .run();
    expect(await school.attempt()).toBe("retry");
    expect(school.world.alarms).toEqual([]);
    school.world.clock.time += 61_000;
    expect(await school.attempt()).toBe("accepted");
    expect(school.reached()).toEqual([...school.officers]);
  });
});

describe("attempts that die", () => {
  const die = () =>
    env.DB.prepare("UPDATE delivery SET outcome = 'claimed', lease_until = 0 WHERE outcome <> 'claimed'").run();

  it("count until the copy is out, also when others end by themselves in between", async () => {
    const { world, officers } = school;
    const wait = () => {
      for (const mailbox of officers) world.transport.faults.set(mailbox, [LATER]);
      return school.attempt();
    };
    for (let death = 1; death <= 2; death++) {
      await school.attempt();
      await die();
      expect(await wait()).toBe("retry");
    }
    await school.attempt();
    await die();
    school.reached();
    expect(await school.attempt()).toBe("rejected");
    expect(school.reached()).toEqual([]);
    expect(world.alarms).toContainEqual({ kind: "destination-failed", address: school.address });
  });

  it("are not those that ended by themselves, however many", async () => {
    const { world, officers } = school;
    for (let attempt = 0; attempt < 5; attempt++) {
      for (const mailbox of officers) world.transport.faults.set(mailbox, [LATER]);
      expect(await school.attempt()).toBe("retry");
    }
    await die();
    expect(await school.attempt()).toBe("accepted");
    expect(school.reached()).toEqual([...officers]);
  });
});
