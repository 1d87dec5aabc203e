/** The sentence as a letter with a postmark. */

import { words } from "../i18n.js";
import { el, svg } from "../kit/dom.js";
import { DAY, isoDay, when } from "../kit/format.js";
import { reveal } from "../officer/reveal.js";
import { reasonText, sentence, stateOf } from "./state-sentence.js";

/** Days for which the figures count failures. */
const FAILURE_DAYS = 7;

/** @param {import("./stats.js").Desk} desk */
export function stateCard(desk) {
  const state = stateOf(desk);
  const heading = el("h1", { tabindex: "-1" }, sentence(state));
  const reasons = state.kind === "needs-you" && reasonList(state.reasons);
  const asOf = el("p", { class: "as-of soft" }, words().state.asOf(when(desk.readAt)));
  return el(
    "section",
    { class: "state", "data-state": state.kind },
    postmark(state.kind),
    el("div", {}, heading, reasons, asOf),
  );
}

/** @param {import("./state-sentence.js").Reason[]} reasons */
function reasonList(reasons) {
  return el(
    "ul",
    { "aria-label": words().state.reasons },
    reasons.map((reason) => el("li", {}, reasonLink(reason))),
  );
}

/** @param {import("./state-sentence.js").Reason} reason */
function reasonLink(reason) {
  const text = reasonText(reason);
  const target = "addressId" in reason ? reason.addressId : "forwardingId" in reason ? reason.forwardingId : undefined;
  if (!target) return el("a", { href: journalOf(reason) }, text);
  return el("button", { type: "button", class: "link", onclick: () => reveal(target) }, text);
}

/** The journal, and of it what the reason speaks of. @param {import("./state-sentence.js").Reason} reason */
function journalOf(reason) {
  if (reason.kind === "unanswered") return `#journal?unansweredDays=${reason.days}`;
  return `#journal?outcome=failed&since=${isoDay(Date.now() - FAILURE_DAYS * DAY)}`;
}

/** @type {Record<string, string>} */
const SIGNS = { well: "M22 33l7 7 14-15", "needs-you": "M32 20v16M32 43v1", empty: "M32 22v20M22 32h20" };

/** @param {string} kind */
function postmark(kind) {
  const waves = [22, 32, 42].map((y) => svg("path", { d: `M64 ${y}q6-5 12 0t12 0 12 0 12 0`, class: "wave" }));
  return svg(
    "svg",
    { viewBox: "0 0 116 64", class: "postmark", "aria-hidden": "true" },
    svg("circle", { cx: 32, cy: 32, r: 29, class: "ring" }),
    svg("circle", { cx: 32, cy: 32, r: 22, class: "ring thin" }),
    svg("path", { d: SIGNS[kind], class: "sign" }),
    waves,
  );
}
