/** What is needed seldom: lost phone, forgetting, letters, and the list of changes. */
import { adminsCard } from "../admins/admins.js";
import { api } from "../api.js";
import { openInvitation } from "../desk/invitation.js";
import { askToStop } from "../desk/lost-phone.js";
import { readAddresses } from "../desk/read-desk.js";
import { words } from "../i18n.js";
import { button, el } from "../kit/dom.js";
import { mayAll, mayReadAll } from "../role.js";
import { changeList } from "./changes.js";
import { askToForget } from "./forget.js";
import { openRoster } from "./roster.js";
import { openStatement } from "./statement.js";

/** @param {HTMLElement} main */
export async function showTools(main) {
  const { tools, stop, erase, invitation, roster, statement } = words();
  const addresses = await readAddresses(); // And with them what whoever is signed in may do.
  const any = addresses.length > 0;
  const [admins, audit] = await Promise.all([
    mayAll() && adminsCard(addresses),
    mayReadAll() && api.audit({ limit: "10" }),
  ]);
  main.replaceChildren(
    el("h1", { tabindex: "-1" }, tools.heading),
    el(
      "div",
      { class: "tool-grid" },
      mayAll() && tool(stop.button, tools.stop, () => askToStop(() => showTools(main)), "danger-quiet"),
      mayAll() && tool(erase.button, tools.erase, askToForget, "danger-quiet"),
      mayAll() && tool(roster.button, roster.tool, () => openRoster(() => showTools(main)), "primary-quiet"),
      any && tool(invitation.button, tools.invitation, () => openInvitation(addresses), "primary-quiet"),
      any && tool(statement.button, tools.statement, () => openStatement(addresses), "primary-quiet"),
    ),
    admins || "",
    audit ? changesCard(audit, addresses) : "",
  );
}

/** @param {import("../api.js").Page<import("../api.js").AuditEntry>} audit @param {import("../api.js").AddressWithForwardings[]} addresses */
function changesCard(audit, addresses) {
  const { tools, changes } = words();
  return el(
    "section",
    { class: "card" },
    el("h2", {}, changes.heading),
    el("p", { class: "soft" }, tools.changes),
    changeList(audit, addresses),
  );
}

/** @param {string} title @param {string} text @param {() => void} open @param {string} look */
function tool(title, text, open, look) {
  return el("section", { class: "card tool" }, el("h2", {}, title), el("p", {}, text), button(title, open, look));
}
