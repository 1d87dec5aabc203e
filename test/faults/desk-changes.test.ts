import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { commit, openAdminDb } from "../../src/store/admin/db.ts";
import { deleteForwarding } from "../../src/store/admin/forwardings.ts";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { addAddress, addForwarding, invite } from "../support/school.ts";
import { confirmationsOn, World } from "../support/world.ts";
import { DeskPlan, FaultPlan } from "./fault.ts";
import { ADMIN, type Letter, type Sea, sendUntilDone } from "./sending-server.ts";
import { SteppedClock } from "./stepped-clock.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const YURI = "yuri@new.example";

let sea: Sea;
let hanako: string;
let alias: string;

beforeEach(async () => {
  await reset();
  sea = { world: await World.open({ language: "en" }), clock: new SteppedClock() };
  const pta = await addAddress(PTA, { name: "PTA" });
  hanako = await addForwarding(sea.world, pta, HANAKO);
  await addForwarding(sea.world, pta, JIRO);
  await deliver({ sender: PARENT, recipient: PTA, raw: mail({ from: PARENT }) });
  alias = takenBy(sea.world, HANAKO).envelopeSender;
});

const deliver = async (letter: Letter, plan = new FaultPlan()) => {
  const [answer] = await sendUntilDone(sea, letter, plan, "patient");
  return answer;
};
const change = (text: string) => env.DB.prepare(text).bind(hanako).run();
const changeAlias = (columns: string) =>
  env.DB.prepare(`UPDATE alias SET ${columns} WHERE alias = ?`).bind(alias).run();

async function handOver(keepAliases: boolean): Promise<void> {
  const { addressId = "" } =
    (await env.DB.prepare("SELECT address_id AS addressId FROM forwarding").first<{ addressId: string }>()) ?? {};
  const columns = { replacesId: hanako, keepAliases, ...(keepAliases ? { scope: hanako } : {}) };
  const { id } = await invite(sea.world, addressId, YURI, columns);
  // The letters about it go elsewhere: only what the message itself causes is looked at.
  const transport = { send: async () => ({ kind: "sent", sentId: "" }) as const };
  const { world, clock } = sea;
  await confirmationsOn(env.DB, world.vault, { clock, transport }, world.ports.log).confirm(id, undefined);
}

/** What can happen to Hanako's part. */
const CHANGES = {
  "handed over, with the aliases": () => handOver(true),
  "handed over, without the aliases": () => handOver(false),
  "of a state that is not active": () => change("UPDATE forwarding SET state = 'replaced' WHERE id = ?"),
  deleted: () => commit(openAdminDb(env.DB), [deleteForwarding(openAdminDb(env.DB), hanako, 1)]),
  "deleted by its time alone": () => change("UPDATE forwarding SET deleted_at = 1 WHERE id = ?"),
  "stopped by mail": () => change("UPDATE forwarding SET paused_by = 'officer' WHERE id = ?"),
  "a lost phone's": () => change("UPDATE forwarding SET deliver = 0, allow_reply = 0 WHERE id = ?"),
  "at an address that is closed": () => env.DB.prepare("UPDATE address SET open = 0").run(),
  "at an address that is given up": () => env.DB.prepare("UPDATE address SET deleted_at = 1").run(),
  "one whose alias is deleted": () => changeAlias("deleted_at = 1, shown = 0"),
  "one whose alias is blocked": () => changeAlias("blocked = 1"),
} as const;

type Change = keyof typeof CHANGES;

const WHEN = [
  ["before it is looked up", 0],
  ["between look-up and claim", 1],
  ["between claim and send", 2],
] as const;
/** From this call on the mail is on its way. */
const CLAIMED = 2;

/** Whom mail has reached, but for alarms. */
function recipients(): readonly string[] {
  const all = sea.world.takeSent().map(({ envelopeRecipient }) => envelopeRecipient);
  return all.filter((one) => one !== ADMIN).sort();
}

describe.each(WHEN)(
  "an officer's part that changes %s: a parent's question reaches whom it is for then, once",
  (_, at) => {
    const both = [HANAKO, JIRO];
    it.each<[Change, readonly string[]]>([
      ["handed over, with the aliases", [JIRO, YURI]],
      ["handed over, without the aliases", [JIRO, YURI]],
      ["of a state that is not active", [JIRO]],
      ["deleted", [JIRO]],
      ["deleted by its time alone", [JIRO]],
      ["stopped by mail", [JIRO]],
      ["a lost phone's", [JIRO]],
      ["at an address that is closed", []],
      ["at an address that is given up", []],
      ["one whose alias is deleted", both],
      ["one whose alias is blocked", [JIRO]],
    ])("%s", async (name, then) => {
      const letter = { sender: PARENT, recipient: PTA, raw: mail({ from: PARENT }) };
      const answer = await deliver(letter, new DeskPlan(at, CHANGES[name]));
      const expected = at < CLAIMED ? then : both;
      expect(recipients()).toEqual(expected);
      expect(answer).toBe(expected.length === 0 ? "rejected" : "accepted");
    });
  },
);

describe.each(WHEN)(
  "an officer's part that changes %s: their answer goes out where it still may, else is told",
  (_, at) => {
    it.each<[Change, "sent" | "told" | "refused"]>([
      ["handed over, with the aliases", "refused"],
      ["handed over, without the aliases", "refused"],
      ["of a state that is not active", "refused"],
      ["deleted", "refused"],
      ["deleted by its time alone", "refused"],
      ["stopped by mail", "told"],
      ["a lost phone's", "told"],
      ["at an address that is closed", "sent"],
      ["at an address that is given up", "refused"],
      ["one whose alias is deleted", "refused"],
      ["one whose alias is blocked", "told"],
    ])("%s", async (name, then) => {
      const letter = { sender: HANAKO, recipient: alias, raw: mail({ from: HANAKO, to: alias }) };
      const answer = await deliver(letter, new DeskPlan(at, CHANGES[name]));
      const reached = recipients().filter((one) => one !== YURI);
      const expected = at < CLAIMED ? then : "sent";
      expect(reached).toEqual({ sent: [PARENT], told: [HANAKO], refused: [] }[expected]);
      expect(answer).toBe(expected === "refused" ? "rejected" : "accepted");
    });
  },
);

describe.each(WHEN)("an officer who has left %s", (_, at) => {
  it.each<Change>(["handed over, with the aliases", "deleted"])(
    "is told nothing of an answer that may not go out: %s",
    async (name) => {
      await change("UPDATE forwarding SET allow_reply = 0 WHERE id = ?");
      const letter = { sender: HANAKO, recipient: alias, raw: mail({ from: HANAKO, to: alias }) };
      await deliver(letter, new DeskPlan(at, CHANGES[name]));
      expect(recipients().filter((one) => one !== YURI)).toEqual(at < CLAIMED ? [] : [HANAKO]);
    },
  );

  it("blocks nobody any more", async () => {
    const block = alias.replace("@", "+block@");
    const letter = { sender: HANAKO, recipient: block, raw: mail({ from: HANAKO, to: block }) };
    const answer = await deliver(letter, new DeskPlan(at, CHANGES["handed over, with the aliases"]));
    expect(answer).toBe(at < CLAIMED ? "rejected" : "accepted");
    expect(recipients().filter((one) => one !== YURI)).toEqual(at < CLAIMED ? [] : [HANAKO]);
  });
});
