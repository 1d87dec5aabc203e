/** A survey's counts as bars, each with its number beside it. */

import { words } from "../i18n.js";
import { el, svg } from "../kit/dom.js";
import { when } from "../kit/format.js";

const WIDTH = 240;
const HEIGHT = 14;

/** @param {import("../api.js").Survey} survey */
export function surveyChart({ startedAt, closedAt, counts }) {
  const said = words().network;
  const heading = `${when(startedAt)}${closedAt ? ` · ${said.over}` : ""}`;
  if (!counts)
    return el("section", { class: "survey" }, el("h4", {}, heading), el("p", { class: "soft" }, said.noCounts));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return el(
    "section",
    { class: "survey" },
    el("h4", {}, heading),
    el(
      "ul",
      { class: "bars" },
      counts.map((count, at) => bar(count, total, said.choice(at + 1, count))),
    ),
    el("p", { class: "soft" }, said.total(total)),
  );
}

/** @param {number} count @param {number} total @param {string} text */
function bar(count, total, text) {
  const width = Math.round((WIDTH * count) / Math.max(1, total));
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true" };
  return el("li", {}, el("span", {}, text), svg("svg", box, svg("rect", { width, height: HEIGHT, class: "inbound" })));
}
