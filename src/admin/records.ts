/** What has happened: the journal, its figures, and who changed what. */
import type * as v from "valibot";
import { DAY } from "../mail/duration.ts";
import type { RecordedReason } from "../relay/reasons.ts";
import { pageOfAudit, type ShownChange } from "../store/admin/audit.ts";
import type { AdminDb } from "../store/admin/db.ts";
import { type JournalRow, pageOfJournal } from "../store/admin/journal.ts";
import { type DayCount, type Stats, statsOf, statsQuestions } from "../store/admin/stats.ts";
import { namesOf } from "../store/admins/admins.ts";
import { timestamp } from "./context.ts";
import * as contract from "./contract/records.ts";
import { isTimeKey, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";

const DEFAULT_DAYS = 30;
/** Days after which mail counts as unanswered. */
const DEFAULT_UNANSWERED_DAYS = 3;

function showEntry(row: JournalRow): contract.JournalEntry {
  const { direction, addressId, forwardingId, alias, outcome, remark, size, mails } = row;
  const reason = row.reason as RecordedReason; // Nobody else writes it.
  return { time: timestamp(row.time), direction, addressId, forwardingId, alias, outcome, reason, remark, size, mails };
}

const journal = endpoint(contract.listJournal, ({ query }, { db, clock, onlyAddress = query.addressId }) => {
  const { unansweredDays } = query;
  const unansweredBefore = unansweredDays === undefined ? undefined : clock.now() - unansweredDays * DAY;
  return page(
    query,
    isTimeKey,
    (after, limit) => pageOfJournal(db, { ...query, addressId: onlyAddress, unansweredBefore }, after, limit),
    (row) => [row.time, row.id] as const,
    showEntry,
  );
});

/** Read with the page, for it is they who are on it, as those who ask and as those whom it is about. */
async function namedPage(db: AdminDb, after: readonly [number, string] | undefined, limit: number) {
  const rows = await pageOfAudit(db, after, limit);
  const names = await namesOf(
    db,
    rows.flatMap(({ actor, subject }) => [actor, subject]),
  );
  return rows.map((row) => ({
    ...row,
    name: names.get(row.actor) ?? "",
    object: row.object ?? names.get(row.subject) ?? null,
  }));
}

function showChange({ time, ...change }: ShownChange & { readonly name: string }): contract.AuditEntry {
  const { actor, name, action, subject, object, livesAt, detail } = change;
  return { time: timestamp(time), actor, name, action, subject, object, livesAt, detail };
}

const audit = endpoint(contract.listAudit, ({ query }, { db }) =>
  page(
    query,
    isTimeKey,
    (after, limit) => namedPage(db, after, limit),
    (row) => [row.time, row.id] as const,
    showChange,
  ),
);

type DayFigures = contract.StatsAnswer["items"][number];

/** Rows of (day, address, direction, outcome) → one of (day, address). Our own notices are no mail, and copies for colleagues none more. */
function figures(counts: readonly DayCount[]): DayFigures[] {
  const days = new Map<string, DayFigures>();
  for (const { day, addressId, direction, outcome, count } of counts) {
    if (direction === "notice" || direction === "shared") continue;
    const key = `${day} ${addressId}`;
    const none = { inbound: 0, replies: 0, failed: 0, rejected: 0, suppressed: 0, retrying: 0 };
    const figure = days.get(key) ?? { day, addressId, ...none };
    figure[memberFor(direction, outcome)] += count;
    days.set(key, figure);
  }
  return [...days.values()];
}

function memberFor(
  direction: "inbound" | "reply",
  outcome: DayCount["outcome"],
): Exclude<keyof DayFigures, "day" | "addressId"> {
  switch (outcome) {
    case "sent":
      return direction === "inbound" ? "inbound" : "replies";
    case "claimed":
      return "retrying";
    case "failed":
    case "rejected":
    case "suppressed":
    case "retrying":
      return outcome;
  }
}

const stats = endpoint(contract.getStats, async ({ query }, { db, clock, onlyAddress }) => {
  const asked = statsAsked(query, clock.now());
  return showStats(asked, statsOf(await db.batch([...questionsFor(db, asked, onlyAddress)])));
});

interface StatsAsked {
  readonly now: number;
  readonly since: number;
  readonly unansweredDays: number;
  readonly utcOffset: number;
}

/** @param query how far back, and where a day begins; what is absent is as usual */
export function statsAsked(query: v.InferOutput<typeof contract.StatsQuery>, now: number): StatsAsked {
  const { days = DEFAULT_DAYS, unansweredDays = DEFAULT_UNANSWERED_DAYS, utcOffset = 0 } = query;
  return { now, since: startOfDay(now, utcOffset) - (days - 1) * DAY, unansweredDays, utcOffset };
}

/** @param only the one public address that is asked about */
export function questionsFor(db: AdminDb, { now, since, unansweredDays, utcOffset }: StatsAsked, only?: string) {
  return statsQuestions(db, { now, since, utcOffset, unansweredDays, only });
}

export function showStats({ since, unansweredDays, utcOffset }: StatsAsked, read: Stats): contract.StatsAnswer {
  return {
    since: timestamp(since + utcOffset * 60_000).slice(0, 10),
    items: figures(read.counts),
    lastThroughAt: read.lastThroughAt === null ? null : timestamp(read.lastThroughAt),
    pendingForwardings: read.pendingForwardings,
    failures: read.failures,
    unanswered: {
      afterDays: unansweredDays,
      count: read.unanswered,
      oldestAt: read.oldestUnansweredAt === null ? null : timestamp(read.oldestUnansweredAt),
    },
  };
}

/** @param utcOffset minutes east of UTC */
function startOfDay(now: number, utcOffset: number): number {
  const offset = utcOffset * 60_000;
  return Math.floor((now + offset) / DAY) * DAY - offset;
}

export const recordEndpoints: readonly Endpoint[] = [journal, stats, audit];
