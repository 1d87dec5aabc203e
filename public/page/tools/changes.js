/** Who changed what, and when. */
import { api } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { nameOf, when } from "../kit/format.js";
import { pagedList } from "../kit/paged-list.js";

/** @param {import("../api.js").Page<import("../api.js").AuditEntry>} first @param {import("../api.js").AddressWithForwardings[]} addresses */
export function changeList(first, addresses) {
  const names = namesOf(addresses);
  const more = (/** @type {string} */ cursor) => api.audit({ limit: "10", cursor });
  return pagedList(first, more, (entry) => changeRow(entry, names), words().changes.none);
}

/** Officers without a label, whom the server calls by their address alone. @param {import("../api.js").AddressWithForwardings[]} addresses @returns {Map<string, string>} */
function namesOf(addresses) {
  const officers = addresses.flatMap(({ address, forwardings }) =>
    forwardings.map((one) => /** @type {[string, string]} */ ([one.id, `${nameOf(one)} · ${address}`])),
  );
  return new Map(officers);
}

/** @param {import("../api.js").AuditEntry} entry @param {Map<string, string>} names */
function changeRow({ time, actor, name, action, subject, object, livesAt, detail }, names) {
  const { changes: said, server } = words();
  const shown = names.get(subject) ?? object;
  return el(
    "li",
    {},
    el("time", { datetime: time }, when(time)),
    el("span", {}, wordFor(server.action, action)),
    shown && el("b", { class: "object" }, livesAt ? el("a", { href: `#desk?show=${livesAt}` }, shown) : shown),
    el(
      "span",
      { class: "soft" },
      [said.actor(name || wordFor(server.actor, actor)), plainDetail(detail)].filter(Boolean).join(" · "),
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
