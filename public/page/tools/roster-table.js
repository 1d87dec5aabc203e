/** What a roster would do, or what is wrong with it, as tables. */
import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { faultText } from "../kit/failure.js";
import { when } from "../kit/format.js";

/** @param {import("../api.js").RosterAnswer} plan */
export function rosterTable(plan) {
  const { roster: said } = words();
  return [
    el("p", {}, said.summary(plan.made, plan.handedOver, plan.leftAlone, plan.published, plan.welcomes)),
    plan.effectiveAt ? el("p", {}, said.starts(when(plan.effectiveAt))) : null,
    table([said.row, said.address, said.label, said.mailbox, said.action], plan.rows.map(planned)),
  ].filter((child) => child !== null);
}

/** @param {import("../api.js").RosterAnswer["rows"][number]} row */
function planned(row) {
  const { roster: said } = words();
  const notes = [
    said.actions[row.action],
    row.published ? said.published : "",
    row.welcome === "shared" ? said.shared : "",
  ].filter(Boolean);
  return [String(row.line ?? row.row + 1), row.address, row.label, row.destination, notes.join(said.comma)];
}

/** @param {readonly import("../api.js").WrongField[]} errors */
export function rosterErrors(errors) {
  const { roster: said } = words();
  return [el("p", { class: "error" }, said.wrong), table([said.row, said.column, said.what], errors.map(wrong))];
}

/** @param {import("../api.js").WrongField} error */
function wrong({ row, line, field, code }) {
  const { roster: said } = words();
  const place = line ?? (row === undefined ? "" : row + 1);
  return [
    String(place),
    said.fields[field ?? ""] ?? field ?? "",
    code === "other-domain" ? said.otherDomain : faultText(code),
  ];
}

/** @param {string[]} heads @param {string[][]} rows */
function table(heads, rows) {
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": words().roster.result },
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((head) => el("th", { scope: "col" }, head)),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((cells) =>
          el(
            "tr",
            {},
            cells.map((cell) => el("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}
