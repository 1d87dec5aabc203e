import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { deliver } from "./support/deliveries.ts";
import { openSchool, type School } from "./support/school.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PTA = "pta0000000000000";
const JIMU = "jimu000000000000";

let school: School;
let now: number;
beforeEach(async () => {
  school = await openSchool();
  now = Date.UTC(2026, 3, 20, 12);
  school.now = now;
});

const journal = async (query = "") => (await school.ask("GET", `/api/journal${query}`)).body;
const stats = async (query = "") => (await school.ask("GET", `/api/stats${query}`)).body;

describe("the journal", () => {
  it("tells what became of each copy, newest first", async () => {
    await deliver(
      { time: now - 2000, addressId: PTA, forwardingId: "f000000000000000", alias: "anon-7k3m9q2x4wtz@school.example" },
      {
        time: now - 1000,
        direction: "reply",
        outcome: "rejected",
        reason: "too-large",
        remark: "untold",
        size: 6_000_000,
      },
    );
    expect(await journal()).toEqual({
      items: [
        {
          time: "2026-04-20T11:59:59.000Z",
          direction: "reply",
          addressId: null,
          forwardingId: null,
          alias: null,
          outcome: "rejected",
          reason: "too-large",
          remark: "untold",
          size: 6_000_000,
          mails: 1,
        },
        {
          time: "2026-04-20T11:59:58.000Z",
          direction: "inbound",
          addressId: PTA,
          forwardingId: "f000000000000000",
          alias: "anon-7k3m9q2x4wtz@school.example",
          outcome: "sent",
          reason: "",
          remark: "none",
          size: 1000,
          mails: 1,
        },
      ],
      next: null,
    });
  });

  it("shows a day's refusals as one row, and every one of them is counted", async () => {
    await deliver({ time: now - 1000, addressId: PTA, outcome: "rejected", reason: "blocked" });
    await env.DB.prepare("UPDATE delivery SET holder = 'count', attempts = 7").run();
    const { items } = await journal();
    expect(items).toMatchObject([{ reason: "blocked", mails: 7 }]);
    expect((await stats()).items).toMatchObject([{ addressId: PTA, rejected: 7 }]);
  });

  it("goes on page by page, also through rows of the same moment", async () => {
    await deliver(...Array.from({ length: 7 }, (_, size) => ({ time: now - (size > 4 ? 1000 : 0), size })));
    const sizes: number[] = [];
    let query = "?limit=2";
    for (let pages = 0; query !== "" && pages < 9; pages++) {
      const { items, next } = await journal(query);
      sizes.push(...items.map((item: { size: number }) => item.size));
      query = next ? `?limit=2&cursor=${next}` : "";
    }
    expect(sizes.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("filters by address, forwarding, outcome, direction and time, together, too", async () => {
    await deliver(
      { time: now - 5 * HOUR, addressId: PTA, size: 1 },
      { time: now - 4 * HOUR, addressId: PTA, direction: "reply", size: 2 },
      { time: now - 3 * HOUR, addressId: JIMU, forwardingId: "f000000000000000", outcome: "failed", size: 3 },
      { time: now - 2 * HOUR, addressId: PTA, outcome: "claimed", size: 4 },
    );
    const sizes = async (query: string) => (await journal(query)).items.map((item: { size: number }) => item.size);
    expect(await sizes(`?addressId=${PTA}`)).toEqual([4, 2, 1]);
    expect(await sizes("?forwardingId=f000000000000000")).toEqual([3]);
    expect(await sizes("?outcome=failed")).toEqual([3]);
    expect(await sizes("?direction=reply")).toEqual([2]);
    expect(await sizes("?since=2026-04-20T08:00:00Z&until=2026-04-20T17:59:00%2B09:00")).toEqual([2]);
    expect(await sizes(`?addressId=${PTA}&direction=inbound&until=2026-04-20T09:00:00Z`)).toEqual([1]);
    expect(await sizes("?since=2026-04-21")).toEqual([]);
  });

  it("calls a copy that is on its way one that will be tried again", async () => {
    await deliver({ time: now, outcome: "claimed" }, { time: now, outcome: "retrying" });
    const { items } = await journal("?outcome=retrying");
    expect(items.map((item: { outcome: string }) => item.outcome)).toEqual(["retrying", "retrying"]);
  });

  it.each([
    ["outcome=delivered", "outcome"],
    ["direction=out", "direction"],
    ["since=yesterday", "since"],
    ["since=2026-13-01", "since"],
    ["until=1", "until"],
    ["addressId=pta", "addressId"],
    ["forwardingId=' OR 1=1 --", "forwardingId"],
  ])("refuses %s", async (query, field) => {
    expect(await school.ask("GET", `/api/journal?${query}`)).toMatchObject({ status: 400, body: { field } });
  });
});

describe("the figures", () => {
  it("count copies per address and day, and leave our own notices out", async () => {
    await deliver(
      { time: now, addressId: PTA },
      { time: now, addressId: PTA, direction: "reply" },
      { time: now, addressId: PTA, outcome: "claimed" },
      { time: now, addressId: PTA, direction: "notice" },
      { time: now - DAY, addressId: PTA, outcome: "failed" },
      { time: now - DAY, addressId: JIMU, outcome: "rejected" },
      { time: now - DAY, addressId: JIMU, direction: "reply", outcome: "suppressed" },
    );
    const none = { inbound: 0, replies: 0, failed: 0, rejected: 0, suppressed: 0, retrying: 0 };
    expect((await stats()).items).toEqual([
      { ...none, day: "2026-04-19", addressId: JIMU, rejected: 1, suppressed: 1 },
      { ...none, day: "2026-04-19", addressId: PTA, failed: 1 },
      { ...none, day: "2026-04-20", addressId: PTA, inbound: 1, replies: 1, retrying: 1 },
    ]);
  });

  it("begin a day where the reader does", async () => {
    await deliver({ time: Date.UTC(2026, 3, 19, 14, 59), size: 1 }, { time: Date.UTC(2026, 3, 19, 15, 0), size: 2 });
    expect((await stats("?utcOffset=540")).items.map((item: { day: string }) => item.day)).toEqual([
      "2026-04-19",
      "2026-04-20",
    ]);
    expect((await stats()).items.map((item: { day: string }) => item.day)).toEqual(["2026-04-19"]);
    expect((await stats("?days=1&utcOffset=540")).since).toBe("2026-04-20");
    expect((await stats("?days=1&utcOffset=540")).items).toHaveLength(1);
    expect((await stats("?days=30")).since).toBe("2026-03-22");
  });

  it("say when a mail was last handed over, and nothing while there was none", async () => {
    expect((await stats()).lastThroughAt).toBeNull();
    await deliver(
      { time: now - 3000 },
      { time: now - 2000, direction: "notice" },
      { time: now - 1000, outcome: "failed" },
    );
    expect((await stats()).lastThroughAt).toBe("2026-04-20T11:59:57.000Z");
  });

  it("count failures of the last week", async () => {
    await deliver({ time: now - 6 * DAY, outcome: "failed" }, { time: now - 8 * DAY, outcome: "failed" });
    expect((await stats()).failures).toBe(1);
  });

  it.each([
    ["days=31", "days"],
    ["days=0", "days"],
    ["unansweredDays=x", "unansweredDays"],
    ["utcOffset=900", "utcOffset"],
  ])("refuse %s", async (query, field) => {
    expect(await school.ask("GET", `/api/stats?${query}`)).toMatchObject({ status: 400, body: { field } });
  });
});

describe("mail that nobody has answered", () => {
  const unanswered = async (query = "") => (await stats(query)).unanswered;

  it("counts after three days, or as many as one asks for", async () => {
    await deliver(
      { time: now - 4 * DAY, alias: "anon-1@school.example" },
      { time: now - 2 * DAY, alias: "anon-2@school.example" },
    );
    expect(await unanswered()).toEqual({ afterDays: 3, count: 1, oldestAt: "2026-04-16T12:00:00.000Z" });
    expect((await unanswered("?unansweredDays=1")).count).toBe(2);
  });

  it("is answered by a later reply to its alias, not by an earlier one or one that did not get out", async () => {
    await deliver(
      { time: now - 5 * DAY, alias: "anon-1@school.example", direction: "reply" },
      { time: now - 4 * DAY, alias: "anon-1@school.example" },
      { time: now - 3.5 * DAY, alias: "anon-1@school.example", direction: "reply", outcome: "rejected" },
    );
    expect((await unanswered()).count).toBe(1);
    await deliver({ time: now - 1 * DAY, alias: "anon-1@school.example", direction: "reply" });
    expect(await unanswered()).toEqual({ afterDays: 3, count: 0, oldestAt: null });
  });

  it("to two officers is one mail, and answered when one of them has answered", async () => {
    const copies = { time: now - 4 * DAY, addressId: PTA, size: 777, firstAt: now - 4 * DAY };
    await deliver({ ...copies, alias: "anon-1@school.example" }, { ...copies, alias: "anon-2@school.example" });
    expect((await unanswered()).count).toBe(1);
    await deliver({ time: now - DAY, alias: "anon-2@school.example", direction: "reply" });
    expect((await unanswered()).count).toBe(0);
  });
});

describe("mails, not copies", () => {
  const mail = { time: 0, addressId: PTA, size: 4321 };

  it("are counted a day, whatever the number of officers that one reached", async () => {
    const copies = [1, 2, 3].map((later) => ({ ...mail, firstAt: now - HOUR, time: now - HOUR + later }));
    await deliver(...copies, { ...mail, firstAt: now - 2 * HOUR, time: now - 2 * HOUR });
    expect((await stats()).items).toMatchObject([{ addressId: PTA, inbound: 2 }]);
  });

  it("are counted among the failures once", async () => {
    const copies = [1, 2].map((later) => ({
      ...mail,
      outcome: "failed" as const,
      firstAt: now - HOUR,
      time: now - later,
    }));
    await deliver(...copies, { ...mail, outcome: "failed", addressId: JIMU, firstAt: now - HOUR, time: now - 1 });
    expect((await stats()).failures).toBe(2);
  });

  it("without an answer can be asked for, which names no other", async () => {
    const alias = "anon-7k3m9q2x4wtz@school.example";
    await deliver(
      { ...mail, alias, time: now - 5 * DAY, size: 1 },
      { ...mail, alias, direction: "reply", time: now - 4 * DAY, size: 2 },
      { ...mail, alias, time: now - 3.5 * DAY, size: 3 },
      { ...mail, alias, time: now - HOUR, size: 4 },
    );
    const { items } = await journal("?unansweredDays=3");
    expect(items.map(({ size }: { size: number }) => size)).toEqual([3]);
    expect((await stats()).unanswered.count).toBe(1);
  });
});
