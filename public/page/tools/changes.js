/** Who changed what, and when. */
import { api } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { when } from "../kit/format.js";
import { pagedList } from "../kit/paged-list.js";

/** @param {import("../api.js").Page<import("../api.js").AuditEntry>} first */
export function changeList(first) {
  const more = (/** @type {string} */ cursor) => api.audit({ limit: "10", cursor });
  return pagedList(first, more, changeRow, words().changes.none);
}

/** @param {import("../api.js").AuditEntry} entry */
function changeRow({ time, actor, action, object, livesAt, detail }) {
  const { changes: said, server } = words();
  return el(
    "li",
    {},
    el("time", { datetime: time }, when(time)),
    el("span", {}, wordFor(server.action, action)),
    object && el("b", { class: "object" }, livesAt ? el("a", { href: `#desk?show=${livesAt}` }, object) : object),
    el(
      "span",
      { class: "soft" },
      [said.actor(wordFor(server.actor, actor)), plainDetail(detail)].filter(Boolean).join(" · "),
    ),
  );
}

/** `deliver: false, label` in plain words. @param {string} detail */
function plainDetail(detail) {
  const { server } = words();
  const parts = [...detail.matchAll(/(\w+)(?:: (\w+))?/g)].map(([, member = "", value]) => {
    const name = wordFor(server.member, member);
    return value === undefined ? name : `${name}: ${wordFor(server.value, value)}`;
  });
  return parts.join(words().server.comma);
}
