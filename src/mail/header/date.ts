/** The Date field, RFC 5322 §3.3 and the obsolete forms of §4.3, without what it tells about a place. */

import { withoutComments } from "./cfws.ts";
import { unfold } from "./section.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Hours from UTC. JST is in no RFC, but in old Japanese mail. */
const ZONES = new Map<string, number>([
  ["ut", 0],
  ["utc", 0],
  ["gmt", 0],
  ["z", 0],
  ["jst", 9],
  ["est", -5],
  ["edt", -4],
  ["cst", -6],
  ["cdt", -5],
  ["mst", -7],
  ["mdt", -6],
  ["pst", -8],
  ["pdt", -7],
]);

const DATE_TIME =
  /^(?:[a-z]+[ \t]*,?[ \t]*)?([0-9]{1,2})[ \t-]+([a-z]{3})[a-z]*[ \t-]+([0-9]{2,4})[ \t]+([0-9]{1,2})[ \t]*:[ \t]*([0-9]{2})(?:[ \t]*:[ \t]*([0-9]{2})(?:\.[0-9]+)?)?[ \t]*([+-][0-9]{4}|[a-z]+)$/i;

/** A date and its remarks are a fraction of this long. */
const LONGEST = 200;

/**
 * The date in UTC, `Sun, 01 Nov 2026 03:04:05 +0000`: a zone tells where somebody is.
 *
 * @param value a raw field value (binary string)
 * @returns undefined when it cannot be read, and when its zone is not known (RFC 5322 §4.3 would take such a one for UTC;
 *   the hour would then give the zone away)
 */
export function dateInUtc(value: string): string | undefined {
  const plain = value.length > LONGEST ? undefined : withoutComments(unfold(value));
  const match = DATE_TIME.exec(plain?.trim() ?? "");
  if (!match) return undefined;
  const [, day = "", month = "", year = "", hour = "", minute = "", second = "0", zone = ""] = match;
  const offset = minutesFromUtc(zone);
  const date = calendarDay(fullYear(year), MONTHS.indexOf(month.toLowerCase()), Number(day));
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!date || !isTime || offset === undefined) return undefined;
  date.setUTCHours(Number(hour), Number(minute) - offset, Math.min(Number(second), 59)); // 60 is a leap second.
  return date.toUTCString().replace("GMT", "+0000");
}

/** Minutes east of UTC, or undefined. */
function minutesFromUtc(zone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])([0-9]{2})([0-9]{2})$/.exec(zone) ?? [];
  if (sign === undefined) {
    const named = ZONES.get(zone.toLowerCase());
    return named === undefined ? undefined : named * 60;
  }
  const east = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || east > 24 * 60) return undefined;
  return sign === "-" ? -east : east;
}

/** RFC 5322 §4.3: two digits below 50 are this century's, other short years count from 1900. */
function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) + (year.length === 2 && Number(year) < 50 ? 2000 : 1900);
}

/** Midnight of a day that the calendar knows, from 1900 on. */
function calendarDay(year: number, month: number, day: number): Date | undefined {
  const date = new Date(Date.UTC(year, month, day));
  return year >= 1900 && month >= 0 && date.getUTCMonth() === month && date.getUTCDate() === day ? date : undefined;
}
