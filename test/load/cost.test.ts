import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR } from "../../src/mail/duration.ts";
import { openAdminDb as openDrizzle } from "../../src/store/admin/db.ts";
import { eraseDue } from "../../src/store/admin/retention.ts";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { type Desk, openAdminDb } from "./desk.ts";
import { fillWithStrangers } from "./strangers.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";

/** `npm run load` sets it to 1,000,000. */
const STRANGERS = Number(process.env.VITE_LOAD_ALIASES ?? 20_000);

/** What docs/scale.md reckons with, for an address with one forwarding. */
const ROWS_WRITTEN = { "first mail": 16, "further mail": 9, answer: 11 };
/** The same, for each further forwarding. */
const ROWS_A_FORWARDING = { "first mail": 13, "further mail": 7 };
/** A further mail's, from its arrival to the end of all that was kept of it, in the dearest hour: the first of its counters. */
const ROWS_IN_A_LIFE = 14;

/** 37 mails to twenty officers, by one sender and by as many. */
const FLOOD = { one: 6_000, many: 11_000 };

const KEPT = `SELECT (SELECT count(*) FROM delivery) + (SELECT count(*) FROM message_id) + (SELECT count(*) FROM hourly)
  + (SELECT count(*) FROM alias) AS n`;

/** Ids are random, and so is where a search in an index of a few rows ends. */
const CHANCE = 5;

describe("what a mail costs in D1", { timeout: 600_000 }, () => {
  let desk: Desk;

  beforeEach(async () => {
    await reset();
    desk = await openAdminDb();
    await addForwarding(desk.world, await addAddress(PTA), HANAKO);
  });

  const cost = () => {
    const ran = desk.recorded.take();
    const sum = (key: "rowsRead" | "rowsWritten") => ran.reduce((total, one) => total + one[key], 0);
    return { statements: ran.length, rowsRead: sum("rowsRead"), rowsWritten: sum("rowsWritten") };
  };

  const question = () => desk.world.deliver(PARENT, PTA, mail({ from: PARENT }), desk.ports);

  async function ordinaryDay() {
    await question();
    const first = cost();
    const alias = takenBy(desk.world, HANAKO).envelopeSender;
    await question();
    const further = cost();
    await desk.world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }), desk.ports);
    return { "first mail": first, "further mail": further, answer: cost() };
  }

  it("stays within the rows written that docs/scale.md reckons with", async () => {
    const day = await ordinaryDay();
    console.log(`Cost: ${JSON.stringify(day)}`);
    for (const [kind, most] of Object.entries(ROWS_WRITTEN)) {
      expect(day[kind as keyof typeof day].rowsWritten, kind).toBeLessThanOrEqual(most);
    }
  });

  it("stays within the rows that a mail's whole life may write, its erasure and a new hour's counters included", async () => {
    await question();
    desk.world.clock.time += 2 * HOUR;
    desk.recorded.take();
    await question();
    const arrival = cost().rowsWritten;
    const erase = () => eraseDue(openDrizzle(desk.recorded.database), desk.world.clock.now() + 400 * DAY);
    const before = await env.DB.prepare(KEPT).first<number>("n");
    await erase();
    const erased = (before ?? 0) - ((await env.DB.prepare(KEPT).first<number>("n")) ?? 0);
    const ofBoth = cost().rowsWritten;
    // Of two mails, and of the counters of two hours.
    expect(ofBoth).toBeLessThanOrEqual(erased);
    console.log(`A mail's life: ${arrival} rows written when it comes, ${ofBoth / 2} when it goes`);
    expect(arrival + ofBoth / 2).toBeLessThanOrEqual(ROWS_IN_A_LIFE);
  });

  it("grows by a known number of rows with each further forwarding", async () => {
    const alone = await ordinaryDay();
    await reset();
    desk = await openAdminDb();
    const pta = await addAddress(PTA);
    for (const officer of [HANAKO, "jiro@home.example", "saburo@home.example"])
      await addForwarding(desk.world, pta, officer);
    const among = await ordinaryDay();
    for (const kind of ["first mail", "further mail"] as const) {
      const each = (among[kind].rowsWritten - alone[kind].rowsWritten) / 2;
      console.log(`Each further forwarding, ${kind}: ${each} rows written`);
      expect(each, kind).toBeLessThanOrEqual(ROWS_A_FORWARDING[kind]);
      expect(among[kind].statements).toBe(alone[kind].statements);
    }
  });

  it("of a flood is bounded: 37 mails with ten strangers in Cc and two in Reply-To at twenty officers", async () => {
    await reset();
    desk = await openAdminDb();
    const pta = await addAddress(PTA);
    for (let at = 0; at < 20; at++) await addForwarding(desk.world, pta, `o${at}@private.example`);
    const flood = (from: string, at: number) => {
      const [cc, replyTo] = ["c", "r"].map((who) => (n: number) => `${who}${n}-${at}@others.example`);
      const named = (write: ((n: number) => string) | undefined, many: number) =>
        Array.from({ length: many }, (_, n) => write?.(n)).join(", ");
      const more = `Cc: ${named(cc, 10)}\r\nReply-To: ${named(replyTo, 2)}\r\n`;
      return desk.world.deliver(from, PTA, mail({ from, more }), desk.ports);
    };
    desk.recorded.take();
    for (let at = 0; at < 37; at++) expect((await flood(PARENT, at)).outcome).toBe("accepted");
    const ofOne = cost().rowsWritten;
    for (let at = 37; at < 74; at++) await flood(`p${at}@d${at}.example`, at);
    const ofMany = cost().rowsWritten;
    const aliases = await env.DB.prepare("SELECT count(*) AS n FROM alias").first<number>("n");
    console.log(`Flood of 37 mails: ${ofOne} rows written by one sender, ${ofMany} by 37; ${aliases} aliases`);
    expect(ofOne).toBeLessThanOrEqual(FLOOD.one);
    expect(ofMany).toBeLessThanOrEqual(FLOOD.many);
    expect(aliases).toBeLessThanOrEqual(20 * 38 + 1000);
  });

  it("does not grow with the aliases, ids and journal rows that are there: as many rows are read among many as among none", async () => {
    const alone = await ordinaryDay();
    await reset();
    desk = await openAdminDb();
    await addForwarding(desk.world, await addAddress(PTA), HANAKO);
    const octets = await fillWithStrangers(STRANGERS);
    const among = await ordinaryDay();
    console.log(`Database: ${STRANGERS} aliases and ${STRANGERS / 10} ids are ${Math.round(octets / 1024)} KB`);
    for (const kind of ["first mail", "further mail", "answer"] as const) {
      expect(among[kind].rowsRead, kind).toBeLessThanOrEqual(alone[kind].rowsRead + CHANCE);
      expect(among[kind].rowsWritten, kind).toBe(alone[kind].rowsWritten);
    }
  });
});
