/** Who changed what, and when. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { when } from "../kit/format.js";
import { pagedList } from "../kit/paged-list.js";

/** @param {import("../api.js").Page<import("../api.js").AuditEntry>} first */
export function changeList(first) {
  return pagedList(first, (cursor) => api.audit({ limit: "10", cursor }), changeRow, words().changes.none);
}

/** @param {import("../api.js").AuditEntry} entry */
function changeRow({ time, actor, action, detail }) {
  const { changes: said, server } = words();
  return el(
    "li",
    {},
    el("time", { datetime: time }, when(time)),
    el("span", {}, server.action[action] ?? action),
    el(
      "span",
      { class: "soft" },
      [said.actor(server.actor[actor] ?? actor), plainDetail(detail)].filter(Boolean).join(" · "),
    ),
  );
}

/** `deliver: false, label` in plain words. @param {string} detail */
function plainDetail(detail) {
  const { server } = words();
  const parts = [...detail.matchAll(/(\w+)(?:: (\w+))?/g)].map(([, member = "", value]) => {
    const name = server.member[member] ?? member;
    return value === undefined ? name : `${name}: ${server.value[value] ?? value}`;
  });
  return parts.join(words().server.comma);
}
