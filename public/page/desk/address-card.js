/** A public address in the list, folded or open: then with everybody whom its mail reaches, a line each. */

import { words } from "../i18n.js";
import { addressText } from "../kit/address-text.js";
import { button, el, freshId } from "../kit/dom.js";
import { chevron } from "../kit/rows.js";
import { officerRow } from "../officer/officer-row.js";
import { reachesNobody, standing } from "../officer/standing.js";
import { mayChange } from "../role.js";
import { addForwarding } from "./address-dialogs.js";
import { openAddress } from "./address-sheet.js";
import { rememberOpen } from "./open-addresses.js";

/** @typedef {import("../officer/sheet.js").Calls} Calls @typedef {import("../api.js").AddressWithForwardings} Address */

/** @param {Address} address @param {Calls} calls @param {boolean} open */
export function addressCard(address, calls, open) {
  const id = freshId();
  const signs = el("p", { class: "signs" });
  const drawSigns = () => signs.replaceChildren(...signsOf(address));
  const own = withSigns(calls, drawSigns);
  const body = el("div", { id, class: "address-body", hidden: !open }, content(address, own));
  const fold = el("button", { type: "button", class: "fold", "aria-expanded": String(open), "aria-controls": id });
  fold.append(el("span", {}, addressText(address.address)));
  fold.addEventListener("click", () => toggle(fold, body, address.id));
  drawSigns();
  return el(
    "li",
    { class: "address", "data-id": address.id },
    el("div", { class: "card-head" }, el("h2", {}, fold), names(address), signs, chevron()),
    body,
  );
}

/** @param {HTMLElement} fold @param {HTMLElement} body @param {string} id */
function toggle(fold, body, id) {
  body.hidden = !body.hidden;
  fold.setAttribute("aria-expanded", String(!body.hidden));
  rememberOpen(id, !body.hidden);
}

/** @param {Calls} calls @param {() => void} drawSigns @returns {Calls} */
function withSigns(calls, drawSigns) {
  const changed = () => {
    drawSigns();
    calls.changed();
  };
  return { ...calls, changed };
}

/** @param {Address} address */
function names({ name, nameSuffix }) {
  const shown = [name, nameSuffix].filter((text) => text !== "").join(" · ");
  return shown && el("p", { class: "soft names" }, shown);
}

/** How many it reaches, and what somebody must look at. @param {Address} address */
function signsOf(address) {
  const { list: said } = words();
  const waiting = address.forwardings.filter((one) => one.state !== "active" && !one.confirmedAt).length;
  const working = address.forwardings.filter((one) => standing(one) === "active").length;
  return [
    address.open ? "" : el("span", { class: "pill closed" }, said.closed),
    reachesNobody(address) ? el("span", { class: "pill pending" }, said.nobody) : "",
    waiting > 0 ? el("span", { class: "pill invited" }, said.waiting(waiting)) : "",
    el("span", { class: "soft count" }, said.officers(working)),
  ];
}

/** @param {Address} address @param {Calls} calls */
function content(address, calls) {
  const { address: said, forwarding, list } = words();
  const lines = address.forwardings.map((one) => officerRow(one, address, calls));
  return [
    lines.length > 0 ? el("ul", { class: "route" }, lines) : el("p", { class: "notice" }, said.noForwarding),
    el(
      "div",
      { class: "buttons" },
      mayChange() && button(forwarding.add, () => addForwarding(address, calls.refresh), "primary-quiet"),
      button(list.settings, () => openAddress(address, calls)),
    ),
  ];
}
