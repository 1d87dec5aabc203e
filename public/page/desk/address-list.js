/** The list of public addresses: what to search and add on top, and a line for each. */

import { saveOfficers } from "../export/tables.js";
import { words } from "../i18n.js";
import { button, el, freshId } from "../kit/dom.js";
import { menu } from "../kit/menu.js";
import { announce } from "../kit/outcome.js";
import { officerRow } from "../officer/officer-row.js";
import { standing } from "../officer/standing.js";
import { mayAll } from "../role.js";
import { addressCard } from "./address-card.js";
import { addAddress } from "./address-dialogs.js";
import { askToStop } from "./lost-phone.js";
import { openOnes } from "./open-addresses.js";

/** @typedef {import("../officer/sheet.js").Calls} Calls @typedef {import("../api.js").AddressWithForwardings} Address */

/** @param {Address[]} addresses @param {Calls} calls */
export function addressList(addresses, calls) {
  const list = el("ul", { class: "addresses" });
  const count = el("p", { class: "soft" });
  const isOpen = openOnes(addresses);
  const draw = (/** @type {string} */ wanted) => {
    const found =
      wanted === ""
        ? addresses.map((one) => addressCard(one, calls, isOpen(one.id)))
        : matching(addresses, wanted, calls);
    list.replaceChildren(...found);
    count.textContent = wanted === "" ? "" : words().list.found(list.querySelectorAll(".forwarding").length);
    if (wanted !== "") announce(count.textContent);
  };
  draw("");
  return [toolbar(draw, addresses, calls), count, list];
}

/** @param {(wanted: string) => void} draw @param {Address[]} addresses @param {Calls} calls */
function toolbar(draw, addresses, calls) {
  const { list: said, address, stop, table, forwarding } = words();
  const stands = (/** @type {import("../api.js").Forwarding} */ one) => forwarding[standing(one)];
  const id = freshId();
  const input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false", placeholder: said.search });
  input.addEventListener("input", () => draw(input.value.trim().toLowerCase()));
  return el(
    "div",
    { class: "toolbar", role: "search" },
    el("label", { for: id, class: "unseen" }, said.search),
    input,
    mayAll() && button(address.add, () => addAddress(calls.refresh), "primary-quiet"),
    mayAll() && button(stop.button, () => askToStop(() => calls.refresh("")), "danger-quiet"),
    menu(address.heading, [{ text: table.saveOfficers, act: () => saveOfficers(addresses, stands) }]),
  );
}

/** Whole addresses that are called so, and of the others the officers. @param {Address[]} addresses @param {string} wanted @param {Calls} calls */
function matching(addresses, wanted, calls) {
  const has = (/** @type {string[]} */ ...texts) => texts.some((text) => text.toLowerCase().includes(wanted));
  return addresses.flatMap((address) => {
    if (has(address.address, address.name)) return [addressCard(address, calls, true)];
    const officers = address.forwardings.filter(({ label, destination }) => has(label, destination));
    return officers.length > 0 ? [found(address, officers, calls)] : [];
  });
}

/** @param {Address} address @param {import("../api.js").Forwarding[]} officers @param {Calls} calls */
function found(address, officers, calls) {
  const lines = officers.map((one) => officerRow(one, address, calls));
  return el("li", { class: "address found" }, el("h2", {}, address.address), el("ul", { class: "route" }, lines));
}
