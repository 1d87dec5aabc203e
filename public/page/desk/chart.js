/** The last 30 days as bars, with the same numbers as a table for those who cannot see them. */

import { words } from "../i18n.js";
import { el, svg } from "../kit/dom.js";
import { day as dayName } from "../kit/format.js";

/** @typedef {import("./stats.js").Day} Day */

const HEIGHT = 96;
const STEP = 12;
const BAR = 8;

/** @type {("inbound" | "reply" | "failed")[]} bottom to top */
const KINDS = ["inbound", "reply", "failed"];

/** @param {Day[]} days oldest first */
export function chart(days) {
  const said = words().chart;
  const total = (/** @type {"inbound" | "reply" | "failed"} */ kind) => days.reduce((sum, day) => sum + day[kind], 0);
  const summary = said.summary(total("inbound"), total("reply"), total("failed"));
  const quiet = days.every((day) => height(day) === 0);
  return el(
    "section",
    { class: "card chart" },
    el("h2", {}, said.heading),
    quiet
      ? el("p", { class: "soft" }, said.quiet)
      : [top(days), bars(days, summary), ends(days), legend(), el("p", { class: "soft" }, summary), table(days)],
  );
}

/** @param {Day} day */
const height = (day) => KINDS.reduce((sum, kind) => sum + day[kind], 0);

/** @param {Day[]} days */
const most = (days) => Math.max(1, ...days.map(height));

/** How many mails the tallest bar stands for, or nobody can read the others. @param {Day[]} days */
function top(days) {
  return el("p", { class: "most" }, words().chart.most(most(days)));
}

/** @param {Day[]} days @param {string} summary */
function bars(days, summary) {
  const width = days.length * STEP;
  const axis = svg("line", { x1: 0, x2: width, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5, class: "axis" });
  const drawn = days.flatMap((day, index) => dayBars(day, index * STEP + (STEP - BAR) / 2, most(days)));
  const box = { viewBox: `0 0 ${width} ${HEIGHT + 1}`, preserveAspectRatio: "none" };
  return svg("svg", { ...box, role: "img", "aria-label": summary }, patterns(), axis, drawn);
}

/** Lines over the colours: who cannot tell the colours apart tells the bars apart. */
function patterns() {
  const lines = { reply: "M0 1.5h4", failed: "M1 0v4M0 1h4" };
  const drawn = Object.entries(lines).map(([kind, d]) =>
    svg(
      "pattern",
      { id: `lines-${kind}`, width: 4, height: 4, patternUnits: "userSpaceOnUse" },
      svg("path", { d, class: "lines" }),
    ),
  );
  return svg("defs", {}, drawn);
}

/** @param {Day} day @param {number} x @param {number} most */
function dayBars(day, x, most) {
  let top = HEIGHT;
  return KINDS.filter((kind) => day[kind] > 0).flatMap((kind) => {
    const tall = Math.max(2, (day[kind] / most) * (HEIGHT - 4));
    top -= tall;
    const box = { x, y: top, width: BAR, height: tall };
    const lines = kind !== "inbound" && svg("rect", { ...box, fill: `url(#lines-${kind})` });
    return [svg("rect", { ...box, class: kind }), ...(lines ? [lines] : [])];
  });
}

/** The first and the last day, below the bars. @param {Day[]} days */
function ends(days) {
  const shown = [days[0], days.at(-1)].map((day) => day && el("span", {}, dayName(day.day)));
  return el("p", { class: "ends", "aria-hidden": "true" }, shown);
}

function legend() {
  const said = words().chart;
  return el(
    "ul",
    { class: "legend", "aria-hidden": "true" },
    KINDS.map((kind) => el("li", { class: kind }, said[kind])),
  );
}

/** @param {Day[]} days */
function table(days) {
  const said = words().chart;
  const head = [said.day, ...KINDS.map((kind) => said[kind])].map((text) => el("th", { scope: "col" }, text));
  const rows = days
    .filter((day) => height(day) > 0)
    .map((day) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, dayName(day.day)),
        KINDS.map((kind) => el("td", {}, day[kind])),
      ),
    );
  return el(
    "details",
    {},
    el("summary", {}, said.table),
    el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
  );
}
