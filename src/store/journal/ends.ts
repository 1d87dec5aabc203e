/** How copies ended, and what is counted of them. */
import { HOUR } from "../../mail/duration.ts";
import type { CopyRecord, Counted } from "../../relay/ports/journal.ts";
import { sentIdScope } from "../contexts.ts";
import type { Vault } from "../vault.ts";
import { insertInto, WISHES, type Written, wished } from "../written.ts";
import { COPY, type Named, ROW_ID } from "./copy-row.ts";
import { anyUnderway } from "./whole.ts";

/** Only replies can fail later with a word of it to us: their sent ids are remembered. */
export async function withSentIndex<Copy extends CopyRecord>(
  vault: Vault,
  copy: Copy,
): Promise<Copy & { readonly sentIndex: string | undefined }> {
  const remembered = copy.direction === "reply" && copy.sentId;
  return { ...copy, sentIndex: remembered ? await vault.index(sentIdScope, remembered) : undefined };
}

/** Holds the row of a day's refusals, which no attempt ever claims: `attempts` says how many they are. */
export const COUNT = "count";

/** Milliseconds: longer than from the claim of any attempt to its record. */
const ATTEMPT = 60_000;

/**
 * A row's time is when the attempt that ended it began, so that recording the end of a first one leaves the index of times as it
 * is. A further attempt's is written apart, before its end is: SQLite writes the index for every row that may change in it. A
 * count leaves the first one's time. `?2` is the time.
 */
const furtherAttemptIf = (condition: string) => `UPDATE delivery SET time = ?2 FROM ${WISHES}
  WHERE delivery.id = ${ROW_ID} AND ${wished("counts")} IS NOT 1 AND delivery.outcome <> 'sent'
    AND (delivery.outcome <> 'claimed' OR ?2 - delivery.time >= ${ATTEMPT}) AND ${condition}`;

/** What is sent stays sent, whatever a late attempt says. `?2` is the time. */
const recordIf = (condition: string) => `${insertInto(
  "delivery",
  {
    ...COPY,
    outcome: wished("outcome"),
    reason: wished("reason"),
    remark: `coalesce(${wished("remark")}, 'none')`,
    holder: `CASE ${wished("counts")} WHEN 1 THEN '${COUNT}' ELSE '' END`,
    lease_until: "0",
    attempts: "1",
    first_at: "?2",
    time: "?2",
    sent_index: wished("sentIndex"),
  },
  `${WISHES} WHERE ${condition}`,
)} ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, remark = excluded.remark,
  alias = coalesce(excluded.alias, delivery.alias), sent_index = excluded.sent_index, lease_until = 0,
  attempts = delivery.attempts + (excluded.outcome = 'rejected' OR excluded.holder = '${COUNT}')
  WHERE delivery.outcome <> 'sent'`;

/** To be run one after the other. */
interface Recording {
  readonly times: Written;
  readonly copies: Written;
}

const [FURTHER_ATTEMPT, RECORD] = [furtherAttemptIf("true"), recordIf("true")];

export function recordStatements(copies: readonly Named<CopyRecord>[], now: number): Recording {
  const values = [JSON.stringify(copies), now];
  return { times: { text: FURTHER_ATTEMPT, values }, copies: { text: RECORD, values } };
}

const NOT_UNDERWAY = `NOT ${anyUnderway("?3", "?2")}`;
const [FURTHER_ATTEMPT_UNLESS_UNDERWAY, RECORD_UNLESS_UNDERWAY] = [
  furtherAttemptIf(NOT_UNDERWAY),
  recordIf(NOT_UNDERWAY),
];

/** Only where none of these copies is out or on its way. */
export function recordUnlessUnderway(row: Named<CopyRecord>, ids: readonly string[], now: number): Recording {
  const values = [JSON.stringify([row]), now, JSON.stringify(ids)];
  return {
    times: { text: FURTHER_ATTEMPT_UNLESS_UNDERWAY, values },
    copies: { text: RECORD_UNLESS_UNDERWAY, values },
  };
}

/**
 * One more in this hour, `?2`, for each time that a counter stands there, and is to be counted. SQLite reads the whole SELECT
 * before it inserts: what counts beside it now is not seen by `unless`.
 */
const COUNT_UP = `${insertInto(
  "hourly",
  { counter: wished("counter"), hour: "?2", count: "count(*)" },
  `${WISHES} WHERE NOT EXISTS (SELECT 1 FROM hourly WHERE hour = ?2 AND counter = ${wished("unless")})
    GROUP BY ${wished("counter")}`,
)} ON CONFLICT (hour, counter) DO UPDATE SET count = hourly.count + excluded.count`;

export function countStatement(counters: readonly Counted[], now: number): Written {
  const wishes = counters.map((one) => (typeof one === "string" ? { counter: one } : one));
  return { text: COUNT_UP, values: [JSON.stringify(wishes), Math.floor(now / HOUR)] };
}
