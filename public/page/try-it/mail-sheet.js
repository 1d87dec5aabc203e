/** One mail on a sheet, as its reader sees it, with the proof that the other side's address is not in it. */

import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { mentions, openMail } from "./open-mail.js";
import { readable } from "./parts.js";

/** @typedef {{ whose: string, address: string }} Hidden what must not stand in a mail */

/**
 * @param {string} heading
 * @param {string} raw
 * @param {Hidden} hidden
 * @param {import("../kit/dom.js").Child | import("../kit/dom.js").Child[]} [below]
 */
export function mailSheet(heading, raw, hidden, below) {
  const said = words().tryIt;
  const mail = openMail(raw);
  const leaks = mentions(raw, hidden.address);
  return el(
    "article",
    { class: "mail" },
    el("h3", { tabindex: "-1" }, heading),
    el(
      "dl",
      {},
      field(said.fromField, `${mail.fromName} <${mail.fromAddress}>`),
      field(said.toField, mail.toField),
      field(said.subjectField, mail.subject),
    ),
    el("p", { class: "mail-text" }, mail.text.trimEnd()),
    el(
      "p",
      { class: `verdict ${leaks ? "bad" : "good"}` },
      leaks ? said.found(hidden.whose) : said.hidden(hidden.whose),
    ),
    el("details", {}, el("summary", {}, said.raw), el("pre", { tabindex: "0" }, readable(raw))),
    below,
  );
}

/** @param {string} name @param {string} value */
function field(name, value) {
  return [el("dt", {}, name), el("dd", {}, value)];
}
