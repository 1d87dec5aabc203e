/**
 * What the cron does in which minute: one thing at a time, so that no run costs more statements or CPU than that one thing
 * (the free plan has 50 and 10 ms an invocation), and nothing is done more often than it has to be.
 */

const MINUTE = 60_000;
const [AN_HOUR, A_DAY] = [60, 24 * 60];

/** Minutes from one turn of the officers' welcome mails, reminders and handovers to the next. */
const OFFICERS_EVERY = 15;
/** In this minute of each hour what is due is erased. */
const HOURLY_AT = 5;
/** In this minute of the day (UTC) counts are made that read much: 03:20 in Japan, when little mail comes. */
const DAILY_AT = 18 * AN_HOUR + 20;

export type Task = "officers" | "hourly" | "daily" | "key-change";

/** @param time milliseconds since 1970 */
export function taskAt(time: number): Task {
  const minute = Math.floor(time / MINUTE);
  if (minute % OFFICERS_EVERY === 0) return "officers";
  if (minute % A_DAY === DAILY_AT) return "daily";
  return minute % AN_HOUR === HOURLY_AT ? "hourly" : "key-change";
}
