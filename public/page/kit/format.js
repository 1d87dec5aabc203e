/** Times, days and sizes as people say them. */
import { language, words } from "../i18n.js";

/** In milliseconds. */
export const DAY = 86_400_000;

/** The reader's own kind of the page's language: British English writes 14:30, American 2:30 PM. */
const locale = () => navigator.languages.find((tag) => tag.startsWith(language())) ?? language();

/** @param {string | number} time ISO 8601, or milliseconds since 1970 */
export function when(time) {
  const date = new Date(time);
  const clock = date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  if (sameDay(date, new Date())) return words().time.today(clock);
  return words().time.onDay(day(time), clock);
}

/** As a date field has it, on this clock. @param {number} time milliseconds since 1970 */
export function isoDay(time) {
  const date = new Date(time);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** @param {string | number} time */
export function day(time) {
  const date = new Date(time);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(locale(), { year, month: "short", day: "numeric" });
}

/** @param {number} days @returns {string} the day that is so many days away, e.g. when something is erased */
export function dayAfter(days) {
  return new Date(Date.now() + days * DAY).toLocaleDateString(locale(), { dateStyle: "long" });
}

/** @param {number} octets */
export function size(octets) {
  if (octets < 1024) return words().size.small;
  const mega = octets >= 1024 * 1024;
  const value = octets / (mega ? 1024 * 1024 : 1024);
  return `${value.toLocaleString(locale(), { maximumFractionDigits: mega ? 1 : 0 })} ${mega ? "MB" : "KB"}`;
}

/** @param {Date} one @param {Date} other */
function sameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

/** How a person is called on this page: by the label, or by what the mask leaves. @param {import("../api.js").Forwarding} forwarding */
export const nameOf = (forwarding) => forwarding.label || forwarding.destination;
