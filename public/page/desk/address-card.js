/** A public address with everybody whom its mail reaches, drawn as a line with a stop for each. */

import { words } from "../i18n.js";
import { button, el } from "../kit/dom.js";
import { openNetwork } from "../network/network.js";
import { addForwarding, deleteAddress, editAddress } from "./address-dialogs.js";
import { addressSwitch } from "./address-switch.js";
import { forwardingRow } from "./forwarding-row.js";
import { openInvitation } from "./invitation.js";
import { shareSwitch } from "./share-switch.js";

/** @typedef {import("./forwarding-row.js").Calls} Calls */

/** @param {import("../api.js").AddressWithForwardings} address @param {Calls} calls */
export function addressCard(address, calls) {
  const { address: said } = words();
  const rows = address.forwardings.map((one) => forwardingRow(one, address, calls));
  return el(
    "section",
    { class: "card address", "data-id": address.id },
    el(
      "div",
      { class: "card-head" },
      el("div", {}, el("h2", { tabindex: "-1" }, address.address), names(address)),
      openSwitch(address, calls),
    ),
    rows.length > 0 ? el("ul", { class: "route" }, rows) : el("p", { class: "notice" }, said.noForwarding),
    (rows.length > 1 || address.shareAnswers) && shareSwitch(address, calls),
    el("div", { class: "buttons" }, buttons(address, calls)),
  );
}

/** @param {import("../api.js").Address} address */
function names({ name, nameSuffix }) {
  const shown = [name, nameSuffix].filter((text) => text !== "").join(" · ");
  return shown && el("p", { class: "soft" }, shown);
}

/** @param {import("../api.js").Address} address @param {Calls} calls */
function openSwitch(address, calls) {
  const { address: said } = words();
  return addressSwitch(address, calls, {
    name: "open",
    label: said.open,
    outcome: (open) => (open ? said.opened(address.address) : said.closed(address.address)),
  });
}

/** @param {import("../api.js").AddressWithForwardings} address @param {Calls} calls */
function buttons(address, calls) {
  const { address: said, forwarding, invitation, network } = words();
  return [
    button(forwarding.add, () => addForwarding(address, calls.refresh), "primary-quiet"),
    button(invitation.button, () => openInvitation([address])),
    button(network.button, () => openNetwork(address)),
    button(said.edit, () => editAddress(address, calls.refresh)),
    button(said.delete, () => deleteAddress(address, calls.refresh), "danger-quiet"),
  ];
}
