/** What has happened: the journal of mail, its figures, and who changed what. */
import * as v from "valibot";
import { AUDIT_ACTIONS } from "../../store/admin/audit-actions.ts";
import { Id, Timestamp } from "./fields.ts";
import { count, ListQuery, listEntries, listOf } from "./list.ts";
import { RECORDED_REASONS } from "./reasons.ts";
import { READING, readingOf, route } from "./route.ts";

const group = "Records";

const TIME = "must be a time in ISO 8601, as 2026-04-01 or 2026-04-01T09:00:00Z";

/** A day or a moment, as it stands in a query; milliseconds since 1970. */
const Moment = v.pipe(
  v.string(TIME),
  v.description("ISO 8601, as 2026-04-01 or 2026-04-01T09:00:00+09:00"),
  v.regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/, TIME),
  v.check((text) => !Number.isNaN(Date.parse(text)), TIME),
  v.transform((text) => Date.parse(text)),
);

const Outcome = v.picklist(
  ["sent", "retrying", "failed", "rejected", "suppressed"],
  "must be one of sent, retrying, failed, rejected, suppressed",
);
/** `shared`: the copy of an answer for another officer of a shared desk. */
const Direction = v.picklist(["inbound", "reply", "shared", "notice"], "must be one of inbound, reply, shared, notice");

export type { JournalReason, Remark } from "../../relay/reasons.ts";
/** What `reason`, and what a change, can be: the page has words for each. */
export type { AuditAction } from "../../store/admin/audit-actions.ts";

export const JournalEntry = v.strictObject({
  time: Timestamp,
  direction: Direction,
  addressId: v.nullable(v.string()),
  forwardingId: v.nullable(v.string()),
  alias: v.nullable(v.string()),
  outcome: v.pipe(Outcome, v.description("`sent` means handed over to the next server, never more")),
  reason: v.pipe(v.picklist(RECORDED_REASONS), v.description("a stable word; empty where there is nothing to say")),
  remark: v.pipe(
    v.picklist(["none", "given-up", "untold"]),
    v.description(
      "`given-up`: the last of hours of attempts failed for that reason; `untold`: its officer could not be told by mail",
    ),
  ),
  size: v.pipe(v.number(), v.description("octets of the message as it came")),
  mails: v.pipe(
    v.number(),
    v.description(
      "how many mails the row stands for: whatever was refused or suppressed on one day (UTC) for one reason has one row, with the time and size of the first",
    ),
  ),
});
export type JournalEntry = v.InferOutput<typeof JournalEntry>;

const DAYS = "must be a number from 1 to 30: the journal is kept for 30 days";

const JournalQuery = v.strictObject({
  ...listEntries,
  addressId: v.optional(Id),
  forwardingId: v.optional(Id),
  outcome: v.optional(Outcome),
  direction: v.optional(Direction),
  since: v.optional(Moment),
  until: v.optional(Moment),
  unansweredDays: v.optional(count(30, DAYS, "only mail that nobody has answered for so many days")),
});

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const StatsAnswer = v.strictObject({
  since: v.pipe(v.string(), v.description("the first day that is counted")),
  items: v.array(
    v.strictObject({
      day: v.pipe(v.string(), v.isoDate()),
      addressId: v.nullable(v.string()),
      inbound: v.pipe(Count, v.description("mails handed over to one destination at least")),
      replies: v.pipe(Count, v.description("answers handed over to correspondents")),
      failed: Count,
      rejected: Count,
      suppressed: Count,
      retrying: v.pipe(Count, v.description("still with the sending server")),
    }),
  ),
  lastThroughAt: v.pipe(v.nullable(Timestamp), v.description("when a mail was last handed over")),
  pendingForwardings: v.pipe(
    Count,
    v.description("forwardings whose welcome mail was not handed over or not answered yet"),
  ),
  failures: v.pipe(Count, v.description("mails of which a copy failed for good in the last 7 days")),
  unanswered: v.pipe(
    v.strictObject({ afterDays: Count, count: Count, oldestAt: v.nullable(Timestamp) }),
    v.description("mail older than `afterDays` days to whose correspondent nobody has written since"),
  ),
});
export type StatsAnswer = v.InferOutput<typeof StatsAnswer>;

const OFFSET = "must be minutes east of UTC, from -840 to 840";

export const statsEntries = {
  days: v.optional(count(30, DAYS, "how many days back, today among them; 30 if absent")),
  unansweredDays: v.optional(count(30, DAYS, "after how many days mail counts as unanswered; 3 if absent")),
  utcOffset: v.optional(
    v.pipe(
      v.string(OFFSET),
      v.description("where a day begins, in minutes east of UTC: 540 for Japan, 0 if absent"),
      v.regex(/^-?[0-9]{1,3}$/, OFFSET),
      v.transform(Number),
      v.number(),
      v.minValue(-840, OFFSET),
      v.maxValue(840, OFFSET),
    ),
  ),
} as const;

export const StatsQuery = v.strictObject(statsEntries);

export const AuditEntry = v.strictObject({
  time: Timestamp,
  actor: v.pipe(
    v.string(),
    v.description("an admin's id, `token`, `cron`, `officer`, or `access:` and a keyed hash of who was signed in"),
  ),
  name: v.pipe(v.string(), v.description("the name of that admin, today; else empty")),
  action: v.picklist(AUDIT_ACTIONS),
  subject: v.pipe(v.string(), v.description("the id of what was changed")),
  object: v.pipe(
    v.nullable(v.string()),
    v.description(
      "its alias, label and public address, as far as they are there (deleted rows are for 30 days), or an admin's name",
    ),
  ),
  livesAt: v.pipe(
    v.nullable(v.string()),
    v.description("the id of the public address or forwarding where it can be looked at; null once that is deleted"),
  ),
  detail: v.string(),
});
export type AuditEntry = v.InferOutput<typeof AuditEntry>;

export const listJournal = route({
  name: "listJournal",
  group,
  method: "GET",
  path: "/api/journal",
  may: readingOf("answer"),
  summary: "What became of each copy of each mail, newest first",
  details: "Rows are kept for 30 days. Mail content is never stored.",
  query: JournalQuery,
  status: 200,
  answer: listOf(JournalEntry),
  refusals: [400],
});

export const getStats = route({
  name: "getStats",
  group,
  method: "GET",
  path: "/api/stats",
  may: readingOf("answer"),
  summary: "Counts per public address and day, and what needs attention",
  query: StatsQuery,
  status: 200,
  answer: StatsAnswer,
  refusals: [400],
});

export const listAudit = route({
  name: "listAudit",
  group,
  method: "GET",
  path: "/api/audit",
  may: READING,
  summary: "Who changed what and when, newest first",
  query: ListQuery,
  status: 200,
  answer: listOf(AuditEntry),
  refusals: [400],
});

export const getHealth = route({
  name: "getHealth",
  group: "Health",
  method: "GET",
  path: "/api/health",
  may: "anybody",
  summary: "Whether mail would pass",
  details:
    "Answers 503 and says what to do when a setting is missing or malformed, the database is not migrated, or the key is not the one that it was written with.",
  query: v.looseObject({}),
  status: 200,
  answer: v.strictObject({
    status: v.literal("ok"),
    version: v.string(),
    keyChange: v.optional(
      v.pipe(
        v.picklist(["running", "done"]),
        v.description("only while ADDRESS_KEY_PREVIOUS is set, which can go when it is `done`"),
      ),
    ),
    keyRowsLeft: v.optional(
      v.pipe(v.number(), v.description("rows still of the former key; of each table 200 are counted at most")),
    ),
  }),
  refusals: [],
});
