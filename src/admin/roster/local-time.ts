/** A day and time as people write it, in the school's time zone (the setting TIME_ZONE). */
import { DAY } from "../../mail/duration.ts";
import type { AdminContext } from "../context.ts";
import type { FaultCode } from "../contract/fault-codes.ts";

/** Why nobody can start then. */
interface NoStart {
  readonly code: FaultCode;
  readonly detail: string;
}

/**
 * From when on somebody starts. A day that has begun is today; one before is a slip.
 *
 * @param written empty: at once, which is `undefined`
 * @returns milliseconds since 1970
 */
export function readStart(written: string, { settings, clock }: AdminContext): number | undefined | NoStart {
  if (written === "") return undefined;
  const moment = momentOf(written, settings.timeZone);
  if (moment === undefined) {
    return { code: "not-a-time", detail: "must be a day of the calendar, as 2027-04-01 or 2027-04-01T08:00" };
  }
  return moment < clock.now() - DAY ? { code: "past", detail: "must not be in the past" } : moment;
}

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?$/;
const ZONED = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * @param timeZone an IANA name, as `Asia/Tokyo`
 * @returns milliseconds since 1970; undefined when it is no day of the calendar
 */
export function momentOf(written: string, timeZone: string): number | undefined {
  const local = LOCAL.exec(written);
  if (local)
    return localMoment(
      local.slice(1).map((digits) => Number(digits ?? 0)),
      timeZone,
    );
  const [, day] = ZONED.exec(written) ?? [];
  // Date.parse takes the 31st of April for the 1st of May.
  const time = day !== undefined && momentOf(day, "UTC") !== undefined ? Date.parse(written) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function localMoment([year = 0, month = 0, day = 0, hour = 0, minute = 0]: readonly number[], timeZone: string) {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const read = new Date(wall);
  const exists = read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60;
  return exists ? instantOf(wall, timeZone) : undefined;
}

/** A time that is there twice is the first; one that a clock leaps over is as much behind the leap. */
function instantOf(wall: number, timeZone: string): number {
  const candidates = [wall - DAY, wall + DAY].map((near) => wall - offsetAt(near, timeZone));
  const shown = candidates.filter((instant) => instant + offsetAt(instant, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...candidates);
}

/** Milliseconds east of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const numeric = "numeric";
  const clock = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  const parts = new Map(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(instant / 1000) * 1000;
}
