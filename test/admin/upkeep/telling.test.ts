import { beforeEach, describe, expect, it } from "vitest";
import { db } from "../support/database.ts";
import { openSchool, type School } from "../support/school.ts";
import { runCron } from "../support/upkeep.ts";

const MINUTE = 60_000;
const [TARO, HANAKO] = ["taro@private.example", "hanako@private.example"];

let school: School;
let pta: string;
/** The forwarding to Taro. */
let taro: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
  taro = (await school.lead(pta, TARO)).id;
  await school.lead(pta, HANAKO);
  school.transport.taken.length = 0;
});

const lettersTo = (one: string) =>
  school.transport.to(one).filter(({ mail }) => mail.subject?.startsWith("One more person")).length;
const rows = async () => (await db.prepare("SELECT tries FROM telling").all<{ tries: number }>()).results;

/** The database that dies with the first claim of letters: the change is made, and nothing behind it. */
function dyingBehindTheChange(): void {
  const { d1 } = school.deps;
  const prepare = (text: string) => {
    if (/^update "telling"/i.test(text)) throw new Error("D1_ERROR: internal error");
    return d1.prepare(text);
  };
  const batch = (statements: D1PreparedStatement[]) => d1.batch(statements);
  school.deps = { ...school.deps, d1: { prepare, batch } as unknown as D1Database };
}

describe("what officers are told of a change", () => {
  it("is told by the cron where the request died behind the change", async () => {
    const { d1 } = school.deps;
    dyingBehindTheChange();
    await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: "mai@next.example" });
    school.deps = { ...school.deps, d1 };
    expect([lettersTo(TARO), lettersTo(HANAKO)]).toEqual([0, 0]);
    await runCron("officers", school.deps);
    await runCron("officers", school.deps);
    expect([lettersTo(TARO), lettersTo(HANAKO)]).toEqual([1, 1]);
    expect(await rows()).toEqual([]);
  });

  it("waits for a carrier that takes nothing, alone where it is about one mailbox, and is given up after the third time", async () => {
    school.transport.faults.set(HANAKO, { kind: "deferred", reason: "quota" });
    await school.invite(pta, "mai@next.example");
    expect([lettersTo(TARO), await rows()]).toEqual([1, [{ tries: 1 }]]);
    await runCron("officers", school.deps);
    expect(await rows()).toEqual([{ tries: 1 }]); // Not before its turn.
    for (const tries of [2, 3, 3]) {
      school.now += 15 * MINUTE;
      await runCron("officers", school.deps);
      expect(await rows()).toEqual([{ tries }]);
    }
    await runCron("hourly", school.deps);
    expect(await rows()).toEqual([]);
    expect(lettersTo(TARO)).toBe(1);
  });

  it("is told once, however many runs there are at the same time", async () => {
    const { d1 } = school.deps;
    dyingBehindTheChange();
    await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: "mai@next.example" });
    school.deps = { ...school.deps, d1 };
    await Promise.all([1, 2, 3].map(() => runCron("officers", school.deps)));
    expect([lettersTo(TARO), lettersTo(HANAKO)]).toEqual([1, 1]);
  });

  it("is told to nobody who has gone meanwhile, and not of whoever has", async () => {
    const { d1 } = school.deps;
    dyingBehindTheChange();
    await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: "mai@next.example" });
    school.deps = { ...school.deps, d1 };
    await school.ask("DELETE", `/api/forwardings/${taro}`);
    await runCron("officers", school.deps);
    expect([lettersTo(TARO), lettersTo(HANAKO), await rows()]).toEqual([0, 1, []]);
  });

  it("is no news where the senders were shown already", async () => {
    const path = `/api/forwardings/${taro}`;
    const show = () => school.ask("PATCH", path, { hideSender: false });
    await Promise.all([show(), show(), show()]);
    const told = school.transport.taken.filter(({ mail }) => mail.subject?.startsWith("A setting of"));
    expect(told.map(({ envelopeRecipient }) => envelopeRecipient).sort()).toEqual([HANAKO, TARO]);
  });

  it("stops at no damaged mailbox: the admin hears of it, and the others of the change", async () => {
    await db.prepare("UPDATE forwarding SET destination_sealed = 'x' WHERE id = ?").bind(taro).run();
    await school.invite(pta, "mai@next.example");
    expect([lettersTo(TARO), lettersTo(HANAKO), await rows()]).toEqual([0, 1, []]);
  });
});
