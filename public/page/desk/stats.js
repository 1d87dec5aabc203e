/** The figures of /api/desk, as the page needs it. */
import { DAY } from "../kit/format.js";

/**
 * @typedef {{ day: string, inbound: number, reply: number, failed: number }} Day
 * @typedef {import("../api.js").StatsAnswer} StatsAnswer
 * @typedef {Pick<StatsAnswer, "lastThroughAt" | "failures" | "unanswered"> & { days: Day[] }} Stats
 * @typedef {{ addresses: import("../api.js").AddressWithForwardings[], stats: Stats, readAt: number }} Desk
 */

const CHART_DAYS = 30;

/** Minutes east of UTC: days begin where the person sits. */
const utcOffset = () => String(-new Date().getTimezoneOffset());

/** What is asked for first; asked for in the same words again, it is answered with "nothing new". */
export const firstWish = () => ({ days: String(CHART_DAYS), utcOffset: utcOffset() });

/** @param {StatsAnswer} answer @returns {Stats} */
export function readStats({ lastThroughAt, failures, unanswered, items }) {
  return { lastThroughAt, failures, unanswered, days: perDay(items) };
}

/** The API counts per address and day and leaves quiet days out; the chart shows every day. @param {StatsAnswer["items"]} rows @returns {Day[]} */
function perDay(rows) {
  /** @type {Map<string, Day>} */
  const days = new Map(lastDays(CHART_DAYS).map((day) => [day, { day, inbound: 0, reply: 0, failed: 0 }]));
  for (const row of rows) {
    const day = days.get(row.day);
    if (!day) continue;
    day.inbound += row.inbound;
    day.reply += row.replies;
    day.failed += row.failed;
  }
  return [...days.values()];
}

/** @param {number} count @returns {string[]} days as YYYY-MM-DD on this clock, oldest first, today last */
function lastDays(count) {
  const here = Date.now() + Number(utcOffset()) * 60_000;
  return Array.from({ length: count }, (_, index) => {
    return new Date(here - (count - 1 - index) * DAY).toISOString().slice(0, 10);
  });
}
