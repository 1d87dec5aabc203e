/** What the page shows as a table for a spreadsheet: CSV (RFC 4180) that Excel in Japan opens as it is meant. */

import { isoDay } from "../kit/format.js";

/** Without it Excel reads Shift_JIS. */
const BYTE_ORDER_MARK = "\ufeff";

/** What a spreadsheet would take for a formula, full width too: a stranger chose these words. */
const FORMULA = /^[\s'"]*[=+\-@＝＋－＠|%\t\r]/u;

/** @param {readonly (readonly (string | number)[])[]} rows the headings first */
export function csv(rows) {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** @param {string | number} value */
function cell(value) {
  if (typeof value === "number") return String(value);
  const line = value.replace(/[\r\n\t\u0000]+/g, " ");
  const text = FORMULA.test(line) ? `'${line}` : line;
  return `"${text.replaceAll('"', '""')}"`;
}

/** As a spreadsheet reads times, on this clock. @param {string} time ISO 8601 */
export function clockTime(time) {
  const date = new Date(time);
  return `${isoDay(date.getTime())} ${date.toTimeString().slice(0, 5)}`;
}

/** @param {string} name of the file, without its day @param {readonly (readonly (string | number)[])[]} rows */
export function save(name, rows) {
  const url = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `safetyanswer-${name}-${isoDay(Date.now())}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // Not before the browser has it.
}
